"""The board of a cycle and the reminder that starts from it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from deliverables.board import board_of
from deliverables.models import Feedback
from records.models import LogEntry, Mail
from records.outbox import render
from tests import builders as b

pytestmark = pytest.mark.django_db


def board_url(cycle) -> str:
    return reverse("deliverables:cycle-board", args=[cycle.slug])


def remind_url(assignment) -> str:
    return reverse("deliverables:assignment-remind", args=[assignment.cycle.slug, assignment.pk])


class Story:
    """Three teams at two stops, every one in another state."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.cycle = b.cycle(slug="essai", language="en")
        past, ahead = self.now - timedelta(days=3, hours=1), self.now + timedelta(days=20)
        sessions = [b.session(self.cycle, starts_at=day + timedelta(days=7)) for day in (past, ahead)]
        self.first = b.assignment(self.cycle, title="Diagnostic", due_at=past, due_for=sessions[0])
        self.second = b.assignment(self.cycle, title="Plan", due_at=ahead, due_for=sessions[1])
        self.teams = [b.team(self.cycle, territory=name) for name in ("Annemasse", "Gier", "Évry")]
        self.rows = {
            (team.territory.name, each.title): b.deliverable(each, team)
            for team in self.teams
            for each in (self.first, self.second)
        }
        b.version(self.rows["Annemasse", "Diagnostic"], state="retained", at=past - timedelta(hours=2))
        b.version(self.rows["Annemasse", "Plan"], state="delivered")
        version = b.version(self.rows["Évry", "Diagnostic"], state="to_complete")
        Feedback.objects.create(version=version, outcome="to_complete", text="Les pilotes.", author=b.user())
        b.version(self.rows["Évry", "Plan"], delivered=False)
        self.coordinator = b.coordinator(self.cycle)


@pytest.fixture
def story(client) -> Story:
    client.cookies["language"] = "en"
    made = Story()
    client.force_login(made.coordinator)
    return made


def test_each_cell_says_its_state_in_words_and_where_the_next_action_is(story):
    with translation.override("en"):
        board = board_of(story.cycle, story.now)
    row = story.rows["Annemasse", "Plan"]
    answer = reverse("deliverables:feedback-give", args=[row.pk, 1])
    found = {
        (line.team.territory.name, cell.heading.title): (cell.state, cell.details, bool(cell.late), cell.track)
        for line in board.rows
        for cell in line.cells
    }
    assert found == {
        ("Annemasse", "Diagnostic"): ("retained", ("version 1",), False, "done"),
        ("Annemasse", "Plan"): ("delivered", ("version 1",), False, "done"),
        ("Évry", "Diagnostic"): ("to_complete", ("version 1",), False, "half"),
        ("Évry", "Plan"): ("draft", ("not delivered yet",), False, ""),
        ("Gier", "Diagnostic"): ("not_delivered", (), True, ""),
        ("Gier", "Plan"): ("not_delivered", (), False, ""),
    }
    assert [line.team.territory.name for line in board.rows] == ["Annemasse", "Évry", "Gier"]
    assert [(each.title, each.is_next, each.owing) for each in board.headings] == [
        ("Diagnostic", False, 2),
        ("Plan", True, 2),
    ]
    assert board.rows[0].cells[1].url == answer
    assert board.counts == {"waiting": 1, "owed": 3, "late": 1}


@pytest.mark.parametrize(
    ("query", "teams"),
    [
        ("", ["Annemasse", "Évry", "Gier"]),
        ("?show=waiting", ["Annemasse"]),
        ("?show=late", ["Gier"]),
        ("?show=owed", ["Évry", "Gier"]),
        ("?show=x", ["Annemasse", "Évry", "Gier"]),
    ],
)
def test_the_filters_stand_in_the_address(client, story, query, teams):
    page = client.get(board_url(story.cycle) + query).content.decode()
    assert re.findall(r'role="rowheader"><a href="[^"]+">([^<]+)', page) == teams


def test_a_cycle_of_another_is_not_found_and_a_member_reads_no_board(client, story):
    client.force_login(b.coordinator(b.cycle()))
    assert client.get(board_url(story.cycle)).status_code == 404
    client.force_login(b.member(story.teams[0]).person.user)
    assert client.get(board_url(story.cycle)).status_code == 403


@pytest.mark.parametrize(("query", "queries"), [("", 8), ("?presence=1", 10)])
def test_queries_of_a_board_of_twenty_teams(client, django_assert_num_queries, query, queries):
    cycle = b.national_set(cycles=1, teams=20, assignments=6)[0]
    client.force_login(b.coordinator(cycle))
    with django_assert_num_queries(queries):
        page = client.get(board_url(cycle) + query).content.decode()
    assert page.count('role="cell"') == 120


def test_who_owes_something_is_previewed_with_a_mail_of_its_own(client, story):
    member = b.member(story.teams[2], first_name="Inès").person
    page = client.get(remind_url(story.first)).content.decode()
    assert member.name in page
    assert "asked you to complete version 1" in page
    assert "Les pilotes." in page
    assert page.count('name="deliverables"') == 1  # Gier has nobody with an account, and is named as such
    assert "No recipient in these teams" in page


def test_what_was_typed_is_text_in_the_preview(client, story):
    b.member(story.teams[2])
    Feedback.objects.update(text="<img src=x> pilotes")
    story.first.title = "<u>Diagnostic</u>"
    story.first.save()
    page = client.post(remind_url(story.first), {"sentence": "<b>Bonjour</b>"}).content.decode()
    assert [typed in page for typed in ("<img src=x>", "<u>Diagnostic", "<b>Bonjour")] == [False, False, False]
    assert "&lt;img src=x&gt; pilotes" in page


@pytest.mark.parametrize("teams", [2, 8])
def test_the_preview_asks_no_more_with_more_teams(client, django_assert_num_queries, teams):
    cycle = b.cycle()
    assignment = b.assignment(cycle)
    for number in range(teams):
        row = b.deliverable(assignment, b.member(b.team(cycle)).team)
        version = b.version(row, state="to_complete")
        Feedback.objects.create(version=version, outcome="to_complete", text=f"Il manque {number}.", author=b.user())
    client.force_login(b.coordinator(cycle))
    with django_assert_num_queries(11):
        page = client.get(remind_url(assignment)).content.decode()
    assert page.count("Il manque") == teams


def form(story, *names: str, key: str = "a" * 32, **more) -> dict:
    return {"deliverables": [story.rows[name, "Diagnostic"].pk for name in names], "key": key, "sentence": ""} | more


def test_a_reminder_goes_once_within_the_hour_unless_it_is_confirmed(client, story):
    for team in story.teams:
        b.member(team)
    b.member(story.teams[1], role="reader")
    both = form(story, "Évry", "Gier", sentence="À jeudi !")
    assert client.post(remind_url(story.first), both).url == board_url(story.cycle)
    assert Mail.objects.filter(template="reminder").count() == 2
    assert LogEntry.objects.filter(action="deliverable_reminded").count() == 2
    client.post(remind_url(story.first), both)  # the same click twice
    assert Mail.objects.filter(template="reminder").count() == 2
    again = form(story, "Évry", key="b" * 32, sentence="Encore un mot")
    answer = client.post(remind_url(story.first), again)
    page = answer.content.decode()
    assert (answer.status_code, "Nothing was sent" in page, "Encore un mot" in page) == (409, True, True)
    assert Mail.objects.filter(template="reminder").count() == 2
    assert client.post(remind_url(story.first), again | {"again": "on"}).status_code == 302
    assert Mail.objects.filter(template="reminder").count() == 3


def test_the_mail_says_the_teams_own_state_and_is_not_sent_once_it_has_delivered(client, story):
    b.member(story.teams[1])
    client.post(remind_url(story.first), form(story, "Gier", sentence="À jeudi <b>!"))
    mail = Mail.objects.get(template="reminder")
    message = render(mail)
    row = story.rows["Gier", "Diagnostic"]
    assert "“Diagnostic” (team Gier) is not delivered yet." in message.body
    assert "À jeudi <b>!" in message.body
    assert "À jeudi &lt;b&gt;!" in message.alternatives[0][0]
    assert f"/livrables/{row.pk}/" in message.body
    b.version(row)
    assert render(mail) is None


def test_when_deliveries_have_ended_a_reminder_says_so_and_the_page_offers_more_time(client, story):
    b.member(story.teams[1])
    row = story.rows["Gier", "Diagnostic"]
    row.closes_at = row.effective_due_at
    row.save()
    more = reverse("deliverables:extend", args=[row.pk])
    page = client.get(remind_url(story.first)).content.decode()
    assert ("Deliveries have ended for these teams" in page, page.count(more)) == (True, 1)
    client.post(remind_url(story.first), form(story, "Gier"))
    message = render(Mail.objects.get(template="reminder"))
    for text in (message.body, message.alternatives[0][0]):
        assert "Deliveries have ended. Ask coordination for more time." in text
        assert "it is taken all the same" not in text


def test_what_is_to_complete_is_not_reproached_with_the_date_of_its_first_version(client, story):
    b.member(story.teams[2])
    client.post(remind_url(story.first), form(story, "Évry"))
    body = render(Mail.objects.get(template="reminder")).body
    assert ("Coordination asked you to complete" in body, "Due on" in body) == (True, False)
    assert "once your team has delivered, none is sent" in body


@pytest.mark.parametrize("data", [{"deliverables": []}, {"deliverables": [0]}, {"key": "x"}])
def test_a_wrong_form_sends_nothing(client, story, data):
    b.member(story.teams[1])
    assert client.post(remind_url(story.first), form(story, "Gier") | data).status_code == 422
    assert not Mail.objects.exists()


def test_a_team_that_left_is_neither_late_nor_reminded(client, story):
    b.member(story.teams[1])
    story.teams[1].status = "left"
    story.teams[1].save()
    with translation.override("en"):
        board = board_of(story.cycle, story.now)
    assert board.counts["late"] == 0
    gier = next(row for row in board.rows if row.team == story.teams[1])
    assert [cell.label for cell in gier.cells] == ["no longer expected"] * 2
    assert client.post(remind_url(story.first), form(story, "Gier")).status_code == 422


def test_when_every_team_has_given_the_page_says_so(client, story):
    for row in story.first.deliverables.exclude(state="retained"):
        b.version(row, state="retained")
    answer = client.get(remind_url(story.first), follow=True)
    assert "Every team has given “Diagnostic”." in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("facilitator", 403), ("member", 403), ("stranger", 404)])
def test_only_coordination_reminds(client, story, who, status):
    users = {
        "facilitator": lambda: b.facilitator(story.cycle),
        "member": lambda: b.member(story.teams[0]).person.user,
        "stranger": b.user,
    }
    client.force_login(users[who]())
    assert client.get(remind_url(story.first)).status_code == status
