"""The register of a session: who is expected, by team, and what was ticked for each half-day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone

from cycles.attendance.half_days import HalfDay, half_days_of
from cycles.attendance.models import Presence
from cycles.people.models import Participation, Team
from cycles.planning.models import Cycle, Session


@dataclass(frozen=True)
class Entry:
    """One person of the register; ``marks`` by the number of the half-day."""

    participation: Participation
    marks: dict[int, Presence] = field(default_factory=dict)

    def status(self, number: int) -> str:
        return self.marks[number].status if number in self.marks else ""

    @property
    def came(self) -> bool:
        """Present at one half-day at least."""
        return any(mark.status == Presence.Status.PRESENT for mark in self.marks.values())


@dataclass(frozen=True)
class Group:
    """The people of one team, or those without team."""

    team: Team | None
    entries: list[Entry]

    @property
    def key(self) -> str:
        return str(self.team.pk) if self.team else "0"


@dataclass(frozen=True)
class Register:
    session: Session
    half_days: list[HalfDay]
    groups: list[Group]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]

    def entry_of(self, participation: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.participation.pk == participation), None)

    @property
    def is_taken(self) -> bool:
        """Whether anybody was ticked."""
        return any(entry.marks for entry in self.entries)


def people_of(cycle: Cycle) -> list[Participation]:
    """Everybody who ever took part, teams in their order and those without team last."""
    rows = cycle.participations.select_related("person", "organisation", "team__territory")
    return sorted(rows, key=lambda row: (*place(row.team), row.person.sort_key, row.pk))


def place(team: Team | None) -> tuple:
    return (False, team.territory.sort_key, team.pk) if team else (True, "", 0)


def still_takes_part(team: Team, session: Session) -> bool:
    day = timezone.localtime(session.starts_at).date()
    return team.status == Team.Status.ACTIVE or (team.status_on is not None and team.status_on > day)


def is_for(session: Session, row: Participation, teams: Collection[int]) -> bool:
    """Whether the session is held for this person's team (``teams`` empty: for all) and she had not left by its end."""
    if row.left_at is not None and row.left_at <= session.ends_at:
        return False
    if row.team is None:
        return True
    return (not teams or row.team_id in teams) and still_takes_part(row.team, session)


def expected_at(
    session: Session, people: Iterable[Participation], teams: Collection[int], ticked: Collection[int] = ()
) -> list[Participation]:
    """Who was to come: those who had joined by the session's end, and whoever was ticked (walk-ins).

    When nobody had joined by then, the cycle was entered afterwards: then everybody of today.
    """
    people = list(people)
    there = [row for row in people if is_for(session, row, teams)]
    known = [row for row in there if row.joined_at <= session.ends_at]
    chosen = {row.pk for row in known or there}
    return [row for row in people if row.pk in chosen or row.pk in ticked]


def register_of(session: Session) -> Register:
    """Three queries."""
    marks: dict[int, dict[int, Presence]] = {}
    for mark in session.presences.select_related("ticked_by"):
        marks.setdefault(mark.participation_id, {})[mark.half_day] = mark
    teams = set(session.teams.values_list("pk", flat=True))
    rows = expected_at(session, people_of(session.cycle), teams, marks)
    groups = [
        Group(team, [Entry(row, marks.get(row.pk, {})) for row in members])
        for team, members in groupby(rows, key=lambda row: row.team)
    ]
    return Register(session, half_days_of(session), groups)
