"""What is counted across teams, drawn: each picture with a sentence and its figures, on the page and on paper."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.lib.colors import Color

from deliverables.chain.models import RowKind
from lib.charts import Chart, Span, bars, heat_map, months, stacked
from lib.worksheet.values import month_in_words

from .figures import (
    MOST_LINES,
    Grid,
    TeamRows,
    calendar,
    in_several,
    money_by_theme,
    organisations_named,
    themes_by_team,
)
from .rows import euros

HEAT_LABELS, HEAT_CELL = 150, 20
NAMED = 30


@dataclass(frozen=True)
class Picture:
    """``charts``: one, or several where there is too much for one; ``sentence`` says what one sees."""

    key: str
    title: str
    sentence: str
    charts: tuple[Chart, ...]


def pictures_of(teams: Sequence[TeamRows], *, colour: Color, width: float) -> list[Picture]:
    """Those that there is something to draw for, in the language that is active; ``width`` in points."""
    drawn = (
        themes(teams, RowKind.FINDING, colour, width),
        themes(teams, RowKind.ACTION, colour, width),
        money(teams, colour, width),
        when(teams, colour, width),
        organisations(teams, colour, width),
    )
    return [picture for picture in drawn if picture]


# Themes and teams


def themes(teams: Sequence[TeamRows], kind: str, colour: Color, width: float) -> Picture | None:
    grid = themes_by_team(teams, kind)
    if not grid.total:
        return None
    most = max(1, int((width - HEAT_LABELS) // HEAT_CELL))
    charts = [
        heat_map(
            grid.rows,
            grid.columns[at : at + most],
            {(down, n): count for down, line in enumerate(grid.cells) for n, count in enumerate(line[at : at + most])},
            colour=colour,
            width=width,
            corner=_("Theme"),
            total=_("Total"),
        )
        for at in range(0, len(grid.columns), most)
    ]
    is_finding = kind == RowKind.FINDING
    title = _("Findings by theme and team") if is_finding else _("Actions by theme and team")
    return Picture(f"{kind}-themes", title, said_of_themes(grid, teams, kind), tuple(charts))


def said_of_themes(grid: Grid, teams: Sequence[TeamRows], kind: str) -> str:
    sums = {theme: sum(line) for theme, line in zip(grid.rows, grid.cells, strict=True)}
    first = max(sums, key=lambda theme: sums[theme])
    held = sum(any(line[at] for line in grid.cells) for at in range(len(grid.columns)))
    if kind == RowKind.FINDING:
        words = ngettext("%(rows)s finding of %(teams)s.", "%(rows)s findings of %(teams)s.", grid.total)
    else:
        words = ngettext("%(rows)s action of %(teams)s.", "%(rows)s actions of %(teams)s.", grid.total)
    said = [
        words % {"rows": grid.total, "teams": ngettext("%(count)s team", "%(count)s teams", held) % {"count": held}}
    ]
    said.append(_("Most often: %(theme)s (%(count)s).") % {"theme": first, "count": sums[first]})
    if kind == RowKind.ACTION:
        findings = themes_by_team(teams, RowKind.FINDING)
        found = {theme for theme, line in zip(findings.rows, findings.cells, strict=True) if sum(line)}
        if without := [theme for theme in grid.rows if theme in found and not sums[theme]]:
            said.append(_("Themes with findings and no action: %(themes)s.") % {"themes": ", ".join(without)})
    return " ".join(said)


# Money


def money(teams: Sequence[TeamRows], colour: Color, width: float) -> Picture | None:
    grid = money_by_theme(teams)
    if not grid.total:
        return None
    chart = stacked(
        list(zip(grid.rows, grid.cells, strict=True)),
        grid.columns,
        colour=colour,
        width=width,
        corner=_("Theme"),
        total=_("Total"),
        in_words=euros,
    )
    actions = [row for team in teams for row in team.of(RowKind.ACTION)]
    words = ngettext(
        "%(amount)s, planned, not committed, by %(count)s action out of %(all)s.",
        "%(amount)s, planned, not committed, by %(count)s actions out of %(all)s.",
        sum(row.cents is not None for row in actions),
    )
    said = [
        words
        % {"amount": euros(grid.total), "count": sum(row.cents is not None for row in actions), "all": len(actions)}
    ]
    sums = {name: sum(line[at] for line in grid.cells) for at, name in enumerate(grid.columns)}
    said.append(", ".join(f"{name} {euros(amount)}" for name, amount in sums.items()) + ".")
    title = _("Planned budget by theme and source: planned, not committed")
    return Picture("money", title, " ".join(said), (chart,))


# Months


def when(teams: Sequence[TeamRows], colour: Color, width: float) -> Picture | None:
    lines = calendar(teams)
    if not lines:
        return None
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    actions = [row for team in teams for row in team.of(RowKind.ACTION)]
    by_action = len(lines) == len(actions)
    head = _("Action") if by_action else _("Team")
    charts = tuple(
        months(
            [Span(line.label, line.starts, line.ends) for line in lines[at : at + MOST_LINES]],
            colour=colour,
            width=width,
            header=(head, _("Start"), _("End")),
            language=language,
        )
        for at in range(0, len(lines), MOST_LINES)
    )
    title = _("Calendar of the actions") if by_action else _("Calendar of the actions, one line a team")
    return Picture("calendar", title, said_of_calendar(teams), charts)


def said_of_calendar(teams: Sequence[TeamRows]) -> str:
    actions = [row for team in teams for row in team.of(RowKind.ACTION)]
    days = [day for row in actions for day in (row.starts, row.ends) if day]
    if not days:
        return _("No action has a date yet.")
    dated = sum(bool(row.starts or row.ends) for row in actions)
    words = ngettext(
        "%(dated)s action out of %(all)s has a date: from %(first)s to %(last)s.",
        "%(dated)s actions out of %(all)s have a date: from %(first)s to %(last)s.",
        dated,
    )
    ends = {"first": month_in_words(min(days)), "last": month_in_words(max(days))}
    return words % ({"dated": dated, "all": len(actions)} | ends)


# Organisations


def organisations(teams: Sequence[TeamRows], colour: Color, width: float) -> Picture | None:
    found = in_several(teams)
    if not found:
        return None
    shown = found[:NAMED]
    drawing = bars([(each.name, len(each.places)) for each in shown], colour=colour, width=width)
    rows = tuple(
        (each.name, str(len(each.places)), " ; ".join(f"{team} ({parts})" for team, parts in each.places))
        for each in shown
    )
    chart = Chart(drawing, (_("Organisation"), _("Territories"), _("Where, as what")), rows)
    counted = Counter(len(each.places) for each in found)
    words = ngettext(
        "%(count)s organisation stands in several territories, out of %(all)s named.",
        "%(count)s organisations stand in several territories, out of %(all)s named.",
        len(found),
    )
    said = [words % {"count": len(found), "all": organisations_named(teams)}]
    most = max(counted)
    first = [each.name for each in found if len(each.places) == most]
    said.append(_("In most territories (%(count)s): %(names)s.") % {"count": most, "names": ", ".join(first[:5])})
    return Picture("organisations", _("Organisations in several territories"), " ".join(said), (chart,))
