"""Half-days of a session, cut at 13:00 local time."""

from datetime import datetime

import pytest
from django.utils import timezone

from cycles.models import Session

EXAMPLES = {
    "a morning": ("2026-06-18 09:00", "2026-06-18 12:30", ["09:00-12:30"]),
    "a morning that ends at a quarter past": ("2026-06-18 09:00", "2026-06-18 13:15", ["09:00-13:00"]),
    "a whole day": ("2026-06-18 09:30", "2026-06-18 16:30", ["09:30-13:00", "13:00-16:30"]),
    "an afternoon": ("2026-06-18 14:00", "2026-06-18 17:00", ["14:00-17:00"]),
    "an afternoon that starts a little early": ("2026-06-18 12:40", "2026-06-18 17:00", ["13:00-17:00"]),
    "half an hour counts": ("2026-06-18 12:30", "2026-06-18 17:00", ["12:30-13:00", "13:00-17:00"]),
    "twenty minutes are one half-day still": ("2026-06-18 10:00", "2026-06-18 10:20", ["10:00-10:20"]),
    "the day the clocks change": ("2026-10-25 09:00", "2026-10-25 17:00", ["09:00-13:00", "13:00-17:00"]),
}


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(("starts", "ends", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_half_days_of_one_day(starts, ends, expected):
    halves = Session(starts_at=local(starts), ends_at=local(ends)).half_days()
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in halves] == expected


def test_half_days_over_two_days():
    halves = Session(starts_at=local("2026-06-18 14:00"), ends_at=local("2026-06-19 12:00")).half_days()
    assert [start.day for start, _end in halves] == [18, 19]
