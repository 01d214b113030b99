"""The tables of findings, actions and contributions of all teams, and the workbooks of what they show."""

import io
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from deliverables.chain.models import Finding, Reference
from deliverables.models import Deliverable, Version
from records.models import LogEntry
from tests import builders as b
from tests.deliverables.across.rows import KINDS, Chains, many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def url(kind: str, chains: Chains, query: str = "", page: str = "table") -> str:
    address = reverse(f"deliverables:{kind}-{page}", args=[chains.cycle.slug])
    return f"{address}?{query}" if query else address


def shown(response) -> list[str]:
    """« Team D1 » of every row of the page."""
    return [f"{row.team} {row.reference}" for row in response.context["table"].page_rows]


def text_of(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain)


def sheets(response) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


@pytest.fixture
def chains(client) -> Chains:
    """Two teams with differing rows, one that left, a draft, and a version that was replaced."""
    chains = Chains(slug="quartiers", title="Quartiers", language="en")
    gier, vaulx = chains.team("Vallée du Gier"), chains.team("Vaulx")
    care = chains.cycle.themes.create(position=1, name="Garde d’enfants")
    work = chains.cycle.themes.create(position=2, name="Emploi")
    chains.row(gier, "finding", statement="Ancien")
    chains.deliver()
    again = b.version(Deliverable.objects.get(), delivered=False, files=())
    says = {"theme": care, "category": "need", "priority": "high", "evidence_value": 33, "evidence_unit": "%"}
    b.row(again, statement="Peu de crèches à Évry", neighbourhoods=["Les Cèdres"], **says)
    b.row(again, statement="Des bénévoles", category="strength", priority="low", theme=work)
    chains.row(vaulx, "finding", statement="Loin de tout", category="weakness", neighbourhoods=["LES CEDRES", "Mas"])
    when = {"starts": date(2027, 1, 1), "ends": date(2027, 6, 1)}
    says = {"pilote": "Centre social", "partners": ["Ville", "CAF"], "progress": "under_way"} | when
    chains.row(gier, "action", title="Ouvrir", theme=care, budget="12500.50", sources=["État : 4 000"], **says)
    chains.row(vaulx, "action", title="Relier", sources=["CAF : 2 000", "Ville"], progress="to_start")
    chains.row(vaulx, "action", title="Penser")
    says = {"role": "funder", "brings": ["money", "staff"], "actor_type": "public_service", "contact": "Lise 04 00"}
    chains.row(gier, "contribution", organisation="CAF", actions=["A1"], **says)
    chains.row(vaulx, "contribution", organisation="caf", role="associate")
    gone = chains.team("Ailleurs", status="left")
    chains.row(gone, "finding", statement="Équipe partie")
    chains.deliver()
    b.row(b.version(Deliverable.objects.filter(team=vaulx).first(), delivered=False, files=()), statement="Brouillon")
    user = b.user("coordination@demo.test", language="en")
    b.coordinator(chains.cycle, user=user)
    client.force_login(user)
    return chains


def test_rows_are_those_that_stand_in_what_active_teams_delivered(client, chains):
    page = client.get(url("finding", chains))
    assert shown(page) == ["Vallée du Gier D2", "Vallée du Gier D3", "Vaulx D1"]
    said = text_of(page)
    for word in ("Ancien", "Brouillon", "Équipe partie"):
        assert word not in said
    row = page.context["table"].page_rows[0]
    assert [(cell.label, cell.words) for cell in row.cells] == [
        ("Category", "need"),
        ("Theme", "Garde d’enfants"),
        ("Evidence", "33 %"),
        ("Neighbourhoods", "Les Cèdres"),
        ("Priority", "high"),
    ]
    assert f'href="/livrables/{row.deliverable}/"' in page.content.decode()


def test_planned_money_always_says_that_nobody_committed_it(client, chains):
    page = client.get(url("action", chains))
    said = page.content.decode().replace("\xa0", " ")
    assert '<td data-label="Budget: planned, not committed" class="number">12 500,50 €' in said
    assert page.context["figures"] == [
        (3, "actions", "", ""),
        (2, "teams", "", ""),
        ("14\xa0500,50\xa0€", "planned budget: planned, not committed (1 action says none)", "", ""),
    ]


def test_an_organisation_counts_once_however_it_is_spelt(client, chains):
    page = client.get(url("contribution", chains))
    assert page.context["figures"] == [
        (2, "contributions of partners", "", ""),
        (2, "teams", "", ""),
        (1, "organisation", "", ""),
    ]
    assert "Lise" not in text_of(page)


def test_filters(client, chains):
    gier, vaulx = chains.cycle.teams.order_by("territory__sort_key").exclude(status="left")
    care = chains.cycle.themes.get(name="Garde d’enfants")
    first, second, other = "Vallée du Gier D2", "Vallée du Gier D3", "Vaulx D1"
    expected = {
        ("finding", f"team={gier.pk}"): [first, second],
        ("finding", f"theme={care.pk}"): [first],
        ("finding", "theme=-"): [other],
        ("finding", "category=weakness"): [other],
        ("finding", "priority=low"): [second],
        ("finding", "neighbourhood=les-cedres"): [first, other],
        ("finding", "neighbourhood=mas"): [other],
        ("finding", "neighbourhood=-"): [second],
        ("finding", "q=CRECHES+evry"): [first],
        ("finding", "q=d1"): [other],
        ("finding", f"neighbourhood=les-cedres&team={vaulx.pk}&q=loin"): [other],
        ("action", "progress=under_way"): ["Vallée du Gier A1"],
        ("action", "q=caf"): ["Vallée du Gier A1", "Vaulx A1"],
        ("contribution", "role=funder"): ["Vallée du Gier P1"],
        ("contribution", "actor_type=public_service"): ["Vallée du Gier P1"],
        ("contribution", "q=lise"): [],
    }
    pages = {(kind, query): client.get(url(kind, chains, query)) for kind, query in expected}
    found = {each: shown(page) if page.context["count"] else [] for each, page in pages.items()}
    assert found == expected
    alone = pages["finding", "neighbourhood=-"].context
    assert (alone["figures"], alone["parts"]) == ([(1, "finding", "", ""), (1, "team", "", "")], (("strength", 1),))


def test_something_unknown_in_the_address_is_said_and_shows_nothing(client, chains):
    elsewhere = b.team(b.cycle())
    for query in (f"team={elsewhere.pk}", "theme=999", "category=zz", "neighbourhood=nulle-part"):
        page = client.get(url("finding", chains, query))
        assert "does not exist, or that you cannot see" in text_of(page)
        assert page.context["count"] == 0
        assert client.get(url("finding", chains, query, "export")).status_code == 302


def test_columns_sort_choices_in_their_order_and_what_is_empty_last(client, chains):
    found = {query: shown(client.get(url("finding", chains, query))) for query in ("sort=priority", "sort=-team")}
    assert found == {
        "sort=priority": ["Vallée du Gier D2", "Vallée du Gier D3", "Vaulx D1"],
        "sort=-team": ["Vaulx D1", "Vallée du Gier D3", "Vallée du Gier D2"],
    }
    for query in ("sort=starts", "sort=-budget"):
        assert shown(client.get(url("action", chains, query)))[0] == "Vallée du Gier A1"


def test_the_workbook_holds_what_is_filtered_with_every_column(client, chains):
    response = client.get(url("action", chains, "progress=under_way", "export"))
    assert response["Content-Disposition"].startswith('attachment; filename="quartiers-actions-')
    found = sheets(response)
    received = timezone.localtime(Version.objects.filter(actions__title="Ouvrir").get().received_at)
    assert found["Actions"] == [
        (
            "Team", "Reference", "Title", "Objective", "Findings answered", "Theme", "For whom", "Pilote", "Partners",
            "Neighbourhoods", "Start", "End", "Budget: planned, not committed", "Sources of the budget",
            "Indicator", "Target", "Progress", "Deliverable", "Version", "Received on",
        ),
        (
            "Vallée du Gier", "A1", "Ouvrir", None, None, "Garde d’enfants", None, "Centre social", "Ville ; CAF", None,
            datetime(2027, 1, 1), datetime(2027, 6, 1), 12500.5, "État : 4 000", None, None, "under way",
            "Plan d’action", 1, received.replace(tzinfo=None, microsecond=found["Actions"][1][-1].microsecond),
        ),
    ]  # fmt: skip
    about = dict(found["About"][1:])
    assert about["Money"] == "What teams plan. Nobody has committed it."
    assert (about["Content"], about["Actions"], about["Progress"]) == (
        "Actions of the cycle “Quartiers”",
        "1 (1 under way)",
        "under way",
    )
    assert LogEntry.objects.get(action="chain_exported").after == {"rows": "action", "filters": "progress=under_way"}


def test_only_the_workbook_of_coordination_holds_contacts(client, chains):
    found = sheets(client.get(url("contribution", chains, page="export")))["Contributions of partners"]
    assert dict(zip(found[0], found[1], strict=True))["Contact (not to be passed on)"] == "Lise 04 00"
    client.force_login(b.facilitator(chains.cycle))
    page = client.get(url("contribution", chains))
    assert "export.xlsx" not in page.content.decode()
    assert client.get(url("contribution", chains, page="export")).status_code == 403


def test_a_formula_in_a_row_stays_text(client, chains):
    gier = chains.cycle.teams.get(territory__name="Vallée du Gier")
    chains.row(gier, "contribution", organisation="=HYPERLINK(1)")
    chains.deliver()
    book = load_workbook(io.BytesIO(b"".join(client.get(url("contribution", chains, page="export")).streaming_content)))
    cell = book["Contributions of partners"]["C2"]
    assert (cell.data_type, cell.value.strip()) == ("s", "=HYPERLINK(1)")


@pytest.mark.parametrize("teams", [1, 8])
def test_queries_do_not_grow_with_teams_and_rows(client, teams, django_assert_num_queries):
    chains = many(teams, each=3)
    client.force_login(b.coordinator(chains.cycle))
    filters = {"finding": "neighbourhood=-&q=constat", "action": "sort=-budget", "contribution": "sort=-team"}
    for kind, page, export in zip(KINDS, (13, 12, 10), (13, 12, 10), strict=True):
        with django_assert_num_queries(page):
            client.get(url(kind, chains, filters[kind]))
        with django_assert_num_queries(export):
            b"".join(client.get(url(kind, chains, filters[kind], "export")).streaming_content)


def test_the_ten_thousandth_row(client, django_assert_num_queries):
    chains = Chains()
    team = chains.team("Territoire 001")
    version = chains.draft(team, "finding")
    author = version.author
    references = Reference.objects.bulk_create(Reference(team=team, kind="finding", number=n) for n in range(1, 10_001))
    Finding.objects.bulk_create(
        Finding(version=version, reference=each, position=each.number, entered_by=author, category="need",
                statement=f"Constat {each.number}", neighbourhoods=[f"Quartier {each.number % 40}"])
        for each in references
    )  # fmt: skip
    chains.deliver()
    client.force_login(b.coordinator(chains.cycle))
    with django_assert_num_queries(12):
        page = client.get(url("finding", chains, "page=400"))
    assert shown(page)[0] == "Territoire 001 D9976"
    assert shown(client.get(url("finding", chains, "q=constat+10000"))) == ["Territoire 001 D10000"]


def test_the_command_writes_every_row_in_a_sheet_for_each_kind(chains, tmp_path, capsys):
    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in paths:
        call_command("export_chain", "quartiers", output=path, date="2026-11-22T10:30")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    book = {page.title: list(page.iter_rows(values_only=True)) for page in load_workbook(paths[0])}
    assert [*list(book)[:3], list(book)[-1]] == ["Findings", "Actions", "Contributions of partners", "About"]
    assert [row[2] for row in book["Actions"][1:]] == ["Ouvrir", "Relier", "Penser"]
    assert sorted((row[0], row[1]) for row in book["Findings"][1:]) == [
        ("Vallée du Gier", "D2"),
        ("Vallée du Gier", "D3"),
        ("Vaulx", "D1"),
    ]
    said = {row[0]: row[1] for row in book["About"]}
    assert said["Content"] == "Findings, actions and contributions of the cycle “Quartiers”"


@pytest.mark.parametrize("options", [{"slug": "nulle-part"}, {"date": "demain"}, {"output": "/nowhere/at/all.xlsx"}])
def test_the_command_says_what_is_wrong_and_writes_nothing(chains, tmp_path, options):
    said = {"slug": "quartiers", "output": tmp_path / "one.xlsx", "date": ""} | options
    with pytest.raises(CommandError):
        call_command("export_chain", said["slug"], output=Path(said["output"]), date=said["date"])
    assert not (tmp_path / "one.xlsx").exists()
