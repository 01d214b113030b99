"""What is counted across the teams: the page with its pictures, and the workbook of everything."""

import io
import re
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from deliverables.across.chainbook import figure_sheets
from deliverables.across.figures import Grid, Standing, TeamRows, calendar, in_several, money_by_theme, themes_by_team
from deliverables.across.overview import rows_of_teams
from deliverables.chain.overview import teams_of
from records.models import LogEntry
from tests import builders as b
from tests.deliverables.across.rows import Chains, many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def url(chains: Chains, name: str = "chain-overview") -> str:
    return reverse(f"deliverables:{name}", args=[chains.cycle.slug])


@pytest.fixture
def chains() -> Chains:
    chains = Chains(slug="quartiers", title="Quartiers", language="en")
    care, work = (chains.cycle.themes.create(position=n, name=name) for n, name in enumerate(("Care", "Work"), start=1))
    gier, vaulx, alone = (chains.team(name) for name in ("Gier", "Vaulx", "Échirolles"))
    for team, theme in ((gier, care), (gier, care), (vaulx, care), (alone, work), (vaulx, None)):
        chains.row(team, "finding", theme=theme)
    when = {"starts": date(2027, 1, 1), "ends": date(2028, 6, 1)}
    sources = ["État : 4 000", "CAF : 1 000", "Fondation"]
    chains.row(gier, "action", title="Ouvrir", theme=care, budget=6000, sources=sources, pilote="Ville", **when)
    chains.row(vaulx, "action", title="Former", theme=care, sources=["etat : 500,50"], partners=["CAF", "caf"])
    chains.row(alone, "action", title="Penser", starts=date(2026, 9, 1), pilote="Ville")
    chains.row(gier, "contribution", organisation="Caf", role="funder")
    chains.deliver()
    b.organisation("CAF", organiser=chains.cycle.organiser)
    return chains


def told(chains: Chains) -> list[TeamRows]:
    return rows_of_teams(chains.cycle, teams_of(chains.cycle))


def test_themes_by_team(chains):
    teams = told(chains)
    themes = ("Care", "Work", "without a theme")
    names = ("Échirolles", "Gier", "Vaulx")
    assert themes_by_team(teams, "finding") == Grid(themes, names, ((0, 2, 1), (1, 0, 0), (0, 0, 1)))
    assert themes_by_team(teams, "action") == Grid(themes, names, ((0, 1, 1), (0, 0, 0), (1, 0, 0)))


def test_planned_money_by_theme_and_source_adds_up_to_the_budgets(chains):
    assert money_by_theme(told(chains)) == Grid(
        ("Care",), ("État", "CAF", "source not said"), ((pytest.approx(4500.5), 1000, 1000),)
    )


def test_the_largest_sources_stand_alone_and_the_others_together():
    chains = Chains()
    team = chains.team()
    chains.row(team, "action", budget=100, sources=[f"S{n} : {n}" for n in range(1, 7)])
    chains.deliver()
    grid = money_by_theme(told(chains))
    assert grid == Grid(
        ("without a theme",), ("S6", "S5", "S4", "other sources", "source not said"), ((6, 5, 4, 6, 79),)
    )


def test_the_calendar_begins_with_what_comes_first_and_is_by_team_where_there_are_many(chains):
    lines = [(line.label, line.starts, line.ends) for line in calendar(told(chains))]
    assert lines == [
        ("Échirolles A1 · Penser", date(2026, 9, 1), None),
        ("Gier A1 · Ouvrir", date(2027, 1, 1), date(2028, 6, 1)),
        ("Vaulx A1 · Former", None, None),
    ]
    team = chains.team("Roanne")
    for month in range(1, 28):
        chains.row(team, "action", starts=date(2027, 1 + month % 12, 1))
    chains.deliver()
    lines = [(line.label, line.starts, line.ends) for line in calendar(told(chains))]
    assert ("Roanne · 27 actions", date(2027, 1, 1), date(2027, 12, 1)) in lines
    assert len(lines) == 4


def test_organisations_in_several_territories_by_the_name_of_the_directory(chains):
    assert in_several(told(chains)) == (
        Standing("CAF", (("Gier", "funds P1"), ("Vaulx", "partner A1"))),
        Standing("Ville", (("Échirolles", "pilote A1"), ("Gier", "pilote A1"))),
    )


def test_the_page_says_each_picture_in_a_sentence_and_in_figures(client, chains):
    client.force_login(b.coordinator(chains.cycle))
    response = client.get(url(chains))
    page = response.content.decode().replace("\xa0", " ")
    assert page.count("<svg") == page.count('<div class="picture"') == 5
    assert not re.search(r"\sstyle=", page)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for sentence in (
        "5 findings of 3 teams. Most often: Care (3).",
        "3 actions of 3 teams. Most often: Care (2). Themes with findings and no action: Work.",
        "6 500,50 €, planned, not committed, by 2 actions out of 3.",
        "État 4 500,50 €, CAF 1 000 €, source not said 1 000 €.",
        "2 actions out of 3 have a date: from September 2026 to June 2028.",
        "2 organisations stand in several territories, out of 2 named. In most territories (2): CAF, Ville.",
        "CAF 2 Gier (funds P1) ; Vaulx (partner A1)",
        "Care 4 500,50 € 1 000 € 1 000 € 6 500,50 €",
    ):
        assert sentence in text


def test_a_cycle_without_rows_says_so(client):
    chains = Chains()
    client.force_login(b.coordinator(chains.cycle))
    page = client.get(url(chains)).content.decode()
    assert "No team has delivered rows yet" in page
    assert "<svg" not in page


@pytest.mark.parametrize("teams", [1, 40])
def test_queries_do_not_grow_with_teams(client, teams, django_assert_num_queries):
    chains = many(teams, each=1)
    client.force_login(b.coordinator(chains.cycle))
    with django_assert_num_queries(10):
        page = client.get(url(chains))
    assert page.content.decode().count("<svg") == {1: 4, 40: 7}[teams]
    with django_assert_num_queries(17):
        b"".join(client.get(url(chains, "chain-export")).streaming_content)


def test_a_name_that_is_no_mark_up_is_drawn_as_text(client):
    chains = Chains()
    team = chains.team("<script>x</script> & cie")
    chains.row(team, "finding", theme=chains.cycle.themes.create(position=1, name='"><img src=x>'))
    chains.deliver()
    client.force_login(b.coordinator(chains.cycle))
    page = client.get(url(chains)).content.decode()
    assert "<script>x" not in page
    assert "<img src=x" not in page


def test_the_command_writes_every_sheet_and_the_same_bytes_again(chains, tmp_path):
    target, again = tmp_path / "chain.xlsx", tmp_path / "again.xlsx"
    for path in (target, again):
        call_command("export_chain", "quartiers", output=path, date="2026-11-22T10:30")
    assert target.read_bytes() == again.read_bytes()
    book = load_workbook(io.BytesIO(target.read_bytes()))
    assert book.sheetnames == [
        "Findings", "Actions", "Contributions of partners", "Findings by theme", "Actions by theme",
        "Planned, not committed", "In several territories", "About",
    ]  # fmt: skip
    assert [sheet.max_row for sheet in book][:3] == [6, 4, 2]
    assert list(book["Findings by theme"].values) == [
        ("Theme", "Échirolles", "Gier", "Vaulx", "Total"),
        ("Care", 0, 2, 1, 3),
        ("Work", 1, 0, 0, 1),
        ("without a theme", 0, 0, 1, 1),
        ("Total", 1, 2, 2, 5),
    ]
    assert list(book["Planned, not committed"].values)[1] == ("Care", 4500.5, 1000, 1000, 6500.5)
    about = dict(list(book["About"].values)[1:])
    assert about["Findings"] == "5 (5 need)"
    assert about["Money"] == "What teams plan. Nobody has committed it."
    assert list(book["About"].values)[4][1].replace("\xa0", " ").startswith("6 500,50 €, planned, not committed")


def test_the_button_writes_the_same_sheets_and_leaves_a_line(client, chains):
    client.force_login(b.coordinator(chains.cycle))
    response = client.get(url(chains, "chain-export"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert len(book.sheetnames) == 8
    assert LogEntry.objects.get(action="chain_exported").after == {"rows": "all", "filters": ""}


def test_nothing_to_count_makes_no_sheet():
    assert figure_sheets([TeamRows("Gier", ())]) == []
