"""Forms and reminders that go by themselves: by day, never in a quiet period, each once, reminded twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from cycles.models import Cycle, Team
from cycles.planning import life, quiet
from cycles.planning.life import CycleClosed
from deliverables.after import operations
from deliverables.after.models import FollowUp
from deliverables.after.moments import (
    BETWEEN,
    CATCH_UP,
    MONTHS,
    REMINDED_FOR,
    REMINDERS,
    is_daytime,
    moment_of,
)
from deliverables.after.reading import actions_of, asked_of


@dataclass(frozen=True)
class Sent:
    """One form or reminder (``again``), with how many people it went to."""

    team: Team
    months: int
    again: bool
    people: int


def send_due() -> int:
    """What the worker does once a minute; returns how many mails are queued."""
    return sum(each.people for each in send_all(timezone.now()))


def send_all(now: datetime, *, dry_run: bool = False) -> list[Sent]:
    """What is due; ``dry_run`` writes nothing. Safe twice and at once."""
    if not is_daytime(now):
        return []
    asked = [Sent(team, months, False, people(team) if dry_run else asks(team, months)) for team, months in to_ask(now)]
    recalled = [
        Sent(row.team, row.months, True, people(row.team) if dry_run else reminds(row)) for row in to_remind(now)
    ]
    return [each for each in asked + recalled if each.people]


def people(team: Team) -> int:
    return len(asked_of(team.cycle, [team]).get(team.pk, []))


def asks(team: Team, months: int) -> int:
    try:
        return operations.ask(actor=None, team=team, months=months)
    except (operations.NothingToAsk, CycleClosed):
        return 0  # nobody has an account yet, another worker was quicker, or it changed since


def reminds(follow_up: FollowUp) -> int:
    try:
        return operations.remind(actor=None, follow_up=follow_up, reminders=follow_up.reminders)
    except CycleClosed:
        return 0


def followed_cycles():
    states = [state for state, stage in life.STAGES.items() if "follow_up" in stage.abilities]
    rows = Cycle.objects.filter(state__in=states, follows_up=True, has_teams=True)
    return rows.prefetch_related("quiet_periods")


def to_ask(now: datetime) -> Iterator[tuple[Team, int]]:
    """Each team whose moment has come, not long ago, and that was not asked; five queries, however many there are."""
    longest = timedelta(days=31 * max(MONTHS)) + CATCH_UP
    ended = followed_cycles().annotate(last=Max("sessions__ends_at"))
    ended = ended.filter(last__lte=now - timedelta(days=28 * min(MONTHS)), last__gte=now - longest)
    due = {cycle.pk: months for cycle in ended if (months := months_due(cycle, timezone.localdate(cycle.last), now))}
    teams = Team.objects.filter(cycle__in=due, status=Team.Status.ACTIVE).select_related("cycle", "territory")
    teams = list(teams.order_by("cycle_id", "territory__sort_key", "pk")) if due else []
    latest = dict(FollowUp.objects.filter(team__in=teams).order_by("months").values_list("team_id", "months"))
    left = [team for team in teams if latest.get(team.pk, 0) < due[team.cycle_id]]
    plans = actions_of(left) if left else {}
    return ((team, due[team.cycle_id]) for team in left if plans.get(team.pk))


def months_due(cycle: Cycle, last_day, now: datetime) -> int | None:
    """The form that is due now by the cycle's last day."""
    periods = cycle.quiet_periods.all()
    for months in reversed(MONTHS):
        moment = moment_of(last_day, months, periods)
        if moment <= now < moment + CATCH_UP:
            return months if quiet.in_force(cycle, now) is None else None
    return None


def to_remind(now: datetime) -> list[FollowUp]:
    """The forms without answer that were neither asked nor recalled for two weeks, and recalled less than twice."""
    rows = FollowUp.objects.filter(
        sent_at__isnull=True,
        reminders__lt=REMINDERS,
        asked_at__lte=now - BETWEEN,
        asked_at__gt=now - REMINDED_FOR,
        team__status=Team.Status.ACTIVE,
        team__cycle__in=followed_cycles().values("pk"),
    ).exclude(reminded_at__gt=now - BETWEEN)
    rows = rows.select_related("team__cycle", "team__territory").prefetch_related("team__cycle__quiet_periods")
    return [row for row in rows.order_by("asked_at", "pk") if quiet.in_force(row.team.cycle, now) is None]
