"""Dates of the place and seconds of the world agree, in every zone and over both changes of hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from deliverables.layout import shifted
from deliverables.what_stands import seconds_late
from lib.text import late_days

# The centre's, and those of France overseas; two of them have no change of hour, one has another.
ZONES = ["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Noumea", "America/Miquelon", "Pacific/Tahiti"]
WALL = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31))
NIGHTS = st.sampled_from([datetime(2026, 3, 29, 23, 59), datetime(2026, 10, 25, 23, 59), datetime(2026, 3, 29, 2, 30)])


@given(wall=WALL | NIGHTS, zone=st.sampled_from(ZONES), after=st.integers(-400 * 86400, 400 * 86400))
def test_lateness_is_what_passed_in_the_world(wall, zone, after):
    due = timezone.make_aware(wall, ZoneInfo(zone))
    received = due.astimezone(UTC) + timedelta(seconds=after)
    assert seconds_late(received, due) == max(0, after)


@given(wall=WALL | NIGHTS, zone=st.sampled_from(ZONES), days=st.integers(0, 60), hour=st.integers(0, 23))
def test_days_late_are_those_of_the_calendar(wall, zone, days, hour):
    place = ZoneInfo(zone)
    due = timezone.make_aware(wall, place)
    received = timezone.make_aware((wall + timedelta(days=days)).replace(hour=hour), place).astimezone(UTC)
    if received > due:
        assert late_days(due, seconds_late(received, due)) == (received.astimezone(place).date() - due.date()).days


@given(wall=WALL | NIGHTS, zone=st.sampled_from(ZONES), days=st.integers(-60, 60))
def test_a_date_that_moves_by_days_keeps_its_hour(wall, zone, days):
    """Unless the clock has no such hour on one of the days: it skips one in spring."""
    with timezone.override(ZoneInfo(zone)):
        moved = timezone.localtime(shifted(timezone.make_aware(wall), days)).replace(tzinfo=None)
        if is_told(wall) and is_told(wall + timedelta(days=days)):
            assert moved == wall + timedelta(days=days)
        else:
            assert abs(moved - wall - timedelta(days=days)) <= timedelta(hours=1)


def is_told(wall: datetime) -> bool:
    """Whether a clock of the place shows this hour."""
    moment = timezone.make_aware(wall).astimezone(UTC)
    return timezone.localtime(moment).replace(tzinfo=None) == wall
