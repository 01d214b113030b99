"""The chain in the report: frozen as plain data, on each team's sheet, counted and drawn across the teams."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from capitalisation.album import album_of
from capitalisation.content import Frozen, Report
from capitalisation.content.reader import read_content
from capitalisation.editions import drawn as edition_drawn
from capitalisation.editions import freeze, in_word
from capitalisation.outline import outline
from capitalisation.pdf.chain import team_rows
from cycles.models import Cycle
from deliverables.across.plain import Detail, Mention, PlainRow, Source
from deliverables.models import Deliverable
from tests import builders as b
from tests.capitalisation import samples
from tests.capitalisation.test_pdf import drawn, page_texts, squeezed
from tests.deliverables.across.rows import Chains, many

pytestmark = pytest.mark.django_db
PRIVATE, QUIET = "Lise Morel 04 00", "Les Volets verts"


def fresh(chains: Chains) -> Cycle:
    return Cycle.objects.select_related("organiser").get(pk=chains.cycle.pk)


@pytest.fixture
def chains() -> Chains:
    """Two teams; what one retained is older than what it delivered since; one organisation asked not to be named."""
    chains = Chains(slug="quartiers", title="Quartiers", language="fr")
    care = chains.cycle.themes.create(position=1, name="Garde d’enfants")
    gier, vaulx = chains.team("Vallée du Gier"), chains.team("Vaulx-en-Velin")
    says = {"theme": care, "evidence_value": 33, "evidence_unit": "%", "priority": "high"}
    chains.row(gier, "finding", statement="Peu de crèches", neighbourhoods=["Les Cèdres"], **says)
    chains.deliver(state="retained")
    again = b.version(Deliverable.objects.get(), delivered=False, files=())
    b.row(again, statement="Pas encore retenu")
    chains.row(vaulx, "finding", statement="Loin de tout", category="weakness")
    when = {"starts": date(2027, 1, 1), "ends": date(2027, 6, 1)}
    money = {"budget": 12500, "sources": ["État : 4 000", f"{QUIET} : 1 000"]}
    chains.row(gier, "action", title="Ouvrir", theme=care, pilote="Ville", partners=[QUIET, "CAF"], **when, **money)
    chains.row(vaulx, "contribution", organisation=QUIET, contact=PRIVATE)
    chains.row(vaulx, "contribution", organisation="CAF", role="funder", contact=PRIVATE)
    kept = Deliverable.objects.get(assignment__holds="finding", team=gier).retained_version
    chains.deliver()
    Deliverable.objects.filter(assignment__holds="finding", team=gier).update(retained_version=kept, state="retained")
    b.organisation_question(chains.cycle, name=QUIET, answered_by="Le gérant", may_be_named=False)
    return chains


def rows_of(report: Report, team: str) -> list[PlainRow]:
    return [row for part in report.teams if part.name == team for row in team_rows(part)]


def test_the_rows_of_the_version_that_the_report_takes_are_in_its_data(chains):
    report = read_content(fresh(chains))
    assert rows_of(report, "Vallée du Gier") == [
        PlainRow(
            kind="finding",
            reference="D1",
            heading="Peu de crèches",
            details=(
                Detail("Catégorie", "besoin", "category"),
                Detail("Thème", "Garde d’enfants", "theme"),
                Detail("Quartiers", "Les Cèdres", "neighbourhoods"),
                Detail("Priorité", "haute", "priority"),
                Detail("Donnée", "33 %", "evidence"),
            ),
            theme="Garde d’enfants",
        ),
        PlainRow(
            kind="action",
            reference="A1",
            heading="Ouvrir",
            details=(
                Detail("Thème", "Garde d’enfants", "theme"),
                Detail("Pilote", "Ville", "pilote"),
                Detail("Partenaires", "structure non nommée, CAF", "partners"),
                Detail("Début", "janvier 2027", "starts"),
                Detail("Fin", "juin 2027", "ends"),
                Detail("Budget prévisionnel", "12\xa0500\xa0€, prévisionnel, non engagé", "budget"),
                Detail("Financements prévus", "État : 4 000, structure non nommée : 1 000", "sources"),
            ),
            theme="Garde d’enfants",
            starts=date(2027, 1, 1),
            ends=date(2027, 6, 1),
            cents=1250000,
            sources=(Source("État", 400000), Source("structure non nommée", 100000)),
            organisations=(Mention("Ville", "pilote"), Mention("CAF", "partenaire")),
        ),
    ]
    text = report.to_json()
    assert [word for word in (PRIVATE, QUIET) if word in text] == []
    assert Report.from_json(text) == report


@pytest.mark.parametrize("teams", [1, 12])
def test_queries_do_not_grow_with_teams_and_rows(teams):
    chains = many(teams, each=2)
    with CaptureQueriesContext(connection) as queries:
        report = read_content(fresh(chains))
    assert (len(queries), len(rows_of(report, "Territoire 001"))) == (26, 6)


def test_the_sheet_of_a_team_and_the_pictures_across_teams(chains):
    pages = page_texts(drawn(read_content(fresh(chains))))
    sheet = next(text for text in pages[2:] if "Ce que l’équipe a remis" in text and "Vallée du Gier" in text)
    across = " ".join(text for text in pages[2:] if "Figure" in text)
    wanted = {
        sheet: (
            "D1 · Peu de crèches", "Donnée : 33 %", "Catégorie : besoin", "A1 · Ouvrir", "Pilote : Ville",
            "Budget prévisionnel : 12 500 €, prévisionnel, non engagé",
        ),
        across: (
            "Figure 1. 2 constats de 2 équipes.",
            "Garde d’enfants Vallée du Gier 1 1",
            "12 500 €, prévisionnel, non engagé, par 1 action sur 1.",
            "Figure 4. 1 action sur 1 a une date : de janvier 2027 à juin 2027.",
            "CAF 2 Vallée du Gier (partenaire A1)",
        ),
    }  # fmt: skip
    missing = [words for text, said in wanted.items() for words in said if squeezed(words) not in squeezed(text)]
    assert missing == []


def test_a_report_without_rows_keeps_neither_chapter_nor_tables():
    text = " ".join(page_texts(drawn(samples.report())))
    assert "D’une équipe à l’autre" not in text
    assert "Figure 1" not in text


def test_the_pictures_are_drawn_as_lines_and_not_as_pixels(chains):
    with_rows, without = drawn(read_content(fresh(chains))), drawn(samples.report())
    assert with_rows.count(b"/Subtype /Image") == without.count(b"/Subtype /Image")


def test_word_has_the_same_tables(chains):
    frozen = freeze(fresh(chains))
    book = Document(BytesIO(in_word(frozen, {})))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert any("D1 · Peu de crèches" in cell for cell in cells)
    assert any(cell.startswith("Vallée du Gier (partenaire A1)") for cell in cells)
    assert any(each.text.startswith("Figure 1. 2 constats de 2 équipes.") for each in book.paragraphs)


def test_an_edition_is_drawn_again_from_its_data_whatever_became_of_the_rows(chains):
    frozen = freeze(fresh(chains))
    text = frozen.to_json()
    first = edition_drawn(frozen, album_of(frozen.report))
    team = chains.cycle.teams.get(territory__name="Vaulx-en-Velin")
    chains.row(team, "contribution", organisation="Arrivée depuis")
    chains.deliver()
    again = Frozen.from_json(text)
    assert edition_drawn(again, {}) == first
    assert in_word(again, {}) == in_word(frozen, {})
    assert "Arrivée depuis" in freeze(fresh(chains)).to_json()


def test_the_workshop_lists_the_chapter_where_there_are_rows(chains, in_english):
    assert "Across the teams" in [row.title for row in outline(chains.cycle)]
    assert "Across the teams" not in [row.title for row in outline(b.cycle())]


def test_what_the_team_has_not_confirmed_is_said_to_be_so(chains):
    report = read_content(fresh(chains))
    part = report.teams[0].deliverables[0]
    marked = replace(part, retained=replace(part.retained, rows=(replace(part.retained.rows[0], to_confirm=True),)))
    team = replace(report.teams[0], deliverables=(marked,))
    text = " ".join(page_texts(drawn(replace(report, teams=(team,)))))
    assert "à confirmer par l’équipe" in re.sub(r"\s+", " ", text)


def test_forty_teams_stay_on_their_pages():
    report = samples.report(40)
    row = samples.finding("Un constat assez long pour tenir sur plusieurs lignes de la feuille de l’équipe.")
    action = samples.action("Une action", date(2027, 1, 1))
    version = samples.version("Équipe", "Diagnostic", 1)
    parts = [replace(report.teams[0].deliverables[0], retained=replace(version, rows=(row, action)))]
    teams = tuple(replace(team, deliverables=(*parts, *team.deliverables[1:])) for team in report.teams)
    pages = page_texts(drawn(replace(report, teams=teams)))
    across = [text for text in pages[2:] if "Figure" in text]
    assert len(across) >= 5
    assert "(3/3)" in " ".join(across)
