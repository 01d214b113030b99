"""Coordination's pages: the queue, feedback, and the small decisions around it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deliverables.models import Extension, Feedback
from deliverables.previews import draw
from records.models import Mail
from tests import builders as b

pytestmark = pytest.mark.django_db
QUEUE = "/livrables/retours/"


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


class World:
    """A delivered deliverable and the people around it."""

    def __init__(self) -> None:
        self.cycle = b.cycle()
        self.team = b.team(self.cycle)
        self.member = b.member(self.team).person.user
        self.reader = b.member(self.team, role="reader").person.user
        self.other = b.member(b.team(self.cycle)).person.user
        self.coordinator, self.facilitator = b.coordinator(self.cycle), b.facilitator(self.cycle)
        self.deliverable = b.deliverable(b.assignment(self.cycle), self.team)
        self.version = b.version(self.deliverable, author=self.member)
        self.give = url("feedback-give", self.deliverable.pk, 1)

    def now(self) -> tuple[str, int]:
        self.deliverable.refresh_from_db()
        return self.deliverable.state, self.deliverable.revision


@pytest.fixture
def world() -> World:
    return World()


def test_the_queue_is_oldest_first_across_my_cycles(client, django_assert_num_queries):
    coordinator, now = b.user(), timezone.now()
    expected = []
    for days in (1, 3, 2):
        cycle = b.cycle()
        b.coordinator(cycle, user=coordinator)
        row = b.deliverable(cycle=cycle)
        for _version in range(days):
            b.version(row, at=now - timedelta(days=days))
        expected.append((days, url("feedback-give", row.pk, days)))
    b.version(b.deliverable())  # of a cycle that she does not run
    archived = b.cycle(state="archived")
    b.coordinator(archived, user=coordinator)
    b.version(b.deliverable(cycle=archived))
    b.version(b.deliverable(cycle=cycle), state="retained")
    client.force_login(coordinator)
    client.get(QUEUE)
    with django_assert_num_queries(5):
        page = client.get(QUEUE)
    rows = [(row.pk, row.current_version.number) for row in page.context["waiting"]]
    addresses = [address for _days, address in sorted(expected, reverse=True)]
    assert [url("feedback-give", *row) for row in rows] == addresses
    body = page.content.decode()
    places = [body.index(f'href="{address}"') for address in addresses]
    assert places == sorted(places)


def test_an_empty_queue_says_what_comes(client, world):
    client.force_login(b.coordinator())
    assert "ui/empty.html" in [each.name for each in client.get(QUEUE).templates]


def test_to_ask_to_complete_one_says_what_is_missing(client, world):
    client.force_login(world.coordinator)
    answer = client.post(world.give, {"end": "1", "revision": 0, "outcome": "to_complete", "text": "  "})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["text"]
    body = answer.content.decode()
    assert 'href="#id_text"' in body
    assert 'id="id_text_error"' in body or 'id="error_1_id_text"' in body
    assert (world.now(), Feedback.objects.count(), Mail.objects.count()) == (("delivered", 0), 0, 0)


@pytest.mark.parametrize("role", ["coordinator", "facilitator"])
def test_asked_to_complete_the_team_is_told(client, world, role):
    client.force_login(getattr(world, role))
    data = {"end": "1", "revision": 0, "outcome": "to_complete", "text": "Les pilotes manquent."}
    assert client.post(world.give, data).url == QUEUE
    assert world.now() == ("to_complete", 1)
    given = list(Feedback.objects.values_list("version", "outcome", "text", "author"))
    assert given == [(world.version.pk, "to_complete", "Les pilotes manquent.", getattr(world, role).pk)]
    assert list(Mail.objects.values_list("template", "to_email")) == [("feedback", world.member.email)]
    client.force_login(world.member)
    for address in ("/", world.deliverable.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert world.deliverable.assignment.title in page.content.decode()
    assert "Les pilotes manquent." in page.content.decode()


def test_after_an_answer_the_queue_names_what_waits_next(client, world):
    following = b.deliverable(b.assignment(world.cycle, title="Plan d’action"), world.team)
    b.version(following)
    client.force_login(world.coordinator)
    data = {"end": "1", "revision": 0, "outcome": "to_complete", "text": "Les pilotes manquent."}
    answer = client.post(world.give, data, follow=True)
    assert answer.redirect_chain == [(QUEUE, 302)]
    page = answer.content.decode()
    assert "votre demande de compléter" in page
    next_one = re.search(
        rf'<a class="btn btn-primary" href="{url("feedback-give", following.pk, 1)}">([^<]+)</a>', page
    )
    assert next_one[1] == f"Répondre au premier\u00a0: Plan d’action, {world.team}"


def test_a_coordinator_retains_without_a_word(client, world):
    client.force_login(world.coordinator)
    assert client.post(world.give, {"end": "1", "revision": 0, "outcome": "retained", "text": ""}).status_code == 302
    assert world.now() == ("retained", 1)
    assert world.deliverable.retained_version == world.version
    world.version.refresh_from_db()
    assert world.version.retained_at is not None


@pytest.mark.parametrize(
    ("role", "get", "post"),
    [("facilitator", 200, 403), ("member", 403, 403), ("reader", 403, 403), ("other", 404, 404)],
)
def test_who_may_not_retain(client, world, role, get, post):
    client.force_login(getattr(world, role))
    assert client.get(world.give).status_code == get
    assert client.post(world.give, {"end": "1", "revision": 0, "outcome": "retained"}).status_code == post
    assert world.now() == ("delivered", 0)


def test_a_stranger_sees_nothing(client, world):
    client.force_login(b.user())
    assert client.get(world.give).status_code == 404
    assert client.post(world.give, {"end": "1", "revision": 0, "outcome": "retained"}).status_code == 404


def test_two_answers_one_effect_and_the_text_is_kept(client, world):
    client.force_login(world.facilitator)
    client.post(world.give, {"end": "1", "revision": 0, "outcome": "to_complete", "text": "Le premier."})
    client.force_login(world.coordinator)
    late = client.post(world.give, {"end": "1", "revision": 0, "outcome": "retained", "text": "Le second, plus long."})
    assert late.status_code == 409
    assert "Le second, plus long." in late.content.decode()
    assert world.now() == ("to_complete", 1)
    assert list(Feedback.objects.values_list("text", flat=True)) == ["Le premier."]


def test_who_answers_sees_what_came_before(client, world):
    client.force_login(world.coordinator)
    client.post(world.give, {"end": "1", "revision": 0, "outcome": "to_complete", "text": "Les pilotes manquent."})
    b.version(world.deliverable, author=world.member)
    page = client.get(url("feedback-give", world.deliverable.pk, 2)).content.decode()
    assert "Les pilotes manquent." in page
    assert url("version-detail", world.deliverable.pk, 1) in page


def decide(world: World, name: str):
    """(address, data, state after it), the deliverable standing where the decision can be made."""
    row = world.deliverable
    if name == "unretain":
        row.state, row.retained_version = "retained", world.version
        row.save()
        return row, {}, "delivered"
    row = b.deliverable(b.assignment(world.cycle), world.team)
    if name == "exempt-cancel":
        row.state = "exempted"
        row.save()
        return row, {}, "not_delivered"
    if name == "exempt":
        return row, {"reason": "Équipe fusionnée."}, "exempted"
    day = (timezone.localtime(row.effective_due_at) + timedelta(days=3)).date()
    return row, {"day": day.isoformat(), "at": "12:00", "reason": "Vacances."}, "not_delivered"


DECISIONS = ["unretain", "exempt", "exempt-cancel", "extend"]


@pytest.mark.parametrize("name", DECISIONS)
def test_a_coordinator_decides(client, world, name):
    row, data, after = decide(world, name)
    client.force_login(world.coordinator)
    if name != "exempt-cancel":
        assert client.get(url(name, row.pk)).status_code == 200
    answer = client.post(url(name, row.pk), {"revision": 0, **data})
    assert answer.url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.state, row.revision) == (after, 1)
    granted = list(Extension.objects.values_list("reason", "due_at"))
    assert granted == ([("Vacances.", row.effective_due_at)] if name == "extend" else [])
    assert row.exemption_reason == ("Équipe fusionnée." if name == "exempt" else "")


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize(("role", "status"), [("facilitator", 403), ("member", 403), ("other", 404)])
def test_nobody_else_decides(client, world, name, role, status):
    row, data, _after = decide(world, name)
    before = row.state
    client.force_login(getattr(world, role))
    assert client.post(url(name, row.pk), {"revision": 0, **data}).status_code == status
    row.refresh_from_db()
    assert (row.state, row.revision) == (before, 0)


def test_more_time_is_later_than_now(client, world):
    row, data, _after = decide(world, "extend")
    data["day"] = (row.effective_due_at - timedelta(days=2)).date().isoformat()
    client.force_login(world.coordinator)
    page = client.post(url("extend", row.pk), {"revision": 0, **data})
    assert list(page.context["form"].errors) == ["day"]
    assert Extension.objects.count() == 0


def addresses(row, version) -> list[str]:
    file = version.files.get()
    draw(file.file)
    return [
        url("version-detail", row.pk, version.number),
        url("file-download", row.pk, version.number, file.pk),
        url("page-picture", row.pk, version.number, file.pk, 1),
    ]


def fetch(client, address: str):
    """The answer with its whole ``body``: a file is read to its end."""
    answer = client.get(address)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def statuses(client, user, places: list[str]) -> list[int]:
    client.force_login(user)
    return [fetch(client, each).status_code for each in places]


def test_who_reads_a_delivered_version(client, world):
    places = addresses(world.deliverable, world.version)
    for role in ("member", "reader", "coordinator", "facilitator"):
        assert statuses(client, getattr(world, role), places) == [200, 200, 200]
    assert statuses(client, world.other, places) == [404, 404, 404]
    client.force_login(world.member)
    download = fetch(client, places[1])
    assert download["Content-Disposition"] == 'attachment; filename="diagnostic.pdf"'
    assert download.body.startswith(b"%PDF-")
    assert fetch(client, places[2]).body.startswith(b"\xff\xd8\xff")


def test_a_draft_is_the_teams_until_it_is_shared(client, world):
    row = b.deliverable(b.assignment(world.cycle), world.team)
    places = addresses(row, b.version(row, delivered=False, author=world.member))
    assert statuses(client, world.member, places) == [200, 200, 200]
    assert statuses(client, world.coordinator, places) == [404, 404, 404]
    row.shares_drafts = True
    row.save()
    assert statuses(client, world.coordinator, places) == [200, 200, 200]
    assert statuses(client, world.other, places) == [404, 404, 404]
