"""The two pages that a funder takes out of the report."""

from dataclasses import replace

import pytest

from capitalisation.content import Attendance, Share, Text
from tests.capitalisation import samples
from tests.capitalisation.test_docx import written
from tests.capitalisation.test_pdf import drawn, page_texts, squeezed


def synthesis_pages(report) -> list[str]:
    """The pages from the title of the synthesis to the next chapter's; the first page that says so is the contents."""
    texts = page_texts(drawn(report))
    return [text for text in texts[2:] if "Synthèse du cycle" in text]


def test_figures_that_funders_count_stand_on_two_pages():
    report = samples.report()
    pages = synthesis_pages(report)
    assert len(pages) == 2
    text, found = " ".join(pages), report.attendance
    here, gone = ([team for team in report.teams if (team.status == "active") == stays] for stays in (True, False))
    owed = [part for team in gone for part in team.deliverables if part.state == "not_delivered"]
    parts = [part for team in here + gone for part in team.deliverables if part not in owed]
    given = [part for part in parts if part.state != "exempted"]
    said = [
        f"{found.half_days_held} demi-journées tenues",
        f"{found.persons} personnes différentes",
        "Séance 1 11 juin 2 34 + 33 67 34",
        f"Total 10 {found.participations} {found.persons}",
        "Commune 2 6 60",
        "Vallée du Gier 8 80",
        f"Total {len(given)} {sum(bool(p.delivered) for p in given)} {sum(bool(p.retained) for p in given)}",
        "Partir des lieux, puis des outils.",
        "Faire venir le bailleur tôt.",
    ]
    assert owed
    assert [words for words in said if squeezed(words) not in squeezed(text)] == []


@pytest.mark.parametrize("territories", [8, 9, 20])
def test_many_territories_and_long_lessons_stand_on_two_pages_too(territories):
    report = samples.report()
    names = [f"Territoire de la vallée {number:02}" for number in range(territories)]
    kinds = [*samples.KINDS, "Région", "Département", "Service public"]
    attendance = replace(
        report.attendance,
        by_territory=tuple(Share(name, 8, 80 - place) for place, name in enumerate(names)),
        by_actor_type=tuple(Share(kind, 8, 80 - place) for place, kind in enumerate(kinds)),
    )
    lessons = Text("\n".join(["- " + "Partir des lieux. " * 11] * 5))
    pages = synthesis_pages(replace(report, attendance=attendance, lessons=lessons))
    text = squeezed(" ".join(pages))
    assert (len(pages), [name for name in names if squeezed(f"{name} 8") not in text]) == (2, [])


def test_without_recorded_attendance_it_is_said_neutrally():
    text = " ".join(synthesis_pages(replace(samples.report(), attendance=Attendance())))
    assert "Aucune présence n’a été saisie pour ce cycle." in text
    assert "personnes différentes" not in text
    assert "Commune2État3" in squeezed(text)


def test_a_session_that_nobody_ticked_is_not_counted_as_empty():
    full = samples.report()
    first, *others = full.attendance.sessions
    unknown = replace(first, is_taken=False, per_half_day=(0, 0), present=0)
    to_come = replace(unknown, label="Séance 9", half_days_held=0)
    attendance = replace(full.attendance, sessions=(unknown, *others, to_come))
    text = " ".join(synthesis_pages(replace(full, attendance=attendance)))
    assert squeezed("Séance 1 11 juin 2 non saisie Séance 2") in squeezed(text)
    assert "Séance 9" not in text


def test_only_five_lessons_and_each_short():
    long = "mot " * 300
    lessons = Text("\n".join([f"- {long}", *(f"- Enseignement {number}" for number in range(2, 9))]))
    text = " ".join(synthesis_pages(replace(samples.report(), lessons=lessons)))
    assert "Enseignement 5" in text
    assert "Enseignement 6" not in text
    assert text.count("mot ") < 70


def test_twenty_territories_take_no_more_than_three_pages():
    assert len(synthesis_pages(samples.report(20))) <= 3


def test_word_leaves_the_column_of_bars_out():
    tables = written(samples.report()).tables
    rows = next(table.rows for table in tables if table.rows[0].cells[0].text == "Territoire")
    assert [cell.text for cell in rows[0].cells] == ["Territoire", "Personnes", "Participations"]
