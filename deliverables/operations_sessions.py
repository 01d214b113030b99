"""Holding a session at another time or place, with all that moves with it, as one operation."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from cycles.models import Session
from cycles.planning.operations import edit_session, renumber
from cycles.planning.telling import Meeting, tell_move
from deliverables.operations import edit_assignment
from records.log import record


@transaction.atomic
def shift_session(
    *,
    actor: AbstractBaseUser,
    session: Session,
    revision: int,
    follow: dict[int, datetime],
    tell: bool = False,
    reorder: bool = False,
    **fields,
) -> int:
    """Change a session; ``follow`` gives new due dates by assignment, of those that are due for it.

    ``tell`` sends the mail to all concerned; ``reorder`` puts the session where its date belongs. Returns how many
    people are told. Raises StaleError, CycleClosed, and then nothing was written.
    """
    before = Meeting.of(Session.objects.get(pk=session.pk))
    edit_session(actor=actor, session=session, revision=revision, **fields)
    for assignment in session.expects.filter(pk__in=follow):
        edit_assignment(actor=actor, assignment=assignment, due_at=follow[assignment.pk])
    if reorder:
        reorder_by_date(actor, session)
    return tell_move(actor=actor, session=session, before=before) if tell else 0


def reorder_by_date(actor: AbstractBaseUser, session: Session) -> None:
    sessions = list(session.cycle.sessions.all())
    before = [each.pk for each in sessions]
    sessions.sort(key=lambda each: (each.starts_at, each.position))
    after = [each.pk for each in sessions]
    if before != after:
        renumber(sessions)
        record(
            actor, "session_reordered", session, cycle=session.cycle, before={"order": before}, after={"order": after}
        )
