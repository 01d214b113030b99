"""Every cell of a workbook that came from anywhere, read in a child process with limits on memory and time."""

from dataclasses import dataclass
from pathlib import Path

from lib import limited
from lib.limited import MEGABYTE, Limits

LIMITS = Limits(memory=300 * MEGABYTE, cpu=30, wall=60)
MOST_SIGNS = 20_000_000


class UnreadableWorkbook(Exception):
    """``why``: broken or too_large; what reads the cells adds reasons of its own."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Raw:
    """A sheet: ``rows`` that hold something, as [number, is_hidden, cells], what is merged, and some cells that lie
    beyond the last column. A cell is as ``lib.worksheet.child`` says. ``is_cut``: it has more rows than may be."""

    title: str
    is_hidden: bool
    is_cut: bool
    rows: list
    merged: list[str]
    far: list[str]


def read_cells(path: Path | str, *, most_rows: int, most_columns: int) -> list[Raw]:
    """The sheets in their order. Raises UnreadableWorkbook.

    The caller has looked at the archive's directory before (``records.uploads``).
    """
    most = (str(most_rows), str(most_columns), str(MOST_SIGNS))
    result = limited.run("lib.worksheet.child", str(path), *most, limits=LIMITS)
    if "error" in result:
        raise UnreadableWorkbook(result["error"])
    return [Raw(**each) for each in result["sheets"]]
