"""What happens when: one bar a row, over months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.graphics.shapes import Circle, Drawing, Line
from reportlab.lib.colors import Color

from lib.text import MONTHS

from .drawing import INK, RULE, SOFT, Chart, box, canvas, label, shade, string

LABEL_ROOM, HEAD, ROW, BAR = 190, 32, 18, 10
LEAST_FOR_LETTERS, YEAR_ROOM = 9, 24
MOST_MONTHS = 120


@dataclass(frozen=True)
class Span:
    """A row: from the first to the last month, either of which may be unknown."""

    label: str
    first: date | None = None
    last: date | None = None


def months(
    spans: Sequence[Span], *, colour: Color, width: float, header: tuple[str, str, str], language: str = "fr"
) -> Chart:
    """A calendar of spans by month, in the given order.

    A bar goes from the first to the last month; where only one is known, a dot stands in it; where none is, the row is
    empty and the table says so. What lies more than ten years after the beginning is in the table only.
    """
    known = [day for span in spans for day in (span.first, span.last) if day]
    begin = number_of(min(known)) if known else 0
    count = min(max(number_of(max(known)) - begin + 1, 6), MOST_MONTHS) if known else 6
    drawing = canvas(width, HEAD + len(spans) * ROW)
    month = (width - LABEL_ROOM) / count
    if known:
        head(drawing, begin, count, month, language)
    for place, span in enumerate(spans):
        middle = drawing.height - HEAD - (place + 0.5) * ROW
        drawing.add(label(0, middle - 3, span.label, LABEL_ROOM - 10))
        drawing.add(Line(LABEL_ROOM, middle - ROW / 2, width, middle - ROW / 2, strokeColor=RULE, strokeWidth=0.5))
        mark(drawing, span, begin, count, month, middle, colour)
    rows = tuple((span.label, words(span.first, language), words(span.last, language)) for span in spans)
    return Chart(drawing, header, rows)


def mark(drawing: Drawing, span: Span, begin: int, count: int, month: float, middle: float, colour: Color) -> None:
    first, last = (number_of(day) - begin if day else None for day in (span.first, span.last))
    if first is not None and last is not None and first <= last:
        if first < count:
            x, end = LABEL_ROOM + first * month, LABEL_ROOM + min(last + 1, count) * month
            drawing.add(box(x + 0.5, middle - BAR / 2, end - x - 1, BAR, shade(colour, 3), colour))
        return
    for at in {first, last} - {None}:
        if at < count:
            x = LABEL_ROOM + (at + 0.5) * month
            drawing.add(Circle(x, middle, 4, fillColor=None, strokeColor=colour, strokeWidth=2))


def head(drawing: Drawing, begin: int, count: int, month: float, language: str) -> None:
    """Years above, the months' first letters below where there is room, a line where a year begins."""
    top = drawing.height
    for at in range(count):
        year, number = divmod(begin + at, 12)
        x = LABEL_ROOM + at * month
        if at == 0 or number == 0:
            drawing.add(Line(x, 0, x, top, strokeColor=SOFT if at else RULE, strokeWidth=0.6))
            if min(12 - number, count - at) * month >= YEAR_ROOM:
                drawing.add(string(x + 3, top - 10, str(year), INK))
        elif month >= LEAST_FOR_LETTERS:
            drawing.add(Line(x, 0, x, top - HEAD + 4, strokeColor=RULE, strokeWidth=0.4))
        if month >= LEAST_FOR_LETTERS:
            letter = MONTHS[language][number][0].upper()
            drawing.add(string(x + month / 2, top - 25, letter, SOFT, anchor="middle"))


def number_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def words(day: date | None, language: str) -> str:
    return f"{MONTHS[language][day.month - 1]} {day.year}" if day else "–"
