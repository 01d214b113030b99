"""Forms of the administrators' pages: filters in the address, and what is changed."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.text import normalise
from partners import organisers
from partners.models import ActorType, Organisation
from records.models import Job, Mail


class Filter(forms.Form):
    """A form sent by GET; a value that it does not know filters nothing and is said beside the field."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)

    def given(self) -> dict:
        self.is_valid()
        return self.cleaned_data


class AccountFilter(Filter):
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[
            ("", _("all")),
            ("active", _("enabled")),
            ("inactive", _("disabled")),
            ("administrator", _("administrators")),
            ("never", _("never signed in")),
        ],
    )

    STATES = {
        "active": Q(is_active=True),
        "inactive": Q(is_active=False),
        "administrator": Q(is_administrator=True),
        "never": Q(last_login__isnull=True),
    }

    def narrow(self, accounts: QuerySet[User]) -> QuerySet[User]:
        given = self.given()
        if text := normalise(given.get("q", "")):
            named = User.objects.filter(people__search_key__contains=text).values("pk")
            accounts = accounts.filter(Q(email__contains=text) | Q(pk__in=named))
        return accounts.filter(self.STATES.get(given.get("state", ""), Q()))


class MailFilter(Filter):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Mail.State.choices])

    def narrow(self, mails: QuerySet[Mail]) -> QuerySet[Mail]:
        given = self.given()
        if text := given.get("q", "").strip().lower():
            mails = mails.filter(to_email__contains=text)
        return mails.filter(state=given["state"]) if given.get("state") else mails


class JobFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *Job.State.choices, ("stale", _("stopped in mid-work"))],
    )

    def narrow(self, jobs: QuerySet[Job]) -> QuerySet[Job]:
        self.is_valid()
        state = self.cleaned_data.get("state", "")
        if state == "stale":
            return jobs.filter(stale_jobs())
        return jobs.filter(state=state) if state else jobs


def stale_jobs() -> Q:
    """Jobs whose worker stopped renewing its lease."""
    return Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())


class OrganiserForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    actor_type = forms.ChoiceField(label=_("Actor type"), choices=ActorType.choices, initial=ActorType.RESOURCE_CENTRE)

    def __init__(self, *args, organiser: Organisation | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.organiser = organiser

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        others = Organisation.objects.filter(is_organiser=True, search_key=normalise(name)[:300])
        if others.exclude(pk=self.organiser.pk if self.organiser else None).exists():
            raise forms.ValidationError(_("Another organisation that runs cycles has this name."))
        return name


class OrganiserEditForm(OrganiserForm):
    """``seen``: the name and type that the page showed, so that a stale page is noticed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organiser: Organisation, **kwargs) -> None:
        facts = {"name": organiser.name, "actor_type": organiser.actor_type, "seen": organisers.shown(organiser)}
        super().__init__(*args, organiser=organiser, initial=facts, **kwargs)


class CoordinatorForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class AccountForm(forms.Form):
    """The buttons of an account's page."""

    ACTIONS = ("disable", "enable", "make_administrator", "remove_administrator")
    action = forms.ChoiceField(choices=[(each, each) for each in ACTIONS])
