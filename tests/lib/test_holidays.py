"""Days when people can come."""

from datetime import date

import pytest

from lib.holidays import can_meet, due_day, easter, meeting_day, public_holidays


@pytest.mark.parametrize(
    "sunday", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)]
)
def test_easter(sunday):
    assert easter(sunday.year) == sunday


def test_the_eleven_public_holidays():
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 6, 11), date(2026, 6, 11)),  # a Thursday stays
        (date(2026, 5, 14), date(2026, 5, 21)),  # Ascension: the next Thursday
        (date(2026, 8, 6), date(2026, 9, 3)),  # August: the first Thursday of September
        (date(2026, 6, 12), date(2026, 6, 16)),  # a Friday: the next Tuesday
        (date(2026, 7, 14), date(2026, 7, 21)),  # a holiday on a Tuesday
        (date(2026, 12, 24), date(2027, 1, 7)),  # between the years
        (date(2026, 8, 1), date(2026, 9, 1)),  # a Saturday in August
    ],
)
def test_the_nearest_later_day(day, expected):
    assert meeting_day(day) == expected
    assert can_meet(expected)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 12, 31), date(2026, 12, 22)),
        (date(2027, 1, 1), date(2026, 12, 22)),
        (date(2026, 11, 11), date(2026, 11, 10)),
        (date(2027, 5, 1), date(2027, 4, 30)),
        (date(2026, 6, 18), date(2026, 6, 18)),
        (date(2026, 6, 20), date(2026, 6, 20)),
    ],
)
def test_nothing_is_proposed_for_a_holiday(asked, due):
    assert due_day(asked) == due
