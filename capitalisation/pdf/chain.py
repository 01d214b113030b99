"""The chain on paper: rows in the sheet of a team, and what is counted across teams."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capitalisation.content import Report, TeamPart
from deliverables.across.figures import TeamRows
from deliverables.across.pictures import Picture, pictures_of
from deliverables.across.plain import Detail, PlainRow
from deliverables.chain.declaration import DECLARATIONS
from deliverables.chain.models import RowKind
from lib.charts import Chart
from lib.pdf import Element, Figure, Heading, Para, Table, Wide
from lib.pdf.colours import line_of
from lib.pdf.theme import WIDTH

from .chapters import Numbering
from .words import Words

# What stands below a row's heading; all else stands beside it.
BELOW = {"objective", "findings", "public", "evidence", "indicator", "target", "brings", "actions"}


def rows_table(rows: Sequence[PlainRow], say: Words) -> Table:
    """Rows of one kind: what each is about, and what else it says beside that."""
    return Table(tuple(cells(row, say) for row in rows), header_of(rows[0].kind), (1.6, 1))


def header_of(kind: str) -> tuple[str, ...]:
    """None for rows of an older edition, which do not say their kind."""
    beside = {
        RowKind.FINDING: _("What kind, where"),
        RowKind.ACTION: _("Who, when, how much"),
        RowKind.CONTRIBUTION: _("As what, how formal"),
    }
    if kind not in beside:
        return ()
    declared = DECLARATIONS[kind]
    return str(declared.by_name[declared.heading].header), beside[kind]


def cells(row: PlainRow, say: Words) -> tuple[tuple[Para, ...], tuple[Para, ...]]:
    heading = [Para(say.text(f"{row.reference} · {row.heading}"), "cell-strong")]
    if row.to_confirm:
        heading.append(Para(_("to be confirmed by the team"), "cell-soft"))
    below = [detail(each, say) for each in row.details if each.column in BELOW]
    beside = [detail(each, say) for each in row.details if each.column not in BELOW]
    return (*heading, *below), tuple(beside) or (Para("–", "cell-soft"),)


def detail(each: Detail, say: Words) -> Para:
    return Para(say.text(_("%(label)s: %(value)s") % {"label": each.label, "value": each.words}), "cell-soft")


def team_rows(team: TeamPart) -> tuple[PlainRow, ...]:
    """Those of the versions that the report takes."""
    taken = (part.retained or part.delivered for part in team.deliverables)
    return tuple(row for version in taken if version for row in version.rows)


def cross_reading(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    """What is counted across the teams that are in the cycle; nothing when none has rows."""
    here = [team for team in report.teams if team.status == "active"]
    teams = [TeamRows(say.text(team.name), team_rows(team)) for team in here]
    pictures = pictures_of(teams, colour=line_of(report.cycle.line_colour).strong, width=WIDTH)
    if not pictures:
        return ()
    return (
        Heading(_("Across the teams"), 1, "across"),
        Para(_("What the findings, actions and contributions of the teams show when they are read together."), "lead"),
        *(shown(picture, numbering, say) for picture in pictures),
    )


def shown(picture: Picture, numbering: Numbering, say: Words) -> Wide:
    """The title with the first chart, whose caption says what one sees; further charts follow."""
    sentence, count = say.text(picture.sentence), len(picture.charts)
    figures = []
    for place, chart in enumerate(picture.charts, start=1):
        words = sentence if place == 1 else say.text(f"{picture.title} ({place}/{count})")
        figures.append(Figure(chart.drawing, sentence, numbering.figure(words), printed(picture, chart, say)))
    return Wide((Heading(say.text(picture.title), 3), *figures))


def printed(picture: Picture, chart: Chart, say: Words) -> Table:
    """The figures of a chart as a sheet of paper has room for them: of a map, each line in words."""
    if picture.key.endswith("-themes"):
        return in_lines(chart, say)
    rows = tuple(tuple(say.text(cell) for cell in row) for row in chart.rows)
    count = len(chart.header)
    if picture.key == "money":
        return Table(rows, chart.header, (1.7, *(1,) * (count - 1)), numbers=frozenset(range(1, count)))
    if picture.key == "organisations":
        return Table(rows, chart.header, (1.3, 0.7, 2.6), numbers=frozenset({1}))
    return Table(rows, chart.header, (2.6, 1, 1))


def in_lines(chart: Chart, say: Words) -> Table:
    corner, *teams, total = chart.header
    rows = tuple(
        (
            say.text(label),
            Para(", ".join(each_team(teams, row)), "cell-soft"),
            sum_,
        )
        for label, *row, sum_ in chart.rows
        if sum_ != "0"
    )
    return Table(rows, (corner, _("Teams"), total), (1.3, 2.8, 0.5), numbers=frozenset({2}))


def each_team(teams: Sequence[str], counts: Sequence[str]) -> list[str]:
    return [f"{team}\u00a0{count}" for team, count in zip(teams, counts, strict=True) if count != "0"]
