"""A document's text as plain pages: titles, paragraphs, lists, simple tables."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO

from lib.pdf.elements import Element, Para, Table
from lib.pdf.simple import draw_simple

from .blocks import Block

# About what a page holds; no more is laid out than the pages that are shown.
LINES_A_PAGE, LETTERS_A_LINE = 60, 80
MOST_COLUMNS, LONGEST_CELL, LONGEST_PARAGRAPH = 8, 400, 3_000


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL].rstrip() + "…"


def table(block: Block) -> Iterator[Element]:
    """A table as it is when it fits the page's width, else each row as a line."""
    columns = max(map(len, block.rows), default=0)
    if 0 < columns <= MOST_COLUMNS:
        yield Table(tuple(tuple(map(cut, row)) + ("",) * (columns - len(row)) for row in block.rows))
    else:
        yield from (Para(cut(" | ".join(map(cut, row))), "small") for row in block.rows if any(row))


def elements(block: Block) -> Iterator[Element]:
    if block.rows:
        yield from table(block)
    elif not block.text.strip():
        return
    elif block.level:
        yield Para(cut(block.text), "h3" if block.level <= 2 else "h4")
    else:
        # A paragraph is laid out as a whole, in time that grows with its length squared.
        pieces = textwrap.wrap(block.text, LONGEST_PARAGRAPH, replace_whitespace=False)
        for number, piece in enumerate(pieces):
            yield Para(piece, "item" if block.mark else "body", "" if number else block.mark)


def lines(block: Block) -> int:
    letters = [max(map(len, row), default=0) * len(row) for row in block.rows] or [len(block.text)]
    return sum(1 + each // LETTERS_A_LINE for each in letters)


def beginning(blocks: Iterable[Block], pages: int) -> Iterator[Block]:
    room = pages * LINES_A_PAGE
    for block in blocks:
        if room <= 0:
            return
        yield replace(block, text=block.text[: room * LETTERS_A_LINE], rows=block.rows[:room])
        room -= lines(block)


def pages_of(blocks: Iterable[Block], *, most: int, notice: str, language: str) -> bytes:
    """A PDF of at least the first ``most`` pages of the text."""
    target = BytesIO()
    shown = [element for block in beginning(blocks, most + 1) for element in elements(block)]
    draw_simple(shown, target, notice=notice, language=language)
    return target.getvalue()
