"""The half-days of a session, numbered so that a number keeps its meaning when the session moves."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.planning.models import Session
from lib.template_tags import short_day

NOON = 13


@dataclass(frozen=True)
class HalfDay:
    """``number``: twice the days since the first day, and one more in the afternoon. Times are local."""

    number: int
    starts: datetime
    ends: datetime

    @property
    def is_afternoon(self) -> bool:
        return self.number % 2 == 1

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds() // 60)


def half_days_of(session: Session) -> list[HalfDay]:
    first = timezone.localtime(session.starts_at).date()
    return [
        HalfDay(2 * (starts.date() - first).days + (starts.hour >= NOON), starts, ends)
        for starts, ends in session.half_days()
    ]


def name_of_half_day(half_day: HalfDay, session: Session) -> str:
    """« Matin », « Après-midi »; with the day when the session lasts several."""
    word = _("Afternoon") if half_day.is_afternoon else _("Morning")
    if not session.lasts_days:
        return word
    return _("%(day)s, %(half)s") % {"day": short_day(half_day.starts), "half": word.lower()}
