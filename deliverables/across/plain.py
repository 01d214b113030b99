"""A row as plain data: what it says in words, without what is private, and what is counted of it."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext

from cycles.models import Cycle
from deliverables.chain.declaration import DECLARATIONS, RowColumn, source_of, values_of
from deliverables.chain.models import Row, RowKind
from deliverables.chain.showing import cell, evidence
from deliverables.named.models import OrganisationQuestion
from deliverables.named.models import key_of as key_of_name
from deliverables.named.reading import names_in
from partners.models import Organisation

from .rows import planned_of


@lru_cache(maxsize=10_000)
def key_of(name: str) -> str:
    """As ``deliverables.named`` finds an organisation; the same names come back in row after row."""
    return key_of_name(name)


@dataclass(frozen=True)
class Detail:
    """What a row says in one column: its heading, its words; ``column`` is its name in the declaration."""

    label: str
    words: str
    column: str = ""


@dataclass(frozen=True)
class Source:
    """Where planned money is to come from; ``cents`` of euros where an amount is said."""

    name: str
    cents: int | None = None


@dataclass(frozen=True)
class Mention:
    """An organisation that the row names, as the directory spells it, and as what."""

    name: str
    part: str


@dataclass(frozen=True)
class PlainRow:
    """What a row is about, then the rest. ``kind`` is the code of ``RowKind``; ``cents``: planned, not committed.

    Editions of the report keep it for ever: a field that is added has a default.
    """

    reference: str
    heading: str
    details: tuple[Detail, ...]
    kind: str = ""
    theme: str = ""
    starts: date | None = None
    ends: date | None = None
    cents: int | None = None
    sources: tuple[Source, ...] = ()
    organisations: tuple[Mention, ...] = ()
    to_confirm: bool = False


@dataclass(frozen=True)
class Naming:
    """How the directory spells organisations, by their key, and the keys of those that are not to be named."""

    official: Mapping[str, str] = field(default_factory=dict)
    unnamed: frozenset[str] = frozenset()

    def spelt(self, name: str) -> str:
        return gettext("organisation that is not named") if key_of(name) in self.unnamed else name

    def source(self, text: str) -> str:
        name = source_of(text)[0]
        return text.replace(name, self.spelt(name), 1) if name else text

    def applied(self, row: Row) -> Row:
        """The row, or a copy that names only who may be named; it is not for saving."""
        if not self.unnamed:
            return row
        row = copy(row)
        if row.kind == RowKind.ACTION:
            row.pilote, row.partners = self.spelt(row.pilote), [self.spelt(name) for name in row.partners]
            row.sources = [self.source(text) for text in row.sources]
        elif row.kind == RowKind.CONTRIBUTION:
            row.organisation = self.spelt(row.organisation)
        return row


def naming_of(cycle: Cycle, rows: Iterable[Row], *, outside: bool) -> Naming:
    """``outside`` of coordination, as its organisations asked for. One query, two for outside."""
    keys = {key_of(name).replace("-", " ") for row in rows for name, _part in names_in(row)}
    known = Organisation.objects.filter(organiser=cycle.organiser_id, sort_key__in=keys)
    official = {key.replace(" ", "-"): name for key, name in known.values_list("sort_key", "name")}
    if not outside:
        return Naming(official)
    answered = cycle.organisation_questions.filter(state=OrganisationQuestion.State.ANSWERED, may_be_named=False)
    return Naming(official, frozenset(answered.values_list("key", flat=True)))


def plain_row(row: Row, naming: Naming, *, in_words: bool = True) -> PlainRow:
    """Without ``in_words`` no details: what is counted is enough for pictures, and costs a third."""
    declared, said = DECLARATIONS[row.kind], naming.applied(row)
    return PlainRow(
        kind=row.kind.value,
        reference=str(row.reference),
        heading=str(getattr(said, declared.heading)),
        details=tuple(details_of(said)) if in_words else (),
        theme=row.theme.name if getattr(row, "theme_id", None) else "",
        organisations=tuple(mentions_of(row, naming)),
        to_confirm=row.to_confirm,
        **(planned(said) if row.kind == RowKind.ACTION else {}),
    )


def details_of(row: Row) -> list[Detail]:
    declared = DECLARATIONS[row.kind]
    shown = [column for column in declared.content if is_told(column) and column.name != declared.heading]
    said = [Detail(str(column.header), cell(row, column), column.name) for column in shown]
    if row.kind == RowKind.FINDING:
        said.append(Detail(gettext("Evidence"), evidence(values_of(row)), "evidence"))
    return [each for each in said if each.words]


def is_told(column: RowColumn) -> bool:
    """Not what is private, nor the parts of a finding's evidence, which are told together."""
    return not (column.is_private or column.name.startswith("evidence_"))


def mentions_of(row: Row, naming: Naming) -> list[Mention]:
    """Each organisation once, as what it is named first; none that is not to be named."""
    found: dict[str, Mention] = {}
    for name, part in names_in(row):
        key = key_of(name)
        if key and key not in naming.unnamed:
            found.setdefault(key, Mention(naming.official.get(key, name), str(part)))
    return list(found.values())


def planned(action: Row) -> dict:
    sources = [Source(name, cents(amount)) for name, amount in map(source_of, action.sources)]
    money = cents(planned_of(action.budget, action.sources))
    return {"starts": action.starts, "ends": action.ends, "cents": money, "sources": tuple(sources)}


def cents(amount) -> int | None:
    return None if amount is None else int(amount * 100)
