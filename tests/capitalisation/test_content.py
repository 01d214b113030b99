"""The content as JSON: equal when it comes back, refused when it is something else."""

import json
from dataclasses import replace

import pytest

from capitalisation.content import Attendance, Report, Text
from capitalisation.pdf.chapters import hundredths
from tests.capitalisation import samples


@pytest.mark.parametrize("report", [samples.report(), samples.empty()], ids=["full", "empty"])
def test_round_trip(report):
    assert Report.from_json(report.to_json()) == report


def test_data_of_an_edition_made_before_a_chapter_existed_are_still_read():
    plain = json.loads(samples.report().to_json())
    for chapter in ("context", "method", "recommendations", "next"):
        del plain[chapter]
    older = replace(samples.report(), context=Text(), method=Text(), recommendations=Text(), next=Text())
    assert Report.from_json(json.dumps(plain)) == older


def test_equal_reports_give_equal_texts():
    assert samples.report().to_json() == samples.report().to_json()


def test_dates_are_iso_text_and_nothing_is_left_out():
    plain = json.loads(samples.report().to_json())
    assert plain["sessions"][0]["starts_at"] == "2026-06-11T09:30:00+02:00"
    assert plain["teams"][0]["status_on"] is None
    assert plain["teams"][3]["status_on"] == "2026-09-20"


def test_a_wrong_type_or_a_missing_field_is_refused():
    plain = json.loads(samples.report().to_json())
    plain["figures"]["teams"] = "six"
    with pytest.raises(TypeError, match="Expected int, found 'six'"):
        Report.from_json(json.dumps(plain))
    del plain["figures"]
    with pytest.raises(KeyError):
        Report.from_json(json.dumps(plain))


def test_an_edition_from_before_attendance_was_printed_is_still_read():
    plain = json.loads(samples.report().to_json())
    del plain["attendance"], plain["organisations"], plain["sessions"][0]["notes"][0]["photos"]
    assert Report.from_json(json.dumps(plain)) == replace(samples.report(), attendance=Attendance(), organisations=())


@pytest.mark.parametrize(
    ("counts", "shares"), [([5, 6, 6, 6, 5, 6], [15, 18, 18, 17, 15, 17]), ([1, 1, 1], [34, 33, 33]), ([7], [100])]
)
def test_printed_shares_add_up_to_a_hundred(counts, shares):
    assert (hundredths(counts), sum(shares)) == (shares, 100)
