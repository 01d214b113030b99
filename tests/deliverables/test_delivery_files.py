"""Names of files and headers of downloads, through the pages (A4, A5)."""

import re
import unicodedata
from email.message import Message
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deliverables.drafts import add_files
from deliverables.models import VersionFile
from deliverables.workflow import NotPermitted, StaleError
from records.jobs import run_waiting, start
from records.models import PagePicture, StoredFile
from tests import builders as b

pytestmark = pytest.mark.django_db
BOUNDARY = "escale-boundary"


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


def body(*names: str) -> bytes:
    """The form as a browser would send it, with names that no file system would hold."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: application/pdf\r\n\r\n".encode()
        + b.pdf_bytes(f"Fichier {number}")
        + b"\r\n"
        for number, name in enumerate(names)
    ]
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"\r\n\r\n{{}}\r\n'
    end = field.format("revision", 0) + field.format("then", "add") + field.format("end", 1) + f"--{BOUNDARY}--\r\n"
    return b"".join(parts) + end.encode()


@pytest.fixture
def row(client):
    team = b.team(b.cycle())
    client.force_login(b.member(team).person.user)
    return b.deliverable(b.assignment(team.cycle), team)


def send(client, row, *names: str):
    address = url("draft-edit", row.pk)
    return client.generic("POST", address, body(*names), f"multipart/form-data; boundary={BOUNDARY}")


def read(response):
    return response, b"".join(response.streaming_content)


def name_in(response) -> str:
    """The name that a browser reads in the header (RFC 6266)."""
    message = Message()
    message["Content-Disposition"] = response["Content-Disposition"]
    return message.get_filename()


NAMES = {
    "folders": (("../../etc/Diagnostic.pdf",), ["Diagnostic.pdf"]),
    "folders of Windows": (("..\\..\\Diagnostic.pdf",), ["Diagnostic.pdf"]),
    "300 characters": (("d" * 296 + ".pdf",), ["d" * 146 + ".pdf"]),
    "text direction": (("Diagnostic\u202efdp.pdf",), ["Diagnosticfdp.pdf"]),
    "a device of Windows": (("CON.pdf",), ["_CON.pdf"]),
    "emoji": (("Plan 🎯 été.pdf",), ["Plan 🎯 été.pdf"]),
    "decomposed accents": ((unicodedata.normalize("NFD", "Réseau été.pdf"),), ["Réseau été.pdf"]),
    "a quotation mark and a line": (("a\\\"b;c'd.pdf",), None),
    "two of one name": (("note.pdf", "note.pdf"), ["note.pdf", "note (2).pdf"]),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_made_safe_and_the_store_uses_its_own(client, row, case):
    names, kept = NAMES[case]
    assert send(client, row, *names).status_code == 302
    files = list(VersionFile.objects.select_related("file"))
    if kept:
        assert [each.name for each in files] == kept
    for each in files:
        assert each.file.storage_name.endswith(f"/{UUID(str(each.file.pk))}")
        response, content = read(client.get(url("file-download", row.pk, 1, each.pk)))
        assert (response.status_code, name_in(response)) == (200, each.name)
        assert not re.search(r'[/\\"\x00-\x1f\u202e]', each.name)
        assert content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["diagnostic", "", ".pdf\x00.exe", "diagnostic.pdf\x00.exe", "...", "CON", "."])
def test_a_name_without_a_kind_is_refused_in_words(client, row, name):
    assert send(client, row, name).status_code == 422
    assert not VersionFile.objects.exists()


def test_a_nul_in_a_name_goes(client, row):
    assert send(client, row, "diag\x00nostic.pdf").status_code == 302
    assert VersionFile.objects.get().name == "diagnostic.pdf"


def test_what_is_downloaded_is_an_attachment_and_what_is_shown_a_picture_that_we_made(client, row):
    version = b.version(row, files=("page.html.pdf",))

    start("page_pictures", obj=version, actor=version.author)
    assert run_waiting() == 1
    file = version.files.get()
    private = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    download, _read = read(client.get(url("file-download", row.pk, 1, file.pk)))
    assert {name: download[name] for name in private} == private
    assert download["Content-Disposition"] == 'attachment; filename="page.html.pdf"'
    assert download["Content-Type"] == "application/pdf"
    shown, _read = read(client.get(url("page-picture", row.pk, 1, file.pk, 1)))
    assert {name: shown[name] for name in private} == private
    assert (shown["Content-Type"], PagePicture.objects.get().picture.origin) == ("image/jpeg", "page_picture")


def test_what_is_refused_stores_nothing():
    team = b.team()
    row = b.deliverable(b.assignment(team.cycle), team)
    reader, writer = b.member(team, role="reader").person.user, b.member(team).person.user
    upload = SimpleUploadedFile("a.pdf", b.pdf_bytes())
    for actor, revision, refused in ((reader, None, NotPermitted), (writer, 9, StaleError)):
        with pytest.raises(refused):
            add_files(actor=actor, deliverable=row, files=[upload], revision=revision)
    assert StoredFile.objects.count() == 0
