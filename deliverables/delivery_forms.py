"""Forms of the delivery pages. Each carries the revision that its page showed."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliverables.models import Deliverable, Feedback
from records.uploads import EndMarkerMixin, FilesField

NOTE_LENGTH = 5000
CHOOSE = _("Choose one of the two buttons.")


class RevisionForm(forms.Form):
    """What the person saw when she decided."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class FilesForm(EndMarkerMixin, forms.Form):
    """Files to add to the draft. It carries no revision: two people may add files at once."""

    files = FilesField(label=_("Files or photos"))


class NoteForm(RevisionForm):
    note = forms.CharField(
        label=_("Note to coordination"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What has changed, what you would like an opinion on. It is delivered with the files."),
    )


class DeliverForm(RevisionForm):
    """``number`` is the draft's: sent twice, the second finds it delivered."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ShareForm(forms.Form):
    shared = forms.BooleanField(required=False)


class FeedbackForm(RevisionForm):
    """The buttons are the outcome."""

    text = forms.CharField(
        label=_("Your feedback to the team"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    outcome = forms.ChoiceField(
        choices=Feedback.Outcome.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose one of the two buttons."),
            "invalid_choice": _("Choose one of the two buttons."),
        },
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") == Feedback.Outcome.TO_COMPLETE and not data.get("text", "").strip():
            self.add_error("text", _("Say what is missing: the team acts on it."))
        return data


class ReasonForm(RevisionForm):
    reason = forms.CharField(label=_("Reason"), max_length=250, help_text=_("The team and coordination read it."))


class ExtensionForm(ReasonForm):
    day = forms.DateField(label=_("New date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    field_order = ("day", "at", "reason", "revision")

    def __init__(self, *args, deliverable: Deliverable, **kwargs) -> None:
        due = timezone.localtime(deliverable.effective_due_at)
        kwargs["initial"] = {"at": time(due.hour, due.minute)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.deliverable = deliverable

    def clean(self) -> dict:
        data = super().clean()
        if data.get("day") and data.get("at"):
            data["due_at"] = timezone.make_aware(datetime.combine(data["day"], data["at"]))
            if data["due_at"] <= self.deliverable.effective_due_at:
                self.add_error("day", _("The new date must be later than the present one."))
        return data
