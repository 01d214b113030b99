"""Forms around what an organisation is asked: the question, its answer."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm
from deliverables.named.models import OrganisationAnswer, OrganisationQuestion
from deliverables.named.reading import Mention, Named

Verdict = OrganisationAnswer.Verdict
LONGEST = 2000


class AskOrganisationForm(forms.ModelForm):
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = OrganisationQuestion
        fields = ("to_name", "email", "message")
        labels = {"to_name": _("Who you ask there: first and last name"), "email": _("Her or his e-mail address")}
        help_texts = {"message": _("It stands in the mail, above the link. You need not add anything.")}
        widgets = {"message": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST})}

    def clean_message(self) -> str:
        if len(self.cleaned_data["message"]) > LONGEST:
            raise forms.ValidationError(_("Write 2,000 characters at most."))
        return self.cleaned_data["message"]

    def options(self) -> dict:
        """What ``ask`` takes. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "form_key")}


class AskAnotherForm(RevisionForm):
    to_name = forms.CharField(label=_("Who you ask there: first and last name"), max_length=150)
    email = forms.EmailField(label=_("Her or his e-mail address"), max_length=254)


class OrganisationAnswerForm(RevisionForm):
    """What the organisation says of each row that names it, who says it, and whether the report may name it.

    ``seen`` is what the page showed: rows that changed meanwhile are shown anew before anything is kept.
    """

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    answered_by = forms.CharField(label=_("Who answers: your name and your function"), max_length=200)
    may_be_named = forms.TypedChoiceField(
        label=_("May the printed report name your organisation?"),
        choices=[("yes", _("yes, it may be named")), ("no", _("no: its name is left out"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, named: Named, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.named = named
        for mention in named.mentions:
            key = mention.row.reference_id
            self.fields[f"verdict_{key}"] = forms.ChoiceField(
                label=_("What is said here of your organisation is"), choices=Verdict.choices, widget=forms.RadioSelect
            )
            self.fields[f"text_{key}"] = forms.CharField(
                label=_("What should be changed"),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[tuple[Mention, forms.BoundField, forms.BoundField]]:
        """(row, verdict, text) as the page prints them."""
        keys = [(mention, mention.row.reference_id) for mention in self.named.mentions]
        return [(mention, self[f"verdict_{key}"], self[f"text_{key}"]) for mention, key in keys]

    def clean(self) -> dict:
        data = super().clean()
        for mention in self.named.mentions:
            name = f"text_{mention.row.reference_id}"
            asks = data.get(f"verdict_{mention.row.reference_id}") == Verdict.TO_CHANGE
            if asks and name not in self.errors and not data.get(name, "").strip():
                self.add_error(name, _("Say what should be changed."))
        return data

    @property
    def is_outdated(self) -> bool:
        """Whether the rows are no longer those that the page showed. Only for a valid form."""
        return self.cleaned_data["seen"] != self.named.print

    def options(self) -> dict:
        """What ``answer`` takes. Only for a valid form."""
        data = self.cleaned_data
        keys = [mention.row.reference_id for mention in self.named.mentions]
        said = {"verdicts": {key: (data[f"verdict_{key}"], data[f"text_{key}"]) for key in keys}}
        return said | {name: data[name] for name in ("revision", "answered_by", "may_be_named")}

    @classmethod
    def initial_of(cls, named: Named) -> dict:
        """What was answered before, of rows that did not change since."""
        question = named.question
        answers = {row.reference_id: row for row in question.answers.all()}
        initial = {"revision": question.revision, "seen": named.print, "answered_by": question.answered_by}
        if question.may_be_named is not None:
            initial["may_be_named"] = "yes" if question.may_be_named else "no"
        for mention in named.mentions:
            row = answers.get(mention.row.reference_id)
            if row is not None and row.version_id == mention.row.version_id:
                initial |= {f"verdict_{row.reference_id}": row.verdict, f"text_{row.reference_id}": row.text}
        return initial
