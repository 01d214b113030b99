"""Workbooks hold what they were given, as text, number or date, and are the same twice."""

import io
import re
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from lib.xlsx import Heading, Sheet, write_workbook

MOMENT = datetime(2026, 6, 18, 10, 0, tzinfo=UTC)


def written(rows, headings=None) -> bytes:
    target = io.BytesIO()
    headings = headings or [Heading("A")] * len(rows[0])
    write_workbook(target, [Sheet("Feuille", headings, rows)], created_at=MOMENT, title="Essai")
    return target.getvalue()


def read(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content))["Feuille"].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=", "+33 4 72", "-5", "@SUM(A1)", "\tretrait", '=HYPERLINK("x")', "#N/A", "#REF!", " espace ", "é\nè"],
)
def test_text_stays_text(text):
    cells = load_workbook(io.BytesIO(written([[text]])))["Feuille"]
    assert (cells["A2"].value, cells["A2"].data_type) == (text, "s")


def test_a_carriage_return_at_the_start_makes_no_formula():
    cells = load_workbook(io.BytesIO(written([["\r=1+1"]])))["Feuille"]
    assert cells["A2"].data_type == "s"


def test_control_characters_are_left_out_and_long_text_is_cut():
    assert read(written([["a\x00b\x0bc", "x" * 40_000]])) == [("abc", "x" * 32_767)]


def test_numbers_dates_and_nothing_come_back_as_such():
    summer = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert read(written([[3, 2.5, summer, None, True]])) == [(3, 2.5, datetime(2026, 7, 1, 18, 0), None, True)]


def test_header_is_frozen_with_filters_and_widths():
    content = written([["x", 1], ["y", 2]], [Heading("Nom", 30), Heading("=Âge", 8)])
    page = load_workbook(io.BytesIO(content))["Feuille"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B3")
    assert [page.column_dimensions[letter].width for letter in "AB"] == [30, 8]
    assert [(c.value, c.data_type, c.font.bold) for c in page[1]] == [("Nom", "s", True), ("=Âge", "s", True)]


def test_rows_are_as_high_as_their_wrapped_texts_and_go_on_to_fit():
    headings = [Heading("Un titre de colonne bien trop long", 12), Heading("Texte", 10, wrap=True)]
    with ZipFile(
        io.BytesIO(written([["x" * 30, "court"], ["x", "un texte de plusieurs lignes"]], headings))
    ) as archive:
        rows = re.findall(rb"<row [^>]*>", archive.read("xl/worksheets/sheet1.xml"))
    assert rows == [b'<row r="1" ht="60">', b'<row r="2">', b'<row r="3" ht="60">']


def test_same_content_and_date_give_the_same_bytes():
    rows = [["=a", 1, MOMENT], ["b", 2, None]]
    first = written(rows)
    assert first == written(rows)
    assert first != written([["=a", 1, MOMENT], ["c", 2, None]])


def test_properties_carry_the_given_date():
    properties = load_workbook(io.BytesIO(written([["x"]]))).properties
    assert (properties.created, properties.modified) == (datetime(2026, 6, 18, 10), datetime(2026, 6, 18, 10))
    assert (properties.title, properties.creator) == ("Essai", "Escale")
