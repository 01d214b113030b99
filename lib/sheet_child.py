"""Reads a workbook's first sheet that holds something, in a limited process (``lib.limited``).

``main`` takes path, most rows, most columns. It returns ``{"sheet": name, "rows": [[text, …], …]}`` or
``{"error": "rows" | "columns"}``.
"""

from datetime import date, datetime

BLANK_ROWS = 2000  # a sheet is left after so many rows that hold nothing


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


def main(path: str, most_rows: str, most_columns: str) -> dict:
    return read(path, int(most_rows), int(most_columns))
