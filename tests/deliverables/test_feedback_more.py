"""What feedback holds besides its text: comments on files, an annotated file, and where the mail leads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deliverables.models import Feedback
from records import outbox
from records.models import LogEntry, StoredFile
from tests import builders as b
from tests.deliverables.test_feedback_views import World, url

pytestmark = pytest.mark.django_db
TO_COMPLETE = {"end": "1", "revision": 0, "outcome": "to_complete", "text": "Les pilotes manquent."}


@pytest.fixture
def world() -> World:
    return World()


def pdf(name: str = "diagnostic-annoté.pdf", text: str = "Remarques") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b.pdf_bytes(text), content_type="application/pdf")


def test_each_file_is_commented_on_and_the_team_reads_it(client, world):
    file = world.version.files.get()
    client.force_login(world.facilitator)
    data = TO_COMPLETE | {f"comment_{file.pk}": " <b>Page 2</b> : la source ? ", "comment_999": "perdu"}
    assert client.post(world.give, data).status_code == 302
    kept = [{"file": file.pk, "name": "diagnostic.pdf", "text": "<b>Page 2</b> : la source ?"}]
    assert (Feedback.objects.get().comments, LogEntry.objects.first().after["comments"]) == (kept, kept)
    for who in (world.member, world.reader, world.coordinator):
        client.force_login(who)
        body = client.get(world.deliverable.get_absolute_url()).content.decode()
        assert "&lt;b&gt;Page 2&lt;/b&gt; : la source ?" in body


def test_an_annotated_file_is_given_back_and_downloaded(client, world):
    client.force_login(world.coordinator)
    client.post(world.give, TO_COMPLETE | {"annotated": pdf()})
    row = Feedback.objects.get()
    assert (row.annotated.original_name, row.annotated.origin) == ("diagnostic-annoté.pdf", "feedback")
    assert LogEntry.objects.first().after["annotated"]["sha256"] == row.annotated.sha256
    address = url("annotated-download", world.deliverable.pk, 1, row.pk)
    client.force_login(world.reader)
    assert f'href="{address}"' in client.get(world.deliverable.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b.pdf_bytes("Remarques")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    client.force_login(world.other)
    assert client.get(address).status_code == 404
    other = b.deliverable(b.assignment(world.cycle), world.team)
    b.version(other)
    client.force_login(world.member)
    assert client.get(url("annotated-download", other.pk, 1, row.pk)).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_sent(client, world):
    client.force_login(world.coordinator)
    bad = SimpleUploadedFile("note.pdf", b"MZ not a pdf", content_type="application/pdf")
    page = client.post(world.give, TO_COMPLETE | {"annotated": bad})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["annotated"])
    assert "Les pilotes manquent." in page.content.decode()
    assert (world.now(), Feedback.objects.count()) == (("delivered", 0), 0)


def test_a_sending_that_was_cut_gives_no_feedback(client, world):
    client.force_login(world.coordinator)
    cut = {name: value for name, value in TO_COMPLETE.items() if name != "end"}
    assert client.post(world.give, cut).status_code == 422
    assert Feedback.objects.count() == 0


def test_who_comes_second_keeps_comments_and_stores_no_file(client, world):
    file = world.version.files.get()
    client.force_login(world.coordinator)
    client.post(world.give, TO_COMPLETE)
    stored = StoredFile.objects.filter(origin="feedback")
    late = client.post(world.give, TO_COMPLETE | {f"comment_{file.pk}": "Mon commentaire", "annotated": pdf()})
    assert (late.status_code, Feedback.objects.count(), stored.count()) == (409, 1, 0)


@pytest.mark.parametrize("kind", ["feedback", "reminder"])
def test_the_button_of_the_mail_leads_to_what_is_to_be_completed_also_after_sign_in(client, world, kind, mailoutbox):
    client.force_login(world.coordinator)
    client.post(world.give, TO_COMPLETE)
    if kind == "reminder":
        outbox.send(
            kind,
            to_email=world.member.email,
            language="fr",
            deliverable=world.deliverable.pk,
            sentence="",
        )
    outbox.send_waiting()
    address = url("to-complete", world.deliverable.pk)
    assert f"http://testserver{address}" in mailoutbox[-1].body or address in mailoutbox[-1].body
    client.logout()
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    client.force_login(world.member)
    assert client.get(address).url == f"{world.deliverable.get_absolute_url()}#a-completer"
    assert 'id="a-completer"' in client.get(world.deliverable.get_absolute_url()).content.decode()
