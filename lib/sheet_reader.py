"""Rows of a workbook that came from anywhere: read in a child process with limits on memory and time."""

from dataclasses import dataclass
from pathlib import Path

from lib import limited
from lib.limited import MEGABYTE, Limits

LIMITS = Limits(memory=1024 * MEGABYTE, cpu=10, wall=20)


class UnreadableSheet(Exception):
    """``why``: broken, too_large, rows (too many) or columns (too many)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ReadSheet:
    """The first visible sheet that holds something; ``rows`` of texts, the empty ones between them kept."""

    title: str
    rows: list[list[str]]


def read_sheet(path: Path | str, *, most_rows: int, most_columns: int) -> ReadSheet:
    """Raises UnreadableSheet. The caller has looked at the archive's directory before (records.uploads)."""
    result = limited.run("lib.sheet_child", str(path), str(most_rows), str(most_columns), limits=LIMITS)
    if "error" in result:
        raise UnreadableSheet(result["error"])
    return ReadSheet(result["sheet"], result["rows"])
