"""What a workbook that came back would write, decided row by row; nothing is written here."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from deliverables.chain.declaration import KEY, Values, objections, values_of
from deliverables.chain.operations import MAX_ROWS
from deliverables.chain.worksheet.sheets import Sheet
from lib.worksheet.columns import REFERENCES, Identity
from lib.worksheet.comparing import Changed, Comparison, changed_since, compare
from lib.worksheet.reading import ReadBook, ReadRow, ReadTable
from lib.worksheet.values import comparable


class OtherWorkbook(Exception):
    """Its rows are those of another cycle, team or deliverable: ``what`` says which differs, ``identity`` whose."""

    def __init__(self, what: str, identity: Identity) -> None:
        super().__init__(what)
        self.what, self.identity = what, identity


@dataclass
class SheetPlan:
    """What becomes of one sheet. ``table`` is None when the workbook has no such sheet."""

    sheet: Sheet
    table: ReadTable | None
    found: Comparison

    @property
    def writes(self) -> bool:
        return self.found.writes

    @property
    def begins(self) -> bool:
        """Whether writing begins a draft."""
        return self.writes and self.sheet.draft is None

    def changed_here(self, before: Values) -> frozenset[str]:
        """The columns of a row that were changed here since the workbook went out."""
        return changed_since(self.sheet.declaration, self.table, before) if self.table else frozenset()

    def as_written(self) -> list:
        """All that writing would do."""
        found, sheet = self.found, self.sheet
        standing = [sheet.deliverable.pk, sheet.version and sheet.version.pk, sheet.draft and sheet.draft.pk]
        new = [sorted(row.values.items()) for row in found.new]
        changed = [(sorted(each.before.items()), sorted(each.values.items())) for each in found.changed]
        removed = [sorted(each.items()) for each in found.removed]
        return [*standing, new, changed, removed]


@dataclass
class Plan:
    """The sheets in their order; ``book`` is what was read."""

    sheets: list[SheetPlan]
    book: ReadBook

    def count(self, fate: str) -> int:
        """How many rows are ``new``, ``changed``, ``unchanged``, ``removed``, ``kept`` or ``refused``."""
        return sum(len(getattr(each.found, fate)) for each in self.sheets)

    @property
    def writes(self) -> bool:
        return any(each.writes for each in self.sheets)

    @property
    def to_write(self) -> int:
        return self.count("new") + self.count("changed") + self.count("removed")

    @property
    def fingerprint(self) -> str:
        """Changes when writing would do something else: the rows have changed, or a date has passed."""
        written = [each.as_written() for each in self.sheets]
        return hashlib.sha256(repr([written, self.count("refused")]).encode()).hexdigest()


def plan_of(sheets: Sequence[Sheet], book: ReadBook) -> Plan:
    """Every row that was read has one fate, and every row that is there. Raises OtherWorkbook.

    References that new rows bring may be named by rows of the sheets after theirs.
    """
    for sheet in sheets:
        refuse_foreign(sheet, book.tables.get(sheet.declaration.kind))
    given = {letter: set(references) for sheet in sheets for letter, references in sheet.given.items()}
    return Plan([sheet_plan(sheet, book.tables.get(sheet.declaration.kind), given) for sheet in sheets], book)


def refuse_foreign(sheet: Sheet, table: ReadTable | None) -> None:
    if table is None or table.identity is None:
        return
    what = table.identity.difference(sheet.identity)
    if what not in {"", "version"}:
        raise OtherWorkbook(what, table.identity)


def sheet_plan(sheet: Sheet, table: ReadTable | None, given: dict[str, set[str]]) -> SheetPlan:
    if table is None:
        return SheetPlan(sheet, None, Comparison(kept=list(sheet.before)))
    if table.identity is None:  # nobody knows what it went out with: what is not in it stays
        table = replace(table, identity=replace(sheet.identity, is_part=True))
        known = False
    else:
        known = True
    found = compare(sheet.declaration, sheet.before, table, taken=given[sheet.letter])
    sift(sheet, found, given)
    given[sheet.letter] |= {row.values[KEY] for row in found.new if row.values.get(KEY)}
    return SheetPlan(sheet, table if known else replace(table, identity=None), found)


def sift(sheet: Sheet, found: Comparison, given: dict[str, set[str]]) -> None:
    """Take out of what would be written what this person cannot write, each row with its reason."""
    passed = {content_of(sheet, values_of(row)) for row in sheet.passed}
    found.unchanged += [row for row in found.new if content_of(sheet, row.values) in passed]
    found.new = [row for row in found.new if content_of(sheet, row.values) not in passed]
    new, changed = found.new, found.changed
    found.new, found.changed = [], []
    found.refused = [refused(sheet, row, list(reasons_of_values(sheet, row.values, given))) for row in found.refused]
    for row in new:
        reasons = list(reasons_of_new(sheet, row, given, len(found.new)))
        if reasons:
            found.refused.append(refused(sheet, row, reasons))
        else:
            found.new.append(row)
    for each in changed:
        reasons = list(reasons_of_changed(sheet, each, given))
        if reasons:
            found.refused.append(refused(sheet, each.row, reasons))
            found.kept.append(each.before)
        else:
            found.changed.append(each)
    # A refused row without a reference may be any of those that are missed.
    unsure = any(not row.values.get(KEY) for row in found.refused)
    stays = [row for row in found.removed if unsure or sheet.hindrance or row[KEY] not in sheet.own]
    found.kept += stays
    found.removed = [row for row in found.removed if row not in stays]
    found.refused.sort(key=lambda row: row.number)


def content_of(sheet: Sheet, values: Values) -> tuple:
    full = sheet.declaration.full(values)
    return tuple(comparable(column, full[column.name]) for column in sheet.declaration.content)


def refused(sheet: Sheet, row: ReadRow, reasons: Sequence[tuple[str, str]]) -> ReadRow:
    for name, why in reasons:
        row = row.refused_for(sheet.declaration, name, why.rstrip("."))
    return row


def reasons_of_new(sheet: Sheet, row: ReadRow, given: dict[str, set[str]], ahead: int) -> Iterator[tuple[str, str]]:
    """Why a new row cannot be written, as (column, sentence); ``ahead`` new rows come before it."""
    last = max((int(each[1:]) for each in sheet.given[sheet.letter]), default=0)
    chosen = int(row.values[KEY][1:]) if row.values.get(KEY) else 0
    if sheet.hindrance:
        yield KEY, sheet.hindrance
    if chosen > last + MAX_ROWS:
        why = _("the next reference is %(next)s: leave it empty, it is given here")
        yield KEY, why % {"next": f"{sheet.letter}{last + 1}"}
    if sheet.held + ahead >= MAX_ROWS:
        yield KEY, _("A version holds at most %(count)s rows.") % {"count": MAX_ROWS}
    yield from reasons_of_values(sheet, sheet.declaration.full(row.values), given)


def reasons_of_changed(sheet: Sheet, each: Changed, given: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    if sheet.hindrance:
        yield KEY, sheet.hindrance
    elif each.before[KEY] not in sheet.own:
        yield KEY, _("The team has taken this row as its own: only the team changes it.")
    yield from reasons_of_values(sheet, each.values, given)


def reasons_of_values(sheet: Sheet, values: Values, given: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    yield from objections(values).items()
    for column in sheet.declaration.content:
        named = values.get(column.name, ()) if column.kind == REFERENCES else ()
        if unknown := [each for each in named if each not in given[column.prefix]]:
            yield column.name, _("The team has no %(references)s.") % {"references": ", ".join(unknown)}
