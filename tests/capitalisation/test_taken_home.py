"""What other teams take home, in the report: read from the rows, printed in PDF and Word, kept as JSON."""

import json
from dataclasses import replace

import pytest
from django.utils import timezone

from capitalisation.content import Report, TakenHome
from capitalisation.content.reader import read_content
from capitalisation.outline import outline
from deliverables.models import PeerReading
from tests import builders as b
from tests.capitalisation import samples
from tests.capitalisation.test_docx import written
from tests.capitalisation.test_pdf import drawn, everything, squeezed

TOLD = (
    TakenHome("Vaulx", 1, "L’accueil du samedi <b>& du soir</b>.\nDeux idées.", "Qui ouvre ?"),
    TakenHome("Roanne", 7, "Le carnet."),
)


def read() -> Report:
    """The first team's first deliverable, read by two others."""
    full = samples.report(1)
    team = full.teams[0]
    first = replace(team.deliverables[0], taken_home=TOLD)
    return replace(full, teams=(replace(team, deliverables=(first, *team.deliverables[1:])),))


@pytest.mark.django_db
def test_read_from_the_rows_without_what_is_hidden_taken_back_or_a_persons():
    cycle = b.cycle()
    team, vaulx, roanne, thau = (b.team(cycle, territory=name) for name in ("Gier", "Vaulx", "Roanne", "Thau"))
    row = b.deliverable(team=team)
    first, second = b.version(row), b.version(row, state="retained")
    b.peer_reading(second, vaulx, takes_home="Le samedi.", question="Qui ?", contact="Ana, 04 00")
    b.peer_reading(first, roanne, takes_home="Le carnet.")
    hidden = {"hidden_at": timezone.now(), "hidden_by": b.user(), "hidden_reason": "Un nom"}
    b.peer_reading(second, thau, **hidden)
    back = b.deliverable(team=team)
    b.peer_reading(b.version(back, taken_back_at=timezone.now()), vaulx)
    report = read_content(cycle)
    parts = next(each for each in report.teams if each.name == "Gier").deliverables
    assert [part.taken_home for part in parts] == [
        (TakenHome("Roanne", 1, "Le carnet."), TakenHome("Vaulx", 2, "Le samedi.", "Qui ?")),
        (),
    ]
    assert ("04 00" in report.to_json(), Report.from_json(report.to_json()) == report) == (False, True)
    (states,) = [row.states for row in outline(cycle) if row.title.startswith("Équipes")]
    assert "2 lectures par d’autres équipes" in states
    PeerReading.objects.all().delete()
    states, gaps = next((row.states, row.gaps) for row in outline(cycle) if row.title.startswith("Équipes"))
    assert "lecture" not in " ".join(states)
    assert "lecture" not in str(gaps)


def test_an_edition_from_before_has_none():
    data = json.loads(read().to_json())
    del data["teams"][0]["deliverables"][0]["taken_home"]
    assert Report.from_json(json.dumps(data)) == samples.report(1)


def test_printed_with_the_teams_sheet():
    text = squeezed(everything(drawn(read())))
    title = read().teams[0].deliverables[0].title
    for part in (
        f"Ce que les autres équipes en tirent Vaulx {title} L’accueil du samedi <b>& du soir</b>. Deux idées.",
        "Question : Qui ouvre ?",
        f"Roanne {title}, version 7 Le carnet.",
    ):
        assert squeezed(part) in text
    assert squeezed("Ce que les autres équipes en tirent") not in squeezed(everything(drawn(samples.report(1))))


def test_printed_in_the_word_file():
    document = written(read())
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    title = read().teams[0].deliverables[0].title
    assert f"Vaulx\n{title}" in cells
    assert [squeezed(cell) for cell in cells if "samedi" in cell] == [
        squeezed("L’accueil du samedi <b>& du soir</b>. Deux idées. Question : Qui ouvre ?")
    ]
