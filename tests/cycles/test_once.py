"""The same form sent twice, by a double click or a second tab, creates once (A24)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import builders as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(client):
    row = build.cycle()
    client.force_login(build.coordinator(row))
    return row


def key_of(client, address: str) -> str:
    return str(client.get(address).context["form"]["key"].value())


def test_a_session(client, cycle):
    address = reverse("cycles:session-create", args=[cycle.slug])
    data = {"revision": 0, "kind": "session", "title": "S", "day": "2027-03-02", "starts": "09:00", "ends": "12:00"}
    data["key"] = key_of(client, address)
    assert [client.post(address, data).status_code for _twice in range(2)] == [302, 302]
    assert cycle.sessions.count() == 1
    client.post(address, data | {"key": key_of(client, address)})
    assert cycle.sessions.count() == 2


def test_an_assignment(client, cycle):
    address = reverse("deliverables:assignment-create", args=[cycle.slug])
    due = timezone.localtime() + timedelta(days=10)
    data = {"title": "Un", "kind": "diagnostic", "min_files": 1, "return_mode": "feedback", "due_hour": "18:00"}
    data |= {"due_day": f"{due:%Y-%m-%d}", "end": "1", "key": key_of(client, address)}
    assert [client.post(address, data).status_code for _twice in range(2)] == [302, 302]
    assert cycle.assignments.count() == 1


def test_a_document(client, cycle):
    session = build.session(cycle)
    address = reverse("cycles:document-add", args=[cycle.slug, session.pk])
    data = {"title": "Doc", "end": "1", "key": key_of(client, address)}
    for _twice in range(2):
        sent = data | {"file": SimpleUploadedFile("a.pdf", build.pdf_bytes())}
        assert client.post(address, sent).status_code == 302
    assert session.documents.count() == 1
