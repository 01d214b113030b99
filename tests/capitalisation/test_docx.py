"""The Word file: well-formed, styled by styles alone, every text literal."""

import io
from dataclasses import replace

import pytest
from docx import Document

from capitalisation.content import Report, Text
from capitalisation.docx import write_word
from tests.capitalisation import samples
from tests.capitalisation.test_pdf import CHAPTERS


def written(report: Report, **changes):
    target = io.BytesIO()
    write_word(report, target, created_at=samples.CREATED, release=samples.RELEASE, number=2, **changes)
    target.seek(0)
    return Document(target)


@pytest.fixture(scope="module")
def full():
    return written(samples.report())


def test_title_language_and_chapters(full):
    about = full.core_properties
    assert (about.title, about.language) == ("Numérique et innovation sociale\xa0: document de capitalisation", "fr")
    titles = [each.text for each in full.paragraphs if each.style.name == "Heading 1"]
    assert titles == CHAPTERS
    assert 'TOC \\o "1-2"' in full.element.xml
    assert 'w:lang w:val="fr-FR"' in full.styles.element.xml


def test_long_tables_repeat_their_header_and_keep_rows_whole(full):
    table = next(each for each in full.tables if each.rows[0].cells[-1].text == "Fichiers et SHA-256")
    rows = [row._tr.xml for row in table.rows]
    assert ["w:tblHeader" in row for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all("w:cantSplit" in row for row in rows)


def test_runs_carry_no_look_of_their_own(full):
    runs = [run for paragraph in full.paragraphs for run in paragraph.runs]
    assert {(run.bold, run.italic, run.font.size, run.font.name) for run in runs} == {(None, None, None, None)}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<b>x</b> &amp", "<b>x</b> &amp"),
        ("a\x00b\x0bc\ufffe", "a\ufffdb\ufffdc\ufffd"),
        ("محمد 王小明", "محمد 王小明"),
    ],
)
def test_any_text_is_literal(typed, printed):
    document = written(replace(samples.report(1), foreword=Text(typed, typed)))
    assert [each.text for each in document.paragraphs].count(printed) == 2


def test_an_empty_report_is_written():
    assert written(samples.empty()).paragraphs
