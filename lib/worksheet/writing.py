"""The workbook to fill in: lists to choose from, headings that stay, and whose it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Protection
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from lib import xlsx

from .columns import CHOICE, MANY, MONEY, MONTH, REFERENCE, TEXT, Column, Declaration, Identity, Row
from .reading import MARK, ReadRow
from .sent import Sent, lines_again, sent_lines
from .values import text_of, to_cell

LISTS = "_escale"
MORE_ROWS = 2000  # rows below the last one that have lists and hints too
LAST_COLUMN = 16_384
FORMATS = {MONTH: "mm/yyyy", MONEY: '#,##0.00\\ "€"'}
MOST_PROMPT = 255
QUOTED = {*xlsx.RISKY, "#"}  # and what openpyxl takes for an error


@dataclass(frozen=True)
class Table:
    """One sheet to write: the rows that are known, and whose they are. ``remembers``: the workbook tells when it comes
    back what each cell said when it went out."""

    declaration: Declaration
    identity: Identity
    rows: Iterable[Row] = ()
    remembers: bool = False


@dataclass(frozen=True)
class RefusedRows:
    """The refused rows of one sheet. ``sent`` as in the workbook that they came in."""

    declaration: Declaration
    identity: Identity
    rows: Sequence[ReadRow]
    sent: Sent | None = None


def write_worksheets(
    target: IO[bytes] | Path | str,
    tables: Sequence[Table],
    *,
    created_at: datetime,
    title: str = "",
    active: int = 0,
) -> None:
    """One sheet a table, a sheet of help, and a hidden one with the lists and identities. It opens at ``active``.

    Headings are protected, without password, against a slip of the hand; cells below are free. The same tables and
    ``created_at`` give the same bytes.
    """
    known = [replace(table, rows=list(table.rows)) for table in tables]
    sheets = []
    for table in known:
        declaration = table.declaration
        identity = replace(table.identity, rows=table.identity.rows or declaration.fingerprint(table.rows))
        sent = list(sent_lines(declaration, identity.kind, table.rows)) if table.remembers else []
        sheets.append(Laid(declaration, identity, lines_of(declaration, table.rows), sent))
    write_book(target, sheets, created_at=created_at, title=title, active=active)


def lines_of(declaration: Declaration, rows: Iterable[Row]) -> Iterator[list]:
    names = [column.name for column in declaration.columns]
    return ([row.get(name) for name in names] for row in rows)


def write_refused(target: IO[bytes] | Path | str, tables: Sequence[RefusedRows], *, created_at: datetime) -> None:
    """The refused rows as they were typed, why they were refused in a last column. Sent back, it removes nothing."""
    sheets = [laid_again(table) for table in tables]
    write_book(target, sheets, created_at=created_at, title=gettext("Refused rows"))


def laid_again(table: RefusedRows) -> "Laid":
    declaration, identity = table.declaration, replace(table.identity, is_part=True)
    reasons = Column("reasons", gettext("Why it was refused"), width=70)
    shown = replace(declaration, columns=(*declaration.columns, reasons))
    lines = [
        [*(Typed(row.cells.get(column.name)) for column in declaration.columns), Typed(reasons_of(row))]
        for row in table.rows
    ]
    if table.sent is None:
        return Laid(shown, identity, lines)
    keys = [str(row.values.get(declaration.key)) for row in table.rows]
    return Laid(shown, identity, lines, list(lines_again(identity.kind, table.sent, keys)))


def reasons_of(row: ReadRow) -> str:
    said = gettext("%(where)s: %(why)s.")
    return "\n".join(
        said % {"where": each.header, "why": each.why} if each.header else each.why for each in row.refusals
    )


@dataclass(frozen=True)
class Typed:
    """A cell that goes back as it came."""

    raw: object

    @property
    def value(self) -> object:
        if not isinstance(self.raw, dict):
            return text_of(self.raw) if isinstance(self.raw, bool) else self.raw
        if "d" in self.raw:
            return date.fromisoformat(self.raw["d"])
        return self.raw.get("e") or (f"{self.raw['p'] * 100:g} %" if "p" in self.raw else "")


@dataclass(frozen=True)
class Laid:
    """A sheet whose lines are laid out by column; ``sent`` are lines of the hidden sheet."""

    declaration: Declaration
    identity: Identity
    lines: Iterable[list]
    sent: Sequence[list] = ()


def write_book(
    target: IO[bytes] | Path | str,
    sheets: Sequence[Laid],
    *,
    created_at: datetime,
    title: str | Promise,
    active: int = 0,
) -> None:
    book = Workbook(write_only=True)
    moment = xlsx.naive_utc(created_at)
    book.properties.creator, book.properties.title = "Escale", str(title) or None
    book.properties.created = book.properties.modified = moment
    free_by_default(book)
    lists = lists_of(sheets)
    for sheet in sheets:
        write_sheet(book, sheet, lists)
    xlsx.write_sheet(book, help_sheet(sheets))
    write_hidden(book, sheets, lists)
    book.active = active
    with xlsx.SteadyZip(target, created_at) as archive:
        ExcelWriter(book, archive).write_data()


def write_sheet(book: Workbook, sheet: Laid, lists: dict[tuple[str, ...], str]) -> None:
    columns = sheet.declaration.columns
    page = book.create_sheet(str(sheet.declaration.title)[:31])
    page.freeze_panes, page.print_title_rows = "B2", "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    lay_columns(page, columns)
    height = xlsx.Height(page)
    for column in columns:
        height.hold(heading_of(column), column.width)
    height.set(1)
    page.append([xlsx.head_cell(page, heading_of(column)) for column in columns])
    page._values_to_row = as_they_are
    cells = [Cells(page, column, place, height) for place, column in enumerate(columns, start=1)]
    last = 1
    for last, line in enumerate(sheet.lines, start=2):
        row = [each.cell(value) for each, value in zip(cells, line, strict=True)]
        height.set(last)
        page.append(row)
    protect(page)
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for place, column in enumerate(columns, start=1):
        for rule in rules_of(column, lists):
            letter = get_column_letter(place)
            rule.add(f"{letter}2:{letter}{last + MORE_ROWS}")
            page.data_validations.append(rule)


def heading_of(column: Column) -> str:
    return f"{column.header} *" if column.required else str(column.header)


def lay_columns(page, columns: Sequence[Column]) -> None:
    """Widths, and cells that may be filled in however far down; to the right, that rows can be deleted."""
    for place, column in enumerate(columns, start=1):
        free(page.column_dimensions[get_column_letter(place)]).width = column.width
        dress(page.column_dimensions[get_column_letter(place)], column)
    first = len(columns) + 1
    rest = free(ColumnDimension(page, min=first, max=LAST_COLUMN))
    page.column_dimensions[get_column_letter(first)] = rest


def free_by_default(book: Workbook) -> None:
    """The style of cells that name none, which costs nothing to write: free, from the top, on several lines."""
    style = StyleArray()
    style.protectionId = book._protections.add(Protection(locked=False))
    style.alignmentId = book._alignments.add(Alignment(vertical="top", wrap_text=True))
    book._cell_styles[0] = style


def free(target):
    target.protection = Protection(locked=False)
    return target


def dress(target, column: Column) -> None:
    target.alignment = Alignment(vertical="top", wrap_text=True)
    if column.kind in FORMATS:
        target.number_format = FORMATS[column.kind]


class Cells:
    """The cells of one column, filled anew for each row: openpyxl writes a row before it takes the next."""

    def __init__(self, page, column: Column, place: int, height: xlsx.Height) -> None:
        self.column, self.width, self.height = column, column.width, height
        self.plain = WriteOnlyCell(page)
        self.formed, self.quoted = free(WriteOnlyCell(page)), free(WriteOnlyCell(page))
        self.quoted.quotePrefix = True
        for each in (self.formed, self.quoted):
            dress(each, column)
        for each in (self.plain, self.formed, self.quoted):
            each.column = place

    def cell(self, value: object) -> Cell | None:
        found = value.value if isinstance(value, Typed) else to_cell(self.column, value)
        if found is None:
            return None
        if isinstance(found, str):
            if len(found) >= self.width or not found.isprintable():
                found = xlsx.clean(found)
                self.height.hold(found, self.width)
            return filled(self.quoted if found[:1] in QUOTED else self.plain, found, "s")
        cell = self.formed if self.column.kind in FORMATS else self.plain
        return filled(cell, found, "d" if isinstance(found, date) else "n")


def filled(cell: Cell, value: object, data_type: str) -> Cell:
    """The cell with the value as it is: the value's own setter would look for formulas, errors and formats."""
    cell._value, cell.data_type = value, data_type
    return cell


def as_they_are(row: Sequence[Cell | None], number: int) -> Iterator[Cell]:
    """A row's cells for openpyxl, which otherwise tries each as a value first."""
    for cell in row:
        if cell is not None:
            cell.row = number
            yield cell


def protect(page) -> None:
    """Headings cannot be overwritten by a slip; rows may be added, deleted, sorted and filtered. No password."""
    page.protection.sheet = True
    for allowed in ("insertRows", "deleteRows", "formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(page.protection, allowed, False)


def rules_of(column: Column, lists: dict[tuple[str, ...], str]) -> list[DataValidation]:
    """What a cell of the column accepts, with the hint that shows when it is chosen."""
    hint = hint_of(column)[:MOST_PROMPT]
    rule = DataValidation(allow_blank=True, showErrorMessage=False, showInputMessage=bool(hint))
    if labels_of(column):
        rule.type, rule.formula1 = "list", lists[labels_of(column)]
        rule.showErrorMessage, rule.error = column.kind == CHOICE, gettext("Choose one of the list.")
    elif column.kind == TEXT and column.max_length:
        rule.type, rule.operator, rule.formula1 = "textLength", "lessThanOrEqual", str(column.max_length)
        rule.showErrorMessage = True
        rule.error = gettext("At most %(most)s characters.") % {"most": column.max_length}
    elif not hint:
        return []
    rule.promptTitle, rule.prompt = str(column.header)[:32], hint or None
    return [rule]


def hint_of(column: Column) -> str:
    hints = {
        MONTH: gettext("A month and a year, such as 06/2026."),
        MONEY: gettext("In euros."),
        MANY: gettext("Several are separated by semicolons."),
        REFERENCE: gettext("Leave it empty for a new row; it is given here and stays."),
    }
    parts = [str(column.help), str(hints.get(column.kind, ""))]
    return " ".join(part for part in parts if part)


def labels_of(column: Column) -> tuple[str, ...]:
    return tuple(str(label) for _key, label in column.choices) or column.offers


def lists_of(sheets: Sequence[Laid]) -> dict[tuple[str, ...], str]:
    """Each list of labels once, with the range of the hidden sheet where it stands."""
    found: dict[tuple[str, ...], str] = {}
    for column in chain.from_iterable(sheet.declaration.columns for sheet in sheets):
        labels = labels_of(column)
        if labels and labels not in found:
            letter = get_column_letter(len(astuple(sheets[0].identity)) + 3 + len(found))
            found[labels] = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(labels) + 1}"
    return found


def write_hidden(book: Workbook, sheets: Sequence[Laid], lists: dict[tuple[str, ...], str]) -> None:
    """From the left the identities, one a line, and what was sent; then one list a column."""
    page = book.create_sheet(LISTS)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True
    page.append([MARK, 1])
    lines: list[list] = [[str(sheet.declaration.title)[:31], *said_of(sheet.identity)] for sheet in sheets]
    lines += chain.from_iterable(sheet.sent for sheet in sheets)
    width = 2 + len(said_of(sheets[0].identity))
    for at in range(max([len(lines), *map(len, lists)])):
        line = lines[at] if at < len(lines) else []
        labels = [labels[at] if at < len(labels) else None for labels in lists]
        page.append([xlsx.cell(page, value) for value in [*line, *[None] * (width - len(line)), *labels]])


def said_of(identity: Identity) -> list[str | None]:
    values = (identity.kind, identity.cycle, identity.team, identity.deliverable, identity.version, identity.rows)
    return [*(value or None for value in values), "part" if identity.is_part else None]


def help_sheet(sheets: Sequence[Laid]) -> xlsx.Sheet:
    headings = [
        xlsx.Heading(gettext("Sheet"), 20),
        xlsx.Heading(gettext("Column"), 28),
        xlsx.Heading(gettext("What to write"), 90, wrap=True),
    ]
    lines = [
        [str(sheet.declaration.title), heading_of(column), help_of(column)]
        for sheet in sheets
        for column in sheet.declaration.columns
    ]
    return xlsx.Sheet(gettext("Help"), headings, lines, filters=False)


def help_of(column: Column) -> str:
    parts = [gettext("Must be filled in.") if column.required else "", hint_of(column)]
    if column.choices:
        parts.append(gettext("To choose from: %(choices)s.") % {"choices": " ; ".join(labels_of(column))})
    return " ".join(part for part in parts if part)
