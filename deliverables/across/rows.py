"""Which rows of a cycle stand together, in which order, and what they amount to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, DateField, DecimalField, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from cycles.models import Team
from deliverables.chain.declaration import ACTIONS, DECLARATIONS, source_of
from deliverables.chain.models import ROW_MODELS, Action, Finding, Row, RowKind
from deliverables.chain.reading import joined, standing_versions
from deliverables.named.models import key_of
from lib.worksheet.columns import CHOICE, MONEY, MONTH
from lib.worksheet.values import in_words

TEAM = "version__deliverable__team"
ORDER = (f"{TEAM}__territory__sort_key", "version__deliverable__assignment__position", "position", "pk")
NEVER = date(9999, 1, 1)


def rows_across(teams: Iterable[Team], kind: str) -> QuerySet[Row]:
    """Rows of the kind in what the teams have delivered and what stands of it, by team and in the team's own order.
    Drafts are the team's."""
    versions = standing_versions(teams, with_drafts=False).values("pk")
    return ROW_MODELS[kind].objects.filter(version__in=versions, removed_at__isnull=True).order_by(*ORDER)


def with_all(rows: QuerySet[Row], kind: str) -> QuerySet[Row]:
    """The rows with all that tables and workbooks say of them, in one query, and what their columns sort by."""
    about = ("version__deliverable__assignment", f"{TEAM}__territory")
    return rows.select_related(*joined(kind), *about).annotate(**ranks(kind))


def ranks(kind: str) -> dict:
    """``rank_<column>`` for columns whose values sort otherwise than as they are stored: choices in their own order,
    what is empty last."""
    found = {}
    for column in DECLARATIONS[kind].content:
        rank = f"rank_{column.name}"
        if column.kind == CHOICE and column.choices:
            whens = [When(**{column.name: key}, then=place) for place, (key, _label) in enumerate(column.choices)]
            found[rank] = Case(*whens, default=len(whens), output_field=IntegerField())
        elif column.kind == MONTH:
            found[rank] = Coalesce(column.name, Value(NEVER), output_field=DateField())
        elif column.kind == MONEY:
            found[rank] = Coalesce(column.name, Value(Decimal(-1)), output_field=DecimalField())
    return found


def planned_of(budget: Decimal | None, sources: Iterable[str]) -> Decimal | None:
    """The money that an action plans: its budget, else what its sources amount to; None where nothing is said."""
    if budget is not None:
        return budget
    amounts = [amount for each in sources if (amount := source_of(each)[1]) is not None]
    return sum(amounts) if amounts else None


def euros(amount: Decimal | int) -> str:
    """« 12 500 € »."""
    return in_words(ACTIONS.by_name["budget"], amount)


def budget_heading() -> str:
    return gettext("Budget: planned, not committed")


@dataclass(frozen=True)
class Sums:
    """What rows of one kind amount to. ``parts``: how many of each category or role, in the order of the choices;
    ``planned`` adds up the budgets of ``budgeted`` actions."""

    rows: int = 0
    teams: int = 0
    parts: tuple[tuple[str, int], ...] = ()
    planned: Decimal = Decimal(0)
    budgeted: int = 0
    organisations: int = 0


def sums_of(rows: QuerySet[Row], kind: str) -> Sums:
    """One query."""
    rows = rows.order_by()
    if kind == RowKind.ACTION:
        return sums_of_actions(rows)
    if kind == RowKind.FINDING:
        counted = list(rows.values_list(TEAM, "category").annotate(count=Count("pk")))
        return Sums(
            rows=sum(count for *_by, count in counted),
            teams=len({team for team, *_rest in counted}),
            parts=parts_of(Finding.Category.choices, counted),
        )
    counted = list(rows.values_list(TEAM, "role", "organisation").annotate(count=Count("pk")))
    return Sums(
        rows=sum(count for *_by, count in counted),
        teams=len({team for team, *_rest in counted}),
        parts=parts_of(ROW_MODELS[kind].Role.choices, [(team, role, count) for team, role, _name, count in counted]),
        organisations=len({key_of(name) for _team, _role, name, _count in counted}),
    )


def sums_of_actions(rows: QuerySet[Action]) -> Sums:
    said = list(rows.values_list(TEAM, "progress", "budget", "sources"))
    amounts = [each for _team, _progress, budget, sources in said if (each := planned_of(budget, sources)) is not None]
    counted = Counter(progress for _team, progress, *_rest in said)
    return Sums(
        rows=len(said),
        teams=len({team for team, *_rest in said}),
        parts=parts_of(Action.Progress.choices, [("", progress, count) for progress, count in counted.items()]),
        planned=sum(amounts, Decimal(0)),
        budgeted=len(amounts),
    )


def parts_of(choices: list[tuple], counted: list[tuple]) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for _team, key, count in counted:
        found[key] += count
    return tuple((str(label), found[key]) for key, label in choices if found[key])
