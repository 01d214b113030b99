"""Charts, drawn once for paper and screen. Always shown with their table of figures; readable in grey."""

import re
from collections.abc import Sequence
from io import StringIO
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor

from lib.pdf import fonts

INK, SOFT = HexColor("#1c2430"), HexColor("#566072")
ROW, BAR, SIZE = 16, 10, 9
LABEL_ROOM, VALUE_ROOM = 150, 40


def bars(rows: Sequence[tuple[str, int]], *, colour: Color, width: float) -> Drawing:
    """Horizontal bars, one a row, in the given order, each with its label before and its number behind."""
    fonts.register()
    drawing = Drawing(width, max(len(rows) * ROW, 1), initialFontName=fonts.REGULAR)
    room, most = width - LABEL_ROOM - VALUE_ROOM, max([value for _, value in rows] + [1])
    for place, (label, value) in enumerate(rows):
        middle = drawing.height - (place + 0.5) * ROW
        length = room * value / most
        words = fonts.fit(label, fonts.REGULAR, SIZE, LABEL_ROOM - 8)
        drawing.add(_string(0, middle - 3, words, INK))
        drawing.add(Rect(LABEL_ROOM, middle - BAR / 2, length, BAR, fillColor=colour, strokeColor=None))
        drawing.add(_string(LABEL_ROOM + length + 6, middle - 3, str(value), SOFT))
    return drawing


def bar(value: int, most: int, *, colour: Color, width: float) -> Drawing:
    """One bar for a row of a table, whose number stands beside it; ``most`` takes the whole width."""
    drawing = Drawing(width, BAR + 2, initialFontName=fonts.REGULAR)
    drawing.add(Rect(0, 0, width * value / max(most, 1), BAR, fillColor=colour, strokeColor=None))
    return drawing


def stops(count: int, *, colour: Color, width: float, hole: Color, goes_on: bool = False) -> Drawing:
    """A line with ``count`` stops, each where a column begins; ``goes_on`` leads the line to the right edge."""
    fonts.register()
    drawing = Drawing(width, 22, initialFontName=fonts.REGULAR)  # reportlab's own default is never embedded
    step = width / max(count, 1)
    end = width if goes_on else (count - 1) * step + 9
    drawing.add(Line(9, 11, end, 11, strokeColor=colour, strokeWidth=5))
    for place in range(count):
        drawing.add(Circle(9 + place * step, 11, 6.6, fillColor=hole, strokeColor=colour, strokeWidth=5))
    return drawing


def _string(x: float, y: float, text: str, colour: Color) -> String:
    return String(x, y, text, fontName=fonts.REGULAR, fontSize=SIZE, fillColor=colour)


def as_svg(drawing: Drawing, *, title: str) -> str:
    """The drawing as an SVG element for a page, titled, without any ``style`` attribute (a strict CSP drops those)."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    target = StringIO()
    renderSVG.drawToFile(drawing, target)
    text = re.sub(r"<!DOCTYPE[^>]*>", "", target.getvalue())
    root = fromstring(text)
    for element in root.iter():
        for declaration in element.attrib.pop("style", "").split(";"):
            name, _, value = declaration.partition(":")
            if value.strip():
                element.set(name.strip(), "Source Sans 3" if name.strip() == "font-family" else value.strip())
    for label in root.findall("{http://www.w3.org/2000/svg}title"):
        label.text = title
    root.set("role", "img")
    root.set("aria-label", title)
    return ElementTree.tostring(root, encoding="unicode")
