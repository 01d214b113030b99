"""All rows of all teams of a cycle as one workbook, with what is counted of them."""

from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _

from cycles.models import Cycle
from deliverables.chain.models import RowKind
from deliverables.chain.overview import teams_of
from deliverables.worksheets import About
from lib.xlsx import Heading, Sheet, Value

from .figures import Grid, TeamRows, in_several, money_by_theme, themes_by_team
from .overview import rows_of_teams
from .rows import rows_across
from .workbook import MONEY_FORMAT, rows_sheet, sums_in_words, write_rows


def chain_subject(cycle: Cycle) -> str:
    return _("Findings, actions and contributions of the cycle “%(cycle)s”") % {"cycle": cycle.title}


def write_chain(target: IO[bytes], cycle: Cycle, about: About) -> int:
    """Write a sheet for each kind, those of the figures, and one that says what they are; returns how many rows."""
    teams = teams_of(cycle)
    rows = {kind: rows_across(teams, kind) for kind in RowKind}
    lines = [line for kind in RowKind for line in sums_in_words(rows[kind], kind)]
    told = rows_of_teams(cycle, teams)
    sheets = [*(rows_sheet(rows[kind], kind) for kind in RowKind), *figure_sheets(told)]
    write_rows(target, sheets, about, lines)
    return sum(len(team.rows) for team in told)


def figure_sheets(teams: Sequence[TeamRows]) -> list[Sheet]:
    """What the overview draws, as numbers; nothing for what there is nothing to count of."""
    sheets = []
    for kind, title in ((RowKind.FINDING, _("Findings by theme")), (RowKind.ACTION, _("Actions by theme"))):
        if (grid := themes_by_team(teams, kind)).total:
            sheets.append(grid_sheet(title, grid))
    if (grid := money_by_theme(teams)).total:
        sheets.append(grid_sheet(_("Planned, not committed"), grid, MONEY_FORMAT))
    if several := in_several(teams):
        headings = [
            Heading(_("Organisation"), 36),
            Heading(_("Territories"), 12),
            Heading(_("Where, as what"), 90, True),
        ]
        lines: list[list[Value]] = [
            [each.name, len(each.places), "\n".join(f"{team} ({parts})" for team, parts in each.places)]
            for each in several
        ]
        sheets.append(Sheet(_("In several territories"), headings, lines))
    return sheets


def grid_sheet(title: str, grid: Grid, look: str = "") -> Sheet:
    """The grid with its sums, as numbers."""
    headings = [Heading(_("Theme"), 28), *(Heading(text, 16, format=look) for text in (*grid.columns, _("Total")))]
    lines: list[list[Value]] = [
        [theme, *map(number, line), number(sum(line))] for theme, line in zip(grid.rows, grid.cells, strict=True)
    ]
    sums = [sum(column) for column in zip(*grid.cells, strict=True)]
    return Sheet(title, headings, [*lines, [_("Total"), *map(number, sums), number(grid.total)]], filters=False)


def number(value) -> int | float:
    return int(value) if value == int(value) else float(value)
