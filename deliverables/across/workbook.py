"""Rows of several teams as a workbook: the columns that are declared once, and what the sheets are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deliverables.chain.declaration import DECLARATIONS, THEME, RowColumn, value_of
from deliverables.chain.models import Row, RowKind
from deliverables.worksheets import About
from lib.worksheet.columns import MANY, MONEY, MONTH
from lib.worksheet.values import to_cell
from lib.xlsx import Heading, Sheet, Value, write_workbook

from .rows import Sums, budget_heading, euros, sums_of, with_all

MONEY_FORMAT = '#,##0.00\\ "€"'
FORMATS = {MONEY: MONEY_FORMAT, MONTH: "mm/yyyy"}
WIDE = 30  # from this width on, a text goes on on the next line


def write_rows(target: IO[bytes], sheets: Sequence[Sheet], about: About, lines: Sequence[tuple[str, str]]) -> None:
    """Write the sheets, and one that says what they are: ``lines`` are what is counted in them."""
    write_workbook(target, [*sheets, about_sheet(about, lines)], created_at=about.made_at, title=about.subject)


def rows_sheet(rows: QuerySet[Row], kind: str) -> Sheet:
    """One kind of rows in their order, each with its team and where it was delivered."""
    declared = DECLARATIONS[kind]
    headings = [
        Heading(_("Team"), 22),
        *(heading_of(column) for column in declared.columns),
        Heading(_("Deliverable"), 22),
        Heading(_("Version"), 8),
        Heading(_("Received on"), 16),
    ]
    return Sheet(str(declared.title), headings, lines_of(with_all(rows, kind).iterator(chunk_size=2000), kind))


def heading_of(column: RowColumn) -> Heading:
    text = str(column.header)
    if column.kind == MONEY:
        text = budget_heading()
    if column.is_private:
        text = _("%(column)s (not to be passed on)") % {"column": text}
    return Heading(text, column.width, column.width >= WIDE or column.kind == MANY, FORMATS.get(column.kind, ""))


def lines_of(rows: Iterable[Row], kind: str) -> Iterator[list[Value]]:
    columns = DECLARATIONS[kind].columns
    for row in rows:
        deliverable = row.version.deliverable
        yield [
            str(deliverable.team),
            *(cell_of(row, column) for column in columns),
            deliverable.assignment.title,
            row.version.number,
            row.version.received_at,
        ]


def cell_of(row: Row, column: RowColumn) -> Value:
    if column.name == THEME:
        return row.theme.name if row.theme_id else None
    return to_cell(column, value_of(row, column))


def sums_in_words(rows: QuerySet[Row], kind: str) -> list[tuple[str, str]]:
    """What a workbook says of the rows of one kind, as (name, words)."""
    sums = sums_of(rows, kind)
    said = ", ".join(f"{count} {label}" for label, count in sums.parts)
    lines = [(str(DECLARATIONS[kind].title), f"{sums.rows} ({said})" if said else str(sums.rows))]
    if kind == RowKind.ACTION:
        lines.append((_("Planned budget"), planned_in_words(sums)))
    return lines


def planned_in_words(sums: Sums) -> str:
    words = _("%(amount)s, planned, not committed (actions that say one: %(count)s of %(all)s)")
    return words % {"amount": euros(sums.planned), "count": sums.budgeted, "all": sums.rows}


def about_sheet(about: About, lines: Sequence[tuple[str, str]]) -> Sheet:
    """What the workbook holds, when and by whom it was made, with which filters."""
    zone = timezone.localtime(about.made_at).tzname()
    filters = about.filters or [(_("Filters"), _("none: everything"))]
    said: list[list[Value]] = [
        [_("Content"), about.subject],
        *([name, words] for name, words in lines),
        [_("Which rows"), which_rows()],
        [_("Money"), _("What teams plan. Nobody has committed it.")],
        [_("Contact"), _("For the team and coordination alone: take this column out before you pass the workbook on.")],
        [_("Made on"), about.made_at],
        [_("Made by"), about.made_by],
        *([name, value] for name, value in filters),
        [_("Dates"), _("Local time of the place (%(zone)s).") % {"zone": zone}],
    ]
    headings = [Heading(_("About this workbook"), 28), Heading("", 80, wrap=True)]
    return Sheet(_("About"), headings, said, filters=False)


def which_rows() -> str:
    return _("Those of the version that stands of each deliverable, of teams in the cycle. Drafts are left out.")
