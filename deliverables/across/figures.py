"""What is counted across teams: themes, planned money, months, organisations. Pages, workbook and report count here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.chain.models import RowKind

from .plain import PlainRow, key_of

# What a picture holds at most: a page of paper.
MOST_THEMES, MOST_SOURCES, MOST_LINES = 20, 3, 26
Number = int | Decimal


@dataclass(frozen=True)
class TeamRows:
    """A team by its name, with its rows of every kind."""

    name: str
    rows: tuple[PlainRow, ...]

    def of(self, kind: str) -> list[PlainRow]:
        return [row for row in self.rows if row.kind == kind]


@dataclass(frozen=True)
class Grid:
    """Numbers by row and column, in their order."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Number, ...], ...]

    @property
    def total(self) -> Number:
        return sum(sum(line) for line in self.cells)


def theme_of(row: PlainRow) -> str:
    return row.theme or _("without a theme")


def themes_of(teams: Sequence[TeamRows], *kinds: str) -> dict[str, str]:
    """The themes of the rows, the one of most rows first, « without a theme » last; each leads to the name it is shown
    under, since many rare ones share one."""
    counted = Counter(theme_of(row) for team in teams for kind in kinds for row in team.of(kind))
    named = sorted(counted, key=lambda name: (name == _("without a theme"), -counted[name], name))
    own = named if len(named) <= MOST_THEMES else named[: MOST_THEMES - 1]
    return {name: name if name in own else _("other themes") for name in named}


def themes_by_team(teams: Sequence[TeamRows], kind: str) -> Grid:
    """How many rows of the kind each team has under each theme of findings and actions."""
    themes = themes_of(teams, RowKind.FINDING, RowKind.ACTION)
    shown = tuple(dict.fromkeys(themes.values()))
    counted = Counter((themes[theme_of(row)], at) for at, team in enumerate(teams) for row in team.of(kind))
    cells = tuple(tuple(counted[theme, at] for at in range(len(teams))) for theme in shown)
    return Grid(shown, tuple(team.name for team in teams), cells)


def money_by_theme(teams: Sequence[TeamRows]) -> Grid:
    """Planned euros of each theme's actions by source: the largest sources, the others together, what names none."""
    actions = [row for team in teams for row in team.of(RowKind.ACTION) if row.cents]
    spelt: dict[str, str] = {}
    by_source: Counter[str] = Counter()
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for action in actions:
        said = [(key_of(source.name), source) for source in action.sources if source.cents and key_of(source.name)]
        for key, source in said:
            spelt.setdefault(key, source.name)
            by_source[key] += source.cents
            parts[theme_of(action)][key] += source.cents
        parts[theme_of(action)][""] += max(0, action.cents - sum(source.cents for _key, source in said))
    largest = [key for key, _cents in by_source.most_common(MOST_SOURCES)]
    rest = [key for key in by_source if key not in largest]
    columns = [([key], spelt[key]) for key in largest]
    columns += [(rest, _("other sources"))] if rest else []
    columns += [([""], _("source not said"))] if any(each[""] for each in parts.values()) else []
    themes = sorted(parts, key=lambda name: (-parts[name].total(), name))
    cells = tuple(tuple(euros_of(sum(parts[name][key] for key in keys)) for keys, _label in columns) for name in themes)
    return Grid(tuple(themes), tuple(label for _keys, label in columns), cells)


def euros_of(cents: int) -> Decimal:
    return Decimal(cents) / 100


@dataclass(frozen=True)
class Dated:
    """A line of the calendar."""

    label: str
    starts: date | None
    ends: date | None


def calendar(teams: Sequence[TeamRows]) -> tuple[Dated, ...]:
    """One line an action, the earliest first, those without a date last; one line a team where there are many."""
    actions = [(team, row) for team in teams for row in team.of(RowKind.ACTION)]
    if len(actions) <= MOST_LINES:
        lines = [Dated(f"{team.name} {row.reference} · {row.heading}", row.starts, row.ends) for team, row in actions]
    else:
        lines = [line_of(team, rows) for team in teams if (rows := team.of(RowKind.ACTION))]
    return tuple(sorted(lines, key=lambda line: (line.starts or line.ends or date.max, line.label)))


def line_of(team: TeamRows, actions: Sequence[PlainRow]) -> Dated:
    words = ngettext("%(team)s · %(count)s action", "%(team)s · %(count)s actions", len(actions))
    days = [day for row in actions for day in (row.starts, row.ends) if day]
    label = words % {"team": team.name, "count": len(actions)}
    return Dated(label, min(days, default=None), max(days, default=None))


@dataclass(frozen=True)
class Standing:
    """An organisation in several territories: ``places`` are (team, as what in which rows)."""

    name: str
    places: tuple[tuple[str, str], ...]


def in_several(teams: Sequence[TeamRows]) -> tuple[Standing, ...]:
    """Organisations that rows of more than one team name, those in most territories first."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for team in teams:
        for row in team.rows:
            for mention in row.organisations:
                key = key_of(mention.name)
                names.setdefault(key, mention.name)
                found[key].setdefault(team.name, []).append(f"{mention.part} {row.reference}")
    several = [
        Standing(names[key], tuple((team, ", ".join(said)) for team, said in places.items()))
        for key, places in found.items()
        if len(places) > 1
    ]
    return tuple(sorted(several, key=lambda each: (-len(each.places), key_of(each.name))))


def organisations_named(teams: Iterable[TeamRows]) -> int:
    return len({key_of(mention.name) for team in teams for row in team.rows for mention in row.organisations})
