"""A team that joins late, or comes back: what was due before is asked about, one assignment at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from cycles.models import Cycle, Team
from cycles.people.leaving import come_back
from deliverables import feedback
from deliverables.figures import OWED
from deliverables.models import Assignment, Deliverable
from deliverables.operations import add_team_with_deliverables, ensure_deliverables

KEEP, UNTIL, EXEMPT = "keep", "until", "exempt"


@dataclass(frozen=True)
class Answer:
    """What holds for a team where an assignment's date is past: the date stays, more time, or exempted."""

    assignment: Assignment
    how: str
    due_at: datetime | None = None


def past_due(cycle: Cycle, now: datetime) -> list[Assignment]:
    """Assignments whose date is past, for a team that joins now; none while the cycle is in preparation."""
    if cycle.state == Cycle.State.DRAFT:
        return []
    return list(cycle.assignments.filter(due_at__lt=now))


def past_due_of(team: Team, now: datetime) -> list[Assignment]:
    """The same for a team that comes back: what it still owes, and what was added meanwhile."""
    if team.cycle.state == Cycle.State.DRAFT:
        return []
    own = {row.assignment_id: row for row in team.deliverables.all()}
    asked = []
    for assignment in team.cycle.assignments.all():
        row = own.get(assignment.pk)
        due_at = row.effective_due_at if row else assignment.due_at
        if due_at < now and (row is None or row.state in OWED):
            asked.append(assignment)
    return asked


@transaction.atomic
def join(*, actor: AbstractBaseUser, cycle: Cycle, answers: Sequence[Answer], reason: str, **fields) -> Team:
    """Add a team with what it is expected to deliver, and settle what was due before. Raises TeamExists."""
    team = add_team_with_deliverables(actor=actor, cycle=cycle, **fields)
    settle(actor, team, answers, reason)
    return team


@transaction.atomic
def rejoin(*, actor: AbstractBaseUser, team: Team, revision: int, answers: Sequence[Answer], reason: str) -> None:
    """The team takes part again, with what was added meanwhile. Raises StaleError, AlreadySo."""
    come_back(actor=actor, team=team, revision=revision)
    ensure_deliverables(cycle=team.cycle)
    settle(actor, team, answers, reason)


def settle(actor: AbstractBaseUser, team: Team, answers: Sequence[Answer], reason: str) -> None:
    for answer in answers:
        row = Deliverable.objects.get(team=team, assignment=answer.assignment)
        if answer.how == UNTIL:
            feedback.extend(actor=actor, deliverable=row, due_at=answer.due_at, reason=reason, revision=row.revision)
        elif answer.how == EXEMPT:
            feedback.exempt(actor=actor, deliverable=row, reason=reason, revision=row.revision)
