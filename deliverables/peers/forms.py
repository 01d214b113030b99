"""Forms of peer reading."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm
from deliverables.delivery_forms import ReasonForm
from deliverables.models import PeerReading, Version
from deliverables.peers.operations import WORDS


class ReadingForm(RevisionForm):
    """What a team takes home from a version: the number says which one its page showed."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    takes_home = forms.CharField(
        label=_("What we take home"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("An idea, a way to go about it, something to avoid. Printed in the report with your team’s name."),
    )
    question = forms.CharField(
        label=_("One question to the team"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Printed in the report too."),
    )
    contact = forms.CharField(
        label=_("One contact on your side"),
        required=False,
        max_length=200,
        help_text=_("A name and how to reach it, so that the team can answer you. Not printed in the report."),
    )

    def clean(self) -> dict:
        data = super().clean()
        return data | {name: data[name].replace("\r\n", "\n") for name in WORDS if name in data}

    def words(self) -> dict[str, str]:
        """What ``write_reading`` takes. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in WORDS}

    @classmethod
    def initial_of(cls, version: Version, reading: PeerReading | None) -> dict:
        """What is written so far, as the form shows it."""
        seen = {"number": version.number, "revision": reading.revision if reading else 0}
        return seen | {name: getattr(reading, name) for name in WORDS if reading}


class HideForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why it is hidden"), max_length=250, help_text=_("The team that wrote it reads your reason.")
    )
