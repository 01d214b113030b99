"""What the charts share: their letters and shades, and how they go onto a page."""

import re
from dataclasses import dataclass
from io import StringIO
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Group, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from lib.pdf import fonts

INK, SOFT, RULE = HexColor("#1c2430"), HexColor("#566072"), HexColor("#d5dae1")
SIZE = 9
SPACE = "{http://www.w3.org/2000/svg}"
# Shares of a colour that tell themselves apart in grey; words are ink on the lighter, white on the darker ones.
STEPS = (0.1, 0.25, 0.42, 0.82, 1.0)
LAST_LIGHT = 2


@dataclass(frozen=True)
class Chart:
    """A drawing and its table of figures, which always stands beside it."""

    drawing: Drawing
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def canvas(width: float, height: float) -> Drawing:
    fonts.register()
    return Drawing(width, max(height, 1), initialFontName=fonts.REGULAR)  # reportlab's own default is never embedded


def string(x: float, y: float, text: str, colour: Color, *, anchor: str = "start", size: float = SIZE) -> String:
    return String(x, y, text, fontName=fonts.REGULAR, fontSize=size, fillColor=colour, textAnchor=anchor)


def label(x: float, y: float, text: str, room: float, colour: Color = INK, *, anchor: str = "start") -> String:
    """A text cut to its room."""
    return string(x, y, fonts.fit(text, fonts.REGULAR, SIZE, room), colour, anchor=anchor)


def upright(x: float, y: float, text: str, room: float) -> Group:
    """A text that reads from the bottom to the top."""
    return Group(label(0, 0, text, room), transform=(0, 1, -1, 0, x, y))


def box(x: float, y: float, width: float, height: float, fill: Color | None, stroke: Color | None = None) -> Rect:
    return Rect(x, y, width, height, fillColor=fill, strokeColor=stroke, strokeWidth=0.6)


def shade(colour: Color, step: int) -> Color:
    """The colour as light as the step says, 0 the lightest."""
    share = STEPS[step]
    red, green, blue = (1 - share * (1 - part) for part in (colour.red, colour.green, colour.blue))
    return Color(red, green, blue)


def ink_on(step: int) -> Color:
    return INK if step <= LAST_LIGHT else white


def as_svg(drawing: Drawing, *, title: str) -> str:
    """The drawing as an SVG element for a page, titled, without any ``style`` attribute (a strict CSP drops those).

    It has no id, so that several stand on one page: reportlab names the same clip in each.
    """
    ElementTree.register_namespace("", SPACE[1:-1])
    target = StringIO()
    renderSVG.drawToFile(drawing, target)
    text = re.sub(r"<!DOCTYPE[^>]*>", "", target.getvalue())
    root = fromstring(text)
    for element in root.iter():
        for declaration in element.attrib.pop("style", "").split(";"):
            name, _, value = declaration.partition(":")
            if value.strip():
                element.set(name.strip(), "Source Sans 3" if name.strip() == "font-family" else value.strip())
        for name in ("id", "clip-path"):
            element.attrib.pop(name, None)
    for found in root.findall(f"{SPACE}title"):
        found.text = title
    for tag in ("desc", "clipPath"):
        for found in root.findall(f"{SPACE}{tag}"):
            root.remove(found)
    root.set("role", "img")
    root.set("aria-label", title)
    return ElementTree.tostring(root, encoding="unicode")
