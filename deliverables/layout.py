"""What a cycle's layout is made of, and the layout that a format proposes from the date of its first session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone, translation

from cycles.models import Cycle, Session
from cycles.planning.formats import Format
from cycles.planning.operations import LaidOutSession, propose_sessions
from deliverables.models import Assignment
from lib import clock
from lib.holidays import due_day

DUE_BEFORE = timedelta(days=7)
DUE_TIME = time(18)


@dataclass(frozen=True)
class SessionLine(LaidOutSession):
    """One session of a layout. ``pk`` is empty for a session that does not exist yet."""

    pk: int | None = None


@dataclass(frozen=True)
class AssignmentLine:
    """One assignment of a layout. ``worked_on`` and ``due_for`` are places in the layout's list of sessions, from 0."""

    title: str
    kind: str
    due_at: datetime
    worked_on: int | None = None
    due_for: int | None = None
    instructions: str = ""
    pk: int | None = None


def due_date(due_for: datetime, worked_on: datetime | None = None) -> datetime:
    """When a deliverable is due unless somebody sets it: seven days before its session, at 18:00 local time, earlier
    where that is a holiday.

    When the session where it is worked on ends later than that, the eve of the session that it is due for; and when
    even that is too early, the start of that session.
    """
    day = timezone.localtime(due_for).date()
    for days in (DUE_BEFORE, timedelta(days=1)):
        due = clock.local(due_day(day - days), DUE_TIME)
        if worked_on is None or due > worked_on:
            return due
    return due_for


def shifted(moment: datetime, days: int) -> datetime:
    """As many days later at the same local hour, summer time or not."""
    local = timezone.localtime(moment).replace(tzinfo=None) + timedelta(days=days)
    return timezone.make_aware(local)


def days_between(before: datetime, after: datetime) -> int:
    return (timezone.localtime(after).date() - timezone.localtime(before).date()).days


def end_after(closes_at: datetime | None, before: datetime, after: datetime) -> datetime | None:
    """The end of deliveries once a due date moved: by as many days at the same hour, never before that date."""
    return closes_at and max(after, shifted(closes_at, days_between(before, after)))


def propose_assignments(format: Format, sessions: Sequence[LaidOutSession | Session]) -> list[AssignmentLine]:
    """The assignments of a format for these sessions; one that would need a session that is not there is left out."""
    lines = []
    for planned in format.assignments:
        if max(planned.due_for, planned.worked_on or 0) > len(sessions):
            continue
        worked_on = None if planned.worked_on is None else planned.worked_on - 1
        due_for = planned.due_for - 1
        ends_at = None if worked_on is None else sessions[worked_on].ends_at
        lines.append(
            AssignmentLine(
                title=str(planned.title),
                kind=planned.kind,
                due_at=due_date(sessions[due_for].starts_at, ends_at),
                worked_on=worked_on,
                due_for=due_for,
                instructions=str(planned.instructions),
            )
        )
    return lines


def propose(format: Format, first_day: date, language: str) -> tuple[list[LaidOutSession], list[AssignmentLine]]:
    """What a format lays out from its first day, in the language of the cycle."""
    sessions = propose_sessions(format, first_day, language)
    with translation.override(language):
        return sessions, propose_assignments(format, sessions)


def layout_seen(cycle: Cycle, sessions: Sequence[Session], assignments: Sequence[Assignment]) -> str:
    """What a page shows of the layout, as one text that changes with the cycle and with each of its lines."""
    lines = (
        ",".join(f"{row.pk}:{row.revision}" for row in sorted(rows, key=lambda row: row.pk))
        for rows in (sessions, assignments)
    )
    return ";".join((str(cycle.revision), *lines))


def layout_of(cycle: Cycle) -> tuple[list[Session], list[AssignmentLine]]:
    """The layout that a cycle has: its sessions in their order, and its assignments counting in them."""
    sessions = list(cycle.sessions.all())
    place = {session.pk: index for index, session in enumerate(sessions)}
    lines = [
        AssignmentLine(
            title=assignment.title,
            kind=assignment.kind,
            due_at=assignment.due_at,
            worked_on=place.get(assignment.worked_on_id),
            due_for=place.get(assignment.due_for_id),
            instructions=assignment.instructions,
            pk=assignment.pk,
        )
        for assignment in cycle.assignments.all()
    ]
    return sessions, lines
