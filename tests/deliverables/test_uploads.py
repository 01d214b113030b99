"""Files that go up one by one into the draft: the protocol, through its addresses (A3, A13, A17, A24)."""

import base64
import errno
import hashlib
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as configuration
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deliverables.models import Version, VersionFile
from records import resumable
from records.models import LogEntry, StoredFile, Upload
from tests import builders as b

pytestmark = pytest.mark.django_db
BODY = "application/offset+octet-stream"
CONTENT = b.pdf_bytes("Diagnostic", pages=3)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def row(client):
    team = b.team(b.cycle())
    client.force_login(b.member(team).person.user)
    return b.deliverable(b.assignment(team.cycle), team)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def announce(client, row, *, name: str = "diagnostic.pdf", length: int = len(CONTENT), body: bytes = b"", **headers):
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(length),
        "Upload-Metadata": f"filename {encoded(name)}",
    } | headers
    return client.generic(
        "POST", reverse("deliverables:draft-upload-create", args=[row.pk]), body, BODY, headers=headers
    )


def begun(client, row, **said) -> str:
    response = announce(client, row, **said)
    assert response.status_code == 201, response.content.decode()
    return response["Location"]


def send(client, address: str, piece: bytes, offset: int, *, kind: str = BODY, **headers):
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | headers
    return client.generic("PATCH", address, piece, kind, headers=headers)


def ask(client, address: str):
    return client.head(address, headers={"Tus-Resumable": "1.0.0"})


def left() -> list[str]:
    """What lies in the temporary folder."""
    return [path.name for path in Path(configuration.FILE_UPLOAD_TEMP_DIR).iterdir()]


def test_a_file_arrives_in_pieces_and_is_in_the_draft_once(client, row, django_capture_on_commit_callbacks):
    response = announce(client, row)
    address = response["Location"]
    assert (response.status_code, response["Upload-Offset"], response["Tus-Resumable"]) == (201, "0", "1.0.0")
    first = send(client, address, CONTENT[:1000], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "1000")
    assert "Upload-Sha256" not in first
    assert not VersionFile.objects.exists()
    where = ask(client, address)
    assert (where.status_code, where["Upload-Offset"], where["Upload-Length"]) == (200, "1000", str(len(CONTENT)))
    assert where["Upload-Metadata"] == f"filename {encoded('diagnostic.pdf')}"
    assert where["Cache-Control"] == "no-store"
    with django_capture_on_commit_callbacks(execute=True):
        last = send(client, address, CONTENT[1000:], 1000)
    assert (last.status_code, last["Upload-Offset"], last["Upload-Sha256"]) == (204, str(len(CONTENT)), SHA256)
    file = VersionFile.objects.select_related("file", "version").get()
    assert (file.name, file.file.sha256, file.file.size, file.pages) == ("diagnostic.pdf", SHA256, len(CONTENT), 3)
    assert (file.version.deliverable, file.version.is_draft) == (row, True)
    assert left() == []
    entry = LogEntry.objects.get(object_type="deliverables.deliverable", action="deliverable_files_added")
    assert entry.after["files"] == [{"name": "diagnostic.pdf", "sha256": SHA256, "size": len(CONTENT)}]


def test_the_end_sent_twice_makes_one_file(client, row):
    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)
    assert [send(client, address, CONTENT[1000:], 1000).status_code for _twice in range(2)] == [204, 409]
    where = ask(client, address)
    assert (where["Upload-Offset"], where["Upload-Sha256"]) == (str(len(CONTENT)), SHA256)
    assert VersionFile.objects.count() == StoredFile.objects.count() == 1


def test_an_announcement_may_bring_the_bytes(client, row):
    response = announce(client, row, body=CONTENT)
    assert (response.status_code, response["Upload-Offset"]) == (201, str(len(CONTENT)))
    assert VersionFile.objects.get().file.sha256 == SHA256


def test_the_server_says_what_it_speaks(client, row):
    response = client.options(reverse("deliverables:draft-upload-create", args=[row.pk]))
    named = ("Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm")
    extensions = "creation,creation-with-upload,expiration,termination,checksum"
    assert response.status_code == 204
    assert [response[name] for name in named] == ["1.0.0", extensions, str(100_000_000), "sha1,sha256"]


def test_another_version_of_the_protocol_is_refused(client, row):
    assert announce(client, row, **{"Tus-Resumable": "0.2.2"}).status_code == 412
    address = begun(client, row)
    assert send(client, address, CONTENT, 0, **{"Tus-Resumable": "0.2.2"}).status_code == 412
    refused = client.head(address)
    assert (refused.status_code, refused["Tus-Version"]) == (412, "1.0.0")
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize("offset", [-1, 0, 999, 1001, len(CONTENT)])
def test_bytes_that_do_not_follow_are_refused(client, row, offset):
    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)
    assert send(client, address, b"x", offset).status_code == (400 if offset < 0 else 409)
    assert ask(client, address)["Upload-Offset"] == "1000"


def test_more_than_announced_is_refused(client, row):
    address = begun(client, row, length=1000)
    assert send(client, address, CONTENT[:1001], 0).status_code == 413
    assert ask(client, address)["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Upload-Offset": "x"}, BODY),
        ({"Upload-Offset": ""}, BODY),
        ({"Upload-Checksum": "md5 abc="}, BODY),
        ({"Upload-Checksum": "sha256 !!"}, BODY),
    ],
)
def test_a_piece_that_says_nonsense_is_refused(client, row, headers, kind):
    address = begun(client, row)
    assert send(client, address, CONTENT, 0, kind=kind, **headers).status_code == 400
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize(
    ("kind", "headers", "status"),
    [("application/pdf", {}, 415), (BODY, {"Transfer-Encoding": "chunked"}, 411)],
    ids=["another type", "without its length"],
)
def test_a_piece_of_another_kind_is_refused(client, row, kind, headers, status):
    address = begun(client, row)
    refused = send(client, address, CONTENT, 0, kind=kind, **headers)
    assert (refused.status_code, Upload.objects.get().offset) == (status, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "x"},
        {"Upload-Length": "-1"},
        {"Upload-Length": ""},
        {"Upload-Metadata": "filename !!"},
        {"Upload-Metadata": "filename /w=="},
        {"Upload-Metadata": "filename " + base64.b64encode(b"a\x00.pdf").decode()},
    ],
)
def test_an_announcement_that_says_nonsense_is_refused(client, row, headers):
    assert announce(client, row, **headers).status_code == 400
    assert not Upload.objects.exists()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_is_all_or_nothing(client, row, algorithm):
    address = begun(client, row)
    digest = base64.b64encode(hashlib.new(algorithm, CONTENT[:1000]).digest()).decode()
    wrong = send(client, address, b"x" * 1000, 0, **{"Upload-Checksum": f"{algorithm} {digest}"})
    assert (wrong.status_code, ask(client, address)["Upload-Offset"]) == (460, "0")
    right = send(client, address, CONTENT[:1000], 0, **{"Upload-Checksum": f"{algorithm} {digest}"})
    assert (right.status_code, right["Upload-Offset"]) == (204, "1000")
    send(client, address, CONTENT[1000:], 1000)
    assert VersionFile.objects.get().file.sha256 == SHA256


def test_an_upload_is_given_up(client, row, django_capture_on_commit_callbacks):
    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    gone = ask(client, address)
    assert (gone.status_code, gone["Tus-Resumable"], Upload.objects.count(), left()) == (404, "1.0.0", 0, [])


def test_a_method_may_be_named_by_a_header_of_a_post_alone(client, row):
    address = begun(client, row)
    headers = {"Tus-Resumable": "1.0.0", "X-HTTP-Method-Override": "DELETE"}
    assert client.get(address, headers=headers).status_code == 405
    assert client.post(address, headers=headers).status_code == 204
    assert not Upload.objects.exists()


def test_without_a_token_nothing_is_taken(client, row):
    client.handler.enforce_csrf_checks = True
    assert announce(client, row).status_code == 403
    client.get(reverse("deliverables:draft-edit", args=[row.pk]))
    token = client.cookies["csrftoken"].value
    address = begun(client, row, **{"X-CSRFToken": token})
    assert send(client, address, CONTENT, 0).status_code == 403
    assert send(client, address, CONTENT, 0, **{"X-CSRFToken": token}).status_code == 204


def test_an_upload_is_its_senders(client, row):
    """Not for others of the team, not under another deliverable."""
    address = begun(client, row)
    other = b.deliverable(b.assignment(row.assignment.cycle), row.team)
    elsewhere = address.replace(f"/{row.pk}/", f"/{other.pk}/")
    assert send(client, elsewhere, CONTENT, 0).status_code == 404
    client.force_login(b.member(row.team, role="referent").person.user)
    answers = [send(client, address, CONTENT, 0), ask(client, address), client.delete(address), client.post(address)]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert Upload.objects.get().offset == 0


CONTENTS = {
    "not what its name says": ("diagnostic.pdf", b"MZ" + b"\0" * 500, "does not contain what its name says"),
    "macros": ("budget.xlsx", b"PK\x03\x04" + b"\0" * 500, "budget.xlsx"),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_refused_content_is_said_and_removed(client, row, case, django_capture_on_commit_callbacks):
    name, content, words = CONTENTS[case]
    client.cookies["language"] = "en"
    address = begun(client, row, name=name, length=len(content))
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, address, content, 0)
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert (Upload.objects.count(), StoredFile.objects.count(), left()) == (0, 0, [])
    assert ask(client, address).status_code == 404


def test_what_a_name_and_a_size_tell_is_refused_before_a_byte(client, row, settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000
    said = {
        ("diagnostic.pdf", 1_000_000): 201,
        ("diagnostic.pdf", 1_000_001): 413,
        ("diagnostic.pdf", 0): 422,
        ("diagnostic.exe", 10): 422,
        ("photo.heic", 10): 422,
        ("", 10): 422,
    }
    answers = {case: announce(client, row, name=case[0], length=case[1]) for case in said}
    assert {case: answer.status_code for case, answer in answers.items()} == said
    assert "JPEG" in answers["photo.heic", 10].content.decode()
    assert "1\xa0Mo" in answers["diagnostic.pdf", 1_000_001].content.decode()
    assert Upload.objects.count() == 1


def test_the_team_has_so_much_room(client, row, settings):
    """Said with its figures; what is on its way counts, what was thrown away does not."""
    settings.TEAM_QUOTA_BYTES = 2 * len(CONTENT)
    address = begun(client, row)
    send(client, address, CONTENT, 0)
    under_way = begun(client, row)
    send(client, under_way, CONTENT[:1000], 0)
    refused = announce(client, row)
    assert refused.status_code == 413
    assert all(f"{number}\xa0ko" in refused.content.decode() for number in ("4,6", "2,3"))
    VersionFile.objects.all().delete()
    assert announce(client, row).status_code == 201


def test_room_that_went_meanwhile_is_asked_about_at_the_end(client, row, settings):
    address = begun(client, row)
    settings.TEAM_QUOTA_BYTES = len(CONTENT) - 1
    assert send(client, address, CONTENT, 0).status_code == 422
    assert (VersionFile.objects.count(), StoredFile.objects.count()) == (0, 0)
    settings.TEAM_QUOTA_BYTES = len(CONTENT)
    assert send(client, address, CONTENT, 0).status_code == 204


def test_files_in_one_version_are_counted(client, row, monkeypatch):
    monkeypatch.setattr("deliverables.drafts.MAX_FILES", 1)
    first, second = begun(client, row), begun(client, row)
    assert send(client, first, CONTENT, 0).status_code == 204
    assert send(client, second, CONTENT, 0).status_code == 422
    assert announce(client, row).status_code == 422
    assert VersionFile.objects.count() == 1


def test_so_many_uploads_an_hour(client, row, settings):
    settings.ACCOUNT_RATE_LIMITS = {"upload": "2/h/user"}
    forged = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(3)]
    assert [announce(client, row, **each).status_code for each in forged] == [201, 201, 429]
    client.force_login(b.member(row.team).person.user)
    assert announce(client, row).status_code == 201


def test_what_was_begun_before_deliveries_ended_is_taken(client, row):
    address = begun(client, row)
    row.effective_due_at = row.closes_at = timezone.now()
    row.save()
    assert announce(client, row).status_code == 422
    assert send(client, address, CONTENT, 0).status_code == 204


def test_nobody_waits_for_ever(client, row, django_capture_on_commit_callbacks):
    address, live = begun(client, row), begun(client, row)
    for each in (address, live):
        send(client, each, CONTENT[:1000], 0)
    old = Upload.objects.filter(pk=address.split("/")[-2])
    old.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert ask(client, address).status_code == send(client, address, CONTENT[1000:], 1000).status_code == 404
    stray = Path(configuration.FILE_UPLOAD_TEMP_DIR) / f"upload-{uuid4()}"
    stray.write_bytes(b"left by a process that was killed")
    call_command("purge_orphans", older_than=timedelta(0), dry_run=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert resumable.sweep()
    assert left() == [f"upload-{live.split('/')[-2]}"]
    assert send(client, live, CONTENT[1000:], 1000).status_code == 204


def test_bytes_that_the_disk_lost_are_sent_anew(client, row):
    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)
    resumable.path_of(Upload.objects.get()).unlink()
    assert ask(client, address).status_code == 404
    assert send(client, address, CONTENT[1000:], 1000).status_code == 404
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "step", ["deliverables.uploading.row_of", "deliverables.drafts.attach", "records.resumable.finish"]
)
def test_a_fault_at_the_end_loses_nothing(client, row, monkeypatch, step, django_capture_on_commit_callbacks):
    """Wherever it strikes, no row is without its file, and the end can be sent again (A13)."""

    def broken(*args, **kwargs):
        raise RuntimeError("killed")

    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(step, broken)
        assert send(client, address, CONTENT[1000:], 1000).status_code == 500
    assert all(resumable.path_of(each).exists() for each in Upload.objects.all())
    assert ask(client, address)["Upload-Offset"] == "1000"
    assert not StoredFile.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, address, CONTENT[1000:], 1000).status_code == 204
    assert [each.file.sha256 for each in VersionFile.objects.select_related("file")] == [SHA256]
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    call_command("purge_orphans", older_than=timedelta(seconds=-1))
    stored = [path for path in Path(configuration.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert (len(stored), StoredFile.objects.count(), left()) == (1, 1, [])


def test_who_finds_the_upload_busy_waits(client, row):
    address = begun(client, row)
    with resumable.held(Upload.objects.get()):
        assert send(client, address, CONTENT, 0).status_code == 423
        assert client.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 423
        page = client.post(address, follow=True)
        assert "en cours d’envoi" in page.content.decode()
    assert send(client, address, CONTENT, 0).status_code == 204


def test_a_full_disk_keeps_what_was_acknowledged(client, row, monkeypatch):
    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)

    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("records.resumable.os.fsync", full)
        assert send(client, address, CONTENT[1000:], 1000).status_code == 507
    assert ask(client, address)["Upload-Offset"] == "1000"
    assert send(client, address, CONTENT[1000:], 1000).status_code == 204
    assert VersionFile.objects.get().file.sha256 == SHA256


def test_twelve_files_at_once_are_all_in_the_draft(transactional_db, client):
    team = b.team(b.cycle())
    row, user = b.deliverable(b.assignment(team.cycle), team), b.member(team).person.user
    answers = []

    def sends(number: int) -> None:
        try:
            browser = Client()
            browser.force_login(user)
            answers.append(announce(browser, row, name=f"{number}.pdf", body=CONTENT).status_code)
        finally:
            connection.close()

    at_once([threading.Thread(target=sends, args=[number]) for number in range(12)])
    files = VersionFile.objects.filter(version__deliverable=row)
    assert (answers, sorted(files.values_list("position", flat=True))) == ([201] * 12, list(range(1, 13)))
    assert LogEntry.objects.filter(action="deliverable_files_added").count() == 12


def test_the_same_end_sent_twice_at_once_makes_one_file(transactional_db, client):
    team = b.team(b.cycle())
    row, user = b.deliverable(b.assignment(team.cycle), team), b.member(team).person.user
    client.force_login(user)
    address, answers = begun(client, row), []

    def sends() -> None:
        try:
            browser = Client()
            browser.force_login(user)
            answers.append(send(browser, address, CONTENT, 0).status_code)
        finally:
            connection.close()

    at_once([threading.Thread(target=sends) for _twice in range(4)])
    assert (answers.count(204), set(answers) <= {204, 409, 423}, VersionFile.objects.count()) == (1, True, 1)


def at_once(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_what_is_still_going_up_is_named_before_the_delivery_and_opens_no_newer_draft(client, row):
    send(client, begun(client, row, name="plan.pdf"), CONTENT, 0)
    late = begun(client, row, name="annexe.pdf")
    send(client, late, CONTENT[:1000], 0)
    check, deliver = (reverse(f"deliverables:{name}", args=[row.pk]) for name in ("deliver-check", "deliver"))
    client.force_login(b.member(row.team, role="referent").person.user)  # a colleague sees it too
    page = client.get(check)
    assert "annexe.pdf" in page.content.decode()
    data = {name: page.context["form"][name].value() for name in ("revision", "number")}
    refused = client.post(deliver, data)
    assert (refused.status_code, "annexe.pdf" in refused.content.decode()) == (422, True)
    assert client.post(deliver, data | {"without": "on"}).status_code == 302
    client.force_login(Upload.objects.get(name="annexe.pdf").owner)
    last = send(client, late, CONTENT[1000:], 1000)
    assert (last.status_code, "remise" in last.content.decode()) == (422, True)
    version = Version.objects.get()
    assert ([file.name for file in version.files.all()], version.is_draft) == (["plan.pdf"], False)


def test_what_has_arrived_is_not_given_up_but_taken_out_of_the_draft(client, row):
    address = begun(client, row)
    send(client, address, CONTENT, 0)
    assert client.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 409
    page = client.post(address, follow=True).content.decode()
    assert ("est déjà dans le brouillon" in page, "ne sera pas envoyé" in page) == (True, False)
    assert (ask(client, address).status_code, VersionFile.objects.count()) == (200, 1)


def test_an_upload_that_its_sender_went_on_with_is_not_swept(client, row, monkeypatch):
    address = begun(client, row)
    send(client, address, CONTENT[:1000], 0)
    Upload.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    refresh = resumable.refresh

    def renewed(upload, stream):
        Upload.objects.update(expires_at=timezone.now() + timedelta(hours=1))
        refresh(upload, stream)

    with monkeypatch.context() as patched:
        patched.setattr(resumable, "refresh", renewed)
        assert resumable.sweep() == 0
    assert ask(client, address)["Upload-Offset"] == "1000"
