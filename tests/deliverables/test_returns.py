"""What comes back to the team: nothing, feedback, or a decision. The same words wherever it is told."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from deliverables.board import board_of
from deliverables.drafts import announce
from deliverables.feedback import give_feedback
from records.outbox import send_waiting
from tests import builders as b

pytestmark = pytest.mark.django_db
PROMISES = {
    "none": ("No feedback is planned: delivered is done.", "No feedback is planned: delivered is done."),
    "feedback": (
        "Coordination gives its feedback, and says whether there is something to complete.",
        "You receive its feedback by mail, and see it on the deliverable’s page.",
    ),
    "decision": (
        "Coordination decides: it retains the version, or says what is to be completed.",
        "A decision comes: the version is retained, or to complete. You receive it by mail, and see it here.",
    ),
}
AWAITED = "waiting for a decision"


class World:
    def __init__(self, mode: str) -> None:
        self.cycle = b.cycle("Essai", language="en")
        self.team = b.team(self.cycle)
        self.member = b.member(self.team).person.user
        self.coordinator = b.coordinator(self.cycle)
        assignment = b.assignment(self.cycle, return_mode=mode, due_for=b.session(self.cycle))
        self.deliverable = b.deliverable(assignment, self.team)
        state = "retained" if mode == "none" else "delivered"
        self.version = b.version(self.deliverable, author=self.member, state=state)


def text_of(client, user, address: str) -> str:
    client.cookies["language"] = "en"
    client.force_login(user)
    return unescape(client.get(address).content.decode())


def pages_of(client, world: World) -> dict[str, str]:
    page = reverse("deliverables:deliverable-detail", args=[world.deliverable.pk])
    done = reverse("deliverables:deliver-done", args=[world.deliverable.pk, 1])
    table = reverse("deliverables:deliverable-list")
    own = {
        "page": text_of(client, world.member, page),
        "done": text_of(client, world.member, done),
        "line": text_of(client, world.member, reverse("portal:home")),
    }
    return own | {
        "table": text_of(client, world.coordinator, table),
        "home": text_of(client, world.coordinator, reverse("portal:home")),
        "queue": text_of(client, world.coordinator, reverse("deliverables:feedback-queue")),
        "board": text_of(client, world.coordinator, reverse("deliverables:cycle-board", args=[world.cycle.slug])),
        "cycle": text_of(client, world.coordinator, world.cycle.get_absolute_url()),
    }


@pytest.mark.parametrize("mode", PROMISES)
def test_each_page_says_what_comes_back(client, mode):
    world = World(mode)
    pages = pages_of(client, world)
    for other, (promise, news) in PROMISES.items():
        assert (promise in pages["page"]) is (other == mode)
        assert (news in pages["done"]) is (other == mode)
    told = {name: AWAITED in text for name, text in pages.items() if name != "done"}
    assert told == dict.fromkeys(told, mode == "decision")


def test_the_receipt_says_what_comes_back(mailoutbox):
    for mode in PROMISES:
        world = World(mode)
        announce(world.deliverable, world.version, world.member)
    send_waiting()
    receipts = [mail.body for mail in mailoutbox if mail.subject.startswith("Receipt")]
    assert [[promise in body for promise, _news in PROMISES.values()] for body in receipts] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


@pytest.mark.parametrize(("outcome", "words"), [("retained", "is retained"), ("to_complete", "is to be completed")])
def test_the_mail_of_an_answer_calls_a_decision_by_its_name(mailoutbox, outcome, words):
    for mode in ("feedback", "decision"):
        world = World(mode)
        give_feedback(actor=world.coordinator, version=world.version, outcome=outcome, text="Le budget.", revision=0)
    send_waiting()
    assert [("Coordination decided: version 1" in mail.body, words in mail.body) for mail in mailoutbox][1] == (
        True,
        True,
    )
    assert "Coordination decided" not in mailoutbox[0].body


def test_once_decided_nothing_is_awaited_any_more():
    world = World("decision")
    give_feedback(actor=world.coordinator, version=world.version, outcome="retained", text="", revision=0)
    with translation.override("en"):
        (line,) = board_of(world.cycle, timezone.now()).rows
    assert [(cell.state, cell.details) for cell in line.cells] == [("retained", ("version 1",))]
