"""Forms of attendance. They read and check; operations write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.attendance.half_days import HalfDay
from cycles.attendance.models import Presence
from cycles.attendance.register import Register
from cycles.planning.models import Cycle
from partners.models import ActorType
from partners.operations import find_organisation


class HalfDayForm(forms.Form):
    """Which half-day the page is about."""

    half_day = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args, half_days: list[HalfDay], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_day"].choices = [(half.number, str(half.number)) for half in half_days]


class TickForm(HalfDayForm):
    """What was ticked. Each person of the register has a ``status-<key>``, and a ``was-<key>`` that says what the page
    showed: a status that is still what the page showed was not touched and overwrites nobody's. ``everybody`` names the
    team whose other people are all present.
    """

    def __init__(self, *args, register: Register, **kwargs) -> None:
        super().__init__(*args, half_days=register.half_days, **kwargs)
        self.register = register
        choices = [("", ""), *Presence.Status.choices]
        for entry in register.entries:
            for name in ("status", "was"):
                key = f"{name}-{entry.participation.pk}"
                self.fields[key] = forms.ChoiceField(label=entry.participation.person.name, choices=choices)
                self.fields[key].required = False
        groups = [(group.key, group.key) for group in register.groups]
        self.fields["everybody"] = forms.ChoiceField(choices=groups, required=False)

    def marks(self) -> dict[int, str]:
        """Status by the key of the participation: what was touched, and the team that is all present."""
        data, found = self.cleaned_data, {}
        for group in self.register.groups:
            for entry in group.entries:
                pk = entry.participation.pk
                status = data[f"status-{pk}"]
                if status and status != data[f"was-{pk}"]:
                    found[pk] = status
                elif group.key == data["everybody"] and not entry.status(data["half_day"]):
                    found[pk] = Presence.Status.PRESENT
        return found


class WalkInForm(HalfDayForm):
    """Somebody who came without being expected."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    actor_type = forms.ChoiceField(
        label=_("Its actor type"),
        choices=[("", _("as in the directory")), *ActorType.choices],
        required=False,
        help_text=_("Needed when the organisation is new in the directory."),
    )
    email = forms.EmailField(label=_("E-mail address (optional)"), max_length=254, required=False)
    team = forms.TypedChoiceField(
        label=_("Comes with the team of (optional)"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args, register: Register, cycle: Cycle, **kwargs) -> None:
        kwargs.setdefault("auto_id", "walkin_%s")
        super().__init__(*args, half_days=register.half_days, **kwargs)
        self.cycle = cycle
        self.teams = {group.team.pk: group.team for group in register.groups if group.team}
        self.fields["half_day"].widget = forms.HiddenInput()
        self.fields["team"].choices = [("", _("no team")), *((pk, str(team)) for pk, team in self.teams.items())]

    def clean(self) -> dict:
        data = super().clean()
        name = (data.get("organisation_name") or "").strip()
        if name and not data.get("actor_type") and not find_organisation(self.cycle.organiser, name):
            self.add_error("actor_type", _("This organisation is new in the directory: choose its actor type."))
        return data

    def fields_to_write(self) -> dict:
        data = self.cleaned_data
        return {**data, "team": self.teams.get(data["team"])}
