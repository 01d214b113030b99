"""What a row of each kind holds, declared once: form, workbook, comparison and tables are made from it.

A column's name is the model's attribute. Its values are those of ``lib.worksheet.columns``; a theme is its key as text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliverables.chain.models import Action, Contribution, Finding, Row, RowKind, Theme
from lib.worksheet.columns import (
    CHOICE,
    MANY,
    MONEY,
    MONTH,
    NUMBER,
    REFERENCE,
    REFERENCES,
    Column,
    Declaration,
    Value,
)
from lib.worksheet.values import Refused, in_words, read_money
from partners.models import ActorType

KEY, THEME = "reference", "theme"
Values = Mapping[str, Value]


@dataclass(frozen=True)
class RowColumn(Column):
    """A column of the chain. ``suggests``: what its form field proposes; ``is_long``: a text of several lines;
    ``is_private``: for the team and coordination alone.
    """

    suggests: Literal["", "organisations", "neighbourhoods", "references"] = ""
    is_long: bool = False
    is_private: bool = False


@dataclass(frozen=True)
class RowDeclaration(Declaration):
    """``heading`` names the column that says what a row is about."""

    heading: str = ""
    one: str | Promise = ""
    add: str | Promise = ""


def own_reference(kind: RowKind) -> RowColumn:
    header, hint = _("Reference"), _("Leave it empty for a new row: it is given by Escale and never changes.")
    return RowColumn(KEY, header, REFERENCE, prefix=kind.letter, width=11, help=hint)


THEME_COLUMN = RowColumn(THEME, _("Theme"), CHOICE, width=22)
NEIGHBOURHOODS = RowColumn(
    "neighbourhoods",
    _("Neighbourhoods"),
    MANY,
    width=28,
    max_length=200,
    help=_("None: the whole territory."),
    also=(_("Neighbourhood"),),
    suggests="neighbourhoods",
)

FINDINGS = RowDeclaration(
    kind=RowKind.FINDING,
    title=_("Findings"),
    key=KEY,
    heading="statement",
    one=_("finding"),
    add=_("Add a finding"),
    columns=(
        own_reference(RowKind.FINDING),
        RowColumn("category", _("Category"), CHOICE, choices=tuple(Finding.Category.choices), required=True, width=14),
        THEME_COLUMN,
        RowColumn("statement", _("Statement"), required=True, max_length=1000, width=60, is_long=True,
                  help=_("One fact a row, in a sentence.")),
        RowColumn("evidence_value", _("Evidence: value"), NUMBER, width=12, help=_("A number alone, such as 27,5.")),
        RowColumn("evidence_unit", _("Evidence: unit"), max_length=60, width=16, help=_("%, households, places…")),
        RowColumn("evidence_source", _("Evidence: source"), max_length=200, width=28),
        RowColumn("evidence_year", _("Evidence: year"), max_length=9, width=10, help=_("2024, or 2022-2024.")),
        NEIGHBOURHOODS,
        RowColumn("priority", _("Priority"), CHOICE, choices=tuple(Finding.Priority.choices), width=12),
    ),
)  # fmt: skip

ACTIONS = RowDeclaration(
    kind=RowKind.ACTION,
    title=_("Actions"),
    key=KEY,
    heading="title",
    one=_("action"),
    add=_("Add an action"),
    columns=(
        own_reference(RowKind.ACTION),
        RowColumn("title", _("Title"), required=True, max_length=200, width=40),
        RowColumn("objective", _("Objective"), max_length=1000, width=50, is_long=True),
        RowColumn("findings", _("Findings answered"), REFERENCES, prefix=RowKind.FINDING.letter, width=14,
                  help=_("Their references, such as D3."), suggests="references"),
        THEME_COLUMN,
        RowColumn("public", _("For whom"), max_length=200, width=24, also=(_("Public"),)),
        RowColumn("pilote", _("Pilote"), max_length=200, width=28, suggests="organisations",
                  help=_("The organisation that leads the action.")),
        RowColumn("partners", _("Partners"), MANY, max_length=200, width=36, suggests="organisations"),
        NEIGHBOURHOODS,
        RowColumn("starts", _("Start"), MONTH, width=14, help=_("A month, such as 06/2026.")),
        RowColumn("ends", _("End"), MONTH, width=14),
        RowColumn("budget", _("Planned budget"), MONEY, width=14, help=_("In euros: planned, not committed.")),
        RowColumn("sources", _("Sources of the budget"), MANY, max_length=200, width=36,
                  help=_("One source each, with its amount where it is known: State: 12 000")),
        RowColumn("indicator", _("Indicator"), max_length=200, width=30),
        RowColumn("target", _("Target"), max_length=100, width=16),
        RowColumn("progress", _("Progress"), CHOICE, choices=tuple(Action.Progress.choices), width=14),
    ),
)  # fmt: skip

CONTRIBUTIONS = RowDeclaration(
    kind=RowKind.CONTRIBUTION,
    title=_("Contributions of partners"),
    key=KEY,
    heading="organisation",
    one=_("contribution"),
    add=_("Add a contribution"),
    columns=(
        own_reference(RowKind.CONTRIBUTION),
        RowColumn("organisation", _("Organisation"), required=True, max_length=200, width=32, suggests="organisations"),
        RowColumn("actor_type", _("Actor type"), CHOICE, choices=tuple(ActorType.choices), width=22),
        RowColumn("role", _("Role"), CHOICE, choices=tuple(Contribution.Role.choices), width=18),
        RowColumn("brings", _("What it brings"), MANY, choices=tuple(Contribution.Means.choices), width=28),
        RowColumn("actions", _("Actions backed"), REFERENCES, prefix=RowKind.ACTION.letter, width=14,
                  help=_("Their references, such as A5."), suggests="references"),
        RowColumn("formality", _("How formal"), CHOICE, choices=tuple(Contribution.Formality.choices), width=20),
        RowColumn("formal_since", _("Since"), MONTH, width=14, help=_("A month, such as 06/2026.")),
        RowColumn("contact", _("Contact"), max_length=200, width=30, is_private=True),
    ),
)  # fmt: skip

DECLARATIONS: dict[str, RowDeclaration] = {each.kind: each for each in (FINDINGS, ACTIONS, CONTRIBUTIONS)}


def declaration(kind: str, themes: Iterable[Theme] = ()) -> RowDeclaration:
    """What rows of the kind hold, with the cycle's themes to choose from."""
    declared = DECLARATIONS[kind]
    choices = tuple((str(theme.pk), theme.name) for theme in themes)
    columns = tuple(replace(each, choices=choices) if each.name == THEME else each for each in declared.columns)
    return replace(declared, columns=columns)


def values_of(row: Row) -> dict[str, Value]:
    """The row's values, with its reference."""
    return {column.name: value_of(row, column) for column in DECLARATIONS[row.kind].columns}


def value_of(row: Row, column: Column) -> Value:
    if column.name == KEY:
        return str(row.reference)
    if column.name == THEME:
        return str(row.theme_id) if row.theme_id else ""
    value = getattr(row, column.name)
    return tuple(value) if column.kind in {MANY, REFERENCES} else value


def write_values(row: Row, values: Values) -> None:
    """Set the row's columns, all but its reference. Raises TypeError for a value that no column holds."""
    declared = DECLARATIONS[row.kind]
    if unknown := set(values) - set(declared.by_name):
        raise TypeError(f"no column of {row.kind}: {', '.join(sorted(unknown))}")
    for column in declared.content:
        if column.name not in values:
            continue
        value = values[column.name]
        if column.name == THEME:
            row.theme_id = int(value) if value else None
        else:
            setattr(row, column.name, list(value) if column.kind in {MANY, REFERENCES} else value)


def objections(values: Values) -> dict[str, str]:
    """What one column says against another: the column's name and a sentence. Forms and workbooks both ask."""
    found = {}
    starts, ends = values.get("starts"), values.get("ends")
    if starts and ends and ends < starts:
        found["ends"] = gettext("The action ends before it starts.")
    amounts = [amount for each in values.get("sources", ()) if (amount := source_of(each)[1]) is not None]
    budget = values.get("budget")
    if amounts and budget is not None and sum(amounts) > budget:
        found["sources"] = gettext("The sources amount to %(sum)s, more than the planned budget.") % {
            "sum": in_words(ACTIONS.by_name["budget"], sum(amounts))
        }
    return found


def source_of(text: str) -> tuple[str, Decimal | None]:
    """« CAF : 12 000 € » as its name and its amount in euros, None where none is said."""
    name, sign, amount = text.rpartition(":")
    if sign:
        try:
            return name.strip(), read_money(ACTIONS.by_name["budget"], amount.strip())
        except Refused:
            pass
    return text.strip(), None
