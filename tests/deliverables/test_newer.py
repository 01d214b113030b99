"""A newer version completes or replaces the current one; before it is delivered the page says what changes."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from deliverables.models import Deliverable, Version
from records.models import LogEntry
from tests import builders as b


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


@pytest.fixture
def given(client):
    """A member signed in, whose team delivered version 1 with two files and a note."""
    team = b.team(b.cycle())
    deliverable = b.deliverable(b.assignment(team.cycle), team)
    client.force_login(b.member(team).person.user)
    b.version(deliverable, files=("diagnostic.pdf", "annexe.pdf"), note="Relu en comité.")
    return deliverable


def held(version: Version) -> list[tuple[str, object]]:
    return list(version.files.values_list("name", "file"))


@pytest.mark.django_db
def test_who_delivered_already_is_asked_before_a_draft_begins(client, given):
    answer = client.get(url("draft-edit", given.pk))
    assert (answer.status_code, answer.url) == (302, url("draft-begin", given.pk))
    page = client.get(answer.url).content.decode()
    assert "Compléter la version 1" in page
    assert "Remplacer la version 1" in page
    assert "diagnostic.pdf" in page
    assert not Version.objects.filter(delivered_at__isnull=True).exists()  # a GET writes nothing
    refused = client.post(url("draft-begin", given.pk), {"revision": 0, "how": "autre"})
    assert (refused.status_code, Version.objects.count()) == (422, 1)


@pytest.mark.django_db
def test_complete_begins_with_the_same_stored_files_and_replace_empty(client, given):
    first = given.current_version
    answer = client.post(url("draft-begin", given.pk), {"revision": 0, "how": "complete"}, follow=True)
    draft = Version.objects.get(number=2)
    assert (draft.is_draft, draft.note, held(draft)) == (True, "", held(first))
    assert "Relu en comité." in answer.content.decode()
    entry = LogEntry.objects.get(action="deliverable_draft_started")
    assert [each["name"] for each in entry.after["files"]] == ["diagnostic.pdf", "annexe.pdf"]
    given.refresh_from_db()
    client.post(url("draft-discard", given.pk), {"revision": given.revision})
    given.refresh_from_db()
    client.post(url("draft-begin", given.pk), {"revision": given.revision, "how": "replace"})
    draft, first = Version.objects.get(number=2), Version.objects.get(number=1)
    assert (held(draft), [name for name, _file in held(first)]) == ([], ["diagnostic.pdf", "annexe.pdf"])


@pytest.mark.django_db
def test_a_second_tap_or_an_old_page_leads_to_the_draft_that_is_there(client, given):
    for how in ("complete", "complete", "replace"):
        answer = client.post(url("draft-begin", given.pk), {"revision": 0, "how": how})
        assert answer.url == url("draft-edit", given.pk)
    assert Version.objects.count() == 2
    assert Version.objects.get(number=2).files.count() == 2
    assert client.get(url("draft-begin", given.pk)).url == url("draft-edit", given.pk)


@pytest.mark.django_db
def test_the_check_says_what_changes_against_the_current_version(client, given):
    client.post(url("draft-begin", given.pk), {"revision": 0, "how": "complete"})
    check = url("deliver-check", given.pk)
    page = client.get(check)
    assert page.context["changes"].nothing
    assert "Rien : les fichiers sont ceux de la version 1, et la note" in page.content.decode().replace("\xa0", " ")
    draft = Version.objects.get(number=2)
    client.post(url("draft-file-remove", given.pk, draft.files.get(name="diagnostic.pdf").pk))
    files = [SimpleUploadedFile(name, b.pdf_bytes(f"neuf {name}")) for name in ("diagnostic.pdf", "budget.pdf")]
    given.refresh_from_db()
    sent = {"files": files, "note": "Le budget est là.", "then": "add", "end": "1", "revision": given.revision}
    assert client.post(url("draft-edit", given.pk), sent).status_code == 302
    page = client.get(check)
    changes = page.context["changes"]
    assert [(pair.kind, pair.name) for pair in changes.files] == [
        ("changed", "diagnostic.pdf"),
        ("added", "budget.pdf"),
        ("same", "annexe.pdf"),
    ]
    words = "1 fichier remplacé, 1 fichier ajouté, 1 fichier inchangé ; la note est autre."
    assert words in page.content.decode().replace("\xa0", " ")
    client.post(url("draft-file-remove", given.pk, draft.files.get(name="annexe.pdf").pk))
    assert [pair.kind for pair in client.get(check).context["changes"].files] == ["changed", "added", "removed"]


@pytest.mark.django_db
def test_a_file_with_another_name_and_the_same_content_is_unchanged(client, given):
    client.post(url("draft-begin", given.pk), {"revision": 0, "how": "complete"})
    Version.objects.get(number=2).files.filter(name="annexe.pdf").update(name="annexe 1.pdf")
    pairs = client.get(url("deliver-check", given.pk)).context["changes"].files
    assert [(pair.kind, pair.name, pair.old_name) for pair in pairs] == [
        ("same", "diagnostic.pdf", ""),
        ("same", "annexe 1.pdf", "annexe.pdf"),
    ]


@pytest.mark.django_db
def test_the_first_delivery_changes_nothing_and_says_nothing_of_it(client, given):
    other = b.deliverable(b.assignment(given.team.cycle), given.team)
    assert client.get(url("draft-begin", other.pk)).url == url("draft-edit", other.pk)
    b.version(other, delivered=False)
    assert client.get(url("deliver-check", other.pk)).context["changes"] is None


@pytest.mark.django_db
def test_only_who_delivers_begins_a_version(client, given):
    for user, status in ((b.user(), 404), (b.member(given.team, role="reader").person.user, 403)):
        client.force_login(user)
        assert client.get(url("draft-begin", given.pk)).status_code == status
        answer = client.post(url("draft-begin", given.pk), {"revision": 0, "how": "complete"})
        assert (answer.status_code, Version.objects.count()) == (status, 1)


@pytest.mark.django_db
def test_after_the_end_of_deliveries_no_version_begins(client, given):
    past = given.assignment.due_at.replace(year=2020)
    Deliverable.objects.update(effective_due_at=past, closes_at=past)
    assert client.post(url("draft-begin", given.pk), {"revision": 0, "how": "replace"}).url == url(
        "deliverable-detail", given.pk
    )
    assert Version.objects.count() == 1


def test_two_begin_at_once(transactional_db):
    """One completes, one replaces: one draft, and both are led to it."""
    team = b.team(b.cycle())
    deliverable = b.deliverable(b.assignment(team.cycle), team)
    b.version(deliverable)
    users = [b.member(team).person.user for _ in range(2)]
    gate, answers = threading.Barrier(2), []

    def begin(user, how: str) -> None:
        client = Client()
        client.force_login(user)
        gate.wait()
        answer = client.post(url("draft-begin", deliverable.pk), {"revision": 0, "how": how})
        answers.append((answer.status_code, answer.url))
        connection.close()

    threads = [threading.Thread(target=begin, args=row) for row in zip(users, ("complete", "replace"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(302, url("draft-edit", deliverable.pk))] * 2
    assert Version.objects.count() == 2
    assert LogEntry.objects.filter(action="deliverable_draft_started").count() == 1
