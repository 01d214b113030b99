"""What coordination settles for a team reaches it: exempted, expected again, more time, no longer retained."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cycles.people.operations import remove_member
from deliverables import drafts, feedback
from records.models import LogEntry, Mail
from records.outbox import send_waiting
from tests import builders as b

pytestmark = pytest.mark.django_db


class World:
    def __init__(self) -> None:
        self.cycle = b.cycle("Essai", language="en")
        self.team = b.team(self.cycle, territory="Gier")
        self.coordinator = b.coordinator(self.cycle)
        self.referent = b.member(self.team, role="referent")
        self.contributor = b.member(self.team)
        b.member(self.team, role="reader")
        b.member(b.team(self.cycle), role="referent")
        self.due = timezone.now().replace(microsecond=0) + timedelta(days=5)
        self.row = b.deliverable(b.assignment(self.cycle, title="Diagnostic", due_at=self.due), self.team)

    def post(self, client, name: str, **data) -> None:
        client.force_login(self.coordinator)
        self.row.refresh_from_db()
        address = reverse(f"deliverables:{name}", args=[self.row.pk])
        answer = client.post(address, {"revision": self.row.revision} | data)
        assert answer.status_code == 302


@pytest.fixture
def world() -> World:
    return World()


def exempt(client, world):
    world.post(client, "exempt", reason="Trop petite")


def cancel(client, world):
    exempt(client, world)
    Mail.objects.all().delete()
    world.post(client, "exempt-cancel")


def extend(client, world):
    day = timezone.localtime(world.due) + timedelta(days=9)
    world.post(client, "extend", day=f"{day:%Y-%m-%d}", at="12:00", reason="Congés")


def unretain(client, world):
    b.version(world.row, author=world.contributor.person.user, state="retained")
    world.post(client, "unretain")


# what is done → the log's line, the subject's beginning, what the mail says
DONE = {
    exempt: ("deliverable_exempted", "Exempted", ("exempts the team", "Trop petite", "nothing to deliver")),
    cancel: ("deliverable_exemption_cancelled", "Expected again", ("cancelled the exemption", "Expected by")),
    extend: ("deliverable_extended", "More time", ("more time", "Congés", "Expected by")),
    unretain: (
        "deliverable_unretained",
        "Version no longer retained",
        ("no longer retains version 1", "nothing to do"),
    ),
}


@pytest.mark.parametrize("done", DONE)
def test_the_referent_is_told_once_what_why_and_what_next(client, world, mailoutbox, done):
    action, subject, words = DONE[done]
    done(client, world)
    assert LogEntry.objects.filter(action=action).count() == 1
    assert send_waiting() == 1
    (mail,) = mailoutbox
    assert mail.to == [world.referent.person.user.email]
    assert mail.subject == f"{subject}: Diagnostic, Gier (Essai)"
    for body in (mail.body, mail.alternatives[0][0]):
        assert [each for each in words if each not in body] == []
        assert world.row.get_absolute_url() in body
        assert "because you deliver for this team" in body


def test_without_referent_all_who_deliver_are_told(client, world):
    remove_member(actor=world.coordinator, participation=world.referent)
    exempt(client, world)
    assert list(Mail.objects.values_list("to_email", flat=True)) == [world.contributor.person.user.email]


def test_what_no_longer_holds_when_the_mail_goes_is_not_sent(client, world, mailoutbox):
    exempt(client, world)
    world.post(client, "exempt-cancel")
    extend(client, world)
    day = timezone.localtime(world.due) + timedelta(days=20)
    world.post(client, "extend", day=f"{day:%Y-%m-%d}", at="12:00", reason="Encore")
    send_waiting()
    assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["Expected again", "More time"]
    assert "Encore" in mailoutbox[1].body


def test_a_click_that_came_too_late_tells_nobody(client, world):
    exempt(client, world)
    world.row.refresh_from_db()
    address = reverse("deliverables:exempt-cancel", args=[world.row.pk])
    for _twice in range(2):
        client.post(address, {"revision": world.row.revision})
    assert Mail.objects.filter(template="settled").count() == 2


def test_who_left_the_team_meanwhile_is_not_told(world, mailoutbox):
    feedback.exempt(actor=world.coordinator, deliverable=world.row, reason="Petite", revision=0)
    remove_member(actor=world.coordinator, participation=world.referent)
    send_waiting()
    assert mailoutbox == []


def test_what_the_team_does_to_its_draft_hinders_no_decision(client, world):
    seen = world.row.revision
    drafts.write_note(actor=world.contributor.person.user, deliverable=world.row, note="Un brouillon", revision=seen)
    client.force_login(world.coordinator)
    address = reverse("deliverables:exempt", args=[world.row.pk])
    assert client.post(address, {"revision": seen, "reason": "Trop petite"}).status_code == 302
    world.row.refresh_from_db()
    assert (world.row.state, world.row.revision) == ("exempted", seen + 2)


def test_a_decision_on_what_a_colleague_settled_meanwhile_is_refused_and_tells_nothing_of_the_draft(client, world):
    seen = world.row.revision
    later = {"due_at": world.due + timedelta(days=9), "reason": "Congés"}
    feedback.extend(actor=b.coordinator(world.cycle), deliverable=world.row, revision=seen, **later)
    files = [SimpleUploadedFile("licenciements.pdf", b.pdf_bytes())]
    drafts.add_files(actor=world.contributor.person.user, deliverable=world.row, files=files)
    client.force_login(world.coordinator)
    client.cookies["language"] = "en"
    answer = client.post(
        reverse("deliverables:exempt", args=[world.row.pk]), {"revision": seen, "reason": "Trop petite"}
    )
    page = answer.content.decode()
    assert (answer.status_code, "licenciements.pdf" in page, "Congés" in page) == (409, False, True)
