"""What the overview of a cycle shows: its rows as plain data, counted and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.safestring import SafeString, mark_safe

from cycles.models import Cycle, Team
from deliverables.chain.models import RowKind
from deliverables.chain.reading import chains_of
from lib.charts import Chart, as_svg
from lib.pdf.colours import line_of

from .figures import TeamRows
from .pictures import Picture, pictures_of
from .plain import naming_of, plain_row

WIDTH = 760


@dataclass(frozen=True)
class Shown:
    """A picture for the page: ``charts`` are (the drawing as SVG, the head of its table, its rows)."""

    picture: Picture
    charts: tuple[tuple, ...]


def rows_of_teams(cycle: Cycle, teams: Sequence[Team]) -> list[TeamRows]:
    """What stands of what the teams delivered, for coordination; four queries."""
    rows = {each.team: [row for kind in RowKind for row in each.rows[kind]] for each in chains_of(teams)}
    naming = naming_of(cycle, chain.from_iterable(rows.values()), outside=False)
    return [
        TeamRows(str(team), tuple(plain_row(row, naming, in_words=False) for row in held))
        for team, held in rows.items()
    ]


def shown_pictures(cycle: Cycle, teams: Sequence[TeamRows]) -> list[Shown]:
    colour = line_of(cycle.line_colour).strong
    return [
        Shown(
            picture,
            tuple(
                (
                    svg_of(chart, picture),
                    chart.header,
                    [list(zip(chart.header, row, strict=True)) for row in chart.rows],
                )
                for chart in picture.charts
            ),
        )
        for picture in pictures_of(teams, colour=colour, width=WIDTH)
    ]


def svg_of(chart: Chart, picture: Picture) -> SafeString:
    drawn = as_svg(chart.drawing, title=picture.title)
    return mark_safe(drawn)  # noqa: S308 -- XML that was just written from a drawing, its texts escaped
