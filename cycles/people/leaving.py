"""A team leaves the cycle, or comes back. Its members keep reading; nothing more is expected of it meanwhile."""

from datetime import date

from django.db import transaction

from accounts.models import User
from cycles.people.errors import PeopleError
from cycles.people.models import Team
from cycles.planning import life
from cycles.stale import claim
from records.log import record


class AlreadySo(PeopleError):
    """The team has left already, or takes part already."""


@transaction.atomic
def leave(*, actor: User, team: Team, revision: int, status: str, on: date, reason: str) -> None:
    """The team takes part no more since this day: ``left``, or ``withdrawn`` before it ever began.

    Raises StaleError, AlreadySo, CycleClosed.
    """
    life.require(team.cycle)
    claim(team, revision)
    if team.status != Team.Status.ACTIVE:
        raise AlreadySo
    write(team, status, on, reason.strip())
    after = {"status": str(status), "on": on.isoformat(), "reason": team.status_reason}
    record(actor, "team_left", team, cycle=team.cycle, team=team, before={"status": "active"}, after=after)


@transaction.atomic
def come_back(*, actor: User, team: Team, revision: int) -> None:
    """The team takes part again; its deliverables are the caller's to complete.

    Raises StaleError, AlreadySo, CycleClosed.
    """
    life.require(team.cycle)
    claim(team, revision)
    if team.status == Team.Status.ACTIVE:
        raise AlreadySo
    before = {"status": str(team.status), "on": str(team.status_on or ""), "reason": team.status_reason}
    write(team, Team.Status.ACTIVE, None, "")
    record(actor, "team_returned", team, cycle=team.cycle, team=team, before=before, after={"status": "active"})


def write(team: Team, status: str, on: date | None, reason: str) -> None:
    team.status, team.status_on, team.status_reason = status, on, reason
    team.save(update_fields=["status", "status_on", "status_reason"])
