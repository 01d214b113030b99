"""Who runs a cycle: coordinators and co-facilitators, and the organisations that organise it together.

Each operation is one transaction and leaves its log row; all raise CycleClosed in an archived cycle. A role is looked
up at every request: what is changed or removed here is refused at the next one.
"""

from django.db import transaction

from accounts.models import User
from accounts.operations import usable_account_for
from cycles.people.models import CycleRole
from cycles.planning import life
from cycles.planning.models import Cycle
from partners import operations as directory
from partners.models import Organisation, Person
from records import outbox
from records.log import record

ROLE_GIVEN = "role_given"


class RoleError(Exception):
    """A change about who runs the cycle that is refused; nothing was written."""


class RoleExists(RoleError):
    """The person already runs the cycle."""


class LastCoordinator(RoleError):
    """The cycle would be left without anybody who coordinates it."""


class RoleGone(RoleError):
    """Somebody removed it meanwhile."""


class AlreadyOrganises(RoleError):
    """The organisation already organises the cycle, alone or with others."""


def hold(cycle: Cycle) -> None:
    """Two people who change the roles at once wait for each other, so that the last coordinator stays."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)


@transaction.atomic
def give_role(
    *, actor: User, cycle: Cycle, email: str, role: str, first_name: str = "", last_name: str = ""
) -> CycleRole:
    """Let somebody run the cycle; an address without account gets one. She is told by mail.

    Raises RoleExists, AccountClosed.
    """
    life.require(cycle)
    user = usable_account_for(email)
    given, is_new = CycleRole.objects.get_or_create(cycle=cycle, user=user, defaults={"role": role})
    if not is_new:
        raise RoleExists
    tie_to_directory(user, cycle.organiser, first_name, last_name)
    record(actor, "role_given", given, cycle=cycle, after={"user": user.pk, "role": str(role)})
    tell(given, actor)
    return given


def tie_to_directory(user: User, organiser: Organisation, first_name: str, last_name: str) -> Person:
    """The organiser's directory knows the user from now on, under the name that it had, else under the one given."""
    known = Person.objects.filter(organiser=organiser, user=user).first()
    if known:
        return known
    person = directory.person_for(
        organiser=organiser,
        email=user.email,
        first_name=first_name,
        last_name=last_name,
        organisation=None,
        function="",
    )
    if person.user_id is None:
        person.user = user
        person.save(update_fields=["user"])
    return person


def tell(given: CycleRole, actor: User) -> None:
    person = Person.objects.filter(organiser=given.cycle.organiser, user=given.user).first()
    outbox.send(
        ROLE_GIVEN,
        to_email=given.user.email,
        to_name=person.name if person else "",
        language=given.cycle.language,
        cycle=given.cycle,
        role=given.pk,
        actor=actor.pk,
    )


def coordinators_of(cycle: Cycle) -> list[User]:
    """Those who coordinate the cycle and can sign in: whom its news reach."""
    roles = CycleRole.objects.filter(cycle=cycle, role=CycleRole.Role.COORDINATOR, user__is_active=True)
    return [role.user for role in roles.select_related("user").order_by("pk")]


def refuse_last(given: CycleRole) -> None:
    """Raise LastCoordinator when nobody else, who can sign in, coordinates the cycle."""
    others = CycleRole.objects.filter(
        cycle=given.cycle_id, role=CycleRole.Role.COORDINATOR, user__is_active=True
    ).exclude(pk=given.pk)
    if given.role == CycleRole.Role.COORDINATOR and not others.exists():
        raise LastCoordinator


@transaction.atomic
def change_role(*, actor: User, given: CycleRole, role: str) -> None:
    """Make a coordinator a co-facilitator or the other way round; the same role again changes nothing.

    Raises LastCoordinator, RoleGone.
    """
    life.require(given.cycle)
    hold(given.cycle)
    before = CycleRole.objects.filter(pk=given.pk).values_list("role", flat=True).first()
    if before is None:
        raise RoleGone
    given.role = before
    if before == role:
        return
    refuse_last(given)
    given.role = role
    given.save(update_fields=["role"])
    record(
        actor,
        "role_changed",
        given,
        cycle=given.cycle,
        before={"user": given.user_id, "role": str(before)},
        after={"user": given.user_id, "role": str(role)},
    )


@transaction.atomic
def remove_role(*, actor: User, given: CycleRole) -> None:
    """The person no longer runs the cycle, from her next request on; twice is once. Raises LastCoordinator."""
    life.require(given.cycle)
    hold(given.cycle)
    present = CycleRole.objects.filter(pk=given.pk).first()
    if present is None:
        return
    refuse_last(present)
    record(actor, "role_removed", given, cycle=given.cycle, before={"user": given.user_id, "role": str(present.role)})
    present.delete()


@transaction.atomic
def add_co_organiser(*, actor: User, cycle: Cycle, name: str, actor_type: str = "") -> Organisation:
    """An organisation organises the cycle too; the directory gains it when it is new. Raises AlreadyOrganises."""
    life.require(cycle)
    found = directory.organisation_named(organiser=cycle.organiser, name=name, actor_type=actor_type)
    if found == cycle.organiser or cycle.co_organisers.filter(pk=found.pk).exists():
        raise AlreadyOrganises
    cycle.co_organisers.add(found)
    record(actor, "co_organiser_added", cycle, cycle=cycle, after={"organisation": found.name})
    return found


@transaction.atomic
def remove_co_organiser(*, actor: User, cycle: Cycle, organisation: Organisation) -> None:
    """The organisation no longer organises the cycle; it stays in the directory. Twice is once."""
    life.require(cycle)
    if not cycle.co_organisers.filter(pk=organisation.pk).exists():
        return
    cycle.co_organisers.remove(organisation)
    record(actor, "co_organiser_removed", cycle, cycle=cycle, before={"organisation": organisation.name})
