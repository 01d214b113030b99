"""What was pasted, as lines of cells. A workbook becomes the text that pasting it would have given."""

import csv
import io
import re
from dataclasses import dataclass

MOST_ROWS = 500
MOST_COLUMNS = 30
# Non-breaking and thin spaces are spaces; marks without width are nothing.
SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\ufeff": "", "\u200b": "", "\u200e": "", "\xad": ""}
)
ADDRESSED = re.compile(r'(?:"([^"\n]*)"|([^<>"\n;]*?))\s*<\s*([^<>\s]+@[^<>\s]+)\s*>|([^\s<>,;"]+@[^\s<>,;"]+)')


class UnreadableList(Exception):
    """``why``: empty, rows (too many) or columns (too many); ``count`` of what is too many."""

    def __init__(self, why: str, count: int = 0) -> None:
        super().__init__(why)
        self.why, self.count = why, count


@dataclass(frozen=True)
class Line:
    """One line: its number in what was pasted, from 1, and its cells."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


def read_lines(text: str) -> list[Line]:
    """The lines that hold something, all as long as the longest. Raises UnreadableList."""
    text = text.translate(SPACES).replace("\r\n", "\n").replace("\r", "\n")
    rows = read_addresses(text) or read_cells(text)
    kept = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if not kept:
        raise UnreadableList("empty")
    width = max(len(row) for _number, row in kept)
    if len(kept) > MOST_ROWS + 1:  # and a line of headings
        raise UnreadableList("rows", len(kept))
    if width > MOST_COLUMNS:
        raise UnreadableList("columns", width)
    return [Line(number, tuple(row + [""] * (width - len(row)))) for number, row in kept]


def read_addresses(text: str) -> list[list[str]]:
    """``"Durand, Anne" <anne@x.fr>; paul@x.fr``: one row an address, when there is nothing else in the text."""
    if "\t" in text or "@" not in text:
        return []
    if re.sub(r"[\s,;]", "", ADDRESSED.sub("", text)):
        return []
    rows = []
    for found in ADDRESSED.finditer(text):
        name = tidy((found[1] or found[2] or "").strip(" ,;"))
        rows.append([f"{name} <{found[3]}>" if name else (found[3] or found[4])])
    return rows


def read_cells(text: str) -> list[list[str]]:
    """Cells between tabs, else semicolons, else commas; a cell in quotes may hold any of them."""
    delimiter = "\t" if "\t" in text else max(";,", key=lambda sign: (text.count(sign), sign == ";"))
    # A quote that is never closed would swallow the rest of the list.
    quoting = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting))
    except csv.Error:
        rows = [line.split(delimiter) for line in text.split("\n")]
    return [trimmed([tidy(cell) for cell in row]) for row in rows]


def trimmed(row: list[str]) -> list[str]:
    """The row without the empty cells at its end."""
    while row and not row[-1]:
        row.pop()
    return row


def tidy(text: str) -> str:
    """One space between words, none around them, no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def as_text(rows: list[list[str]]) -> str:
    """Rows of cells as a spreadsheet puts them on the clipboard."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter="\t", lineterminator="\n")
    writer.writerows([tidy(cell) for cell in row] for row in rows)
    return target.getvalue()
