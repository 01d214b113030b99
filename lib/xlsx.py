"""Workbooks: real dates and numbers, text that stays text, and the same bytes for the same content and date."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

Value = str | int | float | bool | date | datetime | None

MAX_TEXT = 32_767
DATE_FORMAT = "dd/mm/yyyy hh:mm"
DAY_FORMAT = "dd/mm/yyyy"
# What a spreadsheet may read as a formula when somebody edits the cell or saves the sheet as CSV.
RISKY = ("=", "+", "-", "@", "\t", "\r")
LINE_HEIGHT, MOST_LINES = 15, 27  # 409 points is the most that a row may have
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
WRAPPED = Alignment(vertical="top", wrap_text=True)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True)
class Heading:
    """The head of a column; ``width`` in characters. ``format``: how numbers and dates of the column are shown."""

    text: str
    width: int = 16
    wrap: bool = False
    format: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a frozen header with filters when there are headings, and rows as long as the headings."""

    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Value]]
    filters: bool = True


def write_workbook(
    target: IO[bytes] | Path | str, sheets: Sequence[Sheet], *, created_at: datetime, title: str = ""
) -> None:
    """Write the sheets to a path or an open binary file.

    Aware datetimes are written in local time, since a workbook knows no zone. Control characters are left out of
    texts, which are cut at 32,767 characters, the most that a cell holds. The same sheets and ``created_at`` give the
    same bytes.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Escale"
    book.properties.title = title or None
    book.properties.created = book.properties.modified = naive_utc(created_at)
    for sheet in sheets:
        write_sheet(book, sheet)
    with SteadyZip(target, created_at) as archive:
        ExcelWriter(book, archive).write_data()


def write_sheet(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.title[:31])
    for number, heading in enumerate(sheet.headings, start=1):
        page.column_dimensions[get_column_letter(number)].width = heading.width
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    height = Height(page)
    for heading in sheet.headings:
        height.hold(heading.text, heading.width)
    height.set(1)
    page.append([head_cell(page, heading.text) for heading in sheet.headings])
    looks = [(heading.wrap, heading.format) for heading in sheet.headings]
    wrapped = [(place, heading.width) for place, heading in enumerate(sheet.headings) if heading.wrap]
    count = 1
    for count, row in enumerate(sheet.rows, start=2):
        for place, width in wrapped:
            if isinstance(row[place], str):
                height.hold(row[place], width)
        height.set(count)
        page.append([cell(page, value, *look) for value, look in zip(row, looks, strict=True)])
    if sheet.filters:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{count}"


class Height:
    """Lets a row whose texts need several lines be as high. It is said without "custom height", so that a spreadsheet
    goes on to fit the row when it is edited; LibreOffice fits none that it only opens."""

    def __init__(self, page) -> None:
        self.page, self.lines = page, 1

    def hold(self, text: str, width: int) -> None:
        lines = sum(1 + len(each) // max(width - 1, 1) for each in text.split("\n"))
        self.lines = max(self.lines, lines)

    def set(self, number: int) -> None:
        """Of the row about to be written; then begin anew."""
        if self.lines > 1:
            self.page.row_dimensions[number] = {"ht": str(LINE_HEIGHT * min(self.lines, MOST_LINES))}
            self.lines = 1


def head_cell(page, text: str):
    made = WriteOnlyCell(page, clean(text))
    made.data_type = "s"
    made.font = Font(name="Calibri", size=11, bold=True)  # as the other cells: without a name some choose another
    made.fill = PatternFill("solid", fgColor="E3EEEC")
    made.alignment = Alignment(vertical="top", wrap_text=True)
    return made


def cell(page, value: Value, wrap: bool = False, look: str = ""):
    """What openpyxl is to append for a value: itself where that is safe and plain, else a cell."""
    if isinstance(value, str):
        return text_cell(page, clean(value), wrap)
    if isinstance(value, datetime):
        naive = timezone.make_naive(value) if timezone.is_aware(value) else value
        return formed(page, naive, look or DATE_FORMAT)
    if isinstance(value, date):
        return formed(page, value, look or DAY_FORMAT)
    return formed(page, value, look) if look and value is not None else value


def formed(page, value: int | float | date | datetime, look: str) -> WriteOnlyCell:
    made = WriteOnlyCell(page, value)
    made.number_format = look
    return made


def text_cell(page, text: str, wrap: bool):
    risky = text.startswith(RISKY)
    if not (risky or wrap or text in ERRORS):
        return text
    made = WriteOnlyCell(page, text)
    made.data_type = "s"
    made.quotePrefix = risky
    if wrap:
        made.alignment = WRAPPED
    return made


def naive_utc(moment: datetime) -> datetime:
    """The moment as a workbook's properties hold it."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def clean(text: str) -> str:
    """The text as a cell can hold it."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:MAX_TEXT]


class SteadyZip(ZipFile):
    """A zip whose entries carry the workbook's date instead of the moment of writing."""

    def __init__(self, target: IO[bytes] | Path | str, created_at: datetime) -> None:
        super().__init__(target, "w", ZIP_DEFLATED, allowZip64=True)
        self.moment = naive_utc(created_at)
        self.date_time = max(self.moment, datetime(1980, 1, 1)).timetuple()[:6]

    def entry(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.date_time)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info

    def writestr(self, name, data, *args, **kwargs) -> None:
        if isinstance(name, ZipInfo):
            name = name.filename
        content = data.encode() if isinstance(data, str) else data
        if name == "docProps/core.xml":
            content = MODIFIED.sub(rb"\g<1>" + f"{self.moment:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
        super().writestr(self.entry(name), content)

    def write(self, filename, arcname=None, *args, **kwargs) -> None:
        with open(filename, "rb") as source, self.open(self.entry(arcname or str(filename)), "w") as target:
            while block := source.read(1 << 20):
                target.write(block)
