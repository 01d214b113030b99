"""Rows as pages say them, and as two versions differ in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliverables.chain.declaration import DECLARATIONS, KEY, THEME, Values, value_of, values_of
from deliverables.chain.models import Row, RowKind
from lib.worksheet.columns import MONEY, Column
from lib.worksheet.values import in_words, is_same

ADDED, CHANGED, REMOVED, SAME = "added", "changed", "removed", "same"
WORDS = {
    CHANGED: gettext_lazy("row changed"),
    ADDED: gettext_lazy("row added"),
    REMOVED: gettext_lazy("row removed"),
    SAME: gettext_lazy("row unchanged"),
}


@dataclass(frozen=True)
class Said:
    """``heading`` says what the row is about, ``details`` the rest of what it says, as (label, words).

    ``told``: what organisations that it names answered about it (``deliverables.named.reading.with_answers``).
    """

    row: Row
    reference: str
    heading: str
    details: tuple[tuple[str, str], ...]
    told: tuple = ()


def said(row: Row, *, outside: bool = False) -> Said:
    """The row in words; ``outside`` of its team and coordination, without what is private."""
    declared, values = DECLARATIONS[row.kind], values_of(row)
    shown = [column for column in declared.content if column.name != declared.heading]
    shown = [column for column in shown if not (outside and column.is_private)]
    details = [(str(column.header), cell(row, column)) for column in shown if not column.name.startswith("evidence_")]
    if row.kind == RowKind.FINDING:
        details.insert(2, (_("Evidence"), evidence(values)))
    filled = tuple(each for each in details if each[1])
    return Said(row, str(row.reference), str(values[declared.heading]), filled)


def cell(row: Row, column: Column) -> str:
    """One value in words; planned money always says that it is."""
    if column.name == THEME:
        return row.theme.name if row.theme_id else ""
    words = in_words(column, value_of(row, column))
    return _("%(amount)s, planned, not committed") % {"amount": words} if words and column.kind == MONEY else words


def evidence(values: Values) -> str:
    """« 27,5 % (Insee, 2022) »."""
    columns = DECLARATIONS[RowKind.FINDING].by_name
    value = in_words(columns["evidence_value"], values["evidence_value"])
    amount = " ".join(each for each in (value, values["evidence_unit"]) if each)
    origin = ", ".join(each for each in (values["evidence_source"], values["evidence_year"]) if each)
    return f"{amount} ({origin})" if amount and origin else amount or origin


@dataclass(frozen=True)
class RowPair:
    """What became of one row: ``changes`` are (label, before, after) of a changed one."""

    kind: str
    said: Said
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def word(self) -> str | Promise:
        return WORDS[self.kind]


def pair_rows(before: Iterable[Row], after: Iterable[Row]) -> tuple[RowPair, ...]:
    """Every row with what became of it, by its reference: what changed first, the unchanged last."""
    old = {row.reference_id: row for row in before}
    pairs = [pair_of(old.pop(row.reference_id, None), row) for row in after]
    pairs += [RowPair(REMOVED, said(row)) for row in old.values()]
    return tuple(sorted(pairs, key=lambda pair: list(WORDS).index(pair.kind)))


def pair_of(before: Row | None, after: Row) -> RowPair:
    if before is None:
        return RowPair(ADDED, said(after))
    changes = tuple(
        (str(column.header), cell(before, column) or "–", cell(after, column) or "–")
        for column in DECLARATIONS[after.kind].columns
        if column.name != KEY and not is_same(column, value_of(before, column), value_of(after, column))
    )
    return RowPair(CHANGED if changes else SAME, said(after), changes)


def rows_counted(pairs: Iterable[RowPair]) -> list[str]:
    """« 2 lignes ajoutées », « 1 ligne modifiée »."""
    kinds = [pair.kind for pair in pairs]
    words = {
        CHANGED: ngettext("%(count)s row changed", "%(count)s rows changed", kinds.count(CHANGED)),
        ADDED: ngettext("%(count)s row added", "%(count)s rows added", kinds.count(ADDED)),
        REMOVED: ngettext("%(count)s row removed", "%(count)s rows removed", kinds.count(REMOVED)),
        SAME: ngettext("%(count)s row unchanged", "%(count)s rows unchanged", kinds.count(SAME)),
    }
    return [words[kind] % {"count": kinds.count(kind)} for kind in WORDS if kind in kinds]
