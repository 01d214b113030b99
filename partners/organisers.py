"""Organisers: the organisations that run cycles, and who coordinates them. An administrator's to change."""

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.operations import usable_account_for
from lib.text import normalise
from partners.models import Coordinator, Organisation, Person
from records import outbox
from records.log import record

COORDINATOR_ADDED = "coordinator_added"


class OrganiserError(Exception):
    """A change about an organiser that is refused; nothing was written."""


class OrganiserExists(OrganiserError):
    """Another organiser has this name."""


class OrganiserChanged(OrganiserError):
    """Somebody changed the organiser since the page was made."""


class CoordinatorExists(OrganiserError):
    """The person already coordinates for the organiser."""


def shown(organiser: Organisation) -> str:
    """What a page shows of the organiser."""
    return f"{organiser.actor_type} {organiser.name}"


def refuse_double(name: str, but: Organisation | None = None) -> None:
    others = Organisation.objects.filter(is_organiser=True, search_key=normalise(name)[:300])
    if others.exclude(pk=but.pk if but else None).exists():
        raise OrganiserExists


def save_or_double(organiser: Organisation) -> None:
    try:
        with transaction.atomic():
            organiser.save()
    except IntegrityError:  # somebody gives another one the same name at the same time
        raise OrganiserExists from None


@transaction.atomic
def create_organiser(*, actor: User, name: str, actor_type: str) -> Organisation:
    """An organisation that runs cycles and keeps a directory of its own. Raises OrganiserExists."""
    refuse_double(name)
    organiser = Organisation(is_organiser=True, actor_type=actor_type)
    organiser.name_it(name)
    save_or_double(organiser)
    record(actor, "organiser_created", organiser, after={"name": organiser.name, "actor_type": actor_type})
    return organiser


@transaction.atomic
def edit_organiser(*, actor: User, organiser: Organisation, name: str, actor_type: str, seen: str = "") -> None:
    """Rename the organiser or correct its actor type. ``seen`` is what a page showed of it (``shown``).

    Raises OrganiserExists, OrganiserChanged.
    """
    organiser = Organisation.objects.select_for_update().get(pk=organiser.pk)
    if seen not in {"", shown(organiser)}:
        raise OrganiserChanged
    refuse_double(name, but=organiser)
    before = {"name": organiser.name, "actor_type": organiser.actor_type}
    organiser.actor_type = actor_type
    organiser.name_it(name)
    save_or_double(organiser)
    after = {"name": organiser.name, "actor_type": actor_type}
    if before != after:
        record(actor, "organiser_edited", organiser, before=before, after=after)


@transaction.atomic
def add_coordinator(*, actor: User, organiser: Organisation, email: str) -> Coordinator:
    """Let somebody create cycles for the organiser; an address without account gets one. She is told by mail.

    Raises CoordinatorExists, AccountClosed.
    """
    user = usable_account_for(email)
    added, is_new = Coordinator.objects.get_or_create(organiser=organiser, user=user)
    if not is_new:
        raise CoordinatorExists
    person = Person.objects.filter(organiser=organiser, email=user.email, user=None).first()
    if person and not Person.objects.filter(organiser=organiser, user=user).exists():
        person.user = user
        person.save(update_fields=["user"])
    outbox.send(COORDINATOR_ADDED, to_email=user.email, language=user.language or "fr", coordinator=added.pk)
    record(actor, "organiser_coordinator_added", organiser, after={"user": user.pk})
    return added


@transaction.atomic
def remove_coordinator(*, actor: User, coordinator: Coordinator) -> None:
    """The person creates no more cycles for the organiser; those that she coordinates stay hers. Twice is once."""
    removed, _rows = Coordinator.objects.filter(pk=coordinator.pk).delete()
    if removed:
        record(actor, "organiser_coordinator_removed", coordinator.organiser, before={"user": coordinator.user_id})
