"""Page, colours and styles: the look of every printed document."""

from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

from . import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 62
TOP, BOTTOM = 92, 78  # where the text begins and ends, from the page's edges
WIDTH = PAGE_WIDTH - 2 * MARGIN
HEIGHT = PAGE_HEIGHT - TOP - BOTTOM
SIDE, GUTTER = 132, 22  # the side column and the space between it and the text
TEXT_WIDTH = WIDTH - SIDE - GUTTER

INK, SOFT, RULE = HexColor("#1c2430"), HexColor("#566072"), HexColor("#d9d4c8")
PAPER, BOX = HexColor("#faf8f3"), HexColor("#f8f6f0")


@dataclass(frozen=True)
class Line:
    """The colour of a cycle's line, and the pale one of what is still ahead."""

    strong: Color
    soft: Color

    @classmethod
    def of(cls, strong: str, soft: str) -> "Line":
        """From two ``#rrggbb``."""
        return cls(HexColor(strong), HexColor(soft))


# name: font, size, leading, colour (None: the line's), space before, space after
PARAS = {
    "body": (fonts.REGULAR, 10, 14.2, INK, 0, 6.5),
    "lead": (fonts.REGULAR, 12, 17.5, INK, 0, 9),
    "item": (fonts.REGULAR, 10, 14.2, INK, 0, 4),
    "small": (fonts.REGULAR, 8.5, 11.8, SOFT, 0, 3),
    "note": (fonts.ITALIC, 8.5, 11.8, SOFT, 2, 8),
    "caption": (fonts.ITALIC, 8.2, 11, SOFT, 4, 10),
    "signature": (fonts.STRONG, 10, 14, INK, 8, 0),
    "cell": (fonts.REGULAR, 9, 12.2, INK, 0, 0),
    "cell-strong": (fonts.STRONG, 9, 12.2, INK, 0, 0),
    "cell-line": (fonts.STRONG, 9, 12.2, None, 0, 0),
    "cell-soft": (fonts.REGULAR, 8.3, 11.2, SOFT, 0, 0),
    "cell-number": (fonts.REGULAR, 9, 12.2, INK, 0, 0),
    "header": (fonts.STRONG, 8.2, 10.6, SOFT, 0, 0),
    "header-number": (fonts.STRONG, 8.2, 10.6, SOFT, 0, 0),
    "sum": (fonts.REGULAR, 6.4, 8.4, SOFT, 0, 1),
    "side-title": (fonts.STRONG, 8.8, 12, None, 0, 2),
    "side": (fonts.REGULAR, 8.8, 12, INK, 0, 8),
    "figure": (fonts.BOLD, 25, 27, None, 0, 0),
    "figure-label": (fonts.REGULAR, 8.8, 11.4, SOFT, 0, 0),
    "quote": (fonts.ITALIC, 12.5, 17.5, INK, 6, 6),
    "eyebrow": (fonts.STRONG, 9, 12, None, 0, 5),
    "sub": (fonts.REGULAR, 12.5, 16.5, SOFT, 1, 0),
    "cover-eyebrow": (fonts.STRONG, 10, 13, SOFT, 0, 26),
    "cover-title": (fonts.BOLD, 35, 40, INK, 0, 12),
    "cover-sub": (fonts.LIGHT, 18, 24, SOFT, 0, 0),
    "cover-strong": (fonts.STRONG, 11, 15, INK, 0, 4),
    "cover-text": (fonts.REGULAR, 9.8, 14.5, SOFT, 0, 1),
    "stop-label": (fonts.STRONG, 9.6, 12.5, INK, 0, 0),
    "stop-date": (fonts.STRONG, 8.6, 11.5, None, 0, 2),
    "stop-title": (fonts.REGULAR, 8.4, 11, SOFT, 0, 0),
    "contents-1": (fonts.STRONG, 10.5, 14, INK, 0, 0),
    "contents-2": (fonts.REGULAR, 9.3, 12.4, SOFT, 0, 0),
    "contents-page": (fonts.STRONG, 10, 14, INK, 0, 0),
}
# Levels 1 (a chapter) and 2 (a sheet: one session, one team) begin a page; 3 and 4 stand in the text.
HEADINGS = {
    1: (fonts.BOLD, 26, 30, INK, 0, 0),
    2: (fonts.BOLD, 23, 27, INK, 0, 0),
    3: (fonts.STRONG, 14, 18, INK, 14, 6),
    4: (fonts.STRONG, 11, 15, INK, 9, 3),
}
RIGHT = {"cell-number", "header-number", "contents-page"}
# Tables and side boxes narrow the room: a widow there costs less than a torn box.
KEEP_LINES = {"body", "lead", "item", "quote"}


def _style(name: str, values: tuple, line: Line) -> ParagraphStyle:
    font, size, leading, colour, before, after = values
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=colour or line.strong,
        spaceBefore=before,
        spaceAfter=after,
        alignment=TA_RIGHT if name in RIGHT else 0,
        allowWidows=0 if name in KEEP_LINES else 1,
        allowOrphans=0 if name in KEEP_LINES else 1,
        splitLongWords=1,
        bulletFontName=font,
        bulletFontSize=size,
        underlineWidth=0.4,
        uriWasteReduce=0,
    )


def styles(line: Line) -> dict[str, ParagraphStyle]:
    """Every style by its name, headings as ``h1`` to ``h4``."""
    fonts.register()
    named = {name: _style(name, values, line) for name, values in PARAS.items()}
    for level, values in HEADINGS.items():
        named[f"h{level}"] = _style(f"h{level}", values, line)
    return named
