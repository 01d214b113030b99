"""The next session, as a card prints it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cycles.models import Cycle, Session
from cycles.planning.words import session_name
from deliverables.line import next_session, session_day, session_hours


@dataclass(frozen=True)
class NextSession:
    session: Session
    name: str
    when: str
    url: str


def coming(cycle: Cycle, sessions: Sequence[Session], now: datetime) -> NextSession | None:
    """The first session that is not over, in words; None when all are past."""
    session = next_session(sessions, now)
    if session is None:
        return None
    session.cycle = cycle
    when = f"{session_day(session, now)}, {session_hours(session)}"
    return NextSession(session, session_name(session, cycle), when, session.get_absolute_url())
