"""Bars and lines: how much, of what, how far."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from string import ascii_lowercase

from reportlab.graphics.shapes import Circle, Drawing, Line
from reportlab.lib.colors import Color

from lib.pdf import fonts

from .drawing import SIZE, SOFT, Chart, box, canvas, ink_on, label, shade, string

ROW, BAR = 16, 10
LABEL_ROOM, VALUE_ROOM = 150, 40
PART_ROW, PART_BAR, AMOUNT_ROOM = 24, 15, 76
# Neighbours differ as much as they can, in grey too; each part also has its letter.
ORDER = (4, 1, 3, 0, 2)

Number = int | Decimal


def bars(rows: Sequence[tuple[str, int]], *, colour: Color, width: float) -> Drawing:
    """Horizontal bars, one a row, in the given order, each with its label before and its number behind."""
    drawing = canvas(width, len(rows) * ROW)
    room, most = width - LABEL_ROOM - VALUE_ROOM, max([value for _, value in rows] + [1])
    for place, (text, value) in enumerate(rows):
        middle = drawing.height - (place + 0.5) * ROW
        length = room * value / most
        drawing.add(label(0, middle - 3, text, LABEL_ROOM - 8))
        drawing.add(box(LABEL_ROOM, middle - BAR / 2, length, BAR, colour))
        drawing.add(string(LABEL_ROOM + length + 6, middle - 3, str(value), SOFT))
    return drawing


def bar(value: int, most: int, *, colour: Color, width: float) -> Drawing:
    """One bar for a row of a table, whose number stands beside it; ``most`` takes the whole width."""
    drawing = canvas(width, BAR + 2)
    drawing.add(box(0, 0, width * value / max(most, 1), BAR, colour))
    return drawing


def stops(count: int, *, colour: Color, width: float, hole: Color, goes_on: bool = False) -> Drawing:
    """A line with ``count`` stops, each where a column begins; ``goes_on`` leads the line to the right edge."""
    drawing = canvas(width, 22)
    step = width / max(count, 1)
    end = width if goes_on else (count - 1) * step + 9
    drawing.add(Line(9, 11, end, 11, strokeColor=colour, strokeWidth=5))
    for place in range(count):
        drawing.add(Circle(9 + place * step, 11, 6.6, fillColor=hole, strokeColor=colour, strokeWidth=5))
    return drawing


def stacked(
    rows: Sequence[tuple[str, Sequence[Number]]],
    parts: Sequence[str],
    *,
    colour: Color,
    width: float,
    corner: str,
    total: str,
    in_words: Callable[[Number], str] = str,
) -> Chart:
    """Bars made of parts, one a row: planned money by theme and source. ``rows`` hold one number for each part.

    Each part has a shade and a letter, which its legend repeats; the sum stands behind the bar, and below each column
    of the table.
    """
    places, legend_rows = legend_places(parts, width)
    legend = legend_rows * PART_ROW * 0.75 + 4 if parts else 0
    drawing = canvas(width, legend + len(rows) * PART_ROW)
    room, most = width - LABEL_ROOM - AMOUNT_ROOM, max([sum(values) for _, values in rows] + [1])
    for at, (text, (x, row)) in enumerate(zip(parts, places, strict=True)):
        y = drawing.height - row * PART_ROW * 0.75 - 12
        part(drawing, at, x, y, 12, 12, colour)
        drawing.add(label(x + 17, y + 3, text, width - x - 17))
    for place, (text, values) in enumerate(rows):
        middle = drawing.height - legend - (place + 0.5) * PART_ROW
        drawing.add(label(0, middle - 3, text, LABEL_ROOM - 8))
        x = LABEL_ROOM
        for at, value in enumerate(values):
            length = float(room * float(value) / float(most))
            if length:
                part(drawing, at, x, middle - PART_BAR / 2, length, PART_BAR, colour)
            x += length
        drawing.add(label(x + 6, middle - 3, in_words(sum(values)), AMOUNT_ROOM - 6, SOFT))
    return Chart(drawing, (corner, *parts, total), table_of(rows, len(parts), total, in_words))


def legend_places(parts: Sequence[str], width: float) -> tuple[list[tuple[float, int]], int]:
    """Where each part's words begin, as (x, row), and how many rows they take."""
    places: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for text in parts:
        needs = 17 + fonts.width(text, fonts.REGULAR, SIZE) + 18
        if x and x + needs > width:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += needs
    return places, row + 1


def part(drawing: Drawing, at: int, x: float, y: float, width: float, height: float, colour: Color) -> None:
    """A piece of a bar with its letter, where it has room for one."""
    step = ORDER[at % len(ORDER)]
    drawing.add(box(x, y, max(width - 1, 0.5), height, shade(colour, step), colour))
    if width >= 10:
        letter = ascii_lowercase[at % len(ascii_lowercase)]
        drawing.add(string(x + (width - 1) / 2, y + height / 2 - 3, letter, ink_on(step), anchor="middle"))


def table_of(
    rows: Sequence[tuple[str, Sequence[Number]]], count: int, total: str, in_words: Callable[[Number], str]
) -> tuple[tuple[str, ...], ...]:
    lines = [(text, *map(in_words, values), in_words(sum(values))) for text, values in rows]
    sums = [sum(values[at] for _, values in rows) for at in range(count)]
    return (*lines, (total, *map(in_words, sums), in_words(sum(sums))))
