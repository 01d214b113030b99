"""Somebody who holds another person's invitation asks to take part: who is told, and what becomes of it."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cycles.models import AccessRequest, Cycle, CycleRole, Participation
from cycles.planning import life
from records import outbox
from records.log import record

ACCESS_REQUEST = "access_request"


@transaction.atomic
def ask(*, actor: User | None, participation: Participation, **said) -> AccessRequest:
    """Write the request and tell coordination and the team's referents. ``said``: name, email, organisation, message.

    The same request made again while it is open tells nobody twice.
    """
    life.require(participation.cycle)
    known = AccessRequest.objects.filter(participation=participation, closed_at__isnull=True, **said).first()
    if known:
        return known
    asked = AccessRequest.objects.create(participation=participation, **said)
    cycle, team = participation.cycle, participation.team
    for user in told(participation):
        outbox.send(
            ACCESS_REQUEST,
            to_email=user.email,
            language=cycle.language,
            cycle=cycle,
            key=f"{ACCESS_REQUEST}:{asked.pk}:{user.pk}",
            access_request=asked.pk,
        )
    record(actor, "access_requested", participation, cycle=cycle, team=team, after={"access_request": asked.pk})
    return asked


def told(participation: Participation) -> QuerySet[User]:
    """The accounts that may act on it: the cycle's coordinators and the team's referents."""
    coordinators = CycleRole.objects.filter(cycle=participation.cycle_id, role=CycleRole.Role.COORDINATOR)
    referents = Participation.objects.active().filter(
        team=participation.team_id, team__isnull=False, role=Participation.Role.REFERENT
    )
    ids = Q(pk__in=coordinators.values("user")) | Q(pk__in=referents.values("person__user"))
    return User.objects.filter(ids, is_active=True)


def open_in(cycle: Cycle) -> list[AccessRequest]:
    """What is asked in the cycle and not yet settled, the oldest first."""
    rows = AccessRequest.objects.filter(participation__cycle=cycle, closed_at__isnull=True)
    return list(rows.select_related("participation__person", "participation__team__territory"))


def settle(*, actor: User, cycle: Cycle, email: str) -> None:
    """Who asked now takes part: her requests in the cycle are closed."""
    asked = AccessRequest.objects.filter(participation__cycle=cycle, closed_at__isnull=True, email__iexact=email)
    for row in asked.select_related("participation__cycle") if email else ():
        close(actor=actor, access_request=row)


def asking(cycle: Cycle, key: str) -> AccessRequest | None:
    """The open request of the cycle with this key, as an address gives it."""
    rows = AccessRequest.objects.filter(participation__cycle=cycle, closed_at__isnull=True)
    return rows.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


@transaction.atomic
def close(*, actor: User, access_request: AccessRequest) -> None:
    """It was settled, by adding the person or by an answer. Twice is once."""
    life.require(access_request.participation.cycle)
    rows = AccessRequest.objects.filter(pk=access_request.pk, closed_at__isnull=True)
    if not rows.update(closed_at=timezone.now()):
        return
    participation = access_request.participation
    after = {"access_request": access_request.pk}
    record(actor, "access_request_closed", participation, cycle=participation.cycle, after=after)
