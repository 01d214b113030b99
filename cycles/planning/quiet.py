"""Quiet periods of a cycle: nothing is sent by itself meanwhile, and no date falls into them by mistake.

What was caused in one leaves on the first morning after it. What a person asked for or must have at once goes all the
same: ``settings.MAILS_AT_ONCE``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle, QuietPeriod
from cycles.planning import life
from cycles.stale import claim
from lib import clock
from records.log import record
from records.models import Mail

MORNING = time(8)


@dataclass(frozen=True)
class Days:
    """One period as it is typed: both days are among it."""

    label: str
    first_day: date
    last_day: date


def covering(periods: Iterable[QuietPeriod | Days], day: date) -> QuietPeriod | Days | None:
    """The period that the day falls into, None when there is none."""
    return next((period for period in periods if period.first_day <= day <= period.last_day), None)


def next_morning(periods: Sequence[QuietPeriod], at: datetime) -> datetime:
    """The moment itself, or 8:00 of the first day after the periods that it falls into, in local time."""
    day = moved = timezone.localdate(at)
    while period := covering(periods, moved):
        moved = period.last_day + timedelta(days=1)
    return at if moved == day else clock.local(moved, MORNING)


def held_until(mail: Mail) -> datetime | None:
    """When a mail that is due now may leave; None: at once."""
    if mail.cycle_id is None or mail.template in settings.MAILS_AT_ONCE:
        return None
    now = timezone.now()
    until = next_morning(list(QuietPeriod.objects.filter(cycle=mail.cycle_id)), now)
    return until if until > now else None


def in_force(cycle: Cycle, now: datetime) -> QuietPeriod | None:
    """The quiet period that the cycle is in now."""
    return covering(cycle.quiet_periods.all(), timezone.localdate(now))


@transaction.atomic
def write_periods(*, actor: User, cycle: Cycle, revision: int, periods: Sequence[Days]) -> None:
    """Make these the quiet periods of the cycle. Mails that wait are judged anew.

    Raises StaleError, CycleClosed.
    """
    life.require(cycle)
    claim(cycle, revision)
    before = [in_log(period) for period in cycle.quiet_periods.all()]
    after = [in_log(period) for period in sorted(periods, key=lambda period: period.first_day)]
    if before == after:
        return
    cycle.quiet_periods.all().delete()
    QuietPeriod.objects.bulk_create(
        QuietPeriod(cycle=cycle, label=each.label, first_day=each.first_day, last_day=each.last_day) for each in periods
    )
    held = Mail.objects.filter(cycle_id=cycle.pk, state=Mail.State.WAITING, attempts=0)
    held.filter(send_after__gt=timezone.now()).exclude(template__in=settings.MAILS_AT_ONCE).update(
        send_after=timezone.now()
    )
    record(actor, "quiet_periods_changed", cycle, cycle=cycle, before={"periods": before}, after={"periods": after})


def in_log(period: QuietPeriod | Days) -> list[str]:
    return [period.label, period.first_day.isoformat(), period.last_day.isoformat()]
