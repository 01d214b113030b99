"""The workbook of deliverables: what is on screen, as text, numbers and dates."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from records.models import LogEntry
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DUE = datetime(2026, 9, 10, 16, 0, tzinfo=UTC)


def sheets(response) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


@pytest.fixture
def cycle():
    return builders.cycle("Numérique", slug="numerique", language="en")


@pytest.fixture
def coordinator(cycle, client):
    user = builders.user("coordination@demo.test", language="en")
    builders.coordinator(cycle, user=user)
    client.force_login(user)
    return user


def late_delivery(cycle):
    session = builders.session(cycle, title="Leviers", starts_at=DUE + timedelta(days=7))
    assignment = builders.assignment(cycle, title="Plan d’action", kind="action_plan", due_at=DUE, due_for=session)
    team = builders.team(cycle, territory="Vallée du Gier")
    author = builders.member(team, first_name="Inès").person
    version = builders.version(
        builders.deliverable(assignment, team), author=author.user, at=DUE + timedelta(days=2, hours=12), files=()
    )
    deliverable = version.deliverable
    deliverable.late_seconds = 216_000
    deliverable.save()
    return deliverable, author


def test_the_export_holds_what_the_table_shows(client, cycle, coordinator):
    _deliverable, author = late_delivery(cycle)
    found = sheets(client.get("/livrables/export.xlsx"))["Deliverables"]
    assert found == [
        (
            "Team", "Expected deliverable", "State", "Due on", "Days late", "Received on", "Channel", "Recorded on",
            "Version", "Delivered by", "Due for", "Kind", "Cycle",
        ),
        (
            "Vallée du Gier", "Plan d’action", "delivered", datetime(2026, 9, 10, 18), 3,
            datetime(2026, 9, 13, 6), "on Escale", None, 1, author.name, "Session 1", "action plan", "Numérique",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_stays_text(client, cycle, coordinator, sign):
    title = f"{sign}HYPERLINK(1)"
    builders.deliverable(builders.assignment(cycle, title=title))
    book = load_workbook(io.BytesIO(b"".join(client.get("/livrables/export.xlsx").streaming_content)))
    cell = book["Deliverables"]["B2"]
    assert (cell.data_type, cell.value.strip(), cell.quotePrefix) == ("s", title.strip(), True)


def test_the_second_sheet_says_what_when_by_whom_and_with_which_filters(client, cycle, coordinator):
    late_delivery(cycle)
    response = client.get("/livrables/export.xlsx?cycle=numerique&state=delivered&late=received")
    about = dict(sheets(response)["About"][1:])
    assert about.pop("Made on") is not None
    assert about == {
        "Content": "Deliverables of the cycle “Numérique”",
        "Rows": "1 deliverable",
        "Made by": "coordination@demo.test",
        "Cycle": "Numérique",
        "State": "delivered",
        "Late": "received late",
        "Dates": about["Dates"],
        "Days late": about["Days late"],
    }


def test_filters_and_order_are_those_of_the_address(client, cycle, coordinator):
    for name in ("Annemasse", "Évry", "Zutphen"):
        builders.deliverable(builders.assignment(cycle, title=name), builders.team(cycle, territory=name))
    builders.version(builders.deliverable(builders.assignment(cycle, title="Remis")), files=())
    rows = sheets(client.get("/livrables/export.xlsx?state=not_delivered&sort=-team"))["Deliverables"][1:]
    assert [row[0] for row in rows] == ["Zutphen", "Évry", "Annemasse"]


def test_the_file_is_named_after_cycle_and_date_and_is_not_kept_by_caches(client, cycle, coordinator):
    builders.deliverable(builders.assignment(cycle))
    response = client.get("/livrables/export.xlsx?cycle=numerique")
    today = response["Content-Disposition"].removeprefix('attachment; filename="numerique-')
    assert datetime.strptime(today, '%Y-%m-%d.xlsx"')
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")


def test_an_export_leaves_its_line_in_the_log(client, cycle, coordinator):
    late_delivery(cycle)
    client.get("/livrables/export.xlsx?cycle=numerique")
    entry = LogEntry.objects.get(action="deliverables_exported")
    assert (entry.actor, entry.cycle_id, entry.after) == (
        coordinator, cycle.pk, {"rows": 1, "filters": "cycle=numerique"},
    )  # fmt: skip


def test_a_coordinator_exports_no_other_cycle_and_a_referent_only_her_team(client, cycle, coordinator):
    own = builders.deliverable(builders.assignment(cycle, title="Le mien"))
    other = builders.deliverable(builders.assignment(title="D’ailleurs"))
    assert [row[1] for row in sheets(client.get("/livrables/export.xlsx"))["Deliverables"][1:]] == ["Le mien"]
    builders.deliverable(own.assignment, builders.team(cycle))
    referent = builders.member(own.team, role="referent").person.user
    client.force_login(referent)
    rows = sheets(client.get("/livrables/export.xlsx"))["Deliverables"][1:]
    assert [row[0] for row in rows] == [own.team.territory.name]
    client.force_login(builders.administrator())
    assert len(sheets(client.get("/livrables/export.xlsx"))["Deliverables"]) == 4
    assert other.assignment.title == "D’ailleurs"


def test_contributor_facilitator_and_stranger_may_not_export(client, cycle):
    team = builders.deliverable(builders.assignment(cycle)).team
    for user in (builders.member(team).person.user, builders.facilitator(cycle), builders.user()):
        client.force_login(user)
        assert client.get("/livrables/export.xlsx").status_code == 403


def test_unknown_filters_lead_back_to_the_table(client, cycle, coordinator):
    response = client.get("/livrables/export.xlsx?state=nonsense")
    assert (response.status_code, response["Location"]) == (302, "/livrables/?state=nonsense")


def test_the_command_writes_the_same_bytes_for_the_same_date(cycle, tmp_path):
    late_delivery(cycle)
    builders.deliverable(builders.assignment(title="D’un autre cycle"))
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for target in (first, second):
        call_command("export_cycle", "numerique", output=target, date="2026-09-20T10:00", verbosity=0)
    assert first.read_bytes() == second.read_bytes()
    rows = list(load_workbook(first)["Deliverables"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[4]) for row in rows] == [("Plan d’action", 3)]
    assert sorted(path.name for path in tmp_path.glob("*.xlsx*")) == ["1.xlsx", "2.xlsx"]


def test_the_command_refuses_an_unknown_cycle_a_bad_date_and_a_missing_folder(cycle, tmp_path):
    target = tmp_path / "x.xlsx"
    with pytest.raises(CommandError, match=r"No cycle has the address “inconnu”\. Known: numerique\."):
        call_command("export_cycle", "inconnu", output=target)
    with pytest.raises(CommandError, match="--date must be ISO 8601"):
        call_command("export_cycle", "numerique", output=target, date="demain")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("export_cycle", "numerique", output=tmp_path / "none" / "x.xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []
