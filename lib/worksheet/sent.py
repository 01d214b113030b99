"""What a sheet said when it went out, a digest a cell: so what was typed is told from what changed here meanwhile."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from .columns import Column, Declaration, Row, Value
from .values import comparable

# By a row's reference, then by column.
Sent = Mapping[str, Mapping[str, str]]


def digest(column: Column, value: Value) -> str:
    """The same for values that say the same."""
    plain = comparable(column, value)
    if isinstance(plain, Decimal):
        plain = f"{plain.normalize():f}"
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:8]


def sent_lines(declaration: Declaration, kind: str, rows: Iterable[Row]) -> Iterator[list[str | None]]:
    """Lines of the hidden sheet: the names of the columns, then each row's reference with its digests."""
    yield [None, kind, None, " ".join(column.name for column in declaration.content)]
    for row in rows:
        full = declaration.full(row)
        digests = " ".join(digest(column, full[column.name]) for column in declaration.content)
        yield [None, kind, str(row[declaration.key]), digests]


def lines_again(kind: str, sent: Sent, keys: Iterable[str]) -> Iterator[list[str | None]]:
    """The same lines for the rows of ``keys`` that went out, in a workbook that goes out again."""
    known = [key for key in keys if key in sent]
    names = list(sent[known[0]]) if known else []
    yield [None, kind, None, " ".join(names)]
    for key in known:
        yield [None, kind, key, " ".join(sent[key].get(name, "-") for name in names)]


def read_sent(lines: Iterable[list]) -> dict[str, dict[str, dict[str, str]]]:
    """By kind, what lines of the hidden sheet say; a kind of which they say nothing is not in it."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    names: dict[str, list[str]] = {}
    for cells in lines:
        mark, kind, key, text = ([*cells, None, None, None, None])[:4]
        if mark is not None or not isinstance(kind, str) or not isinstance(text, str | None):
            continue
        if key is None:
            names[kind], found[kind] = (text or "").split(), {}
        elif kind in names:
            found[kind][str(key)] = dict(zip(names[kind], (text or "").split(), strict=False))
    return found
