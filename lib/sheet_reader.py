"""Rows of a workbook that came from anywhere: read in a child process with limits on memory and time."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lib import sheet_child

WALL_SECONDS = 20


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
    command = [sys.executable, "-I", sheet_child.__file__, str(path), str(most_rows), str(most_columns)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableSheet("too_large") from error
    if done.returncode < 0:
        raise UnreadableSheet("too_large")
    try:
        result = json.loads(done.stdout)
    except ValueError as error:
        raise UnreadableSheet("broken") from error
    if "error" in result:
        raise UnreadableSheet(result["error"])
    return ReadSheet(result["sheet"], result["rows"])
