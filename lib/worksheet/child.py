"""Reads every cell of a workbook in a limited process (``lib.limited``), without deciding what it means.

``main`` takes path, most rows, most columns, most signs. It returns ``{"error": "too_large"}`` or ``{"sheets":
[{"title", "is_hidden", "is_cut", "rows": [[number, is_hidden, cells], …], "merged": ["A1:A3", …], "far": ["XFD9", …]},
…]}``; what is cut has more rows than may be. A cell is a text, a number, a truth or nothing as in JSON; a date is
``{"d": "2026-06-15"}``, a percentage ``{"p": 0.45}``, an error ``{"e": "#N/A"}`` and a formula without a result
``{"f": 1}``.
"""

from datetime import date, datetime

from lxml.etree import iterparse
from openpyxl.reader.excel import ExcelReader, apply_stylesheet
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, ROW_TAG, WorkSheetParser

MERGED_TAG, TEXT_TAG = ROW_TAG.replace("}row", "}mergeCell"), ROW_TAG.replace("}row", "}t")
MOST_SHEETS, MOST_MERGED, MOST_FAR = 20, 2000, 5


class TooLarge(Exception):
    pass


class Cells(WorkSheetParser):
    """openpyxl's reading of one cell, which also tells a formula without a result from an empty cell.

    openpyxl's own loops over cells know neither hidden rows nor merged cells, and walk to the farthest one.
    """

    def __init__(self, book: "Book") -> None:
        super().__init__(None, book.shared, True, book.epoch, book.dates, book.durations)
        self.percentages = book.percentages

    def parse_cell(self, element):
        if element.get("t") == "inlineStr" and (inline := element.find(INLINE_STRING)) is not None:
            text = inline.findtext(TEXT_TAG)
            if text is not None and element.get("r"):  # a plain one, several times as fast
                return {"column": column_of(element.get("r")), "value": text, "data_type": "s"}
        return super().parse_cell(element)

    def value(self, element):
        found = self.parse_cell(element)
        value, kind = found["value"], found["data_type"]
        if value is None:
            unknown = element.get("t") != "str" and element.find(FORMULA_TAG) is not None
            return found["column"], {"f": 1} if unknown else None
        if isinstance(value, datetime | date):
            value = {"d": value.isoformat()[:10]}
        elif kind == "e":
            value = {"e": str(value)}
        elif isinstance(value, int | float):
            value = {"p": value} if found["style_id"] in self.percentages else value
        elif not isinstance(value, str):
            value = str(value)
        return found["column"], value


def column_of(coordinate: str) -> int:
    return column_index_from_string(coordinate.rstrip("0123456789"))


class Book:
    """A workbook opened without its cells: openpyxl would look through each sheet for its size first."""

    def __init__(self, path: str) -> None:
        reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, book := reader.wb)
        self.archive, self.shared, self.epoch = reader.archive, reader.shared_strings, book.epoch
        self.sheets = [(sheet, link.target) for sheet, link in reader.parser.find_sheets() if "worksheet" in link.Type]
        self.dates, self.durations = book._date_formats, book._timedelta_formats
        percent = {at + 164 for at, text in enumerate(book._number_formats) if "%" in text} | {9, 10}
        self.percentages = {at for at, style in enumerate(book._cell_styles) if style.numFmtId in percent}


class SheetRows:
    """What one sheet holds, taken in as the parser goes along."""

    def __init__(self, book: Book, most_rows: int, most_columns: int, most_signs: int) -> None:
        self.cells, self.most_rows, self.most_columns, self.room = Cells(book), most_rows, most_columns, most_signs
        self.rows: list = []
        self.merged: list[str] = []
        self.far: list[str] = []
        self.number = 0
        self.is_cut = False

    def take(self, source) -> None:
        for _event, element in iterparse(source, tag=(ROW_TAG, MERGED_TAG), resolve_entities=False, no_network=True):
            if element.tag == ROW_TAG:
                self.row(element)
                if self.is_cut:
                    return
            elif len(self.merged) < MOST_MERGED:
                self.merged.append(element.get("ref", ""))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]

    def row(self, element) -> None:
        said = element.get("r")
        self.number = int(float(said)) if said else self.number + 1
        self.cells.row_counter, self.cells.col_counter = self.number, 0
        line: list = []
        for child in element:
            column, value = self.cells.value(child)
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            if column > self.most_columns:
                self.note_far(column)
                continue
            while len(line) < column:
                line.append(None)
            line[column - 1] = value
            self.room -= len(value) if isinstance(value, str) else 8
            if self.room < 0:
                raise TooLarge
        if not line:
            return
        if len(self.rows) >= self.most_rows:
            self.is_cut = True
            return
        self.rows.append([self.number, int(element.get("hidden") in {"1", "true"}), line])

    def note_far(self, column: int) -> None:
        if len(self.far) < MOST_FAR:
            self.far.append(f"{get_column_letter(column)}{self.number}")


def main(path: str, most_rows: str, most_columns: str, most_signs: str) -> dict:
    book, sheets, room = Book(path), [], int(most_signs)
    for sheet, part in book.sheets[:MOST_SHEETS]:
        found = SheetRows(book, int(most_rows), int(most_columns), room)
        try:
            with book.archive.open(part) as source:
                found.take(source)
        except TooLarge:
            return {"error": "too_large"}
        room = found.room
        sheets.append(
            {
                "title": sheet.name,
                "is_hidden": sheet.state != "visible",
                "is_cut": found.is_cut,
                "rows": found.rows,
                "merged": found.merged,
                "far": found.far,
            }
        )
    return {"sheets": sheets}
