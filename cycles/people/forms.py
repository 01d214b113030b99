"""Forms of teams and members. They read and check; operations write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles import permissions
from cycles.people.models import Participation, Team
from cycles.planning.forms import DayInput, RevisionForm
from cycles.planning.models import Cycle
from lib.text import normalise
from partners.models import ActorType, Person
from partners.operations import find_organisation


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
        found: dict[str, str] = {}
        for line in super().clean(value).splitlines():
            name, _separator, code = (part.strip() for part in line.partition(";"))
            if len(name) > 200 or len(code) > 20:
                raise forms.ValidationError(
                    _("“%(line)s”: a name has at most 200 signs, a code at most 20."),
                    params={"line": line[:60]},
                )
            if name:
                found[name] = code
        return list(found.items())


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
    status = forms.ChoiceField(label=_("Does the team take part?"), choices=Team.Status.choices)
    status_on = forms.DateField(label=_("Since when"), required=False, widget=DayInput)
    status_reason = forms.CharField(label=_("Reason"), max_length=250, required=False)

    @classmethod
    def initial_of(cls, team: Team) -> dict:
        plain = ("status", "status_on", "status_reason", "revision")
        return {
            **{name: getattr(team, name) for name in plain},
            "departments": team.territory.departments,
            "neighbourhoods": neighbourhood_lines(team),
        }

    def clean(self) -> dict:
        data = super().clean()
        gone = data.get("status") not in {None, Team.Status.ACTIVE}
        if gone and not data.get("status_on") and "status_on" not in self.errors:
            self.add_error("status_on", _("Say since when the team no longer takes part."))
        return data


class MemberForm(forms.Form):
    """A member of ``team``, added or changed by ``user``, who may give only the roles that are hers to give."""

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

    def __init__(self, *args, team: Team, user: User, member: Participation | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.member = team, member
        roles = permissions.roles_to_give(user, team)
        self.fields["role"].choices = [(role, self.ROLE_WORDS[role]) for role in roles]
        if member is None:
            self.fields["role"].initial = Participation.Role.CONTRIBUTOR
        elif member.person.user_id:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("This person signs in with this address: only she changes it.")

    @classmethod
    def initial_of(cls, member: Participation) -> dict:
        return {
            "first_name": member.person.first_name,
            "last_name": member.person.last_name,
            "email": member.person.email,
            "organisation_name": member.organisation.name if member.organisation else "",
            "function": member.function,
            "role": member.role,
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if not email:
            return email
        known = Person.objects.filter(organiser=self.team.cycle.organiser_id, email=email).first()
        if self.member is not None:
            if known and known != self.member.person:
                raise forms.ValidationError(_("Somebody else in the directory already has this address."))
        elif known and self.team.members.active().filter(person=known).exists():
            raise forms.ValidationError(_("This person is already a member of the team."))
        return email

    def clean(self) -> dict:
        data = super().clean()
        name = (data.get("organisation_name") or "").strip()
        if name and not data.get("actor_type") and not find_organisation(self.team.cycle.organiser, name):
            self.add_error("actor_type", _("This organisation is new in the directory: choose its actor type."))
        return data
