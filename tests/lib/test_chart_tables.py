"""The charts of the chain: what they draw is what their tables say, in grey too, without any style attribute."""

import itertools
import re
from datetime import date
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring
from reportlab.lib.colors import Color, HexColor

from lib.charts import Chart, Span, as_svg, heat_map, months, stacked
from lib.charts.drawing import STEPS, ink_on, shade
from lib.pdf.colours import LINES

SVG = "{http://www.w3.org/2000/svg}"
TEAL = HexColor("#0b5c57")
COUNTS = {(0, 0): 4, (0, 1): 1, (1, 1): 2}
MONEY = [("Numérique", [Decimal(3000), Decimal(1000)]), ("Emploi", [0, Decimal("500.50")])]


def heat(counts=COUNTS, columns=("Vallée du Gier", "Vaulx")) -> Chart:
    return heat_map(["Numérique", "Emploi"], columns, counts, colour=TEAL, width=520, corner="Thème", total="Total")


def budget(rows=MONEY, parts=("État", "Région")) -> Chart:
    return stacked(rows, parts, colour=TEAL, width=520, corner="Thème", total="Total", in_words=lambda n: f"{n} €")


def calendar(*spans: Span) -> Chart:
    return months(spans, colour=TEAL, width=520, header=("Action", "Début", "Fin"))


def root_of(chart: Chart):
    return fromstring(as_svg(chart.drawing, title="Essai"))


def words(chart: Chart) -> list[str]:
    return [text.text for text in root_of(chart).iter(f"{SVG}text")]


def luminance(colour: Color) -> float:
    parts = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in colour.rgb()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_heat_map_says_every_number_and_its_table_adds_them_up():
    chart = heat()
    assert (chart.header, chart.rows) == (
        ("Thème", "Vallée du Gier", "Vaulx", "Total"),
        (("Numérique", "4", "1", "5"), ("Emploi", "0", "2", "2"), ("Total", "4", "3", "7")),
    )
    assert words(chart) == ["Vallée du Gier", "Vaulx", "Numérique", "4", "1", "Emploi", "0", "2"]


def test_more_is_darker():
    fills = [rect.get("fill") for rect in root_of(heat()).iter(f"{SVG}rect")]
    four, one, none, two = (sum(map(int, re.findall(r"\d+", fill))) if fill != "none" else 300 for fill in fills)
    assert four < two < one < none


def test_stacked_bars_are_as_long_as_their_numbers_and_lettered():
    chart = budget()
    assert (chart.header, chart.rows) == (
        ("Thème", "État", "Région", "Total"),
        (
            ("Numérique", "3000 €", "1000 €", "4000 €"),
            ("Emploi", "0 €", "500.50 €", "500.50 €"),
            ("Total", "3000 €", "1500.50 €", "4500.50 €"),
        ),
    )
    lengths = [
        float(rect.get("width")) + 1 for rect in root_of(chart).iter(f"{SVG}rect") if float(rect.get("height")) == 15
    ]
    assert [round(each / lengths[1], 2) for each in lengths] == [3.0, 1.0, 0.5]
    assert words(chart) == ["a", "État", "b", "Région", "Numérique", "a", "b", "4000 €", "Emploi", "b", "500.50 €"]


def test_a_calendar_draws_spans_single_dates_and_none():
    chart = calendar(
        Span("Bus", date(2026, 11, 1), date(2027, 2, 1)), Span("Crèche", date(2027, 1, 1)), Span("Sans date")
    )
    root = root_of(chart)
    assert chart.rows == (
        ("Bus", "novembre 2026", "février 2027"),
        ("Crèche", "janvier 2027", "–"),
        ("Sans date", "–", "–"),
    )
    assert len([rect for rect in root.iter(f"{SVG}rect") if float(rect.get("height")) == 10]) == 1
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert words(chart) == ["2026", "N", "D", "2027", "J", "F", "M", "A", "Bus", "Crèche", "Sans date"]


def test_a_calendar_takes_ends_before_beginnings_and_far_years():
    chart = calendar(Span("À l’envers", date(2027, 5, 1), date(2027, 1, 1)), Span("Loin", date(2099, 1, 1)))
    assert len(list(root_of(chart).iter(f"{SVG}circle"))) == 2
    assert chart.rows[1] == ("Loin", "janvier 2099", "–")


@pytest.mark.parametrize(
    "chart",
    [heat({}, ()), heat({}), budget([], ()), budget([("Rien", [0, 0])]), calendar(), calendar(Span("Rien"))],
)
def test_nothing_is_drawn_without_a_fault(chart):
    assert [element.tag for element in root_of(chart).iter() if "style" in element.attrib] == []


@pytest.mark.parametrize("chart", [heat(), heat(COUNTS, ("V", "G")), budget(), calendar(Span("Bus", date(2026, 9, 1)))])
def test_no_style_attribute_and_nothing_that_a_second_chart_on_the_page_would_repeat(chart):
    text = as_svg(chart.drawing, title="Essai")
    assert [word for word in ("style", " id=", "clip") if word in text] == []


@pytest.mark.parametrize("name", LINES)
def test_words_stand_out_on_every_shade_and_shades_from_each_other(name):
    """In each line's colour; grey keeps the luminance, so what differs here differs there."""
    shades = [shade(LINES[name].strong, step) for step in range(len(STEPS))]
    assert min(contrast(each, ink_on(step)) for step, each in enumerate(shades)) >= 4.5
    assert min(contrast(one, other) for one, other in itertools.pairwise(shades)) >= 1.25
