"""A cycle is created and laid out on one page, by who may, once, and its dates are in order."""

from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cycles.models import Cycle
from deliverables.models import Assignment, Deliverable
from partners.models import Coordinator
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def organiser():
    return builders.organiser("Centre de ressources")


@pytest.fixture
def coordinator(organiser, client):
    user = builders.user("coordination@demo.test")
    Coordinator.objects.create(organiser=organiser, user=user)
    client.force_login(user)
    return user


def layout_url(organiser, format="qualification", **more):
    answers = {"format": format, "title": "Essai", "organiser": organiser.pk, "first_day": "2026-06-11", **more}
    return "/cycles/nouveau/deroule/?" + "&".join(f"{name}={value}" for name, value in answers.items())


class Fields(HTMLParser):
    """What a browser would send back from the page's POST form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag, attributes) -> None:
        given = dict(attributes)
        if tag == "select":
            self.select = given["name"]
            self.sent[self.select] = ""
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = given["value"]
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.sent[given["name"]] = given.get("value", "on")
        elif tag == "input" and given.get("name"):
            self.sent[given["name"]] = given.get("value", "")


def fields_of(response) -> dict[str, str]:
    fields = Fields()
    main = response.content.decode().partition("<main")[2]
    fields.feed(main)
    return fields.sent


def paris(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def errors(response) -> list[tuple[str, str]]:
    return [(where, error) for where, _href, error in response.context["layout"].error_list()]


def test_the_proposal_is_created_as_it_stands(client, organiser, coordinator):
    page = client.get(layout_url(organiser))
    assert Cycle.objects.count() == 0
    response = client.post(layout_url(organiser), fields_of(page))
    cycle = Cycle.objects.get()
    assert response["Location"] == f"/cycles/{cycle.slug}/"
    assert (cycle.title, cycle.organiser, cycle.state) == ("Essai", organiser, "draft")
    assert [s.starts_at for s in cycle.sessions.all()] == [
        paris(date(2026, 6, 11), 9, 30),
        paris(date(2026, 7, 9), 9, 30),
        paris(date(2026, 9, 17), 9, 30),
        paris(date(2026, 10, 8), 9, 30),
        paris(date(2026, 11, 19), 14),
    ]
    sessions = list(cycle.sessions.all())
    assert [(a.kind, a.worked_on, a.due_for) for a in cycle.assignments.all()] == [
        ("diagnostic", sessions[0], sessions[1]),
        ("action_plan", sessions[1], sessions[2]),
        ("partnership", sessions[2], sessions[3]),
        ("presentation", sessions[3], sessions[4]),
    ]
    assert all(a.instructions for a in cycle.assignments.all())


def test_two_clicks_make_one_cycle(client, organiser, coordinator):
    data = fields_of(client.get(layout_url(organiser)))
    places = [client.post(layout_url(organiser), data)["Location"] for _ in range(2)]
    cycle = Cycle.objects.get()
    assert places == [f"/cycles/{cycle.slug}/"] * 2


def test_rows_are_changed_added_removed_and_put_in_order_of_date(client, organiser, coordinator):
    data = fields_of(client.get(layout_url(organiser)))
    data |= {
        "sessions-2-DELETE": "on",
        "sessions-5-title": "Visite",
        "sessions-5-day": "2026-06-25",
        "sessions-5-starts": "09:00",
        "sessions-5-ends": "12:00",
        "assignments-1-DELETE": "on",
        "assignments-2-worked_on": "5",
        "assignments-2-order": "1",
        "assignments-0-order": "9",
        "assignments-4-title": "Carnet",
        "assignments-4-kind": "other",
        "assignments-4-due_for": "1",
        "assignments-4-order": "3",
    }
    client.post(layout_url(organiser), data)
    cycle = Cycle.objects.get()
    sessions = {s.title: s for s in cycle.sessions.all()}
    assert [s.starts_at.date() for s in cycle.sessions.all()] == [
        date(2026, 6, 11), date(2026, 6, 25), date(2026, 7, 9), date(2026, 10, 8), date(2026, 11, 19),
    ]  # fmt: skip
    assert [s.position for s in cycle.sessions.all()] == [1, 2, 3, 4, 5]
    found = [(a.kind, a.worked_on, a.due_at) for a in cycle.assignments.all()]
    fourth = cycle.sessions.get(position=4)
    assert found == [
        ("partnership", sessions["Visite"], paris(date(2026, 10, 1), 18)),
        ("other", None, paris(date(2026, 7, 2), 18)),
        ("presentation", fourth, paris(date(2026, 11, 12), 18)),
        ("diagnostic", cycle.sessions.get(position=1), paris(date(2026, 7, 2), 18)),
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sessions-0-ends": "08:00"}, "The session ends before it starts."),
        ({"sessions-4-day": "2026-06-01"}, "The closing event comes after every session."),
        ({"sessions-0-DELETE": "on"}, "This session is not filled in, or you remove it. Choose another."),
        ({"assignments-0-worked_on": "6"}, "This session is not filled in, or you remove it. Choose another."),
        ({"assignments-0-worked_on": "3"}, "This session comes before the one where it is worked on."),
        ({"assignments-0-due_day": "2026-06-11", "assignments-0-due_hour": "12:00"},
         "It is due before the session where it is worked on is over."),
        ({"assignments-0-due_day": "2026-07-10"}, "It is due after the session that it is due for."),
        ({"assignments-0-due_day": "", "assignments-0-due_for": ""},
         "Give a date, or the session that it is due for."),
        ({"sessions-1-day": "demain"}, "Enter a valid date."),
        ({"sessions-1-title": ""}, "This field is required."),
        ({"sessions-0-pk": "1"}, "This page is out of date. Open it again."),
        ({f"sessions-{n}-DELETE": "on" for n in range(5)} | {f"assignments-{n}-DELETE": "on" for n in range(4)},
         "A cycle has at least one session."),
    ],
)  # fmt: skip
def test_dates_out_of_order_are_refused_beside_their_field(client, organiser, coordinator, change, sentence):
    data = fields_of(client.get(layout_url(organiser))) | change
    response = client.post(layout_url(organiser), data)
    assert response.status_code == 200
    assert sentence in [error for _where, error in errors(response)]
    assert response.content.decode().count('role="alert"') == 1
    assert Cycle.objects.count() == 0


def test_more_rows_are_given_without_script_and_keep_what_was_typed(client, organiser, coordinator):
    data = fields_of(client.get(layout_url(organiser))) | {"more": "sessions", "sessions-0-title": "Ouverture"}
    response = client.post(layout_url(organiser), data)
    layout = response.context["layout"]
    assert (len(layout.sessions.forms), layout.sessions.forms[0]["title"].value()) == (9, "Ouverture")
    assert Cycle.objects.count() == 0


@pytest.mark.parametrize("format", ["meetings", "workshop", "network"])
def test_formats_without_deliverables_ask_for_none(client, organiser, coordinator, format):
    page = client.get(layout_url(organiser, format))
    assert "What is expected of the teams" not in page.content.decode()
    client.post(layout_url(organiser, format), fields_of(page))
    assert (Cycle.objects.get().format, Assignment.objects.count()) == (format, 0)


def test_fields_that_nobody_asked_for_are_ignored(client, organiser, coordinator):
    data = fields_of(client.get(layout_url(organiser)))
    data |= {"state": "archived", "slug": "pirate", "is_demonstration": "1", "title": "Autre", "organiser": "999"}
    client.post(layout_url(organiser), data)
    cycle = Cycle.objects.get()
    assert (cycle.state, cycle.slug, cycle.is_demonstration, cycle.title) == ("draft", "essai", False, "Essai")


def test_only_who_coordinates_an_organiser_creates_and_only_for_it(client, organiser, coordinator):
    other = builders.organiser("Autre centre")
    response = client.get(layout_url(other))
    assert response.context["form"].errors["organiser"]
    for user in (builders.user(), builders.member(role="referent").person.user):
        client.force_login(user)
        assert client.get("/cycles/nouveau/").status_code == 403
        assert client.post(layout_url(organiser), {}).status_code == 403
    client.force_login(builders.administrator())
    assert client.get(layout_url(other)).status_code == 200
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize(
    "answers", [{"first_day": ""}, {"first_day": "1026-01-01"}, {"format": "nonsense"}, {"title": ""}]
)
def test_step_one_says_what_is_missing(client, organiser, coordinator, answers):
    response = client.get(layout_url(organiser) + "".join(f"&{name}={value}" for name, value in answers.items()))
    assert response.templates[0].name == "deliverables/cycle_create.html"
    assert list(response.context["form"].errors) == list(answers)


@pytest.fixture
def made(client, organiser, coordinator):
    client.post(layout_url(organiser), fields_of(client.get(layout_url(organiser))))
    return Cycle.objects.get()


def setup_url(cycle):
    return f"/cycles/{cycle.slug}/deroule/"


def test_the_same_page_changes_dates_and_deliverables_follow(client, made):
    team = builders.team(made)
    client.post(f"/cycles/{made.slug}/equipes/nouvelle/", {"territory_name": "Vallée du Gier"})
    data = fields_of(client.get(setup_url(made)))
    data |= {"assignments-0-due_day": "2026-07-03", "sessions-0-title": "Enjeux", "sessions-1-day": "2026-07-10"}
    response = client.post(setup_url(made), data)
    assert response["Location"] == f"/cycles/{made.slug}/"
    assert made.sessions.first().title == "Enjeux"
    found = set(Deliverable.objects.filter(assignment__kind="diagnostic").values_list("effective_due_at", flat=True))
    assert found == {paris(date(2026, 7, 3), 18)}
    assert team.deliverables.count() == 4


def test_a_session_of_two_days_stays_one(client, made):
    first = made.sessions.first()
    first.ends_at = paris(date(2026, 6, 12), 9)
    first.save()
    data = fields_of(client.get(setup_url(made))) | {"sessions-0-day": "2026-06-04"}
    assert client.post(setup_url(made), data).status_code == 302
    first.refresh_from_db()
    assert (first.starts_at, first.ends_at) == (paris(date(2026, 6, 4), 9, 30), paris(date(2026, 6, 5), 9))


def test_a_stale_layout_is_refused_and_kept(client, made):
    data = fields_of(client.get(setup_url(made)))
    client.post(setup_url(made), data | {"sessions-0-title": "Premier"})
    response = client.post(setup_url(made), data | {"sessions-0-title": "Second"})
    assert response.status_code == 409
    assert made.sessions.first().title == "Premier"
    assert response.context["layout"].sessions.forms[0]["title"].value() == "Second"
    again = fields_of(response) | {"sessions-0-title": "Second"}
    assert client.post(setup_url(made), again).status_code == 302
    assert made.sessions.first().title == "Second"


@pytest.mark.parametrize("line", ["session", "assignment"])
def test_the_page_of_the_layout_does_not_put_back_what_was_changed_elsewhere(client, made, line):
    data = fields_of(client.get(setup_url(made)))
    row = made.sessions.first() if line == "session" else made.assignments.first()
    row.title, row.revision = "Changé ailleurs", row.revision + 1
    row.save()
    assert client.post(setup_url(made), data).status_code == 409
    row.refresh_from_db()
    assert row.title == "Changé ailleurs"


def test_rows_of_another_cycle_cannot_be_changed_from_this_page(client, made):
    foreign = builders.session(title="Ailleurs")
    data = fields_of(client.get(setup_url(made))) | {"sessions-0-pk": str(foreign.pk)}
    response = client.post(setup_url(made), data)
    assert ("", "This page is out of date. Open it again.") in errors(response)
    foreign.refresh_from_db()
    assert foreign.title == "Ailleurs"


def test_pages_of_setting_up_are_for_coordination_only(client, made):
    assignment = made.assignments.first()
    team = builders.team(made)
    Cycle.objects.update(state="running")
    addresses = [
        setup_url(made),
        f"/cycles/{made.slug}/attendus/ajouter/",
        f"/cycles/{made.slug}/attendus/{assignment.pk}/",
        f"/cycles/{made.slug}/attendus/{assignment.pk}/retirer/",
        f"/cycles/{made.slug}/equipes/nouvelle/",
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 5
    strangers = {
        builders.user(): 404,
        builders.coordinator(): 404,
        builders.member(team, role="referent").person.user: 403,
        builders.facilitator(made): 403,
        builders.administrator(): 200,
    }
    for user, status in strangers.items():
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [status] * 5
        if status != 200:
            assert [client.post(address, {"title": "x"}).status_code for address in addresses] == [status] * 5
    assert made.assignments.count() == 4


def test_an_archived_cycle_is_not_set_up(client, made):
    Cycle.objects.update(state="archived")
    assert client.get(setup_url(made)).status_code == 403


def test_an_assignment_of_another_cycle_is_not_found_under_this_one(client, made):
    foreign = builders.assignment()
    assert client.get(f"/cycles/{made.slug}/attendus/{foreign.pk}/").status_code == 404
    assert client.post(f"/cycles/{made.slug}/attendus/{foreign.pk}/retirer/").status_code == 404
    assert Assignment.objects.filter(pk=foreign.pk).exists()


def assignment_fields(**more):
    return {
        "title": "Diagnostic partagé",
        "kind": "diagnostic", "instructions": "Dix pages.", "worked_on": "", "due_for": "",
        "due_day": "2026-07-01", "due_hour": "12:00", "min_files": "2", "return_mode": "decision", "end": "1", **more,
    }  # fmt: skip


def test_an_assignment_is_edited_with_its_template_file(client, made):
    assignment = made.assignments.first()
    address = f"/cycles/{made.slug}/attendus/{assignment.pk}/"
    upload = builders.pdf_bytes("modèle")
    file = SimpleUploadedFile("modèle.pdf", upload, "application/pdf")
    data = assignment_fields(template=file, closes_day="2026-12-01", cycle="999", position="99")
    assert client.post(address, data)["Location"] == setup_url(made)
    assignment.refresh_from_db()
    assert (assignment.title, assignment.min_files, assignment.return_mode) == ("Diagnostic partagé", 2, "decision")
    assert (assignment.due_at, assignment.closes_at) == (paris(date(2026, 7, 1), 12), paris(date(2026, 12, 1), 18))
    assert (assignment.cycle, assignment.position) == (made, 1)
    response = client.get(address + "modele/")
    assert b"".join(response.streaming_content) == upload
    client.post(address, assignment_fields(remove_template="on"))
    assert client.get(address + "modele/").status_code == 404


@pytest.mark.parametrize("where", ["attendus/ajouter/", "attendus/{pk}/"])
def test_a_template_file_is_stored_before_the_transaction_that_takes_it(client, made, where):
    """Nobody waits for its hashing: the row of the file is written while no lock is held."""
    address = f"/cycles/{made.slug}/" + where.format(pk=made.assignments.first().pk)
    file = SimpleUploadedFile("modèle.pdf", builders.pdf_bytes("modèle"), "application/pdf")
    with CaptureQueriesContext(connection) as asked:
        assert client.post(address, assignment_fields(template=file)).status_code == 302
    said = [each["sql"] for each in asked]
    stored = next(place for place, sql in enumerate(said) if sql.startswith('INSERT INTO "records_storedfile"'))
    opened = sum(sql.startswith("SAVEPOINT") - sql.startswith("RELEASE") for sql in said[:stored])
    assert opened == 0


def test_a_template_file_is_for_the_teams_that_deliver(client, made):
    team = builders.team(made)
    assignment = builders.assignment(made, template_file=builders.stored_file())
    builders.deliverable(assignment, team)
    Cycle.objects.update(state="running")
    address = f"/cycles/{made.slug}/attendus/{assignment.pk}/modele/"
    for user, status in {
        builders.member(team).person.user: 200,
        builders.user(): 404,
        builders.coordinator(): 404,
        builders.facilitator(made): 200,
    }.items():
        client.force_login(user)
        response = client.get(address)
        assert response.status_code == status
        if response.streaming:
            response.getvalue()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"min_files": "0"}, "min_files"),
        ({"due_day": ""}, "due_day"),
        ({"closes_day": "2026-06-01"}, "closes_day"),
        ({"end": ""}, "end"),
        ({"return_mode": "gift"}, "return_mode"),
    ],
)
def test_a_wrong_assignment_is_refused_beside_its_field(client, made, change, field):
    response = client.post(f"/cycles/{made.slug}/attendus/ajouter/", assignment_fields(**change))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert made.assignments.count() == 4


def test_removing_asks_first_and_is_refused_after_a_delivery(client, made):
    team = builders.team(made)
    asked, kept = made.assignments.all()[:2]
    builders.version(builders.deliverable(asked, team), delivered=False, files=())
    builders.version(builders.deliverable(kept, team), files=())
    page = client.get(f"/cycles/{made.slug}/attendus/{asked.pk}/retirer/").content.decode()
    assert "the expected deliverable of 1 team" in page
    assert "1 draft with its files" in page
    client.post(f"/cycles/{made.slug}/attendus/{asked.pk}/retirer/")
    client.post(f"/cycles/{made.slug}/attendus/{kept.pk}/retirer/")
    left = client.get(f"/cycles/{made.slug}/attendus/{kept.pk}/retirer/").content.decode()
    assert "cannot be removed: 1 team has delivered something for it" in left
    assert "btn-danger" not in left
    assert list(made.assignments.values_list("pk", flat=True)[:1]) == [kept.pk]
    assert made.assignments.count() == 3


def test_a_team_comes_with_its_deliverables_once(client, made):
    address = f"/cycles/{made.slug}/equipes/nouvelle/"
    data = {"territory_name": "Vallée du Gier", "departments": "Loire", "neighbourhoods": "Crêt de Roch ; QN04201M"}
    client.post(address, data)
    response = client.post(address, data)
    assert response.context["form"].errors["territory_name"] == ["This territory already has a team in the cycle."]
    team = made.teams.get()
    assert (team.deliverables.count(), team.territory.departments) == (4, "Loire")
    assert [(n.name, n.code) for n in team.territory.neighbourhoods.all()] == [("Crêt de Roch", "QN04201M")]


def test_the_cycle_page_shows_each_reader_her_part(client, made):
    team = builders.team(made, territory="Vallée du Gier")
    Cycle.objects.update(state="running", is_open_to_all=True)
    row = builders.deliverable(made.assignments.first(), team)
    builders.version(row, files=())
    address = f"/cycles/{made.slug}/"
    coordination = client.get(address).content.decode()
    assert "Waiting for your feedback" in coordination
    assert f"/livrables/{row.pk}/" in coordination
    client.force_login(builders.member(team).person.user)
    member = client.get(address).content.decode()
    assert "The line of Vallée du Gier" in member
    assert "Waiting for your feedback" not in member
    client.force_login(builders.user())
    reader = client.get(address).content.decode()
    assert "The line of the cycle" in reader
    assert "Vallée du Gier" not in reader
    assert made.assignments.first().title not in reader
    Cycle.objects.update(is_open_to_all=False)
    assert client.get(address).status_code == 404


def test_lists_of_cycles_hold_what_one_may_see_in_few_queries(client, made, django_assert_num_queries):
    for number in range(8):
        cycle = builders.cycle(organiser=made.organiser)
        builders.session(cycle, starts_at=timezone.now() + timedelta(days=number))
    hidden = builders.cycle("Caché", state="draft")
    client.force_login(builders.administrator())
    with django_assert_num_queries(6):
        cards = client.get("/cycles/").context["cards"]
    assert len(cards) == 10
    client.force_login(builders.coordinator(hidden))
    assert [card.cycle for card in client.get("/cycles/").context["cards"]] == [hidden]


def test_the_cycle_page_asks_few_queries_with_many_teams(client, made, django_assert_num_queries):
    assignments = list(made.assignments.all())
    for number in range(12):
        team = builders.team(made, territory=f"T{number}")
        builders.member(team)
        for assignment in assignments:
            builders.version(builders.deliverable(assignment, team), files=())
    client.get("/")
    with django_assert_num_queries(17):
        client.get(f"/cycles/{made.slug}/")
