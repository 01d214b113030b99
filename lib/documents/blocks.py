"""A document's text, in the order of reading."""

from collections.abc import Iterable
from dataclasses import dataclass

# Beyond this a document is no longer read: about 700 pages of text.
MOST_CHARACTERS = 2_000_000


class Unreadable(Exception):
    """``why``: encrypted, broken or too_large."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Block:
    """A title (``level`` 1 to 6), an item of a list (with its ``mark``), a table (``rows``) or else a paragraph."""

    text: str = ""
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Text:
    """``pages`` as the document itself says, None when it does not."""

    blocks: tuple[Block, ...]
    pages: int | None = None


def clean(text: str) -> str:
    """One line, single spaces, no character that a database or a page refuses."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The texts, none of them empty; a row of a table is one paragraph. Raises Unreadable when there are too many."""
    found, length = [], 0
    for block in blocks:
        lines = [" | ".join(clean(cell) for cell in row) for row in block.rows] or [clean(block.text)]
        for line in lines:
            if line.strip(" |"):
                found.append(line)
                length += len(line)
        if length > MOST_CHARACTERS:
            raise Unreadable("too_large")
    return found
