"""Forms of teams and members. They read and check; operations write."""

import re
from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles import permissions
from cycles.people.models import Participation, Team
from cycles.planning.forms import RevisionForm
from cycles.planning.models import Cycle
from cycles.planning.widgets import DayInput
from lib.template_tags import of
from lib.text import normalise, short_day
from partners.models import ActorType, Person
from partners.operations import find_organisation

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]*")
FORGOTTEN_SEPARATOR = re.compile(r"\bQ[PN]\d{4,}\w*\W*$")


class NeighbourhoodsField(forms.CharField):
    """Neighbourhoods one a line, ``name ; code``; cleaned to a list of (name, code), each name once."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            label=_("Priority neighbourhoods"),
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("One a line: name ; code. The code may be left out."),
            **kwargs,
        )

    def clean(self, value: str) -> list[tuple[str, str]]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return list(dict(neighbourhood(line) for line in lines).items())


def neighbourhood(line: str) -> tuple[str, str]:
    """The line's name and code. Raises ValidationError, with the line, when it does not say which is which."""
    name, separator, code = (part.strip() for part in line.partition(";"))
    if len(name) > 200 or len(code) > 20:
        problem = _("“%(line)s”: a name has at most 200 signs, a code at most 20.")
    elif not any(sign.isalpha() for sign in name):
        problem = _("“%(line)s”: the neighbourhood has no name. Write: name ; code.")
    elif separator and not CODE.fullmatch(code):
        problem = _("“%(line)s”: a code is letters and figures after one semicolon, like QP069019.")
    elif not separator and FORGOTTEN_SEPARATOR.search(name):
        problem = _("“%(line)s”: put a semicolon between the name and the code.")
    else:
        return name, code
    raise forms.ValidationError(problem, params={"line": line[:60]})


def understood(neighbourhoods: list[tuple[str, str]]) -> str:
    """The neighbourhoods as they were read, in a sentence; empty when there is none."""
    if not neighbourhoods:
        return ""
    names = ", ".join(f"{name} ({code})" if code else name for name, code in neighbourhoods)
    return ngettext("Neighbourhood: %(names)s.", "Neighbourhoods: %(names)s.", len(neighbourhoods)) % {"names": names}


def neighbourhood_lines(team: Team) -> str:
    """The team's neighbourhoods as the field shows them."""
    rows = team.territory.neighbourhoods.all()
    return "\n".join(f"{row.name} ; {row.code}" if row.code else row.name for row in rows)


class TeamForm(forms.Form):
    """A new team of ``cycle``: its territory, from the directory or new there."""

    territory_name = forms.CharField(
        label=_("Territory"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "territories", "autocomplete": "off"}),
        help_text=_("An agglomeration, a commune, a valley … as its inhabitants name it."),
    )
    departments = forms.CharField(label=_("Département(s)"), max_length=200, required=False)
    neighbourhoods = NeighbourhoodsField()

    def __init__(self, *args, cycle: Cycle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean_territory_name(self) -> str:
        name = self.cleaned_data["territory_name"].strip()
        if self.cycle.teams.filter(territory__search_key=normalise(name)[:300]).exists():
            raise forms.ValidationError(_("This territory already has a team in the cycle."))
        return name


class TeamEditForm(RevisionForm):
    departments = forms.CharField(label=_("Département(s)"), max_length=200, required=False)
    neighbourhoods = NeighbourhoodsField()

    @classmethod
    def initial_of(cls, team: Team) -> dict:
        return {
            "revision": team.revision,
            "departments": team.territory.departments,
            "neighbourhoods": neighbourhood_lines(team),
        }


class MemberForm(forms.Form):
    """Somebody of ``cycle``, added or changed by ``user``: a member of ``team``, in a role that is the user's to give,
    or a participant without one.
    """

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("Needed to invite. Somebody whom the directory knows by this address is taken from it."),
    )
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
    function = forms.CharField(label=_("Function"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role in the team"), choices=())

    ROLE_WORDS = {
        "referent": _("Referent: delivers, invites members"),
        "contributor": _("Contributor: adds files and delivers"),
        "reader": _("Reader: reads, adds nothing"),
    }

    def __init__(self, *args, cycle: Cycle, team: Team | None, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cycle, self.team, self.member = cycle, team, None
        if team is None:
            del self.fields["role"]
            return
        roles = permissions.roles_to_give(user, team)
        self.fields["role"].choices = [(role, self.ROLE_WORDS[role]) for role in roles]
        self.fields["role"].initial = Participation.Role.CONTRIBUTOR

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        known = Person.objects.filter(organiser=self.cycle.organiser_id, email=email).first() if email else None
        if known:
            self.check_known(known)
        return email

    def check_known(self, known: Person) -> None:
        """Refuse somebody who is there already; a person without a team is one who is in none."""
        rows = self.cycle.participations.active().filter(person=known)
        if self.team and rows.filter(team=self.team).exists():
            raise forms.ValidationError(_("This person is already a member of the team."))
        there = None if self.team else rows.select_related("team__territory").first()
        if there and there.team:
            text = _("This person already takes part, in the team %(of_team)s.")
            raise forms.ValidationError(text, params={"of_team": of(there.team)})
        if there:
            raise forms.ValidationError(_("This person is already a participant without a team."))

    def clean(self) -> dict:
        data = super().clean()
        check_organisation(self, data, self.cycle)
        return data


def check_organisation(form: forms.Form, data: dict, cycle: Cycle) -> None:
    """An organisation that the directory lacks needs its actor type."""
    name = (data.get("organisation_name") or "").strip()
    if name and not data.get("actor_type") and not find_organisation(cycle.organiser, name):
        form.add_error("actor_type", _("This organisation is new in the directory: choose its actor type."))


class MemberEditForm(RevisionForm, MemberForm):
    """``member`` corrected. Her address is hers once she signs in with it."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, member: Participation, **kwargs) -> None:
        super().__init__(*args, initial=self.initial_of(member), **kwargs)
        self.member = member
        if member.person.user_id:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _(
                "This person signs in with this address: only she changes it. If she lost it, add her again with the "
                "new one and remove her here: what she wrote and delivered stays under her name."
            )
        elif member.invited_at:
            self.fields["email"].help_text = _(
                "An invitation was sent to this address. Correct it, and the invitation goes to the new one at once; "
                "the link sent before stops working."
            )

    @staticmethod
    def initial_of(member: Participation) -> dict:
        return {
            "first_name": member.person.first_name,
            "last_name": member.person.last_name,
            "email": member.person.email,
            "organisation_name": member.organisation.name if member.organisation else "",
            "function": member.function,
            "role": member.role,
            "revision": member.revision,
            "seen": member.person.seen,
        }

    def check_known(self, known: Person) -> None:
        if known != self.member.person:
            raise forms.ValidationError(_("Somebody else in the directory already has this address."))


class OrganisationChangeForm(RevisionForm):
    """``member`` takes part for another organisation from a day on."""

    on = forms.DateField(
        label=_("From which day on"),
        widget=DayInput,
        help_text=_("What happened before that day keeps the former organisation."),
    )
    organisation_name = forms.CharField(
        label=_("New organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    actor_type = forms.ChoiceField(
        label=_("Its actor type"),
        choices=[("", _("as in the directory")), *ActorType.choices],
        required=False,
        help_text=_("Needed when the organisation is new in the directory."),
    )
    function = forms.CharField(label=_("New function"), max_length=200, required=False)

    def __init__(self, *args, member: Participation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        joined = timezone.localdate(self.member.joined_at)
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: note the change when it has happened."))
        if on <= joined:
            text = _("This person takes part since %(day)s only: give a later day, or correct the organisation.")
            raise forms.ValidationError(text, params={"day": short_day(joined, get_language() or "fr")})
        return on

    def clean_organisation_name(self) -> str:
        name, now = self.cleaned_data["organisation_name"].strip(), self.member.organisation
        if now and normalise(now.name) == normalise(name):
            raise forms.ValidationError(_("This is the organisation that the person is in already."))
        return name

    def clean(self) -> dict:
        data = super().clean()
        check_organisation(self, data, self.member.cycle)
        return data


class AccessRequestForm(forms.Form):
    """What somebody says who holds an invitation that is for another person."""

    name = forms.CharField(label=_("Your first and last name"), max_length=200)
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254, help_text=_("The answer goes there."))
    organisation = forms.CharField(label=_("Your organisation"), max_length=200, required=False)
    message = forms.CharField(
        label=_("Message"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: “I replace her on this subject”."),
    )


class PeopleFilter(forms.Form):
    """What the list of a cycle's people is narrowed to; ``team`` is a key, or "none"."""

    q = forms.CharField(label=_("Name, address or organisation"), max_length=100, required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, *args, teams: Iterable[Team], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(team.pk), str(team)) for team in teams]
        self.fields["team"].choices = [("", _("all teams")), ("none", _("without a team")), *named]
