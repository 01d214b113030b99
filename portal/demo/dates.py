"""The dates of the two cycles, as pure functions of the day of loading."""

from datetime import date, datetime, time, timedelta

from lib.clock import local

THURSDAY = 3
WEEKDAYS_OF_NEXT = {1, THURSDAY}  # sessions of the cycle in course are held on a Tuesday or a Thursday


def nth_thursday(year: int, month: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7 * (n - 1))


def finished_year(today: date) -> int:
    """The year of the last June to October that is wholly past on this day."""
    return today.year if today >= date(today.year, 11, 1) else today.year - 1


def finished_cycle(today: date) -> list[date]:
    """The days of the finished cycle: four sessions from June to October, and the closing event, all before ``today``.

    The closing event is held in November; in the first weeks of November, when that is still to come, it was held on
    the last Thursday of October.
    """
    year = finished_year(today)
    sessions = [nth_thursday(year, month, n) for month, n in ((6, 2), (7, 2), (9, 3), (10, 2))]
    closing = nth_thursday(year, 11, 3)
    if closing >= today:
        closing = nth_thursday(year, 11, 1) - timedelta(days=7)
    return [*sessions, closing]


def running_cycle(today: date) -> list[date]:
    """The days of the cycle in course: two sessions past, the third 9 to 13 days after ``today``, then two more."""
    third = today + timedelta(days=9)
    while third.weekday() not in WEEKDAYS_OF_NEXT:
        third += timedelta(days=1)
    return [third + timedelta(days=7 * weeks) for weeks in (-9, -4, 0, 5, 11)]


def clock(text: str) -> time:
    return time.fromisoformat(text)


def at(day: date, hour: str) -> datetime:
    """This hour (``HH:MM``, local time) of this day, aware."""
    return local(day, clock(hour))
