"""A list of texts from a workbook that came from anywhere."""

from dataclasses import dataclass
from pathlib import Path

from lib.worksheet.cells import Raw, UnreadableWorkbook, read_cells

MOST_BLANK = 2000  # a sheet is left after so many rows that hold nothing


@dataclass(frozen=True)
class ReadSheet:
    """The first visible sheet that holds something; ``rows`` of texts, the empty ones between them kept."""

    title: str
    rows: list[list[str]]


def read_sheet(path: Path | str, *, most_rows: int, most_columns: int) -> ReadSheet:
    """Raises UnreadableWorkbook: broken, too_large, rows (too many) or columns (too many).

    The caller has looked at the archive's directory before (``records.uploads``).
    """
    sheets = read_cells(path, most_rows=most_rows, most_columns=most_columns)
    found = next((each for each in sheets if not each.is_hidden and (each.rows or each.far)), None)
    if found is None:
        return ReadSheet("", [])
    if found.far:
        raise UnreadableWorkbook("columns")
    if found.is_cut:
        raise UnreadableWorkbook("rows")
    return ReadSheet(found.title, rows_of(found))


def rows_of(found: Raw) -> list[list[str]]:
    """The rows at their places, so that a row keeps its number."""
    rows: list[list[str]] = []
    for number, _hidden, cells in found.rows:
        if number - len(rows) > MOST_BLANK:
            break
        rows += [[] for _ in range(number - 1 - len(rows))]
        rows.append([text_of(cell) for cell in cells])
    return rows


def text_of(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return str(cell.get("d") or cell.get("e") or cell.get("p") or "")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
