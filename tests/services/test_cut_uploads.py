"""Uploads to a web process that is killed and over lines that break, on PostgreSQL (A28); another client of tus."""

import base64
import hashlib
import io
import random
import time

import pytest
from django.conf import settings
from django.urls import reverse
from tusclient.client import TusClient

from deliverables.models import Deliverable, VersionFile
from records import resumable
from records.models import StoredFile, Upload
from tests import builders as b
from tests.services.site import served

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="serves the test's database"),
]
LINE = "Ce que les habitants disent de la halte-garderie, séance après séance.\n".encode()
BODY = "application/offset+octet-stream"
MEGABYTE = 1024 * 1024


@pytest.fixture
def row(transactional_db, client):
    team = b.team(b.cycle())
    client.force_login(b.member(team).person.user)
    return b.deliverable(b.assignment(team.cycle), team)


@pytest.fixture
def site(row, client):
    with served(client.cookies[settings.SESSION_COOKIE_NAME].value) as site:
        yield site


def content_of(megabytes: int) -> bytes:
    return LINE * (megabytes * MEGABYTE // len(LINE))


def begun(site, row, content: bytes, name: str = "entretiens.txt") -> str:
    """The path of an upload of this content."""
    said = f"filename {base64.b64encode(name.encode()).decode()}"
    path = reverse("deliverables:draft-upload-create", args=[row.pk])
    answer = site.ask("POST", path, Tus_Resumable="1.0.0", Upload_Length=str(len(content)), Upload_Metadata=said)
    assert answer.status == 201
    return answer.getheader("Location")


def offset_of(site, path: str) -> int:
    return int(site.ask("HEAD", path, Tus_Resumable="1.0.0").getheader("Upload-Offset"))


def patch(offset: int) -> dict[str, str]:
    return {"Tus_Resumable": "1.0.0", "Upload_Offset": str(offset), "Content_Type": BODY}


def test_every_acknowledged_byte_is_there_after_the_web_process_was_killed_thirty_times(site, row):
    content, chance = content_of(12), random.Random(28)  # noqa: S311 (where to cut)
    path = begun(site, row, content)
    bytes_here = resumable.path_of(Upload.objects.get())
    for _kill in range(30):
        offset = offset_of(site, path)
        piece = content[offset : offset + chance.randrange(1, 200_000)]
        assert site.ask("PATCH", path, piece, **patch(offset)).status == 204
        acknowledged = offset + len(piece)
        with site.begin("PATCH", path, len(content) - acknowledged, **patch(acknowledged)) as line:
            line.sendall(content[acknowledged : acknowledged + chance.randrange(1, 400_000)])
            time.sleep(chance.random() / 50)
            site.kill()
        found = offset_of(site, path)
        assert found >= acknowledged
        assert bytes_here.read_bytes()[:found] == content[:found]
    offset = offset_of(site, path)
    last = site.ask("PATCH", path, content[offset:], **patch(offset))
    assert (last.status, last.getheader("Upload-Sha256")) == (204, hashlib.sha256(content).hexdigest())
    assert VersionFile.objects.get().file.sha256 == hashlib.sha256(content).hexdigest()


def test_two_hundred_requests_cut_at_random_change_nothing(site, row):
    content, chance = content_of(1), random.Random(200)  # noqa: S311 (where to cut)
    path = begun(site, row, content)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    boundary = "escale"
    form = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{"a" * 32}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="revision"\r\n\r\n{row.revision}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nUne note\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    ).encode() + content
    kind = {"Content_Type": f"multipart/form-data; boundary={boundary}"}
    ways = [
        ("PATCH", path, content, patch(0) | {"Upload_Checksum": f"sha256 {digest}"}),
        ("POST", reverse("deliverables:draft-edit", args=[row.pk]), form, kind),
    ]
    before = Deliverable.objects.values().get()
    for number in range(200):
        method, address, body, headers = ways[number % 2]
        with site.begin(method, address, len(body), **headers) as line:
            line.sendall(body[: chance.randrange(len(body))])
    until = time.monotonic() + 20
    while (offset_of(site, path), lies_about()) != (0, [f"upload-{Upload.objects.get().pk}"]):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert Deliverable.objects.values().get() == before
    assert (VersionFile.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert site.ask("PATCH", path, content, **ways[0][3]).status == 204


def lies_about() -> list[str]:
    return [each.name for each in resumable.path_of(Upload.objects.get()).parent.iterdir()]


def test_a_hundred_megabytes_take_no_memory(site, row):
    small, large = content_of(1), content_of(95)
    path = begun(site, row, small, "petit.txt")
    assert site.ask("PATCH", path, small, **patch(0)).status == 204
    idle = site.most_memory()
    path = begun(site, row, large)
    assert site.ask("PATCH", path, large, **patch(0)).status == 204
    assert site.most_memory() - idle < 40 * MEGABYTE


def test_another_client_of_the_protocol_sends_a_file_in_pieces_and_goes_on(site, row):
    content = content_of(3)
    client = TusClient(site.address + reverse("deliverables:draft-upload-create", args=[row.pk]), headers=site.headers)
    said = {"filename": "entretiens.txt"}
    one = client.uploader(file_stream=io.BytesIO(content), chunk_size=MEGABYTE, metadata=said, upload_checksum=True)
    one.upload_chunk()
    other = client.uploader(file_stream=io.BytesIO(content), chunk_size=MEGABYTE, url=one.url, upload_checksum=True)
    assert other.offset == one.offset == MEGABYTE
    other.upload()
    file = VersionFile.objects.select_related("file").get()
    assert (file.name, file.file.sha256) == ("entretiens.txt", hashlib.sha256(content).hexdigest())
