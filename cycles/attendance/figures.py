"""What attendance amounts to, in the units that funders count: the one computation for page, board and report.

Half-days held, participations per half-day and cumulated, different persons, by actor type and by territory. A walk-in
counts among those expected at the session where she was ticked; who is not ticked counts as not present.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from cycles.attendance.half_days import HalfDay, half_days_of
from cycles.attendance.models import Presence
from cycles.attendance.register import expected_at, people_of
from cycles.people.models import Participation
from cycles.planning.models import Cycle, Session
from lib import clock
from partners.models import ActorType

PRESENT, EXCUSED = Presence.Status.PRESENT, Presence.Status.EXCUSED


@dataclass(frozen=True)
class SessionAttendance:
    """One session. ``per_half_day``: persons present at each; ``minutes``: those spent there by all together."""

    session: int
    is_taken: bool
    half_days_held: int
    per_half_day: tuple[int, ...]
    minutes: int
    expected: int
    present: int
    excused: int

    @property
    def participations(self) -> int:
        """Half-days attended, summed over the persons."""
        return sum(self.per_half_day)


@dataclass(frozen=True)
class Share:
    """What one actor type or one territory has of the whole. ``name`` is empty for those without."""

    name: str
    persons: int
    participations: int


@dataclass(frozen=True)
class Attendance:
    """The whole cycle. ``persons`` are different persons who were present at one half-day at least."""

    sessions: tuple[SessionAttendance, ...]
    half_days_held: int
    participations: int
    persons: int
    minutes: int
    by_actor_type: tuple[Share, ...]
    by_territory: tuple[Share, ...]

    def of(self, session: Session) -> SessionAttendance:
        return next(each for each in self.sessions if each.session == session.pk)


@dataclass(frozen=True)
class Attended:
    """A session with those expected and what counts of its marks: one (participation, half-day) each."""

    session: Session
    half_days: list[HalfDay]
    expected: list[Participation]
    marks: list[Presence]

    @property
    def presences(self) -> list[Presence]:
        return [mark for mark in self.marks if mark.status == PRESENT]

    def persons(self, status: str) -> set[int]:
        """Who was marked so: one person, also when she changed organisation between two half-days."""
        person_of = {each.pk: each.person_id for each in self.expected}
        return {person_of[mark.participation_id] for mark in self.marks if mark.status == status}


def attended(cycle: Cycle) -> tuple[list[Participation], list[Attended]]:
    """Everybody, and each session with its marks. Three queries; marks outside the session's half-days do not count."""
    people = people_of(cycle)
    by_session: dict[int, list[Presence]] = {}
    for mark in Presence.objects.filter(session__cycle=cycle):
        by_session.setdefault(mark.session_id, []).append(mark)
    found = []
    for session, teams in sessions_with_teams(cycle):
        halves = half_days_of(session)
        numbers = {half.number for half in halves}
        marks = [mark for mark in by_session.get(session.pk, []) if mark.half_day in numbers]
        expected = expected_at(session, people, teams, {mark.participation_id for mark in marks})
        found.append(Attended(session, halves, expected, marks))
    return people, found


def sessions_with_teams(cycle: Cycle) -> list[tuple[Session, set[int]]]:
    """The cycle's sessions in their order, each with the keys of the teams that it is held for; one query."""
    found: dict[int, tuple[Session, set[int]]] = {}
    for row in cycle.sessions.annotate(held_for=F("teams")):
        _session, teams = found.setdefault(row.pk, (row, set()))
        if row.held_for:
            teams.add(row.held_for)
    return list(found.values())


def attendance_of(cycle: Cycle) -> Attendance:
    """The cycle's figures. Three queries."""
    people, rows = attended(cycle)
    by_key = {row.pk: row for row in people}
    sessions = tuple(session_figures(row) for row in rows)
    present = [by_key[mark.participation_id] for row in rows for mark in row.presences]
    return Attendance(
        sessions=sessions,
        half_days_held=sum(each.half_days_held for each in sessions),
        participations=sum(each.participations for each in sessions),
        persons=len({row.person_id for row in present}),
        minutes=sum(each.minutes for each in sessions),
        by_actor_type=shares((actor_type_of(row), row) for row in present),
        by_territory=shares((row.team.territory.name if row.team else "", row) for row in present),
    )


def session_figures(row: Attended) -> SessionAttendance:
    """A half-day counts as held when it is over, or when somebody was ticked present."""
    there = Counter(mark.half_day for mark in row.presences)
    came, excused = row.persons(PRESENT), row.persons(EXCUSED)
    held = [half for half in row.half_days if half.ends <= clock.now() or there[half.number]]
    return SessionAttendance(
        session=row.session.pk,
        is_taken=bool(row.marks),
        half_days_held=len(held),
        per_half_day=tuple(there[half.number] for half in row.half_days),
        minutes=sum(half.minutes * there[half.number] for half in row.half_days),
        expected=len({person.person_id for person in row.expected}),
        present=len(came),
        excused=len(excused - came),
    )


def actor_type_of(row: Participation) -> str:
    """In words; empty without organisation."""
    return str(ActorType(row.organisation.actor_type).label) if row.organisation else ""


def shares(rows: Iterable[tuple[str, Participation]]) -> tuple[Share, ...]:
    """One share a name, largest first, those without name last."""
    persons: dict[str, set[int]] = {}
    counted: Counter = Counter()
    for name, row in rows:
        persons.setdefault(name, set()).add(row.person_id)
        counted[name] += 1
    found = [Share(name, len(persons[name]), number) for name, number in counted.items()]
    return tuple(sorted(found, key=lambda share: (not share.name, -share.participations, share.name)))


def presence_by_team(rows: Iterable[Attended]) -> dict[tuple[int, int], tuple[int, int]]:
    """(team, session) → (persons of the team present at one half-day at least, persons expected).

    Only sessions whose attendance was taken: no key, nobody was ticked.
    """
    found: dict[tuple[int, int], tuple[set[int], set[int]]] = {}
    for row in rows:
        came = {mark.participation_id for mark in row.presences}
        for each in row.expected if row.marks else ():
            if each.team_id:
                present, expected = found.setdefault((each.team_id, row.session.pk), (set(), set()))
                expected.add(each.person_id)
                present.update({each.person_id} if each.pk in came else ())
    return {key: (len(present), len(expected)) for key, (present, expected) in found.items()}
