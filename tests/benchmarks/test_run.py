"""The bench runs: what it compares does the same work. How long it takes is ``make bench``'s to say."""

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Table

from benchmarks import floors, run
from capitalisation.pdf import document_of
from lib.pdf import Heading
from tests import builders
from tests.capitalisation import samples


@pytest.mark.django_db
def test_the_workbook_and_its_floor():
    builders.national_set(cycles=1, teams=2, assignments=2)
    measure = run.workbook(1)
    assert measure.name.startswith("workbook, 4 ×")
    assert measure.ours > 0 < measure.floor


def test_the_worksheets_and_their_floors(tmp_path, monkeypatch):
    monkeypatch.setenv("ESCALE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(run, "WARM", 0)
    out, back = run.worksheets(1, rows_in=3, rows_out=4)
    assert (out.name, back.name) == ("sheet to fill in, 4 × 9", "sheet that comes back, 3 × 9")
    assert floors.read_workbook(str(tmp_path / "worksheet.xlsx")) == 4 * 9


def test_the_report_and_its_floor_print_the_same_words():
    document = document_of(samples.report(), created_at=samples.CREATED, release=samples.RELEASE)
    printed = list(floors.flow(document.body, getSampleStyleSheet()))
    tables = [each for each in printed if isinstance(each, Table)]
    titles = {"".join(each.getPlainText().split()) for each in printed if getattr(each, "level", 0)}
    assert len(tables) >= 3
    assert titles >= {"".join(each.text.split()) for each in document.body if isinstance(each, Heading)}
    assert floors.report(document) > 10_000


def test_a_measure_over_its_budget_says_so():
    slow, asks = run.Measure("page", 30, 10, 2.5), run.Measure("page", 20, 10, 2.5, queries=11, most_queries=10)
    assert [each.holds for each in (slow, asks, run.Measure("page", 25, 10, 2.5, 10, 10))] == [False, False, True]
    assert "OVER" in str(slow)
