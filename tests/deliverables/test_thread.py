"""Messages about a deliverable: who reads and writes which thread, what is not read yet, who is told when."""

import threading
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from accounts.models import User
from cycles.models import QuietPeriod
from deliverables.models import Message, ReadMark
from deliverables.thread import operations
from deliverables.thread.mails import send_digests
from records.models import LogEntry, Mail
from records.outbox import send_waiting
from tests import builders as b

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


class Place:
    """A deliverable, its team and those who run its cycle."""

    def __init__(self) -> None:
        self.cycle = b.cycle("Quartiers apprenants")
        self.team = b.team(self.cycle, territory="Vallée du Gier")
        self.coordinator = b.coordinator(self.cycle)
        self.facilitator = b.facilitator(self.cycle)
        self.referent = b.member(self.team, role="referent", first_name="Lina").person.user
        self.reader = b.member(self.team, role="reader").person.user
        self.row = b.deliverable(b.assignment(self.cycle, title="Diagnostic"), self.team)
        self.url = reverse("deliverables:thread", args=[self.row.pk])
        self.internal = reverse("deliverables:thread-internal", args=[self.row.pk])

    def say(self, user: User, text: str, **options) -> Message:
        return operations.post(actor=user, deliverable=self.row, text=text, **options)


@pytest.fixture
def place():
    return Place()


def typed(text: str, **more) -> dict:
    return {"text": text, "key": str(uuid.uuid4()), "end": "1", **more}


def page(client, user, url: str) -> str:
    client.force_login(user)
    return client.get(url).content.decode()


def test_a_message_with_a_file_reaches_the_team_and_those_who_run_the_cycle(client, place, mailoutbox):
    client.force_login(place.referent)
    upload = SimpleUploadedFile("plan.pdf", b.pdf_bytes("plan"))
    answer = client.post(place.url, typed("Faut-il la <b>carte</b> ?", files=[upload]))
    message = Message.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{place.url}#message-{message.pk}")

    shown = page(client, place.coordinator, place.url)
    assert "Faut-il la &lt;b&gt;carte&lt;/b&gt; ?" in shown
    kept = client.get(reverse("deliverables:message-file", args=[place.row.pk, message.files.get().pk]))
    assert (kept["Content-Disposition"], b"".join(kept.streaming_content)[:5]) == (
        'attachment; filename="plan.pdf"',
        b"%PDF-",
    )
    assert send_waiting() == 2
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([place.coordinator.email, place.facilitator.email])
    mail = mailoutbox[0]
    assert mail.subject == "Message : Diagnostic, Vallée du Gier (Quartiers apprenants)"
    assert f"{place.url}#message-{message.pk}" in mail.body
    assert "plan.pdf" in mail.body
    assert "/profil" in mail.body
    entry = LogEntry.objects.get(action="message_sent")
    assert (entry.actor, entry.team_id, entry.after["files"][0]["name"]) == (place.referent, place.team.pk, "plan.pdf")


def test_a_file_that_coordination_takes_leaves_a_line_which_the_team_reads(client, place):
    upload = SimpleUploadedFile("plan.pdf", b.pdf_bytes("plan"))
    file = place.say(place.referent, "Voici", files=[upload]).files.get()
    address = reverse("deliverables:message-file", args=[place.row.pk, file.pk])
    for user in (place.referent, place.reader, place.coordinator):
        client.force_login(user)
        assert b"".join(client.get(address).streaming_content)[:5] == b"%PDF-"
    entry = LogEntry.objects.get(action="deliverable_downloaded")
    said = {"version": None, "files": [{"name": "plan.pdf", "sha256": file.file.sha256}]}
    assert (entry.actor, entry.team_id, entry.after) == (place.coordinator, place.team.pk, said)
    assert "plan.pdf" in page(client, place.reader, place.row.get_absolute_url())


def test_a_reader_of_the_team_reads_and_does_not_write(client, place):
    place.say(place.referent, "Bonjour")
    shown = page(client, place.reader, place.url)
    assert "Bonjour" in shown
    assert "Envoyer le message" not in shown
    assert client.post(place.url, typed("Moi aussi")).status_code == 403
    assert Message.objects.count() == 1


def test_coordinations_own_thread_leaves_no_trace_for_the_team(client, place, mailoutbox):
    upload = SimpleUploadedFile("secret-interne.pdf", b.pdf_bytes("x"))
    message = place.say(place.facilitator, "Mot-interne", internal=True, files=[upload])
    for user in (place.referent, place.reader):
        for url in (
            reverse("portal:home"),
            place.row.get_absolute_url(),
            place.url,
            place.team.get_absolute_url(),
            place.cycle.get_absolute_url(),
        ):
            shown = page(client, user, url)
            assert not {"Mot-interne", "secret-interne", "coordination uniquement", "Fil propre"} & set(shown.split())
            assert "messages/coordination" not in shown
            assert "message_sent" not in shown
            assert "fil de la coordination" not in shown.lower()
        assert client.get(place.internal).status_code == 404
        assert client.post(place.internal, typed("?")).status_code == 404
        file = reverse("deliverables:message-file", args=[place.row.pk, message.files.get().pk])
        assert client.get(file).status_code == 404
        assert client.post(reverse("deliverables:thread-read", args=[place.row.pk, message.pk])).status_code == 404
    send_waiting()
    assert [mail.to for mail in mailoutbox] == [[place.coordinator.email]]
    assert "Mot-interne" in page(client, place.coordinator, place.internal)


def test_what_is_not_read_is_marked_until_it_is(client, place):
    for number in range(3):
        place.say(place.referent, f"Question {number}")
    home = page(client, place.coordinator, reverse("portal:home"))
    assert "Messages que vous n’avez pas lus" in home
    assert "3 messages" in home
    assert "3 non lus" in page(client, place.coordinator, place.row.get_absolute_url())
    shown = page(client, place.coordinator, place.url)
    assert shown.count("thread-new") == 1
    assert "Marquer comme lu" in shown
    assert not ReadMark.objects.filter(user=place.coordinator).exists()  # a GET writes nothing

    last = Message.objects.last().pk
    newer, older = (reverse("deliverables:thread-read", args=[place.row.pk, pk]) for pk in (last, last - 1))
    assert client.post(newer, headers={"HX-Request": "true"}).status_code == 200
    assert client.post(older).status_code == 302  # an older tab moves nothing back
    assert "thread-new" not in client.get(place.url).content.decode()
    assert "Messages que vous" not in client.get(reverse("portal:home")).content.decode()
    assert "Messages que vous" not in page(client, place.referent, reverse("portal:home"))  # her own


def test_the_same_press_twice_and_at_once_is_one_message(client, place):
    client.force_login(place.referent)
    data = typed("Une fois")
    first, second = client.post(place.url, data), client.post(place.url, data)
    assert first["Location"] == second["Location"]
    assert Message.objects.count() == 1
    assert Mail.objects.count() == 2


def test_two_who_press_the_same_button_at_once(transactional_db):
    place, key, made = Place(), uuid.uuid4(), []

    def press():
        try:
            made.append(place.say(place.referent, "Une fois", key=key).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made[0] == made[1]
    assert Message.objects.count() == 1


def test_what_was_typed_stays_when_it_cannot_be_sent(client, place):
    client.force_login(place.referent)
    cut = client.post(place.url, {"text": "Tout un paragraphe", "key": str(uuid.uuid4())})
    assert cut.status_code == 422
    assert "Tout un paragraphe" in cut.content.decode()
    place.cycle.state = "archived"
    place.cycle.save()
    closed = client.post(place.url, typed("Trop tard"))
    assert closed.status_code == 409
    assert "archivé" in closed.content.decode()
    assert "Trop tard" not in Message.objects.values_list("text", flat=True)


def test_a_long_thread_is_read_in_parts(client, place, django_assert_num_queries):
    for number in range(75):
        place.say(place.referent if number % 2 else place.coordinator, f"Numéro-{number}.")
    client.force_login(place.coordinator)
    with django_assert_num_queries(11):
        latest = client.get(place.url).content.decode()
    assert "Numéro-74." in latest
    assert "Numéro-44." not in latest
    assert "45 messages plus anciens" in latest
    before = Message.objects.order_by("-id")[29].pk
    earlier = client.get(place.url, {"before": before}).content.decode()
    assert "Numéro-44." in earlier
    assert "Numéro-45." not in earlier
    assert "Retour aux derniers messages" in earlier


@pytest.mark.parametrize(("news", "sent"), [("at_once", 1), ("daily", 0), ("none", 0)])
def test_each_chooses_when_to_be_told(client, place, mailoutbox, news, sent):
    client.force_login(place.referent)
    client.post(reverse("portal:profile-mails"), {"news": news})
    place.say(place.coordinator, "Bonjour")
    send_waiting()
    assert len([mail for mail in mailoutbox if mail.to == [place.referent.email]]) == sent


def at(monkeypatch, *moment) -> None:
    monkeypatch.setattr("lib.clock.now", lambda: datetime(*moment, tzinfo=PARIS))


def test_one_mail_a_day_says_what_is_not_read_and_what_was_delivered(place, mailoutbox, monkeypatch):
    User.objects.filter(pk=place.coordinator.pk).update(news="daily")
    place.say(place.referent, "Une question")
    b.version(place.row, author=place.referent)
    moment = Message.objects.get().sent_at.astimezone(PARIS)
    at(monkeypatch, moment.year, moment.month, moment.day, 7, 29)
    assert send_digests() == 0
    at(monkeypatch, moment.year, moment.month, moment.day, 7, 31)
    assert (send_digests(), send_digests()) == (1, 0)
    send_waiting()
    mail = next(mail for mail in mailoutbox if mail.to == [place.coordinator.email])
    assert mail.subject == "1 message non lu et de nouvelles remises"
    assert "Diagnostic, Vallée du Gier (Quartiers apprenants) : 1 message" in mail.body.replace("\u00a0", " ")
    assert place.row.get_absolute_url() in mail.body


def test_nothing_is_sent_of_what_was_read_meanwhile(place, mailoutbox, monkeypatch):
    User.objects.filter(pk=place.coordinator.pk).update(news="daily")
    message = place.say(place.referent, "Une question")
    moment = message.sent_at.astimezone(PARIS)
    at(monkeypatch, moment.year, moment.month, moment.day, 8, 0)
    assert send_digests() == 1
    operations.mark_read(user=place.coordinator, message=message)
    send_waiting()
    assert place.coordinator.email not in [mail.to[0] for mail in mailoutbox]
    assert Mail.objects.get(template="digest").state == "cancelled"


def test_the_worker_queues_the_mails_of_the_day(place, monkeypatch, capsys):
    User.objects.filter(pk=place.coordinator.pk).update(news="daily")
    message = place.say(place.referent, "Une question")
    moment = message.sent_at.astimezone(PARIS)
    at(monkeypatch, moment.year, moment.month, moment.day, 8, 0)
    call_command("worker", "--once")
    assert "1 mails of the day queued" in capsys.readouterr().out


def test_who_left_the_team_gets_no_more_mail(place, mailoutbox):
    place.say(place.coordinator, "Bonjour")
    place.team.members.filter(person__user=place.referent).delete()
    send_waiting()
    assert [mail.to for mail in mailoutbox] == [[place.facilitator.email]]


def test_what_was_read_meanwhile_is_not_mailed_after_a_quiet_period(place, mailoutbox):
    message = place.say(place.coordinator, "Bonjour")
    operations.mark_read(user=place.referent, message=message)
    send_waiting()
    assert place.referent.email not in [mail.to[0] for mail in mailoutbox]


def test_what_was_delivered_in_a_quiet_period_is_told_after_it(place, mailoutbox):
    """Also when a digest failed in between."""
    User.objects.filter(pk=place.coordinator.pk).update(news="daily")
    first, last = datetime(2026, 8, 1, tzinfo=PARIS).date(), datetime(2026, 8, 31, tzinfo=PARIS).date()
    QuietPeriod.objects.create(cycle=place.cycle, label="Août", first_day=first, last_day=last)
    b.version(place.row, author=place.referent, at=datetime(2026, 8, 10, 12, tzinfo=PARIS))
    made = []
    for month, day in ((8, 10), (8, 11), (8, 31), (9, 1), (9, 2)):
        with time_machine.travel(datetime(2026, month, day, 8, tzinfo=PARIS), tick=False):
            made.append(send_digests())
            if (month, day) == (9, 1):
                Mail.objects.update(state="failed")
    assert made == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(("hour", "queued"), [(7, 0), (8, 1), (23, 0)])
def test_the_mail_of_the_day_goes_by_day_and_is_thought_of_once(place, hour, queued, django_assert_num_queries):
    User.objects.filter(pk=place.coordinator.pk).update(news="daily")
    place.say(place.referent, "Une question")
    day = datetime(2026, 11, 24, tzinfo=PARIS).replace(hour=hour)
    with time_machine.travel(day, tick=False):
        assert send_digests() == queued
        with django_assert_num_queries(2 if queued else 0):  # who wants one, and that hers was looked at
            send_digests()
