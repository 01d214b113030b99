"""The mails about deliveries: absolute dates, the cycle in the subject, and fewer for who wants fewer."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.models import Cycle
from deliverables import feedback
from deliverables.drafts import announce
from deliverables.feedback import give_feedback
from deliverables.thread.operations import post
from records import outbox
from records.models import Mail
from records.outbox import send_waiting
from tests import builders as b

pytestmark = pytest.mark.django_db
RELATIVE = re.compile("aujourd|demain|hier|il y a|dans \\d")
LATER = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATE_EVENING = datetime(2026, 11, 22, 22, 39, tzinfo=UTC)


@pytest.fixture
def world():
    cycle = b.cycle("Quartiers apprenants")
    team = b.team(cycle, territory="Vallée du Gier")
    member, coordinator = b.member(team).person.user, b.coordinator(cycle)
    due = timezone.now().replace(microsecond=0) + timedelta(days=7)
    deliverable = b.deliverable(b.assignment(cycle, title="Diagnostic", due_at=due), team)
    version = b.version(deliverable, author=member, at=LATE_EVENING)
    return {"deliverable": deliverable, "version": version, "member": member, "coordinator": coordinator}


def test_no_mail_tells_a_date_by_today():
    folder = Path(__file__).resolve().parents[2] / "templates/mail"
    relative = re.compile(r"\|(day_time|when|relative_day|moment)\b")
    assert [path.name for path in sorted(folder.iterdir()) if relative.search(path.read_text())] == []


def bodies(message) -> str:
    return message.body + message.alternatives[0][0]


def test_receipt_and_news_say_the_day_in_full_and_the_cycle(world, mailoutbox):
    announce(world["deliverable"], world["version"], world["member"])
    assert send_waiting() == 2
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (
            [world["member"].email],
            "Accusé de réception : Diagnostic, version 1, Vallée du Gier (Quartiers apprenants)",
        ),
        ([world["coordinator"].email], "Vallée du Gier a remis : Diagnostic (Quartiers apprenants)"),
    ]
    for mail in mailoutbox:
        assert bodies(mail).count("le dimanche 22\u00a0novembre 2026 à 23\u00a0h\u00a039") == 2
        assert not RELATIVE.search(bodies(mail))


def test_the_referent_reads_what_a_contributor_delivered(world, mailoutbox):
    team = world["deliverable"].team
    referent = b.member(team, role="referent").person.user
    b.member(team, role="reader")
    contributor = b.member(team, role="contributor").person.user
    type(world["version"]).objects.update(delivered_by=contributor)
    announce(world["deliverable"], world["version"], contributor)
    send_waiting()
    sent = [mail for mail in mailoutbox if mail.subject.startswith("Accusé de réception")]
    receipts = {mail.to[0]: " ".join(mail.body.split()) for mail in sent}
    assert set(receipts) >= {contributor.email, referent.email}
    assert "parce que vous avez remis cette version" in receipts[contributor.email]
    assert "parce que vous êtes référent ou référente de cette équipe" in receipts[referent.email]


def test_a_receipt_says_whether_it_came_in_time_and_nothing_of_a_second_version(world, mailoutbox, client):
    row, member = world["deliverable"], world["member"]
    late = b.version(row, author=member, at=row.effective_due_at + timedelta(days=2))
    other = b.deliverable(b.assignment(row.assignment.cycle, due_at=row.effective_due_at), row.team)
    first = b.version(other, author=member, at=row.effective_due_at + timedelta(days=2))
    type(first).objects.filter(pk=first.pk).update(late_seconds=2 * 86400)
    client.force_login(member)
    for version, said in ((world["version"], "à l’heure."), (late, ""), (first, "de retard")):
        announce(version.deliverable, version, member)
        send_waiting()
        receipt = next(mail for mail in reversed(mailoutbox) if mail.to == [member.email])
        done = reverse("deliverables:deliver-done", args=[version.deliverable_id, version.number])
        for text in (receipt.body, receipt.alternatives[0][0], client.get(done).content.decode()):
            assert [words for words in ("à l’heure.", "de retard") if words in text] == [said] * bool(said)


def test_feedbacks_mail_says_what_else_stands_on_the_page(world, mailoutbox):
    row = give_feedback(
        actor=world["coordinator"], version=world["version"], outcome="to_complete", text="Les pilotes.", revision=0
    )
    more = {
        "marks": [{"name": "Clarté"}],
        "comments": [{"file": 1, "name": "a.pdf", "text": "p. 2"}, {"file": 2, "name": "b.pdf", "text": "p. 3"}],
        "annotated": b.stored_file("annoté.pdf"),
        "passed_on": [{"opinion": 1}],
    }
    type(row).objects.filter(pk=row.pk).update(**more)
    send_waiting()
    said = "la grille, des commentaires sur 2 fichiers, un fichier annoté par la coordination, l’avis d’un expert."
    for text in (mailoutbox[0].body, mailoutbox[0].alternatives[0][0]):
        assert said in text.replace("\u00a0", " ")


@pytest.mark.parametrize("days", [9, -9])
def test_a_request_to_complete_says_by_when_while_that_is_still_to_come(world, mailoutbox, days):
    row = world["deliverable"]
    row.effective_due_at = timezone.now() + timedelta(days=days)
    row.save()
    give_feedback(
        actor=world["coordinator"], version=world["version"], outcome="to_complete", text="Les pilotes.", revision=0
    )
    assert send_waiting() == 1
    by = re.match(
        r"À compléter(\spour le \d+\w*\s\S+)?\s: Diagnostic, Vallée du Gier \(Quartiers apprenants\)$",
        mailoutbox[0].subject,
    )
    assert bool(by[1]) is (days > 0)
    assert ("Attendu pour le" in mailoutbox[0].body) is (days > 0)
    assert not RELATIVE.search(bodies(mailoutbox[0]))


def test_a_coordinator_chooses_fewer_mails_on_her_profile(client, world, mailoutbox):
    client.force_login(world["coordinator"])
    page = client.get(reverse("portal:profile")).content.decode()
    assert re.search(r'name="news"[^>]*value="at_once"[^>]* checked', page, re.DOTALL)
    client.post(reverse("portal:profile-mails"), {"news": "none"})
    announce(world["deliverable"], world["version"], world["member"])
    send_waiting()
    assert [mail.to for mail in mailoutbox] == [[world["member"].email]]

    client.post(reverse("portal:profile-mails"), {"news": "at_once"})
    world["coordinator"].refresh_from_db()
    assert world["coordinator"].news == "at_once"
    assert client.post(reverse("portal:profile-mails"), {"news": "hourly"}).status_code == 302
    world["coordinator"].refresh_from_db()
    assert world["coordinator"].news == "at_once"


TO_COMPLETE = {"outcome": "to_complete", "text": "Les pilotes.", "revision": 0}


def archived(world) -> None:
    Cycle.objects.update(state="archived")


def answered_meanwhile(world) -> None:
    b.version(world["deliverable"], author=world["member"])


@pytest.mark.parametrize("meanwhile", [archived, answered_meanwhile])
def test_a_mail_that_waited_does_not_ask_for_what_is_over(world, mailoutbox, meanwhile):
    give_feedback(actor=world["coordinator"], version=world["version"], **TO_COMPLETE)
    meanwhile(world)
    assert send_waiting() == 0
    assert (mailoutbox, Mail.objects.get().state) == ([], "cancelled")


def test_of_an_archived_cycle_nothing_but_proofs_is_mailed(world, mailoutbox):
    announce(world["deliverable"], world["version"], world["member"])
    row, coordinator = world["deliverable"], world["coordinator"]
    other = b.deliverable(b.assignment(row.team.cycle), row.team)
    feedback.extend(actor=coordinator, deliverable=other, revision=0, due_at=LATER, reason="Élections")
    post(actor=coordinator, deliverable=row, text="Bonjour")
    reading = b.peer_reading(world["version"], b.team(row.team.cycle))
    mail = {"to_email": world["member"].email, "language": "fr", "cycle": row.team.cycle}
    outbox.send("peer_reading", reading=reading.pk, **mail)
    outbox.send("reminder", deliverable=row.pk, sentence="", **mail)
    archived(world)
    send_waiting()
    assert [message.subject.split(" : ")[0] for message in mailoutbox] == ["Accusé de réception"]
