"""Forms of those who run a cycle. They read and check; operations write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles.models import Cycle, CycleRole
from partners.models import ActorType, Person
from partners.operations import find_organisation

ROLE_WORDS = [
    (CycleRole.Role.COORDINATOR, _("Coordinator: runs the cycle, its teams, its report")),
    (CycleRole.Role.FACILITATOR, _("Co-facilitator: reads, gives feedback, ticks presence, writes notes")),
]


class RoleForm(forms.Form):
    """Somebody to run ``cycle``: found by her address, in the directory or new there."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=100,
        required=False,
        help_text=_("Names are needed only when the directory does not know this address yet."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLE_WORDS, initial=CycleRole.Role.FACILITATOR)

    def __init__(self, *args, cycle: Cycle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        user = User.objects.filter(email=email).first()
        if user and self.cycle.roles.filter(user=user).exists():
            raise forms.ValidationError(_("This person already runs the cycle: change her role below."))
        if user and not user.is_active:
            raise forms.ValidationError(_("The account of this address is disabled. Ask an administrator."))
        return email

    def clean(self) -> dict:
        data = super().clean()
        email = data.get("email")
        people = Person.objects.filter(organiser=self.cycle.organiser_id)
        if not email or people.filter(email=email).exists() or people.filter(user__email=email).exists():
            return data
        for name in ("first_name", "last_name"):
            if not data.get(name):
                self.add_error(name, _("The directory does not know this address: say how this person is called."))
        return data


class RoleChangeForm(forms.Form):
    role = forms.ChoiceField(choices=CycleRole.Role.choices)


class CoOrganiserForm(forms.Form):
    """An organisation that organises ``cycle`` too."""

    name = forms.CharField(
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

    def __init__(self, *args, cycle: Cycle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle

    def clean(self) -> dict:
        data = super().clean()
        name = (data.get("name") or "").strip()
        if not name:
            return data
        known = find_organisation(self.cycle.organiser, name)
        if known is None and not data.get("actor_type"):
            self.add_error("actor_type", _("This organisation is new in the directory: choose its actor type."))
        elif known and (known == self.cycle.organiser or known in self.cycle.co_organisers.all()):
            self.add_error("name", _("This organisation already organises the cycle."))
        return data
