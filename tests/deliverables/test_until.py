"""Until when: the date, more time and the end of deliveries, told alike wherever a team or coordination looks."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from deliverables import feedback
from deliverables.operations import edit_assignment
from lib.template_tags import full_day_time
from records.models import Mail
from records.outbox import send_waiting
from tests import builders as b

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


class World:
    """A team with a draft of one file, due in nine days; deliveries end a day later."""

    def __init__(self) -> None:
        self.cycle = b.cycle(language="en")
        self.team = b.team(self.cycle, territory="Gier")
        self.member, self.coordinator = b.member(self.team).person.user, b.coordinator(self.cycle)
        self.due = (timezone.now() + timedelta(days=9)).replace(hour=16, minute=0, second=0, microsecond=0)
        self.task = b.assignment(
            self.cycle, title="Diagnostic", due_at=self.due, closes_at=self.due + timedelta(days=1)
        )
        self.row = b.deliverable(self.task, self.team)
        self.draft = b.version(self.row, delivered=False, author=self.member)

    def seen(self, client, user, address: str) -> str:
        client.force_login(user)
        client.cookies["language"] = "en"
        return client.get(address).content.decode()

    def deliver(self, client) -> None:
        client.force_login(self.member)
        self.row.refresh_from_db()
        data = {"revision": self.row.revision, "number": 1}
        assert client.post(url("deliver", self.row.pk), data).url == url("deliver-done", self.row.pk, 1)
        self.row.refresh_from_db()

    def take_back(self, client):
        self.row.refresh_from_db()
        return client.post(url("take-back", self.row.pk), {"revision": self.row.revision}, follow=True)


@pytest.fixture
def world() -> World:
    return World()


def test_the_end_of_deliveries_stands_wherever_a_team_works(client, world):
    pages = ["/", *(url(name, world.row.pk) for name in ("deliverable-detail", "draft-edit", "deliver-check"))]
    for page in pages:
        assert "Deliveries are taken until" in world.seen(client, world.member, page), page
    board = reverse("deliverables:cycle-board", args=[world.cycle.slug])
    assert "deliveries until" in world.seen(client, world.coordinator, board)


def test_after_the_end_home_leads_to_coordination_and_not_to_a_refusal(client, world):
    with time_machine.travel(world.due + timedelta(days=2), tick=False):
        home = world.seen(client, world.member, "/")
        detail = world.seen(client, world.member, url("deliverable-detail", world.row.pk))
    assert ("Deliveries ended" in home, "Continue the draft" in home) == (True, False)
    assert url("thread", world.row.pk) in home
    assert "Deliveries have ended. Ask coordination for more time." in detail


def test_more_time_is_told_with_the_date_that_it_replaces(client, world, mailoutbox):
    later = world.due + timedelta(days=14)
    options = {"actor": world.coordinator, "deliverable": world.row, "revision": world.row.revision}
    feedback.extend(**options, due_at=later, reason="Élections")
    for page in ("/", url("deliverable-detail", world.row.pk), url("draft-edit", world.row.pk)):
        assert "More time was given, instead of" in world.seen(client, world.member, page), page
    send_waiting()
    body = next(mail.body for mail in mailoutbox if mail.to == [world.member.email])
    assert " instead of " in body
    assert "Deliveries are taken until" in body


def test_who_still_owes_it_is_told_of_a_date_that_changes_for_all(client, world, mailoutbox):
    given = b.team(world.cycle)
    b.version(b.deliverable(world.task, given), author=b.member(given).person.user)
    earlier = world.due - timedelta(days=3)
    edit_assignment(actor=world.coordinator, assignment=world.task, due_at=earlier)
    send_waiting()
    assert [mail.to for mail in mailoutbox] == [[world.member.email]]
    assert mailoutbox[0].subject.startswith("New date: Diagnostic, Gier")
    assert "this date changed for all teams" in mailoutbox[0].body


def test_of_a_date_that_changes_twice_the_last_is_told(world, mailoutbox):
    for days in (3, 2):
        edit_assignment(actor=world.coordinator, assignment=world.task, due_at=world.due - timedelta(days=days))
    send_waiting()
    assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["New date"]
    with translation.override("en"):
        assert full_day_time(world.due - timedelta(days=2)) in mailoutbox[0].body


def test_an_exempted_team_reads_no_date(client, world):
    feedback.exempt(actor=world.coordinator, deliverable=world.row, reason="Trop petite", revision=world.row.revision)
    page = world.seen(client, world.member, url("deliverable-detail", world.row.pk))
    assert "What was asked of the teams" in page
    assert "<dt>Due</dt>" not in page
    assert "Deliveries are taken until" not in page


def test_what_is_taken_back_is_a_draft_again_and_coordination_is_told(client, world, mailoutbox):
    type(world.draft).objects.update(note="Voici.")
    world.deliver(client)
    send_waiting()
    assert "Nothing will then be delivered" in world.seen(client, world.member, url("take-back", world.row.pk))
    assert world.take_back(client).status_code == 200
    world.row.refresh_from_db()
    draft = world.row.versions.get(delivered_at=None)
    files = [list(version.files.values_list("file", "name")) for version in (draft, world.draft)]
    assert (world.row.state, draft.number, draft.note, files[0]) == ("draft", 2, "Voici.", files[1])
    send_waiting()
    assert mailoutbox[-1].to == [world.coordinator.email]
    assert mailoutbox[-1].subject.startswith("Taken back: Diagnostic, Gier")


def test_nothing_is_taken_back_once_nothing_can_be_delivered_any_more(client, world):
    world.deliver(client)
    with time_machine.travel(world.due + timedelta(days=2), tick=False):
        assert "Take back this delivery" not in world.seen(client, world.member, world.row.get_absolute_url())
        assert "this version stands" in world.take_back(client).content.decode()
    world.row.refresh_from_db()
    assert world.row.state == "delivered"


def test_every_button_of_the_draft_keeps_the_note_that_is_being_written(client, world):
    world.seen(client, world.member, "/")
    file = world.draft.files.get()
    for name, args, more in (
        ("draft-share", (), {"shared": "on"}),
        ("draft-file-remove", (file.pk,), {}),
        ("draft-edit", (), {"then": "leave"}),
    ):
        world.row.refresh_from_db()
        data = {"revision": world.row.revision, "note": f"Écrit avant {name}", "end": "1"} | more
        assert client.post(url(name, world.row.pk, *args), data).status_code == 302
        world.draft.refresh_from_db()
        assert world.draft.note == f"Écrit avant {name}"
    world.row.refresh_from_db()
    assert (world.row.shares_drafts, world.draft.files.count()) == (True, 0)
    assert Mail.objects.count() == 0
