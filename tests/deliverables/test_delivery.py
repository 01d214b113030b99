"""The main way, by the pages: add files, check, deliver, receive feedback."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cycles.models import Cycle
from deliverables.models import Version
from records.jobs import run_waiting
from records.models import LogEntry, Mail, PagePicture
from records.outbox import send_waiting
from tests import builders as b


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
    assert client.post(url("draft-edit", pk), {"files": [upload]}).status_code == 422  # cut: no end marker
    upload = SimpleUploadedFile("a.pdf", b.pdf_bytes(pages=2))
    assert client.post(url("draft-edit", pk), {"files": [upload], "end": "1"}).status_code == 302
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
    data = {"revision": deliverable.revision, "outcome": "to_complete", "text": "Les pilotes manquent."}
    assert client.post(url("feedback-give", pk, 1), data).status_code == 302
    assert client.post(url("feedback-give", pk, 1), data).status_code == 409
    deliverable.refresh_from_db()
    assert deliverable.state == "to_complete"
    assert client.get(url("extend", pk)).status_code == 200
    assert send_waiting() == 3
    assert not Mail.objects.exclude(state="sent").exists()
    client.force_login(b.user())
    assert client.get(url("deliverable-detail", pk)).status_code == 404


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
    assert deliverable.state == "not_delivered"


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
