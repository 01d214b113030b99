"""The form of feedback."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm
from deliverables.feedback import Answer
from deliverables.grid_forms import MarksMixin
from deliverables.models import Feedback, Opinion, VersionFile
from records.uploads import EndMarkerMixin, FileField

CHOOSE = _("Choose one of the two buttons.")


class FeedbackForm(MarksMixin, EndMarkerMixin, RevisionForm):
    """The buttons are the outcome. ``version_files`` may be commented on, ``opinions`` those that may be passed on."""

    text = forms.CharField(
        label=_("Your feedback to the team"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    annotated = FileField(
        label=_("An annotated file to give back"),
        required=False,
        help_text=_("The team downloads it beside your feedback."),
    )
    outcome = forms.ChoiceField(
        choices=Feedback.Outcome.choices,
        widget=forms.HiddenInput,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(
        self, *args, version_files: Sequence[VersionFile] = (), opinions: Sequence[Opinion] = (), **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version_files, self.opinions = list(version_files), {row.pk: row for row in opinions}
        for file in self.version_files:
            self.fields[f"comment_{file.pk}"] = forms.CharField(
                label=file.name, required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
            )
        if self.opinions:
            self.fields["passed_on"] = forms.TypedMultipleChoiceField(
                label=_("Pass on to the team"),
                choices=[(row.pk, row.name) for row in opinions],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("The team reads the opinion under its author’s name, who agreed to it."),
            )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") == Feedback.Outcome.TO_COMPLETE and not data.get("text", "").strip():
            self.add_error("text", _("Say what is missing: the team acts on it."))
        return data

    def comment_fields(self) -> list[forms.BoundField]:
        return [self[f"comment_{file.pk}"] for file in self.version_files]

    def has_comments(self) -> bool:
        return any(field.value() or field.errors for field in self.comment_fields())

    def answer(self) -> Answer:
        """What is said besides the text. Only for a valid form."""
        said = [(file, self.cleaned_data[f"comment_{file.pk}"].strip()) for file in self.version_files]
        return Answer(
            marks=tuple(self.marks()),
            comments=tuple((file, text) for file, text in said if text),
            annotated=self.cleaned_data["annotated"],
            opinions=tuple(self.opinions[key] for key in self.cleaned_data.get("passed_on", ())),
        )

    def options(self) -> dict:
        """What ``give_feedback`` takes. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in ("outcome", "text", "revision")} | {"more": self.answer()}
