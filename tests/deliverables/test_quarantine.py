"""Files are closed until the antivirus found them safe; a delivery never waits for it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from deliverables.models import VersionFile
from deliverables.previews import make_page_pictures
from records import antivirus, texts
from records.jobs import start
from records.models import LogEntry, Mail, StoredFile
from tests import builders as b
from tests import clamd

pytestmark = pytest.mark.django_db
DOWN = "tcp://127.0.0.1:9"


@pytest.fixture
def scanner(settings):
    with clamd.running() as address:
        settings.CLAMD = address
        yield settings


def delivered(content: bytes = b"Bonjour"):
    """A delivered version with one text file that was stored as people's files are."""
    version = b.version(files=())
    file = b.stored_file("note.txt", content=content, origin="deliverable", actor=version.author)
    row = VersionFile.objects.create(version=version, position=1, name="note.txt", file=file)
    make_page_pictures(start("page_pictures", obj=version), lambda *step: None)
    return version, row


def addresses(version, row) -> dict[str, str]:
    keys = [version.deliverable_id, version.number]
    return {
        "page": reverse("deliverables:version-detail", args=keys),
        "file": reverse("deliverables:file-download", args=[*keys, row.pk]),
        "picture": reverse("deliverables:page-picture", args=[*keys, row.pk, 1]),
    }


def opened(client, version, row) -> dict[str, int]:
    found = {}
    for name, address in addresses(version, row).items():
        response = client.get(address)
        found[name] = response.status_code
        b"".join(response)  # read to its end, which closes the file
    return found


CLOSED = {"page": 200, "file": 403, "picture": 403}
OPEN = {"page": 200, "file": 200, "picture": 200}


def test_a_file_is_closed_until_it_is_found_safe(client, scanner):
    version, row = delivered()
    client.force_login(b.coordinator(version.deliverable.assignment.cycle))
    assert opened(client, version, row) == CLOSED
    assert "En cours de vérification par l’antivirus" in client.get(addresses(version, row)["page"]).content.decode()
    assert texts.known_texts([row.file]) == {}
    call_command("worker", once=True)
    row.file.refresh_from_db()
    assert (row.file.scan, opened(client, version, row)) == ("safe", OPEN)
    assert [text.paragraphs for text in texts.known_texts([row.file]).values()] == [["Bonjour"]]


def test_an_infected_file_stays_closed_and_those_concerned_are_told_once(client, scanner):
    version, row = delivered(b"Bonjour " + clamd.BAD)
    coordinator = b.coordinator(version.deliverable.assignment.cycle)
    for _twice in range(2):
        antivirus.scan_waiting()
    row.file.refresh_from_db()
    assert (row.file.scan, row.file.scan_words) == ("infected", "Escale.Test")
    client.force_login(coordinator)
    assert opened(client, version, row) == CLOSED
    assert "infecté (Escale.Test)" in client.get(addresses(version, row)["page"]).content.decode()
    mails = Mail.objects.filter(template="file_infected")
    assert set(mails.values_list("to_email", flat=True)) >= {version.author.email, coordinator.email}
    assert mails.count() == mails.values("to_email").distinct().count()
    entry = LogEntry.objects.get(action="deliverable_file_infected")
    assert (entry.actor, entry.after) == (None, {"version": version.number, "files": ["note.txt"]})
    version.refresh_from_db()
    assert version.delivered_at is not None


def test_an_infected_file_of_a_draft_is_told_to_who_sent_it_alone(client, scanner):
    version = b.version(files=(), delivered=False)
    file = b.stored_file("licenciements.txt", content=clamd.BAD, origin="deliverable", actor=version.author)
    VersionFile.objects.create(version=version, position=1, name=file.original_name, file=file)
    client.force_login(b.coordinator(version.deliverable.assignment.cycle))
    antivirus.scan_waiting()
    assert list(Mail.objects.values_list("to_email", flat=True)) == [version.author.email]
    for address in (
        version.deliverable.get_absolute_url(),
        version.deliverable.assignment.cycle.get_absolute_url(),
        "/",
    ):
        assert "licenciements" not in client.get(address).content.decode()


def test_the_mail_says_what_to_do(scanner, mailoutbox):
    version, _row = delivered(clamd.BAD)
    call_command("worker", once=True)
    message = next(each for each in mailoutbox if each.to == [version.author.email])
    assert message.subject == "Fichier infecté : note.txt"
    assert "remettez une nouvelle version avec un fichier sain" in message.body
    assert reverse("deliverables:deliverable-detail", args=[version.deliverable_id]) in message.body


def test_a_file_of_no_deliverable_tells_who_sent_it(scanner, mailoutbox):
    sender = b.user()
    b.stored_file("modele.txt", content=clamd.BAD, origin="session_document", actor=sender)
    call_command("worker", once=True)
    assert [message.to for message in mailoutbox] == [[sender.email]]


def test_a_scanner_that_is_down_holds_back_no_delivery_and_is_asked_again(client, settings, capsys):
    settings.CLAMD = DOWN
    version, row = delivered()
    client.force_login(b.coordinator(version.deliverable.assignment.cycle))
    call_command("worker", once=True)
    row.file.refresh_from_db()
    assert (row.file.scan, opened(client, version, row)) == ("pending", CLOSED)
    with clamd.running() as address:
        settings.CLAMD = address
        call_command("worker", once=True)
    assert opened(client, version, row) == OPEN


def test_an_answer_that_is_no_verdict_leaves_the_file_closed_for_a_while(settings):
    with clamd.running(lambda content: b"INSTREAM size limit exceeded. ERROR\0") as address:
        settings.CLAMD = address
        file = b.stored_file("a.txt", content=b"a", origin="deliverable")
        assert antivirus.scan_waiting() == 0
    file.refresh_from_db()
    assert (file.scan, "size limit" in file.scan_words) == ("pending", True)
    with clamd.running() as address:
        settings.CLAMD = address
        assert antivirus.scan_waiting() == 0
        StoredFile.objects.update(scan_asked_at=timezone.now() - timedelta(minutes=2))
        assert antivirus.scan_waiting() == 1


def test_what_we_make_ourselves_and_what_came_before_the_antivirus_is_open(settings):
    before = b.stored_file("a.txt", content=b"a", origin="deliverable")
    settings.CLAMD = DOWN
    made = b.stored_file("page-1.jpg", content=b.picture_bytes("JPEG"), origin="page_picture")
    assert (before.is_released, made.is_released) == (True, True)


def test_administrators_alone_are_told_that_there_is_no_antivirus(client):
    version, row = delivered()
    client.force_login(b.coordinator(version.deliverable.assignment.cycle))
    assert "antivirus" not in client.get(addresses(version, row)["page"]).content.decode().lower()
    client.force_login(b.administrator())
    assert "Aucun antivirus n’est configuré" in client.get(reverse("portal:administration")).content.decode()


def test_administrators_see_a_scanner_that_is_down_and_what_waits(client, settings):
    settings.CLAMD = DOWN
    b.stored_file("a.txt", content=b"a", origin="deliverable")
    client.force_login(b.administrator())
    page = client.get(reverse("portal:administration")).content.decode()
    assert "L’antivirus ne répond pas" in page
    assert "1 fichier attend son verdict" in page


def test_readyz_tells(client, settings):
    assert client.get("/readyz").content.decode() == "database: ok\nguards: ok\ndisk: ok\nscanner: ok\nworker: ok\n"
    settings.CLAMD = DOWN
    response = client.get("/readyz")
    assert (response.status_code, "scanner: no answer" in response.content.decode()) == (503, True)
    with clamd.running() as address:
        settings.CLAMD = address
        assert client.get("/readyz").status_code == 200
        b.stored_file("a.txt", content=b"a", origin="deliverable")
        StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=1))
        assert client.get("/readyz").status_code == 503
