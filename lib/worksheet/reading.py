"""A workbook that came back: its headings found wherever they stand, its rows as values or as refusals."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from django.utils.translation import gettext, ngettext
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from lib.text import sort_key

from .cells import Raw, UnreadableWorkbook, read_cells
from .columns import Column, Declaration, Identity, Value
from .sent import Sent, read_sent
from .values import Refused, is_same, read_value, text_of

MOST_ROWS, MOST_COLUMNS = 12_000, 100
MARK = "escale-worksheet"
FIELDS = ("kind", "cycle", "team", "deliverable", "version", "rows", "is_part")
LOOKED_AT = 30  # a title, a date and a logo may stand above the headings
CLOSE = 0.8
MOST_FILLED = 100_000  # cells that merged ones fill: ranges that overlap could ask for any number


@dataclass(frozen=True)
class Refusal:
    """Why a cell, or a whole row when ``letter`` is "", is not taken."""

    sheet: str
    row: int
    letter: str
    header: str
    why: str

    def __str__(self) -> str:
        where = gettext("Sheet “%(sheet)s”, row %(row)s") % {"sheet": self.sheet, "row": self.row}
        if self.header:
            cell = gettext("column “%(header)s”") % {"header": self.header}
            where = f"{where}, {cell}" + (f" ({self.letter}{self.row})" if self.letter else "")
        return gettext("%(where)s: %(why)s.") % {"where": where, "why": self.why}


@dataclass(frozen=True)
class ReadRow:
    """One row: its values by column, those of refused cells left out, and each cell as it was typed."""

    sheet: str
    number: int
    values: dict[str, Value]
    cells: dict[str, object] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    is_hidden: bool = False

    def refused_for(self, declaration: Declaration, name: str, why: str) -> "ReadRow":
        refusal = Refusal(self.sheet, self.number, "", str(declaration.by_name[name].header), why)
        return replace(self, refusals=(*self.refusals, refusal))


@dataclass(frozen=True)
class ReadTable:
    """The rows of one declared sheet; ``columns`` are those it has, ``notes`` sentences on how it was understood.

    ``sent``: what it said when it went out, None when the workbook does not tell.
    """

    kind: str
    sheet: str
    rows: tuple[ReadRow, ...]
    columns: frozenset[str]
    identity: Identity | None = None
    notes: tuple[str, ...] = ()
    sent: Sent | None = None

    @property
    def is_part(self) -> bool:
        return self.identity is not None and self.identity.is_part


@dataclass(frozen=True)
class ReadBook:
    """The tables by kind, and the sheets as they were read that the tables came from."""

    tables: dict[str, ReadTable]
    sheets: tuple[Raw, ...] = ()


@dataclass(frozen=True)
class Headings:
    """Where the headings stand: the columns' places by name, several where a heading stands twice."""

    at: int
    places: dict[str, list[int]]
    renamed: dict[str, str]
    unknown: list[str]


def read_workbook(path: Path | str, declarations: Sequence[Declaration], *, most_rows: int = MOST_ROWS) -> ReadBook:
    """The rows of each declared sheet that the workbook has; sentences are in the language that is active.

    Raises UnreadableWorkbook and nothing else: with the reasons of ``read_cells``, rows (too many) or headings (no
    sheet has those that are needed). The caller has looked at the archive's directory before
    (``records.uploads``); the cells are read in a limited process.
    """
    return understand(read_cells(path, most_rows=most_rows, most_columns=MOST_COLUMNS), declarations)


def understand(sheets: Sequence[Raw], declarations: Sequence[Declaration]) -> ReadBook:
    """The same of cells that were read before."""
    identities, sent = identities_of(sheets), sent_of(sheets)
    candidates = [each for each in sheets if not is_identity(each)]
    tables, used = {}, [each for each in sheets if is_identity(each)]
    for declaration in declarations:
        found = best_sheet(declaration, candidates, identities)
        if found:
            raw, headings = found
            if raw.is_cut:
                raise UnreadableWorkbook("rows")
            identity = identities.get(raw.title) or lone(identities, declaration.kind)
            table = table_of(declaration, raw, headings, identity)
            tables[declaration.kind] = replace(table, sent=sent.get(declaration.kind))
            candidates.remove(raw)
            used.append(raw)
    if not tables:
        raise UnreadableWorkbook("headings")
    return ReadBook(tables, tuple(used))


def is_identity(raw: Raw) -> bool:
    return bool(raw.rows) and raw.rows[0][2][:1] == [MARK]


def identities_of(sheets: Sequence[Raw]) -> dict[str, Identity]:
    """What the hidden sheet says of each sheet, by the title that the sheet went out with."""
    found: dict[str, Identity] = {}
    for raw in filter(is_identity, sheets):
        for _number, _hidden, cells in raw.rows[1:]:
            said = ["" if cell is None or isinstance(cell, dict) else text_of(cell) for cell in cells]
            said += [""] * (1 + len(FIELDS) - len(said))
            if said[0] and said[1]:
                values = dict(zip(FIELDS, said[1:], strict=False))
                found[said[0]] = Identity(**values | {"is_part": values["is_part"] == "part"})
    return found


def sent_of(sheets: Sequence[Raw]) -> dict[str, Sent]:
    return read_sent(cells for raw in filter(is_identity, sheets) for _number, _hidden, cells in raw.rows[1:])


def lone(identities: dict[str, Identity], kind: str) -> Identity | None:
    """The identity of a sheet that was renamed: the only one of its kind."""
    found = [each for each in identities.values() if each.kind == kind]
    return found[0] if len(found) == 1 else None


def best_sheet(
    declaration: Declaration, sheets: list[Raw], identities: dict[str, Identity]
) -> tuple[Raw, Headings] | None:
    """The sheet that went out as this one, else the one that has most of its headings, visible ones first."""
    scored = []
    for raw in sheets:
        said = identities.get(raw.title)
        headings = find_headings(declaration, raw)
        if headings is None or (said and said.kind != declaration.kind):
            continue
        scored.append(((said is not None, not raw.is_hidden, len(headings.places)), raw, headings))
    if not scored:
        return None
    _score, raw, headings = max(scored, key=lambda each: each[0])
    return raw, headings


def find_headings(declaration: Declaration, raw: Raw) -> Headings | None:
    """The row near the top that names most columns; two at least, unless there is but one."""
    tried = [match_headings(declaration, place, cells) for place, (_n, _h, cells) in enumerate(raw.rows[:LOOKED_AT])]
    best = max(tried, key=lambda each: len(each.places), default=None)
    enough = min(2, len(declaration.columns))
    return best if best and len(best.places) >= enough else None


def match_headings(declaration: Declaration, at: int, cells: list) -> Headings:
    texts = {place: text_of(cell) for place, cell in enumerate(cells) if isinstance(cell, str)}
    places: dict[str, list[int]] = {}
    left = {}
    for place, text in texts.items():
        key = heading_key(text)
        name = next((column.name for column in declaration.columns if key in column.headings), None)
        if name:
            places.setdefault(name, []).append(place)
        else:
            left[place] = text
    renamed, unknown = {}, []
    for place, text in left.items():
        name = near_heading(declaration, heading_key(text), set(places)) if len(places) > 1 else None
        if name:
            places[name], renamed[name] = [place], " ".join(text.split())
        else:
            unknown.append(" ".join(text.split()))
    return Headings(at, places, renamed, unknown)


def heading_key(text: str) -> str:
    return sort_key(text.replace("*", " "))


def near_heading(declaration: Declaration, key: str, named: set[str]) -> str | None:
    """The column that a heading means which was changed a little, or had words added."""
    open_columns = [column for column in declaration.columns if column.name not in named]
    by_text = {text: column.name for column in open_columns for text in column.headings}
    close = {by_text[each] for each in get_close_matches(key, by_text, n=3, cutoff=CLOSE)}
    if not close:
        words = set(key.split())
        close = {name for text, name in by_text.items() if len(text) > 3 and set(text.split()) <= words}
    return close.pop() if len(close) == 1 else None


def table_of(declaration: Declaration, raw: Raw, headings: Headings, identity: Identity | None) -> ReadTable:
    columns = frozenset(headings.places)
    lines, filled = with_merged(declaration, raw, headings)
    rows = [row_of(declaration, raw, headings, *line) for line in lines if any_known(headings, line[2])]
    outside = [number for number, _hidden, cells in lines if not any_known(headings, cells)]
    notes = list(notes_of(declaration, raw, headings, rows, outside=outside, filled=filled))
    rows = list(without_doubles(declaration, rows))
    return ReadTable(declaration.kind, raw.title, tuple(rows), columns, identity, tuple(notes))


def any_known(headings: Headings, cells: list) -> bool:
    known = (place for places in headings.places.values() for place in places)
    return any(cells[place] is not None for place in known if place < len(cells))


def with_merged(declaration: Declaration, raw: Raw, headings: Headings) -> tuple[list, list[str]]:
    """The lines below the headings, a cell merged over several rows repeated in those that hold something else.

    A row's own reference is never repeated.
    """
    lines = [(number, hidden, list(cells)) for number, hidden, cells in raw.rows[headings.at + 1 :]]
    by_number = {number: cells for number, _hidden, cells in lines}
    keys = headings.places.get(declaration.key, [])
    filled = []
    room = MOST_FILLED
    numbers = list(by_number)
    for text in raw.merged:
        try:
            left, top, _right, bottom = range_boundaries(text)
        except (ValueError, TypeError):
            continue
        source, place = by_number.get(top), (left or 1) - 1
        if source is None or not top or not bottom or place >= len(source) or place in keys:
            continue
        below = [by_number[each] for each in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]]
        room -= len(below)
        if room < 0:
            break
        for cells in below:
            cells.extend([None] * (place + 1 - len(cells)))
            cells[place] = source[place]
        if below:
            filled.append(text)
    return lines, filled


def row_of(declaration: Declaration, raw: Raw, headings: Headings, number: int, hidden: int, cells: list) -> ReadRow:
    values: dict[str, Value] = {}
    typed: dict[str, object] = {}
    refusals = []
    for name, places in headings.places.items():
        column = declaration.by_name[name]
        found = [cells[place] if place < len(cells) else None for place in places]
        typed[name] = next((each for each in found if each is not None), None)
        try:
            values[name] = one_value(column, found, places)
        except Refused as refused:
            place = next((place for place, each in zip(places, found, strict=True) if each is not None), places[0])
            letter = get_column_letter(place + 1)
            refusals.append(Refusal(raw.title, number, letter, str(column.header), refused.why))
    return ReadRow(raw.title, number, values, typed, tuple(refusals), bool(hidden))


def one_value(column: Column, found: list, places: list[int]) -> Value:
    """What the column's cell says, or its cells where the heading stands twice."""
    values = [read_value(column, each) for each in found]
    said = [value for value in values if value != column.empty]
    if any(not is_same(column, said[0], value) for value in said[1:]):
        letters = ", ".join(get_column_letter(place + 1) for place in places)
        why = gettext("this heading stands twice (columns %(letters)s) and the cells differ: keep one")
        raise Refused(why % {"letters": letters})
    if not said and column.required:
        raise Refused(gettext("this must be filled in"))
    return said[0] if said else column.empty


def without_doubles(declaration: Declaration, rows: list[ReadRow]) -> Iterator[ReadRow]:
    """The rows; one that repeats an earlier one's reference, or all of it, is refused."""
    by_key: dict[str, int] = {}
    by_content: dict[tuple, int] = {}
    for row in rows:
        key = row.values.get(declaration.key)
        content = tuple(row.values.get(column.name) for column in declaration.content)
        if key and key in by_key:
            why = gettext("the reference %(reference)s stands in row %(row)s already")
            yield row.refused_for(declaration, declaration.key, why % {"reference": key, "row": by_key[key]})
            continue
        if not key and not row.refusals and content in by_content:
            why = gettext("it says the same as row %(row)s: remove one of them")
            refusal = Refusal(row.sheet, row.number, "", "", why % {"row": by_content[content]})
            yield replace(row, refusals=(refusal,))
            continue
        if key:
            by_key[key] = row.number
        if not row.refusals:
            by_content.setdefault(content, row.number)
        yield row


def notes_of(
    declaration: Declaration,
    raw: Raw,
    headings: Headings,
    rows: list[ReadRow],
    *,
    outside: list[int],
    filled: list[str],
) -> Iterator[str]:
    if raw.is_hidden:
        yield gettext("The sheet “%(sheet)s” is hidden; it was read.") % {"sheet": raw.title}
    for name, text in headings.renamed.items():
        header = str(declaration.by_name[name].header)
        yield gettext("The column “%(found)s” was read as “%(header)s”.") % {"found": text, "header": header}
    for name, places in headings.places.items():
        if len(places) > 1:
            header, letters = str(declaration.by_name[name].header), ", ".join(get_column_letter(p + 1) for p in places)
            note = gettext("The column “%(header)s” stands twice (%(letters)s): the cell that is filled counts.")
            yield note % {"header": header, "letters": letters}
    missing = [str(column.header) for column in declaration.content if column.name not in headings.places]
    if missing:
        note = gettext("Columns that the sheet does not have: %(headers)s. What they hold here stays.")
        yield note % {"headers": ", ".join(missing)}
    if headings.unknown:
        note = gettext("Columns that are not expected were left aside: %(headers)s.")
        yield note % {"headers": ", ".join(headings.unknown[:10])}
    if filled:
        note = gettext("Merged cells (%(ranges)s): their value was taken for each row that they cover.")
        yield note % {"ranges": ", ".join(filled[:10])}
    hidden = Counter(row.is_hidden for row in rows)[True]
    if hidden:
        yield ngettext("%(count)s hidden row was read too.", "%(count)s hidden rows were read too.", hidden) % {
            "count": hidden
        }
    far = [*raw.far, *(str(number) for number in outside)]
    if far:
        note = gettext("Outside of the table, left aside: %(places)s.")
        yield note % {"places": ", ".join(far[:10])}
