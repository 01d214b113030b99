"""What a sheet to fill in holds: its columns, whose it is, and its values in one form."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from lib.text import sort_key

TEXT, CHOICE, MANY, MONTH, MONEY, NUMBER = "text", "choice", "many", "month", "money", "number"
REFERENCE, REFERENCES = "reference", "references"
EMPTY = {TEXT: "", CHOICE: "", REFERENCE: "", MANY: (), REFERENCES: (), MONTH: None, MONEY: None, NUMBER: None}

Value = str | tuple[str, ...] | date | Decimal | int | None
Row = Mapping[str, Value]


def in_every_language(text: str | Promise) -> list[str]:
    """The text in each language of the interface: a workbook may come back in another one than it left."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(text))
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Column:
    """One column. Its values: a text for text, choice (the choice's key) and reference, a tuple of texts for many
    (keys where there are choices) and references, the first of the month for month, a Decimal for money and number;
    empty is "", () or None.

    ``prefix`` is the letter of references; ``also`` names other headings that mean this column; ``offers`` are texts
    to choose from where others may be written too.
    """

    name: str
    header: str | Promise
    kind: str = TEXT
    choices: tuple[tuple[str, str | Promise], ...] = ()
    required: bool = False
    help: str | Promise = ""
    width: int = 16
    max_length: int | None = None
    prefix: str = ""
    also: tuple[str | Promise, ...] = ()
    offers: tuple[str, ...] = ()

    @property
    def empty(self) -> Value:
        return EMPTY[self.kind]

    @cached_property
    def headings(self) -> frozenset[str]:
        """What its heading may be, as ``sort_key`` of it."""
        return frozenset(sort_key(each) for text in (self.header, *self.also) for each in in_every_language(text))

    @cached_property
    def choice_keys(self) -> dict[str, str]:
        """The choice meant by a text or its ``sort_key``: its label in any language, or its key."""
        labels = {each: key for key, label in self.choices for each in in_every_language(label)}
        keys = {sort_key(key): key for key, _label in self.choices}
        return labels | {sort_key(text): key for text, key in labels.items()} | keys

    def label(self, key: str) -> str:
        return str(dict(self.choices).get(key, key))


@dataclass(frozen=True)
class Declaration:
    """One sheet. ``key`` names the column that holds a row's own reference."""

    kind: str
    title: str | Promise
    columns: tuple[Column, ...]
    key: str

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def content(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.name != self.key)

    def full(self, row: Row) -> dict[str, Value]:
        """The row with every column, empty where it says nothing."""
        return {column.name: row.get(column.name, column.empty) for column in self.columns}

    def fingerprint(self, rows: Iterable[Row]) -> str:
        """Changes when a row does."""
        digest, names = hashlib.sha256(), [column.name for column in self.columns]
        for row in rows:
            digest.update(repr([row.get(name) for name in names]).encode())
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Identity:
    """Whose rows a sheet holds, written into the workbook and compared when it comes back.

    ``rows`` is the declaration's fingerprint of the rows that went out; ``is_part`` says that rows which are not in it
    are not meant to go.
    """

    kind: str
    cycle: str = ""
    team: str = ""
    deliverable: str = ""
    version: str = ""
    rows: str = ""
    is_part: bool = False

    def difference(self, expected: "Identity") -> str:
        """The first of kind, cycle, team, deliverable and version that is not the expected one; "" when all are."""
        names = ("kind", "cycle", "team", "deliverable", "version")
        return next((name for name in names if getattr(self, name) != getattr(expected, name)), "")
