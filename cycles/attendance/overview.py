"""The attendance of a whole cycle as its page shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cycles.attendance.figures import Attendance, SessionAttendance, attendance_of
from cycles.models import Cycle, Session
from cycles.planning.words import session_name


@dataclass(frozen=True)
class Row:
    """One session: its name, and its figures."""

    session: Session
    name: str
    figures: SessionAttendance


def overview(cycle: Cycle) -> dict:
    """For the page. Four queries."""
    found = attendance_of(cycle)
    rows = []
    for session in cycle.sessions.all():
        session.cycle = cycle
        rows.append(Row(session, session_name(session), found.of(session)))
    return {"cycle": cycle, "rows": rows, "attendance": found, "figures": totals(found), "tables": tables(found)}


def totals(found: Attendance) -> list[tuple]:
    """For ui/figures.html."""
    return [
        (found.half_days_held, _("half-days held"), "", ""),
        (found.participations, _("participations (half-days attended, added up)"), "", ""),
        (found.persons, _("different people"), "", ""),
        (round(found.minutes / 60), _("hours attended, added up"), "", ""),
    ]


def tables(found: Attendance) -> list[tuple]:
    """(caption, heading of the first column, shares, words for those without)."""
    return [
        (_("By actor type"), _("Actor type"), found.by_actor_type, _("no organisation")),
        (_("By territory"), _("Territory"), found.by_territory, _("without team")),
    ]
