"""Days when people in France can come to a meeting: no public holiday, no week-end, not in August."""

from datetime import date, timedelta

TUESDAY, THURSDAY, FRIDAY = 1, 3, 4


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of metropolitan France."""
    sunday = easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return frozenset(
        [*(date(year, month, day) for month, day in fixed), *(sunday + timedelta(days=days) for days in moving)]
    )


def can_meet(day: date) -> bool:
    """Whether a meeting on this day makes sense: from Tuesday to Thursday, not in August nor between the years."""
    return TUESDAY <= day.weekday() <= THURSDAY and day.month != 8 and can_be_due(day)


def can_be_due(day: date) -> bool:
    """Whether something may be asked for this day: no public holiday, not between the years."""
    between_years = (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 3)
    return not between_years and day not in public_holidays(day.year)


def due_day(day: date) -> date:
    """The day itself when something can be due on it, else the nearest earlier working day."""
    if can_be_due(day):
        return day
    while not can_be_due(day) or day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    return day


def meeting_day(day: date) -> date:
    """The day itself when one can meet on it, else the nearest later one of the same week-day, or the next possible.

    Moving by whole weeks first keeps a habit ("every other Thursday"), when the day that was asked for had one.
    """
    if TUESDAY <= day.weekday() <= THURSDAY:
        for weeks in range(8):
            later = day + timedelta(weeks=weeks)
            if can_meet(later):
                return later
    while not can_meet(day):
        day += timedelta(days=1)
    return day
