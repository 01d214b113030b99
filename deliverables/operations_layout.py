"""Saving a cycle's layout as one page shows it: sessions and assignments, those that exist and those that are new."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from cycles.models import Cycle, Session
from cycles.planning import life
from cycles.planning.operations import add_session, edit_session, renumber
from cycles.planning.telling import Meeting, tell_move
from cycles.stale import StaleError, claim
from deliverables.layout import AssignmentLine, SessionLine, layout_seen
from deliverables.models import Assignment
from deliverables.operations import add_assignments, edit_assignment, reorder_assignments
from deliverables.shifts import is_by_date


@transaction.atomic
def save_layout(
    *,
    actor: AbstractBaseUser,
    cycle: Cycle,
    seen: str,
    sessions: Sequence[SessionLine],
    assignments: Sequence[AssignmentLine],
    follow: Mapping[int, datetime] | None = None,
    tell: bool = False,
) -> int:
    """Write the layout: what has a key is changed where it differs, what has none is added; nothing is removed.

    Sessions stand in the order of their dates unless somebody had ordered them by hand, assignments in the order given.
    ``follow`` gives due dates that replace the lines' own, by assignment; ``tell`` tells all concerned of the sessions
    that moved. Returns how many mails that makes. Raises StaleError when the cycle or one of its lines changed since
    the page was made (``seen``, as ``layout_seen`` says it), CycleClosed when its state allows no change.
    """
    life.require(cycle)
    present, expected = list(cycle.sessions.all()), list(cycle.assignments.all())
    if seen != layout_seen(cycle, present, expected):
        raise StaleError
    claim(cycle, cycle.revision)
    known, asked = {row.pk: row for row in present}, {row.pk: row for row in expected}
    before = {session.pk: Meeting.of(session) for session in present}
    saved = [save_session(actor, cycle, line, known.get(line.pk)) for line in sessions]
    if is_by_date(present):
        renumber(sorted(cycle.sessions.all(), key=lambda session: (session.starts_at, session.ends_at)))
    order = []
    for line in assignments:
        line = replace(line, due_at=(follow or {}).get(line.pk, line.due_at))
        if line.pk is None:
            order += [row.pk for row in add_assignments(actor=actor, cycle=cycle, lines=[line], sessions=saved)]
        else:
            order.append(save_assignment(actor, asked[line.pk], line, saved))
    reorder_assignments(actor=actor, cycle=cycle, order=order)
    return sum(tell_moves(actor, saved, before)) if tell else 0


def tell_moves(actor: AbstractBaseUser, saved: Sequence[Session], before: dict[int, Meeting]) -> list[int]:
    """Tell of each session that moved and is not over; how many people each time."""
    now = timezone.now()
    return [
        tell_move(actor=actor, session=session, before=before[session.pk])
        for session in saved
        if session.pk in before
        and before[session.pk] != Meeting.of(session)
        and max(before[session.pk].ends_at, session.ends_at) > now
    ]


def save_session(actor: AbstractBaseUser, cycle: Cycle, line: SessionLine, session: Session | None) -> Session:
    fields = {
        "title": line.title,
        "starts_at": line.starts_at,
        "ends_at": line.ends_at,
        "kind": Session.Kind.CLOSING if line.closing else Session.Kind.SESSION,
    }
    if session is None:
        return add_session(actor=actor, cycle=cycle, **fields)
    session.cycle = cycle
    if any(getattr(session, name) != value for name, value in fields.items()):
        edit_session(actor=actor, session=session, revision=session.revision, **fields)
    return session


def save_assignment(
    actor: AbstractBaseUser, assignment: Assignment, line: AssignmentLine, sessions: list[Session]
) -> int:
    edit_assignment(
        actor=actor,
        assignment=assignment,
        revision=assignment.revision,
        title=line.title,
        kind=line.kind,
        due_at=line.due_at,
        worked_on=None if line.worked_on is None else sessions[line.worked_on],
        due_for=None if line.due_for is None else sessions[line.due_for],
    )
    return line.pk
