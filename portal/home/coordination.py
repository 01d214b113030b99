"""Coordination's home: her cycles on their lines, what waits for her, what is late, what happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cycles.models import AccessRequest, Cycle, CycleRole, Team
from cycles.planning import life
from cycles.planning.words import cycle_names
from deliverables.figures import counts, late, late_seconds, waiting
from deliverables.line import cycle_stops
from deliverables.models import Deliverable
from lib.line import Stop
from portal.history import DRAFTS
from portal.home.activity import Event, events, with_names
from portal.home.sessions import NextSession, coming
from records.models import LogEntry

State = Deliverable.State
SHOWN = 8


@dataclass
class CycleCard:
    """One cycle: its line, its figures, its next session."""

    cycle: Cycle
    name: str
    stops: list[Stop]
    figures: list[tuple]
    next_session: NextSession | None


@dataclass
class CoordinationHome:
    cards: list[CycleCard] = field(default_factory=list)
    archived: list[Cycle] = field(default_factory=list)
    waiting: list[Deliverable] = field(default_factory=list)
    late: list[Deliverable] = field(default_factory=list)
    activity: list[Event] = field(default_factory=list)
    may_create: bool = False


def coordination_home(user: User, now: datetime) -> CoordinationHome | None:
    """None when the user runs no cycle and may create none. The number of queries does not grow with the cycles."""
    cycles = list(
        Cycle.objects.filter(pk__in=CycleRole.objects.filter(user=user).values("cycle"))
        .annotate(team_count=Count("teams", filter=Q(teams__status=Team.Status.ACTIVE)))
        .annotate(request_count=Coalesce(Subquery(open_requests()), 0))
        .prefetch_related("sessions", "assignments")
        .order_by("created_at", "pk")
    )
    current = [cycle for cycle in cycles if cycle.state != Cycle.State.ARCHIVED]
    may_create = not current and user.coordinates.exists()
    if not cycles and not may_create:
        return None
    return CoordinationHome(
        cards=cards(sorted(current, key=lambda cycle: life.ORDER.index(cycle.state)), now),
        archived=[cycle for cycle in cycles if cycle.state == Cycle.State.ARCHIVED],
        waiting=followed(current).filter(waiting()).with_opinions().order_by("received_at", "pk")[:SHOWN],
        late=late_ones(current, now),
        activity=events(with_names(recent(current))[: 4 * SHOWN], most=SHOWN),
        may_create=may_create,
    )


def open_requests():
    """How many people ask to take part in the cycle of the outer query."""
    rows = AccessRequest.objects.filter(participation__cycle=OuterRef("pk"), closed_at__isnull=True)
    return rows.order_by().values("participation__cycle").annotate(number=Count("pk")).values("number")


def recent(cycles: list[Cycle]):
    return LogEntry.objects.filter(cycle_id__in=[cycle.pk for cycle in cycles]).exclude(action__in=DRAFTS)


def followed(cycles: Iterable[Cycle]):
    return Deliverable.objects.filter(assignment__cycle__in=cycles).select_related(
        "assignment__cycle", "team__territory", "current_version"
    )


def late_ones(cycles: Iterable[Cycle], now: datetime) -> list[Deliverable]:
    """What is still owed after its date, the oldest first, each with ``late_now`` in seconds."""
    rows = followed(cycles).filter(late(now)).order_by("effective_due_at", "pk")[:SHOWN]
    for row in rows:
        row.late_now = late_seconds(row, now)
    return list(rows)


def counts_by_assignment(cycles: Iterable[Cycle], now: datetime) -> dict[int, dict]:
    """For each assignment of the cycles: how many are expected, delivered, waiting and late; one query."""
    rows = (
        Deliverable.objects.filter(assignment__cycle__in=cycles)
        .order_by()
        .values("assignment", "assignment__cycle")
        .annotate(**counts(now))
    )
    return {row["assignment"]: row for row in rows}


def cards(cycles: list[Cycle], now: datetime) -> list[CycleCard]:
    counts, names = counts_by_assignment(cycles, now), cycle_names(cycles)
    return [card(cycle, names[cycle.pk], counts, now) for cycle in cycles]


def card(cycle: Cycle, name: str, counts: dict[int, dict], now: datetime) -> CycleCard:
    sessions, assignments = list(cycle.sessions.all()), list(cycle.assignments.all())
    delivered = {key: (row["delivered"], row["expected"]) for key, row in counts.items()}
    rows = [counts[assignment.pk] for assignment in assignments if assignment.pk in counts]
    return CycleCard(
        cycle=cycle,
        name=name,
        stops=cycle_stops(cycle, sessions, assignments, now, delivered),
        figures=figures(cycle, rows),
        next_session=coming(cycle, sessions, now),
    )


def figures(cycle: Cycle, rows: list[dict]) -> list[tuple]:
    """What ``ui/figures.html`` prints: numbers that lead to the table which shows them."""
    total = {name: sum(row[name] for row in rows) for name in ("expected", "delivered", "waiting", "late")}
    table = f"{reverse('deliverables:deliverable-list')}?cycle={cycle.slug}"
    shown = [
        (
            cycle.team_count,
            ngettext("team", "teams", cycle.team_count),
            reverse("cycles:team-list", args=[cycle.slug]),
            "",
        )
    ]
    if cycle.request_count:
        asking = ngettext("asks to take part", "ask to take part", cycle.request_count)
        shown.append((cycle.request_count, asking, reverse("cycles:people-list", args=[cycle.slug]), "warn"))
    if not rows:
        return shown
    of = _("%(delivered)s of %(expected)s") % total
    wait = ngettext("waits for your feedback", "wait for your feedback", total["waiting"])
    shown.append((of, ngettext("deliverable received", "deliverables received", total["delivered"]), table, ""))
    shown.append((total["waiting"], wait, f"{table}&state=delivered", "warn" if total["waiting"] else ""))
    shown.append((total["late"], _("late"), f"{table}&late=yes", "warn" if total["late"] else ""))
    return shown
