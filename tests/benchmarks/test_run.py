"""The bench runs: what it compares does the same work. How long it takes is ``make bench``'s to say."""

import pytest

from benchmarks import run
from tests import builders


@pytest.mark.django_db
def test_the_workbook_and_its_floor():
    builders.national_set(cycles=1, teams=2, assignments=2)
    measure = run.workbook(1)
    assert measure.name.startswith("workbook, 4 ×")
    assert measure.ours > 0 < measure.floor


def test_a_measure_over_its_budget_says_so():
    slow, asks = run.Measure("page", 30, 10, 2.5), run.Measure("page", 20, 10, 2.5, queries=11, most_queries=10)
    assert [each.holds for each in (slow, asks, run.Measure("page", 25, 10, 2.5, 10, 10))] == [False, False, True]
    assert "OVER" in str(slow)
