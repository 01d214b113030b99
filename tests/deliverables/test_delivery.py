"""The main way, by the pages: add files, check, deliver, receive feedback."""

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import FakePayload
from django.urls import reverse
from django.utils import timezone

from cycles.models import Cycle
from deliverables.feedback import extend
from deliverables.models import Assignment, Deliverable, Version
from deliverables.operations import edit_assignment
from deliverables.taking_back import take_back
from records.jobs import run_waiting
from records.models import LogEntry, Mail, PagePicture
from records.outbox import render, send_waiting
from tests import builders as b

FORM = "application/x-www-form-urlencoded"


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


@pytest.mark.django_db
def test_a_team_delivers_and_coordination_answers(client):
    cycle = b.cycle()
    team = b.team(cycle)
    member, coordinator = b.member(team).person.user, b.coordinator(cycle)
    deliverable = b.deliverable(b.assignment(cycle, instructions="Dix pages."), team)
    pk = deliverable.pk
    client.force_login(member)
    for name in ("deliverable-detail", "draft-edit"):
        assert client.get(url(name, pk)).status_code == 200
    upload = SimpleUploadedFile("a.pdf", b.pdf_bytes(pages=2))
    data = {"revision": 0, "then": "add"}
    assert client.post(url("draft-edit", pk), data | {"files": [upload]}).status_code == 422  # cut: no end marker
    upload = SimpleUploadedFile("a.pdf", b.pdf_bytes(pages=2))
    assert client.post(url("draft-edit", pk), data | {"files": [upload], "end": "1"}).status_code == 302
    deliverable.refresh_from_db()
    assert deliverable.state == "draft"
    for name in ("deliverable-detail", "draft-edit", "draft-discard", "deliver-check"):
        assert client.get(url(name, pk)).status_code == 200
    data = {"revision": deliverable.revision, "number": 1}
    for _twice in range(2):
        assert client.post(url("deliver", pk), data).url == url("deliver-done", pk, 1)
    deliverable.refresh_from_db()
    assert (deliverable.state, Version.objects.filter(delivered_at__isnull=False).count()) == ("delivered", 1)
    assert sorted(Mail.objects.values_list("template", flat=True)) == ["delivered", "receipt"]
    for name in ("deliver-done", "version-detail"):
        assert client.get(url(name, pk, 1)).status_code == 200
    assert client.get(url("take-back", pk)).status_code == 200
    assert run_waiting() == 1
    assert PagePicture.objects.count() == 2
    client.force_login(coordinator)
    assert client.post(url("deliver", pk), data).status_code == 403
    for address in (url("feedback-queue"), url("feedback-give", pk, 1), url("deliverable-detail", pk)):
        assert client.get(address).status_code == 200
    data = {"end": "1", "revision": deliverable.revision, "outcome": "to_complete", "text": "Les pilotes manquent."}
    assert client.post(url("feedback-give", pk, 1), data).status_code == 302
    assert client.post(url("feedback-give", pk, 1), data).status_code == 409
    deliverable.refresh_from_db()
    assert deliverable.state == "to_complete"
    assert client.get(url("extend", pk)).status_code == 200
    assert send_waiting() == 3
    assert not Mail.objects.exclude(state="sent").exists()
    client.force_login(b.user())
    assert client.get(url("deliverable-detail", pk)).status_code == 404


NOTE = {"note": "Mon mot", "then": "save", "end": "1"}


@pytest.fixture
def prepared(client):
    """A member signed in, with a draft of one file: (deliverable, version)."""
    team = b.team(b.cycle())
    deliverable = b.deliverable(b.assignment(team.cycle), team)
    client.force_login(b.member(team).person.user)
    return deliverable, b.version(deliverable, delivered=False)


@pytest.mark.django_db
def test_an_old_tab_does_not_confirm_what_was_taken_back(client, prepared):
    deliverable, version = prepared
    old_tab = {"revision": deliverable.revision, "number": version.number}
    assert client.post(url("deliver", deliverable.pk), old_tab).url == url("deliver-done", deliverable.pk, 1)
    deliverable.refresh_from_db()
    assert client.post(url("take-back", deliverable.pk), {"revision": deliverable.revision}).status_code == 302
    assert client.post(url("deliver", deliverable.pk), old_tab).status_code == 409
    deliverable.refresh_from_db()
    assert deliverable.state == "draft"


@pytest.mark.django_db
def test_sharing_drafts_follows_the_life_of_the_cycle(client, prepared):
    deliverable, _version = prepared
    address = url("draft-share", deliverable.pk)
    client.post(address, {"shared": "on"})
    deliverable.refresh_from_db()
    assert deliverable.shares_drafts
    Cycle.objects.update(state="archived")
    client.post(address, {})
    deliverable.refresh_from_db()
    assert deliverable.shares_drafts
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["deliverable_drafts_shared"]


@pytest.mark.django_db
def test_where_no_return_is_planned_delivered_is_retained_by_itself(client, prepared):
    deliverable, version = prepared
    Assignment.objects.update(return_mode="none")
    done = client.post(url("deliver", deliverable.pk), {"revision": 0, "number": 1}, follow=True)
    deliverable.refresh_from_db()
    version.refresh_from_db()
    assert (done.status_code, deliverable.state, deliverable.retained_version) == (200, "retained", version)
    assert version.retained_at == version.delivered_at


def test_two_deliver_at_once(transactional_db):
    """Two threads, two connections: one version, one receipt; the other click is answered by the same confirmation."""
    team = b.team(b.cycle())
    deliverable = b.deliverable(b.assignment(team.cycle), team)
    users = [b.member(team).person.user for _ in range(2)]
    b.version(deliverable, author=users[0], delivered=False)
    gate, answers = threading.Barrier(2), []

    def deliver(user) -> None:
        client = Client()
        client.force_login(user)
        gate.wait()
        answer = client.post(url("deliver", deliverable.pk), {"revision": 0, "number": 1})
        answers.append((answer.status_code, answer.headers.get("Location")))
        connection.close()

    threads = [threading.Thread(target=deliver, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {(302, url("deliver-done", deliverable.pk, 1)), (409, None)}
    assert (302, url("deliver-done", deliverable.pk, 1)) in answers
    assert [(version.number, version.is_draft) for version in Version.objects.all()] == [(1, False)]
    assert Mail.objects.filter(template="receipt").count() == 1
    assert LogEntry.objects.filter(action="deliverable_delivered").count() == 1


class SlowBody(FakePayload):
    """A body whose last byte comes when the clock has gone on."""

    def __init__(self, content: bytes, arrives) -> None:
        super().__init__(content)
        self.arrives = arrives

    def read(self, *args):
        self.arrives()
        return super().read(*args)


@pytest.mark.django_db
@pytest.mark.parametrize(("begun", "late"), [(-30, 0), (10, 10)])
@pytest.mark.parametrize("day", [datetime(2026, 11, 9), datetime(2026, 3, 30), datetime(2026, 10, 26)])
def test_lateness_is_judged_when_the_request_begins(client, prepared, begun, late, day):
    """Begun at 23:59:30, its last byte there 40 seconds later: on time. Begun ten seconds after midnight: late. The
    same at the end of the two days on which the hour changes."""
    deliverable, _version = prepared
    due = timezone.make_aware(day)
    Deliverable.objects.update(effective_due_at=due)
    body = b"revision=0&number=1"
    with time_machine.travel(due + timedelta(seconds=begun), tick=False) as clock:
        client.force_login(deliverable.team.members.get().person.user)
        slow = SlowBody(body, lambda: clock.move_to(due + timedelta(seconds=begun + 40)))
        answer = client.generic("POST", url("deliver", deliverable.pk), body, FORM, **{"wsgi.input": slow})
    deliverable.refresh_from_db()
    version = deliverable.current_version
    assert (answer.status_code, deliverable.late_seconds) == (302, late)
    assert version.delivered_at - version.received_at == timedelta(seconds=40)


@pytest.mark.django_db
def test_a_stale_note_is_kept_on_the_page_and_can_be_sent_again(client, prepared):
    deliverable, version = prepared
    Deliverable.objects.update(revision=3)
    Version.objects.update(note="Le mot de ma collègue")
    answer = client.post(url("draft-edit", deliverable.pk), NOTE | {"revision": 0})
    page = answer.content.decode()
    assert (answer.status_code, "Mon mot" in page, "Le mot de ma collègue" in page) == (409, True, True)
    assert '<input type="hidden" name="revision" value="3"' in page
    version.refresh_from_db()
    assert version.note == "Le mot de ma collègue"
    assert client.post(url("draft-edit", deliverable.pk), NOTE | {"revision": 3}).status_code == 302


@pytest.mark.django_db
def test_a_note_sent_after_the_end_of_deliveries_is_kept_on_the_page(client, prepared):
    deliverable, version = prepared
    past = timezone.now() - timedelta(minutes=1)
    Deliverable.objects.update(effective_due_at=past, closes_at=past)
    answer = client.post(url("draft-edit", deliverable.pk), NOTE | {"revision": 0})
    page = answer.content.decode()
    assert (answer.status_code, "Mon mot" in page) == (409, True)
    assert "Ce n’est plus possible" in page
    version.refresh_from_db()
    assert version.note == ""


@pytest.mark.django_db
def test_an_apostrophe_in_a_mails_subject_stays_one(client, prepared):
    deliverable, _version = prepared
    Assignment.objects.update(title="Plan d'action & l’« essai » <1>")
    client.post(url("deliver", deliverable.pk), {"revision": 0, "number": 1})
    subject = render(Mail.objects.get(template="receipt")).subject
    assert "Plan d'action & l’« essai » <1>, version 1" in subject


@pytest.mark.django_db
@pytest.mark.parametrize(("then", "leads"), [("add", "draft-edit"), ("save", "draft-edit"), ("check", "deliver-check")])
def test_every_button_of_the_draft_keeps_the_note_and_the_files(client, prepared, then, leads):
    deliverable, version = prepared
    upload = SimpleUploadedFile("plus.pdf", b.pdf_bytes())
    data = {"files": [upload], "note": "Ligne 1\r\nLigne 2", "revision": 0, "then": then, "end": "1"}
    assert client.post(url("draft-edit", deliverable.pk), data).url == url(leads, deliverable.pk)
    version.refresh_from_db()
    assert (version.note, version.files.count()) == ("Ligne 1\nLigne 2", 2)


@pytest.mark.django_db
def test_a_refused_file_keeps_the_note_on_the_page(client, prepared):
    deliverable, version = prepared
    upload = SimpleUploadedFile("virus.exe", b"MZ")
    data = {"files": [upload], "note": "Mon mot", "revision": 0, "then": "add", "end": "1"}
    answer = client.post(url("draft-edit", deliverable.pk), data)
    version.refresh_from_db()
    assert (answer.status_code, "Mon mot" in answer.content.decode(), version.note) == (422, True, "")


@pytest.mark.django_db
def test_a_stale_note_hinders_no_file(client, prepared):
    deliverable, version = prepared
    Deliverable.objects.update(revision=3)
    upload = SimpleUploadedFile("plus.pdf", b.pdf_bytes())
    answer = client.post(url("draft-edit", deliverable.pk), NOTE | {"files": [upload], "revision": 0})
    assert (answer.status_code, "Mon mot" in answer.content.decode(), version.files.count()) == (409, True, 2)


@pytest.mark.django_db
def test_taking_back_judges_lateness_by_the_date_that_holds():
    """Received on time, the due date then moved before it: taking the newer version back leaves it late, and what was
    given late stays late after more time was granted."""
    cycle = b.cycle()
    team, coordinator = b.team(cycle), b.coordinator(cycle)
    member, due = b.member(team).person.user, timezone.now() + timedelta(days=1)
    row = b.deliverable(b.assignment(cycle, due_at=due), team)
    first = b.version(row, author=member, at=due - timedelta(days=2))
    b.version(row, author=member, at=due - timedelta(days=1))
    edit_assignment(actor=coordinator, assignment=row.assignment, due_at=first.received_at - timedelta(hours=1))
    for late in (3600, 0):
        row.refresh_from_db()
        take_back(actor=member, deliverable=row, revision=row.revision)
        row.refresh_from_db()
        assert row.late_seconds == late
    Deliverable.objects.update(late_seconds=0)
    row.refresh_from_db()
    again = b.version(row, author=member, late_seconds=7200, state="to_complete")
    Deliverable.objects.update(late_seconds=again.late_seconds)
    row.refresh_from_db()
    extend(actor=coordinator, deliverable=row, due_at=due, reason="Élections", revision=row.revision)
    b.version(Deliverable.objects.get(pk=row.pk), author=member)
    row.refresh_from_db()
    take_back(actor=member, deliverable=row, revision=row.revision)
    row.refresh_from_db()
    assert row.late_seconds == 7200


@pytest.mark.django_db
def test_what_is_retained_by_delivering_can_be_taken_back_until_somebody_answers():
    cycle = b.cycle()
    team = b.team(cycle)
    member = b.member(team).person.user
    row = b.deliverable(b.assignment(cycle, return_mode="none"), team)
    first = b.version(row, author=member, state="retained", retained_at=timezone.now())
    second = b.version(row, author=member, state="retained", retained_at=timezone.now())
    for version, retained in ((second, first), (first, None)):
        take_back(actor=member, deliverable=row, revision=row.revision)
        version.refresh_from_db()
        row.refresh_from_db()
        assert (version.taken_back_at is not None, version.retained_at) == (True, None)
        assert (row.retained_version, row.current_version) == (retained, retained)
    assert row.state == "draft"
