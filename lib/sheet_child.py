"""Reads a workbook's first sheet that holds something, in a process of its own: a script that imports nothing of ours.

Arguments: path, most rows, most columns. It prints one JSON line: ``{"sheet": name, "rows": [[text, …], …]}`` or
``{"error": "broken" | "too_large" | "rows" | "columns"}``. Limits on memory and time are set before a byte is read.
"""

import json
import resource
import sys
from datetime import date, datetime

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
BLANK_ROWS = 2000  # a sheet is left after so many rows that hold nothing


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read(path: str, most_rows: int, most_columns: int) -> dict:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    found: dict = {"sheet": "", "rows": []}
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows, filled = [], 0
        # One row and one column more than may be: what holds more is refused, not cut.
        for row in sheet.iter_rows(max_row=most_rows + BLANK_ROWS, max_col=most_columns + 1, values_only=True):
            cells = [text_of(value) for value in row]
            if not any(cell.strip() for cell in cells):
                rows.append([])  # so that a row keeps its number
                continue
            if len(cells) > most_columns and cells[most_columns].strip():
                return {"error": "columns"}
            rows.append(cells[:most_columns])
            filled += 1
            if filled > most_rows:
                return {"error": "rows"}
        if filled:
            return {"sheet": sheet.title, "rows": rows}
    return found


def main() -> None:
    limit()
    try:
        result = read(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    except MemoryError:
        result = {"error": "too_large"}
    except Exception:  # whatever a foreign file makes the parser raise, it cannot be read
        result = {"error": "broken"}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
