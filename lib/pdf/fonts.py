"""The embedded type: one family, one declared fallback, and a visible mark for what neither can print.

Source Sans 3 (OFL) sets everything; DejaVu Sans lends single letters that it lacks. Scripts that need shaping or
run from right to left (Arabic, Hebrew, Devanagari) and scripts that neither family holds (Chinese) are printed as one □
a character: better a visible gap than letters in the wrong order.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
REGULAR, ITALIC, STRONG, STRONG_ITALIC = "Escale", "Escale-Italic", "Escale-Strong", "Escale-StrongItalic"
BOLD, LIGHT, FALLBACK = "Escale-Bold", "Escale-Light", "Escale-Fallback"
FILES = {
    REGULAR: "SourceSans3-Regular.ttf",
    ITALIC: "SourceSans3-It.ttf",
    STRONG: "SourceSans3-Semibold.ttf",
    STRONG_ITALIC: "SourceSans3-SemiboldIt.ttf",
    BOLD: "SourceSans3-Bold.ttf",
    LIGHT: "SourceSans3-Light.ttf",
    FALLBACK: "DejaVuSans.ttf",
}
MISSING = "□"
# reportlab breaks lines at every Unicode space but U+00A0; the others that must not break become that one.
UNBREAKABLE = str.maketrans(
    {"\u202f": "\u00a0", "\u2007": "\u00a0", "\t": " ", "\r": None, "\u2060": None, "\ufeff": None}
)
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\ufe00-\ufe0f]")


@cache
def register() -> None:
    """Make the fonts known to reportlab, once a process. ``<b>`` is the semibold: bold is kept for titles."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=STRONG, italic=ITALIC, boldItalic=STRONG_ITALIC)


@cache
def _letters() -> tuple[frozenset[int], frozenset[int]]:
    register()
    # A letter counts as the family's when every style of it has the letter.
    own = [set(pdfmetrics.getFont(name).face.charToGlyph) for name in FILES if name != FALLBACK]
    return frozenset(set.intersection(*own)), frozenset(pdfmetrics.getFont(FALLBACK).face.charToGlyph)


def _is_plain(character: str) -> bool:
    """Whether the character may be set alone, left to right, as it stands."""
    return (
        unicodedata.bidirectional(character) in {"L", "EN", "ES", "ET", "CS", "ON", "NSM"}
        and unicodedata.category(character)[0] not in "CZ"
        and not 0x0900 <= ord(character) <= 0x109F
    )


def _font_of(character: str) -> str | None:
    own, lent = _letters()
    code = ord(character)
    if code > 0xFFFF:  # reportlab cuts such a code to four digits in the text that a reader copies
        return None
    if character == "\n" or (code in own and code >= 32):
        return REGULAR
    if code in lent and _is_plain(character):
        return FALLBACK
    return None


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The text as (piece, needs the fallback), each piece printable; what no font has stands there as □."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(UNBREAKABLE))
    if _letters()[0].issuperset(map(ord, text)) and text.isprintable():  # nearly always, and much faster
        yield text, False
        return
    piece, lent = "", False
    for character in text:
        font = _font_of(character)
        if font is None:
            character = MISSING
        if piece and (font == FALLBACK) != lent:
            yield piece, lent
            piece = ""
        lent = font == FALLBACK
        piece += character
    if piece:
        yield piece, lent


def printable(text: str) -> str:
    """The text in the main family alone, for drawings and for lines drawn outside the flow."""
    return "".join(MISSING * len(piece) if lent else piece.replace("\n", " ") for piece, lent in runs(text))


def has_missing(text: str) -> bool:
    """Whether some character of the text can only be printed as □."""
    return any(_font_of(character) is None for character in INVISIBLE.sub("", text.translate(UNBREAKABLE)))


def width(text: str, font: str, size: float) -> float:
    """Width of a printable text, in points."""
    register()
    return pdfmetrics.stringWidth(text, font, size)


def fit(text: str, font: str, size: float, room: float) -> str:
    """The printable text, cut with … so that it fits in ``room`` points."""
    text = printable(text)[:500]
    if width(text, font, size) <= room:
        return text
    while text and width(text + "…", font, size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
