"""The two pages that a funder takes out of the report."""

from dataclasses import replace

from capitalisation.content import Attendance, Text
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
    given = [part for team in report.teams for part in team.deliverables if part.state != "exempted"]
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
    assert [words for words in said if squeezed(words) not in squeezed(text)] == []


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
