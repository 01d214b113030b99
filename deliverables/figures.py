"""What counts as late or waiting, and the figures of a cycle: one computation for pages, tables and exports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from cycles.models import Cycle, Team
from deliverables.models import Assignment, Deliverable

State = Deliverable.State
OWED = (State.NOT_DELIVERED, State.DRAFT)
GIVEN = (State.DELIVERED, State.TO_COMPLETE, State.RETAINED)


def late(now: datetime) -> Q:
    """Deliverables that are late now: still owed after their date by a team that takes part."""
    return Q(state__in=OWED, effective_due_at__lt=now, team__status=Team.Status.ACTIVE)


def received_late() -> Q:
    """Deliverables that were given, the first time after their date."""
    return Q(state__in=GIVEN, late_seconds__gt=0)


def waiting() -> Q:
    """Deliverables that wait for coordination's feedback."""
    return Q(state=State.DELIVERED)


def late_seconds(deliverable: Deliverable, now: datetime) -> int:
    """How late a deliverable is, in seconds: as given, or until now when it is still owed."""
    if deliverable.state in GIVEN:
        return deliverable.late_seconds
    if deliverable.state in OWED and deliverable.team.status == Team.Status.ACTIVE:
        return max(0, int((now - deliverable.effective_due_at).total_seconds()))
    return 0


def is_let_go(deliverable: Deliverable) -> bool:
    """Whether it is no longer expected because its team left the cycle."""
    return deliverable.state in OWED and deliverable.team.status != Team.Status.ACTIVE


def awaits_decision(deliverable: Deliverable) -> bool:
    """Whether the team was told that coordination decides, and it has not yet."""
    return deliverable.state == State.DELIVERED and deliverable.assignment.return_mode == Assignment.ReturnMode.DECISION


def state_shown(deliverable: Deliverable) -> tuple[str, str]:
    """The state as pages show it: (the name of its shape, its words)."""
    if is_let_go(deliverable):
        return State.EXEMPTED.value, _("no longer expected")
    if awaits_decision(deliverable):
        return State.DELIVERED.value, _("delivered, waiting for a decision")
    return deliverable.state, deliverable.get_state_display()


def late_now(now: datetime) -> Case:
    """The same for the database to order by."""
    given = ExpressionWrapper(Cast("late_seconds", IntegerField()) * Value(timedelta(seconds=1)), DurationField())
    owed = ExpressionWrapper(Value(now) - F("effective_due_at"), DurationField())
    return Case(
        When(state__in=GIVEN, then=given),
        When(late(now), then=owed),
        default=Value(timedelta()),
        output_field=DurationField(),
    )


@dataclass(frozen=True)
class Figures:
    """A cycle in numbers. ``expected`` leaves out exempted teams and what teams that left still owe."""

    teams: int
    people: int
    expected: int
    delivered: int
    waiting: int
    late: int


def counts(now: datetime) -> dict[str, Count]:
    """What is counted of deliverables, to aggregate or annotate with; the meaning is that of ``Figures``."""
    gone = Q(state__in=OWED) & ~Q(team__status=Team.Status.ACTIVE)
    return {
        "expected": Count("pk", filter=~Q(state=State.EXEMPTED) & ~gone),
        "delivered": Count("pk", filter=Q(state__in=GIVEN)),
        "waiting": Count("pk", filter=waiting()),
        "late": Count("pk", filter=late(now)),
    }


def figures_of(cycle: Cycle, now: datetime) -> Figures:
    """The figures of one cycle, in three queries."""
    numbers = Deliverable.objects.filter(assignment__cycle=cycle).aggregate(**counts(now))
    teams = Team.objects.filter(cycle=cycle, status=Team.Status.ACTIVE).count()
    return Figures(teams=teams, people=people_in(cycle), **numbers)


def people_in(cycle: Cycle) -> int:
    """How many persons take part now, each counted once; not those of teams that left."""
    return cycle.participations.taking_part().values("person").distinct().count()
