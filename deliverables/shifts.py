"""What moves with a date, said before it is saved: due dates with a session, teams' dates with a due date."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cycles.models import Cycle, Session, Team
from cycles.planning.quiet import covering
from cycles.planning.telling import Meeting, concerned
from cycles.planning.words import session_name
from deliverables.figures import GIVEN, OWED
from deliverables.layout import days_between, due_date, end_after, shifted
from deliverables.models import Assignment, Deliverable, first_receptions
from lib.template_tags import day


@dataclass(frozen=True)
class DueShift:
    """One assignment's date, before and after. ``closes_at``: when deliveries then end, where they do; ``kept``: teams
    with an extension that reaches further, whose own date stays."""

    assignment: Assignment
    before: datetime
    after: datetime
    teams: int
    closes_at: datetime | None = None
    kept: tuple[tuple[str, datetime], ...] = ()
    turn_late: tuple[str, ...] = ()
    no_longer_late: tuple[str, ...] = ()
    follows: bool = False
    is_offered: bool = False

    @property
    def key(self) -> str:
        return str(self.assignment.pk)


@dataclass(frozen=True)
class SessionShift:
    """One session, before and after; ``told``: how many people a mail would reach."""

    session: Session
    name: str
    before: Meeting
    after: Meeting
    told: int

    @property
    def date_moves(self) -> bool:
        return (self.before.starts_at, self.before.ends_at) != (self.after.starts_at, self.after.ends_at)

    @property
    def place_moves(self) -> bool:
        return self.before.venue != self.after.venue


@dataclass(frozen=True)
class Added:
    """An assignment to come: which teams are expected to deliver it, until when."""

    title: str
    due_at: datetime
    teams: tuple[str, ...]
    is_late: bool


@dataclass(frozen=True)
class Plan:
    """All that a change of dates brings with it. ``reorder``: how the order of the sessions could follow the dates."""

    sessions: tuple[SessionShift, ...] = ()
    dues: tuple[DueShift, ...] = ()
    added: tuple[Added, ...] = ()
    warnings: tuple[str, ...] = ()
    reorder: str = ""

    @property
    def offers(self) -> list[DueShift]:
        """Due dates that the coordinator may let move too."""
        return [due for due in self.dues if due.is_offered]

    @property
    def settled(self) -> list[DueShift]:
        """Due dates that she typed herself."""
        return [due for due in self.dues if not due.is_offered]

    @property
    def told(self) -> int:
        return max((shift.told for shift in self.sessions), default=0)

    @property
    def is_silent(self) -> bool:
        """Nothing moves with it, nobody is told, nothing is to be said: it can be saved at once."""
        touched = any(due.teams or due.is_offered or due.kept for due in self.dues)
        return not (touched or self.told or self.added or self.warnings or self.reorder)

    @property
    def fingerprint(self) -> str:
        """Changes when what was shown is no longer true."""
        parts = [(shift.session.pk, shift.before, shift.after, shift.told) for shift in self.sessions]
        parts += [
            (
                *(due.assignment.pk, due.before, due.after, due.closes_at),
                *(due.teams, due.kept, due.turn_late, due.no_longer_late),
            )
            for due in self.dues
        ]
        return hashlib.sha256(repr((parts, self.added, self.warnings, self.reorder)).encode()).hexdigest()[:20]


def due_shift(assignment: Assignment, after: datetime, now: datetime, **more) -> DueShift:
    """What a new date of the assignment means for its teams; two queries.

    The end of deliveries moves along unless ``closes_at`` says another.
    """
    more.setdefault("closes_at", end_after(assignment.closes_at, assignment.due_at, after))
    rows = list(
        Deliverable.objects.filter(assignment=assignment, team__status=Team.Status.ACTIVE)
        .exclude(state=Deliverable.State.EXEMPTED)
        .select_related("team__territory")
        .annotate(granted=Max("extensions__due_at"))
    )
    own = {row.pk: max(after, row.granted) if row.granted else after for row in rows}
    followers = [row for row in rows if row.granted is None or own[row.pk] != row.effective_due_at]
    received = first_receptions(followers)
    then = {row.pk: is_late(row, row.effective_due_at, received, now) for row in followers}
    late = {row.pk: is_late(row, own[row.pk], received, now) for row in followers}
    return DueShift(
        assignment=assignment,
        before=assignment.due_at,
        after=after,
        teams=len(followers),
        kept=tuple((str(row.team), row.effective_due_at) for row in rows if row not in followers),
        turn_late=tuple(str(row.team) for row in followers if late[row.pk] and not then[row.pk]),
        no_longer_late=tuple(str(row.team) for row in followers if then[row.pk] and not late[row.pk]),
        **more,
    )


def is_late(row: Deliverable, due_at: datetime, received: dict[int, datetime], now: datetime) -> bool:
    if row.state in GIVEN:
        return received.get(row.pk, due_at) > due_at
    return row.state in OWED and now > due_at


def followed(assignment: Assignment) -> bool:
    """Whether the due date is the one that its session gives, so that it moves with the session."""
    worked_on = assignment.worked_on
    due_for = assignment.due_for
    return assignment.due_at == due_date(due_for.starts_at, worked_on.ends_at if worked_on else None)


def proposal(assignment: Assignment, before: Meeting, after: Meeting) -> datetime:
    """The date that the assignment would take with its session: as usual before it, or moved by as many days."""
    worked_on = assignment.worked_on
    if followed(assignment):
        return due_date(after.starts_at, worked_on.ends_at if worked_on else None)
    return shifted(assignment.due_at, days_between(before.starts_at, after.starts_at))


def is_by_date(sessions: Sequence[Session]) -> bool:
    """Whether the sessions stand in the order of their dates: nobody ordered them by hand."""
    starts = [session.starts_at for session in sessions]
    return starts == sorted(starts)


def session_plan(session: Session, after: Meeting, now: datetime, actor: User) -> Plan:
    """What moves with a session that is held at another time or place."""
    before = Meeting.of(session)
    shift = SessionShift(session, session_name(session), before, after, told(session, before, after, now, actor))
    if not shift.date_moves:
        return Plan(sessions=(shift,) if shift.place_moves else ())
    dues = offered(session, before, after, now)
    return Plan(
        sessions=(shift,),
        dues=dues,
        warnings=(
            *warnings(session, before, now),
            *out_of_order(session, after, {due.assignment.pk for due in dues}),
            *into_quiet(session.cycle, dates_of(dues)),
        ),
        reorder=new_place(session, after),
    )


def dates_of(dues: Sequence[DueShift]) -> list[tuple[str, datetime]]:
    """The new dates, and the ends of deliveries that move with them, each with what it is of."""
    found = []
    for due in dues:
        found.append((due.assignment.title, due.after))
        if due.closes_at and due.closes_at != due.assignment.closes_at:
            found.append((_("%(title)s: end of deliveries") % {"title": due.assignment.title}, due.closes_at))
    return found


def into_quiet(cycle: Cycle, dates: Sequence[tuple[str, datetime]]) -> tuple[str, ...]:
    """What is said of dates, given with what they are of, that would fall into a quiet period; one query."""
    periods = list(cycle.quiet_periods.all()) if dates else []
    found = [(words, at, covering(periods, timezone.localdate(at))) for words, at in dates]
    said = _("“%(what)s” would fall on %(day)s, into the quiet period “%(label)s”.")
    return tuple(said % {"what": words, "day": day(at), "label": period.label} for words, at, period in found if period)


def told(session: Session, before: Meeting, after: Meeting, now: datetime, actor: User) -> int:
    """How many people there are to tell; nobody of what is over before and after."""
    return len(concerned(session, actor)) if max(before.ends_at, after.ends_at) > now and before != after else 0


def offered(session: Session, before: Meeting, after: Meeting, now: datetime) -> tuple[DueShift, ...]:
    """The due dates of what is due for the session, to let them move or not; ticked where they followed it."""
    found = []
    for assignment in session.expects.select_related("worked_on", "due_for"):
        date = proposal(assignment, before, after)
        if date != assignment.due_at:
            found.append(due_shift(assignment, date, now, follows=followed(assignment), is_offered=True))
    return tuple(found)


def warnings(session: Session, before: Meeting, now: datetime) -> list[str]:
    said = []
    if before.ends_at < now:
        said.append(_("By its present date this session is over: is it the date that was wrong?"))
    if session.notes.exclude(text="").exists():
        said.append(_("Coordination notes are already written for this session; they stay."))
    if ticked := session.presences.count():
        text = ngettext(
            "Attendance is already recorded for this session (%(count)s mark): it stays with it.",
            "Attendance is already recorded for this session (%(count)s marks): it stays with it.",
            ticked,
        )
        said.append(text % {"count": ticked})
    return said


def out_of_order(session: Session, after: Meeting, asked: set[int]) -> list[str]:
    """What would be due before it is worked on, or after the session that it is for."""
    said = []
    for assignment in session.works_on.all():
        if assignment.due_at <= after.ends_at:
            text = _("“%(title)s” is worked on in this session and would be due before its end: change its date too.")
            said.append(text % {"title": assignment.title})
    for assignment in session.expects.all():
        if assignment.pk not in asked and assignment.due_at > after.ends_at:
            text = _("“%(title)s” would be due after the session that it is for: change its date too.")
            said.append(text % {"title": assignment.title})
    return said


def new_place(session: Session, after: Meeting) -> str:
    """The name that the session would take by its new date, when its place among the others would change."""
    order = list(session.cycle.sessions.all())
    others = [other for other in order if other.pk != session.pk]
    place = sum(other.starts_at <= after.starts_at for other in others)
    if place == order.index(session) or not is_by_date(others):
        return ""
    moved = Session(cycle=session.cycle, kind=session.kind, position=place + 1)
    return session_name(moved)


def setup_plan(cycle: Cycle, lines: Sequence, assignments: Sequence, now: datetime, actor: User) -> Plan:
    """What a cycle's whole layout, as it was typed, moves. ``lines`` and ``assignments`` are those of the layout."""
    known = {session.pk: session for session in cycle.sessions.all()}
    shifts = [setup_shift(cycle, known[line.pk], line, now, actor) for line in lines if line.pk is not None]
    moved = {shift.session.pk: shift for shift in shifts if shift.date_moves}
    typed = {line.pk: line.due_at for line in assignments if line.pk is not None}
    rows = cycle.assignments.filter(pk__in=typed).select_related("worked_on", "due_for")
    dues = [due for row in rows for due in setup_due(row, typed[row.pk], moved, now)]
    new = [line for line in assignments if line.pk is None]
    if cycle.state == Cycle.State.DRAFT:
        dues = [due for due in dues if due.is_offered]
    dates = [(shift.name, shift.after.starts_at) for shift in moved.values()]
    dates += [(line.title, line.starts_at) for line in lines if line.pk is None]
    dates += dates_of(dues) + [(line.title, line.due_at) for line in new]
    return Plan(
        sessions=tuple(moved.values()),
        dues=tuple(dues),
        added=added(cycle, new, now),
        warnings=into_quiet(cycle, dates),
    )


def setup_shift(cycle: Cycle, session: Session, line, now: datetime, actor: User) -> SessionShift:
    session.cycle = cycle
    before, after = Meeting.of(session), Meeting(line.starts_at, line.ends_at, session.venue)
    return SessionShift(session, session_name(session), before, after, told(session, before, after, now, actor))


def setup_due(row: Assignment, typed: datetime, moved: dict[int, SessionShift], now: datetime) -> list[DueShift]:
    """The date that was typed, or the one that its session's new date offers when none was."""
    if typed != row.due_at:
        return [due_shift(row, typed, now)]
    shift = moved.get(row.due_for_id)
    if shift is None or not followed(row):
        return []
    worked_on = moved[row.worked_on_id].after if row.worked_on_id in moved else row.worked_on
    date = due_date(shift.after.starts_at, worked_on.ends_at if worked_on else None)
    return [due_shift(row, date, now, follows=True, is_offered=True)] if date != row.due_at else []


def added(cycle: Cycle, new: Sequence, now: datetime) -> tuple[Added, ...]:
    """Who is expected to deliver what is new; nothing to say while the cycle is in preparation or has no team."""
    if not new or cycle.state == Cycle.State.DRAFT:
        return ()
    teams = tuple(str(team) for team in cycle.teams.filter(status=Team.Status.ACTIVE).select_related("territory"))
    return tuple(Added(line.title, line.due_at, teams, line.due_at < now) for line in new if teams)


def assignment_plan(assignment: Assignment, due_at: datetime, closes_at: datetime | None, now: datetime) -> Plan:
    """What a new due date of one assignment, whose deliveries then end at ``closes_at``, means for its teams."""
    if due_at == assignment.due_at or assignment.cycle.state == Cycle.State.DRAFT:
        return Plan()
    return Plan(dues=(due_shift(assignment, due_at, now, closes_at=closes_at),))
