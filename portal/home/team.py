"""A team member's home: for each team what came back, what is expected now, the next session, the team's own line."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import User
from cycles.models import Cycle, Participation, Session, Team
from cycles.planning import life
from cycles.planning.words import cycle_names
from deliverables.after.reading import waiting_of
from deliverables.figures import GIVEN, late_seconds
from deliverables.line import cycle_stops, team_stops
from deliverables.models import Deliverable, Feedback, FollowUp
from deliverables.peers.reading import still_to_read
from deliverables.permissions import delivering_roles
from lib.line import Stop
from portal.home.activity import Event, events, with_names
from portal.home.sessions import NextSession, coming
from records.models import LogEntry
from records.uploads import in_words

State = Deliverable.State
EXPECTED = (State.NOT_DELIVERED, State.DRAFT, State.TO_COMPLETE)
SHOWN = 6
# So many entries of the log are read, since several may be one event.
READ = 4 * SHOWN


@dataclass
class TeamCard:
    """One participation: the person's own place in a cycle."""

    participation: Participation
    cycle: Cycle
    name: str
    stops: list[Stop]
    feedback: list[Feedback]
    expected: Deliverable | None
    newer_drafts: list[Deliverable]
    late_now: int
    may_deliver: bool
    next_session: NextSession | None
    activity: list[Event]
    shows_due: bool
    has_left: bool
    reads_others: bool
    kinds: str


@dataclass
class TeamHome:
    cards: list[TeamCard]
    archived: list[Participation]
    follow_ups: list[FollowUp]


def team_home(user: User, now: datetime) -> TeamHome | None:
    """Cycles that ask for something first; None for who takes part in none. Queries do not grow with the teams."""
    rows = list(participations(user))
    if not rows:
        return None
    prefetch_related_objects([row.cycle for row in rows if row.team is None], "assignments")
    current = [row for row in rows if row.cycle.state != Cycle.State.ARCHIVED]
    feedback = feedback_to_act_on(current)
    activity = recent(current)
    names = cycle_names(list({row.cycle_id: row.cycle for row in current}.values()))
    cards = [card(row, names[row.cycle_id], feedback, activity, now) for row in current]
    return TeamHome(
        cards=sorted(cards, key=lambda each: each.expected is None and not each.feedback),
        archived=[row for row in rows if row.cycle.state == Cycle.State.ARCHIVED],
        follow_ups=waiting_of(rows),
    )


def participations(user: User):
    deliverables = Deliverable.objects.with_draft_number().select_related(
        "assignment__template_file", "current_version"
    )
    sessions = Session.objects.select_related("host").prefetch_related("teams")
    return (
        Participation.objects.active()
        .filter(person__user=user)
        .exclude(cycle__state=Cycle.State.DRAFT)
        .select_related("cycle", "team__territory", "person")
        .annotate(to_read=still_to_read("team", "cycle"))
        .prefetch_related(
            Prefetch("cycle__sessions", sessions),
            Prefetch("team__deliverables", deliverables),
        )
        .order_by("joined_at", "pk")
    )


def feedback_to_act_on(rows: list[Participation]) -> dict[int, Feedback]:
    """By version: the last feedback on what is to be completed."""
    versions = [
        deliverable.current_version_id
        for row in rows
        if row.team
        for deliverable in row.team.deliverables.all()
        if deliverable.state == State.TO_COMPLETE
    ]
    return {feedback.version_id: feedback for feedback in Feedback.objects.filter(version__in=versions)}


def recent(rows: list[Participation]) -> dict[int, list[Event]]:
    """By team: what happened to its deliverables and members lately."""
    teams = [row.team_id for row in rows if row.team_id]
    cycles = [row.cycle_id for row in rows]
    entries = LogEntry.objects.filter(cycle_id__in=cycles, team_id__in=teams, object_type__startswith="deliverables.")
    by_team: dict[int, list[LogEntry]] = {}
    for entry in with_names(entries)[: READ * max(1, len(teams))]:
        by_team.setdefault(entry.team_id, []).append(entry)
    return {team: events(found, most=SHOWN, with_team=False) for team, found in by_team.items()}


def card(
    row: Participation, name: str, feedback: dict[int, Feedback], activity: dict[int, list[Event]], now: datetime
) -> TeamCard:
    team, cycle = row.team, row.cycle
    sessions = [s for s in cycle.sessions.all() if not s.teams.all() or (team and team in s.teams.all())]
    deliverables = list(team.deliverables.all()) if team else []
    if team:
        team.cycle = cycle
    for deliverable in deliverables:
        deliverable.team = team
    has_left = team is not None and team.status != Team.Status.ACTIVE
    expected = None if has_left else what_is_expected(deliverables)
    found = [(d, feedback[d.current_version_id]) for d in deliverables if d.current_version_id in feedback]
    for deliverable, answer in found:
        answer.deliverable = deliverable
    return TeamCard(
        participation=row,
        cycle=cycle,
        name=name,
        stops=team_stops(team, sessions, deliverables, now)
        if team
        else cycle_stops(cycle, sessions, list(cycle.assignments.all()), now),
        feedback=[] if has_left else [answer for _deliverable, answer in found],
        expected=expected,
        newer_drafts=[] if has_left else [row for row in deliverables if row.draft_number and row.state in GIVEN],
        late_now=late_seconds(expected, now) if expected else 0,
        may_deliver=row.role in delivering_roles(cycle) and life.allows(cycle, "deliver"),
        next_session=coming(cycle, sessions, now),
        activity=activity.get(row.team_id, []),
        has_left=has_left,
        reads_others=team is not None and team.reads_others,
        kinds=in_words(),
        # What came back to be completed has no date of its own: a past one would only reproach.
        shows_due=bool(expected) and (expected.state != State.TO_COMPLETE or expected.effective_due_at > now),
    )


def what_is_expected(deliverables: list[Deliverable]) -> Deliverable | None:
    """The one deliverable to work on now: the first, by its date, that is not delivered or has to be completed."""
    owed = [deliverable for deliverable in deliverables if deliverable.state in EXPECTED]
    return min(owed, key=lambda deliverable: deliverable.effective_due_at, default=None)
