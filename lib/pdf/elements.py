"""What a printed document is made of: Heading, Para, Table, Figure, Link, and where things stand on the page.

Elements say what is printed, never how; ``lib.pdf.render`` alone turns them into drawing, so that escaping, looks and
later the tags of an accessible PDF have one home. All text is plain: no markup to escape and none to forge.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Link:
    """A stretch of text that leads to a heading's ``key`` in the document, or to an http(s) address."""

    text: str
    key: str = ""
    address: str = ""


Inline = str | Span | Link


@dataclass(frozen=True)
class Para:
    """A paragraph. ``kind`` is one of ``lib.pdf.theme.PARAS``."""

    content: str | tuple[Inline, ...]
    kind: str = "body"
    mark: str = ""  # "•" or "1." before an item of a list


@dataclass(frozen=True)
class Heading:
    """A title. Level 1 (a chapter) and 2 (a sheet of one) begin a page and stand in the contents; 3 and 4 do not.

    ``key`` is where links lead; without one, nothing but the contents and the bookmarks leads here.
    """

    text: str
    level: int
    key: str = ""
    eyebrow: str = ""  # a few words above the title
    sub: str = ""  # a line below it
    contents: str = ""  # the title as contents and header say it, when other


@dataclass(frozen=True)
class Bar:
    """A drawing in a cell, which says nothing that the numbers beside it do not say; Word leaves its column out."""

    drawing: Drawing


Cell = str | Para | Bar | tuple[Para, ...]


@dataclass(frozen=True)
class Table:
    """Rows under a header that is repeated on each page. Widths are shares of the room; ``numbers`` align right."""

    rows: tuple[tuple[Cell, ...], ...]
    header: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    caption: str = ""
    numbers: frozenset[int] = frozenset()
    ruled: bool = True
    whole: bool = False  # on one page, with its title, unless it is longer than most of one


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption, the words for who does not see it, and its table of figures when it is a chart."""

    drawing: Drawing
    alternative: str
    caption: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Picture:
    """A JPEG, ``size`` in pixels, with its caption, which is also the words for who does not see it."""

    jpeg: bytes
    size: tuple[int, int]
    caption: str


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side, two a row, an odd one first and larger; a paragraph stands for one that is not there."""

    cells: tuple[Picture | Para, ...]

    def rows(self) -> list[tuple[Picture | Para, ...]]:
        """One alone, when their number is odd, then pairs: no row has a hole."""
        odd = len(self.cells) % 2
        pairs = [self.cells[start : start + 2] for start in range(odd, len(self.cells), 2)]
        return [self.cells[:1], *pairs] if odd else pairs


@dataclass(frozen=True)
class Aside:
    """A box in the side column, beside the text that follows it."""

    elements: tuple["Element", ...]


@dataclass(frozen=True)
class Space:
    points: float


@dataclass(frozen=True)
class NextFrame:
    """Go to the next zone of the page (the cover has three)."""


@dataclass(frozen=True)
class Contents:
    """The contents: chapters and their sheets with page numbers and links, on a page of its own."""

    title: str


@dataclass(frozen=True)
class Wide:
    """Elements over the full width of the page, where others keep to the text column."""

    elements: tuple["Element", ...]


Element = Heading | Para | Table | Figure | Pictures | Aside | Space | NextFrame | Contents | Wide


@dataclass(frozen=True)
class Document:
    """A whole document: a cover in three zones, then the body, where chapters and sheets begin new pages."""

    title: str
    author: str
    language: str
    subject: str
    running: str  # left of the running header
    footer: str  # left of the footer
    cover: tuple[Element, ...]
    body: tuple[Element, ...]
    continued: str  # "(continued)", in the margin of a chapter's later pages
    watermark: str = ""  # pale, across every page, below the text


def plain(content: str | Iterable[Inline]) -> str:
    """The text of a paragraph without its styles."""
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else part.text for part in content)
