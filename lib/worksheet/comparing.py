"""What a workbook that came back would change: every row read is new, changed, unchanged or refused, and every row that
was there is changed, unchanged, removed or kept."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from .columns import Column, Declaration, Row, Value
from .reading import ReadRow, ReadTable
from .sent import digest
from .values import comparable, in_words, is_same


@dataclass(frozen=True)
class Change:
    """One column of a changed row, in words. ``since``: it was changed here after the workbook went out."""

    header: str
    before: str
    after: str
    since: bool = False


@dataclass(frozen=True)
class Changed:
    """``values`` is the whole row as it would be."""

    row: ReadRow
    before: Row
    values: dict[str, Value]
    changes: tuple[Change, ...]


@dataclass
class Comparison:
    """``kept``: rows that were there and are not in the workbook, but stay: a row of it was refused, the workbook is a
    part only, or it went out before they were there."""

    new: list[ReadRow] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[ReadRow] = field(default_factory=list)
    refused: list[ReadRow] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def compare(
    declaration: Declaration, before: Sequence[Row], table: ReadTable, *, taken: Container[str] | None = None
) -> Comparison:
    """Rows find each other by their reference; one without reference, by all it says. Sending twice changes nothing.

    A column that the workbook lacks stays as it is, and so does a cell that says what it said when it went out.
    References never change hands: one that no row has now is refused when it is in ``taken``, those that were ever
    given; without ``taken``, every such reference is. One that a row got after the workbook went out is that row's.
    """
    found = Comparison(refused=[row for row in table.rows if row.refusals])
    left = {str(row[declaration.key]): row for row in before}
    unnamed = []
    for row in table.rows:
        if row.refusals:
            continue
        key = row.values.get(declaration.key)
        if not key:
            unnamed.append(row)
        elif key in left and is_anothers(declaration, table, row, left[key]):
            found.refused.append(row.refused_for(declaration, declaration.key, given_meanwhile(key)))
        elif key in left:
            settle(declaration, found, table, row, left.pop(key))
        elif taken is not None and key not in taken:
            unnamed.append(row)
        else:
            found.refused.append(row.refused_for(declaration, declaration.key, foreign_reference(key)))
    named_refused = {row.values.get(declaration.key) for row in found.refused}
    for key in named_refused & left.keys():
        found.kept.append(left.pop(key))
    place_unnamed(declaration, found, table, unnamed, left)
    # A refused row without a reference may be any of those left.
    stays = table.is_part or any(not row.values.get(declaration.key) for row in found.refused)
    for key, each in left.items():
        (found.kept if stays or is_newer(table, key) else found.removed).append(each)
    found.refused.sort(key=lambda row: row.number)
    return found


def foreign_reference(key: str) -> str:
    why = gettext("no row has the reference %(reference)s now: leave it empty for a new row")
    return why % {"reference": key}


def is_newer(table: ReadTable, key: str) -> bool:
    """Whether the row came after the workbook went out."""
    return table.sent is not None and key not in table.sent


def is_anothers(declaration: Declaration, table: ReadTable, row: ReadRow, before: Row) -> bool:
    """Whether somebody wrote a reference of his own choice that another row has got meanwhile."""
    return is_newer(table, str(before[declaration.key])) and bool(changes_of(declaration, table, row, before))


def given_meanwhile(key: str) -> str:
    why = gettext("%(reference)s was given to another row since the workbook went out: leave it empty for a new row")
    return why % {"reference": key}


def changed_since(declaration: Declaration, table: ReadTable, before: Row) -> frozenset[str]:
    """The columns of a row that is there which say something else than when the workbook went out."""
    sent, full = (table.sent or {}).get(str(before[declaration.key]), {}), declaration.full(before)
    return frozenset(name for name, was in sent.items() if name in full and was != said_by(declaration, name, full))


def said_by(declaration: Declaration, name: str, values: Row) -> str:
    return digest(declaration.by_name[name], values[name])


def place_unnamed(
    declaration: Declaration, found: Comparison, table: ReadTable, rows: Iterable[ReadRow], left: dict[str, Row]
) -> None:
    lacking = lacking_column(declaration, table, left)
    by_content: dict[tuple, list[str]] = {}
    for key, each in left.items():
        by_content.setdefault(content_of(declaration, table, declaration.full(each)), []).append(key)
    for row in rows:
        same = [] if row.values.get(declaration.key) else by_content.get(content_of(declaration, table, row.values))
        if same:
            found.unchanged.append(row)
            del left[same.pop(0)]
        elif lacking:
            why = gettext("the workbook has no column “%(column)s”, which this row needs")
            found.refused.append(row.refused_for(declaration, lacking.name, why % {"column": lacking.header}))
        else:
            found.new.append(row)


def lacking_column(declaration: Declaration, table: ReadTable, left: dict[str, Row]) -> Column | None:
    """A column without which no row is new: one that must be filled in, the reference where rows have one already."""
    needed = [column for column in declaration.content if column.required]
    needed += [declaration.by_name[declaration.key]] if left else []
    return next((column for column in needed if column.name not in table.columns), None)


def content_of(declaration: Declaration, table: ReadTable, values: Row) -> tuple:
    """What a row says in the columns that the workbook has, the same where ``is_same`` finds it so."""
    columns = [column for column in declaration.content if column.name in table.columns]
    return tuple(comparable(column, values[column.name]) for column in columns)


def settle(declaration: Declaration, found: Comparison, table: ReadTable, row: ReadRow, before: Row) -> None:
    changes = changes_of(declaration, table, row, before)
    if not changes:
        found.unchanged.append(row)
        return
    full = declaration.full(before)
    values = full | {name: row.values[name] for name in changes}
    since = changed_since(declaration, table, before)
    said = tuple(
        Change(str(column.header), in_words(column, full[name]), in_words(column, values[name]), name in since)
        for name, column in declaration.by_name.items()
        if name in changes
    )
    found.changed.append(Changed(row, before, values, said))


def changes_of(declaration: Declaration, table: ReadTable, row: ReadRow, before: Row) -> list[str]:
    """The names of the columns in which the row says something else, and not only because it changed here."""
    full, sent = declaration.full(before), (table.sent or {}).get(str(before[declaration.key]), {})
    return [
        column.name
        for column in declaration.content
        if column.name in table.columns
        and not is_same(column, full[column.name], row.values[column.name])
        and sent.get(column.name) != digest(column, row.values[column.name])
    ]
