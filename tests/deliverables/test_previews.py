"""Page pictures: what can be drawn is drawn by the job, what cannot is named and stops nothing."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from deliverables.models import VersionFile
from deliverables.previews import draw, make_page_pictures, pictures_of
from records.models import Job, PagePicture
from records.pictures import count_pages
from tests import builders as b

pytestmark = pytest.mark.django_db


def encrypted() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt="secret")
    canvas.drawString(72, 720, "Caché")
    canvas.save()
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(target, "PNG")
    return target.getvalue()


def sizes(file) -> list[tuple[int, int]]:
    return list(PagePicture.objects.filter(file=file).order_by("number").values_list("number", "width"))


def test_the_pages_of_a_pdf_are_drawn_once():
    file = b.stored_file("plan.pdf", content=b.pdf_bytes("Plan", pages=3))
    for _twice in range(2):
        assert draw(file) == ("ready", 3)
    assert sizes(file) == [(1, 1000), (2, 1000), (3, 1000)]
    assert count_pages(file) == 3


def test_the_first_twenty_pages_are_shown():
    file = b.stored_file("long.pdf", content=b.pdf_bytes("Long", pages=22))
    assert draw(file) == ("ready", 22)
    assert [number for number, _width in sizes(file)] == list(range(1, 21))


def test_a_photo_is_one_page_and_no_wider_than_shown():
    file = b.stored_file("photo.jpg", content=b.picture_bytes("JPEG", size=(3000, 1500)))
    assert draw(file) == ("ready", 1)
    assert list(PagePicture.objects.values_list("number", "width", "height")) == [(1, 1000, 500)]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("secret.pdf", encrypted, "encrypted"),
        ("casse.pdf", lambda: b"%PDF-1.7\nnothing of a document", "broken"),
        ("coupee.jpg", lambda: b.picture_bytes("JPEG", size=(800, 600))[:200], "broken"),
        ("bombe.png", bomb, "too_large"),
    ],
)
def test_what_cannot_be_drawn_is_named(name, content, why):
    file = b.stored_file(name, content=content())
    assert draw(file) == (why, None)
    assert PagePicture.objects.count() == 0


def test_the_job_marks_each_file_of_the_version():
    version = b.version(files=())
    contents = {
        "plan.pdf": b.pdf_bytes("Plan", pages=2),
        "secret.pdf": encrypted(),
        "notes.txt": b"Bonjour",
        "photo.jpg": b.picture_bytes("JPEG"),
    }
    for position, (name, content) in enumerate(contents.items(), start=1):
        file = b.stored_file(name, content=content)
        VersionFile.objects.create(version=version, position=position, name=name, file=file)
    job = Job.objects.create(kind="page_pictures", object_type="deliverables.version", object_id=str(version.pk))
    told = []
    make_page_pictures(job, lambda done, total, text: told.append((done, total)))
    assert list(version.files.values_list("name", "preview", "pages")) == [
        ("plan.pdf", "ready", 2),
        ("secret.pdf", "encrypted", None),
        ("notes.txt", "none", None),
        ("photo.jpg", "ready", 1),
    ]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert [len(pictures) for pictures in pictures_of(version).values()] == [2, 0, 0, 1]
