"""A table whose cells are the darker the more they hold."""

from collections.abc import Mapping, Sequence

from reportlab.lib.colors import Color

from lib.pdf import fonts

from .drawing import RULE, SIZE, SOFT, STEPS, Chart, box, canvas, ink_on, label, shade, string, upright

LABEL_ROOM, HEAD_ROOM, ROW = 150, 96, 22
MOST_CELL = 64


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Mapping[tuple[int, int], int],
    *,
    colour: Color,
    width: float,
    corner: str,
    total: str,
) -> Chart:
    """How many of each row (a theme) in each column (a team); ``counts`` by places of row and column.

    Every cell says its number, so that it reads without colour; the names of columns stand upright where they need to.
    """
    cell = min((width - LABEL_ROOM) / max(len(columns), 1), MOST_CELL)
    lies = all(fonts.width(text, fonts.REGULAR, SIZE) <= cell - 4 for text in columns)
    head = 18 if lies else HEAD_ROOM
    drawing = canvas(width, head + len(rows) * ROW)
    top, most = drawing.height - head, max([*counts.values(), 1])
    for at, text in enumerate(columns):
        x = LABEL_ROOM + (at + 0.5) * cell
        words = label(x, top + 6, text, cell - 4, anchor="middle") if lies else upright(x + 3, top + 5, text, head - 8)
        drawing.add(words)
    for down, text in enumerate(rows):
        y = top - (down + 1) * ROW
        drawing.add(label(0, y + 7, text, LABEL_ROOM - 8))
        for across in range(len(columns)):
            count, x = counts.get((down, across), 0), LABEL_ROOM + across * cell
            step = step_of(count, most)
            drawing.add(box(x + 0.5, y + 0.5, cell - 1, ROW - 1, shade(colour, step) if count else None, RULE))
            ink = ink_on(step) if count else SOFT
            drawing.add(string(x + cell / 2, y + 7, str(count), ink, anchor="middle"))
    return Chart(drawing, (corner, *columns, total), table_of(rows, len(columns), counts, total))


def step_of(count: int, most: int) -> int:
    """The shade for a count: the darkest for the most."""
    return max(0, -(-count * len(STEPS) // most) - 1)


def table_of(
    rows: Sequence[str], columns: int, counts: Mapping[tuple[int, int], int], total: str
) -> tuple[tuple[str, ...], ...]:
    cells = [[counts.get((down, across), 0) for across in range(columns)] for down in range(len(rows))]
    sums = [sum(column) for column in zip(*cells, strict=True)] if cells else [0] * columns
    lines = [(text, *map(str, line), str(sum(line))) for text, line in zip(rows, cells, strict=True)]
    return (*lines, (total, *map(str, sums), str(sum(sums))))
