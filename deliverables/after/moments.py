"""When a team is asked: so many calendar months after the last session of its cycle, at eight in the morning."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Max
from django.utils import timezone

from cycles.models import Cycle, QuietPeriod
from cycles.planning import quiet
from deliverables.after.models import FollowUp
from lib import clock

MONTHS = tuple(FollowUp.Moment.values)
MORNING, EVENING = time(8), time(20)
# A worker that was down, a member who is invited late: asked by itself for so long, then only by hand.
CATCH_UP = timedelta(days=30)
REMINDERS, BETWEEN = 2, timedelta(days=14)
# A reminder that comes much too late would be a surprise.
REMINDED_FOR = timedelta(days=60)


def last_day(cycle: Cycle) -> date | None:
    """The day of the cycle's last session, its closing event among them; None without sessions."""
    ends_at = cycle.sessions.aggregate(last=Max("ends_at"))["last"]
    return timezone.localdate(ends_at) if ends_at else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def moment_of(day: date, months: int, periods: Sequence[QuietPeriod] = ()) -> datetime:
    """When the form goes by itself, counted from the last day; outside quiet periods."""
    return quiet.next_morning(periods, clock.local(months_after(day, months), MORNING))


def is_daytime(now: datetime) -> bool:
    return MORNING <= timezone.localtime(now).time() < EVENING
