"""Forms around an expert's opinion: the question, the answer, the small decisions."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm
from deliverables.grid_forms import MarksMixin
from deliverables.models import Opinion
from deliverables.opinions import Said
from records.uploads import EndMarkerMixin, FileField


class PrivateNoteForm(forms.Form):
    text = forms.CharField(label=_("New note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AskForm(forms.ModelForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Opinion
        fields = ("name", "email", "question", "wished_on")
        labels = {"name": _("Who you ask: first and last name"), "email": _("Her or his e-mail address")}
        help_texts = {"question": _("What you would like to know. It stands in the mail and above the answer.")}
        widgets = {
            "question": forms.Textarea(attrs={"rows": 4, "maxlength": 3000}),
            "wished_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def clean_question(self) -> str:
        question = self.cleaned_data["question"].strip()
        if len(question) > 3000:
            raise forms.ValidationError(_("Ask in 3,000 characters at most."))
        return question

    def clean_wished_on(self):
        day = self.cleaned_data["wished_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        return day

    def options(self) -> dict:
        """What ``opinions.ask`` takes. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "key")}


class SendAgainForm(RevisionForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class AnswerForm(MarksMixin, EndMarkerMixin, RevisionForm):
    """What the expert writes. Every button saves it; ``then`` says what else."""

    SAVE, SEND, DECLINE = "save", "send", "decline"

    text = forms.CharField(
        label=_("Your opinion"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    upload = FileField(
        label=_("A file, if you like"),
        required=False,
        help_text=_("The document with your remarks, for instance."),
    )
    remove_file = forms.BooleanField(label=_("Take out the file that I sent"), required=False)
    shares = forms.BooleanField(
        label=_("I agree that coordination passes my opinion on to the team, under my name."), required=False
    )
    then = forms.ChoiceField(choices=[(each, each) for each in (SAVE, SEND, DECLINE)])

    def clean(self) -> dict:
        data = super().clean()
        if data.get("then") == self.SEND and not data.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", _("Write your opinion, or decline with the last button."))
        return data

    def said(self) -> Said:
        """Only for a valid form."""
        data = self.cleaned_data
        return Said(data["text"], data["shares"], tuple(self.marks()), data["upload"], not data["remove_file"])

    @classmethod
    def initial_of(cls, opinion: Opinion, grid) -> dict:
        """What was saved before; marks where the grid still says the same."""
        saved = {mark["criterion"]: mark for mark in opinion.marks or ()}
        marks = {}
        for number, criterion in enumerate(grid.criteria if grid else ()):
            mark = saved.get(criterion.title)
            if mark and mark["steps"] == len(grid.levels) and grid.levels[mark["step"] - 1] == mark["level"]:
                marks[f"mark_{number}"] = mark["step"]
        return {"revision": opinion.revision, "text": opinion.text, "shares": opinion.shares, **marks}
