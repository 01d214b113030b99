"""Charts on screen and on paper."""

from defusedxml.ElementTree import fromstring
from reportlab.lib.colors import HexColor

from lib.charts import as_svg, bars

SVG = "{http://www.w3.org/2000/svg}"
TEAL = HexColor("#0b5c57")


def test_bars_are_as_long_as_their_numbers():
    root = fromstring(as_svg(bars([("Communes", 4), ("État", 1)], colour=TEAL, width=400), title="Contributions"))
    lengths = [float(rect.get("width")) for rect in root.iter(f"{SVG}rect") if rect.get("fill")]
    assert lengths[0] == 4 * lengths[1]
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Communes", "4", "État", "1"]


def test_svg_has_a_title_and_no_style_attribute():
    text = as_svg(bars([('a <b & "c"', 1)], colour=TEAL, width=400), title='Un <titre> & "un autre"')
    root = fromstring(text)
    assert [element.tag for element in root.iter() if "style" in element.attrib] == []
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Un <titre> & "un autre"')
    assert "<style" not in text


def test_no_row_and_zeros_are_drawn():
    assert "<svg" in as_svg(bars([], colour=TEAL, width=400), title="vide")
    assert "<svg" in as_svg(bars([("rien", 0)], colour=TEAL, width=400), title="zéro")
