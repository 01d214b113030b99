"""Page pictures: what can be drawn is drawn by the job, what cannot is named and stops nothing."""

import io
import zipfile

import docx
import pytest
from django.urls import reverse
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from deliverables.models import VersionFile
from deliverables.previews import draw, make_page_pictures, pictures_of
from records.jobs import start
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
        ("notes.txt", "ready", None),
        ("photo.jpg", "ready", 1),
    ]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert [len(pictures) for pictures in pictures_of(version).values()] == [2, 0, 1, 1]


def odt(pages: str, body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{where}:1.0"'
        for name, where in {"office": "office", "text": "text", "table": "table", "meta": "meta"}.items()
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"<office:body><office:text>{body}</office:text></office:body>"
        zipped.writestr("content.xml", f"<office:document-content {spaces}>{content}</office:document-content>")
        statistic = f'<meta:document-statistic meta:page-count="{pages}"/>'
        zipped.writestr("meta.xml", f"<office:document-meta {spaces}>{statistic}</office:document-meta>")
    return target.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Diagnostic", 1)
    document.add_paragraph("Un point", style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).text = "Action " * 3_000
    document.add_table(rows=1, cols=12).cell(0, 3).text = "large"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


SIMPLIFIED = {
    "note.odt": (lambda: odt("7", "<text:p>Contexte</text:p>"), 7, 1),
    "vide.odt": (lambda: odt("", ""), None, 1),
    "note.docx": (word, 1, 1),
    "note.txt": (lambda: b"Bonjour", None, 1),
    "long.txt": (lambda: b"Une ligne assez longue pour remplir la page.\n" * 40_000, None, 20),
    "mot.txt": (lambda: b"a" * 100_000, None, 20),
}


@pytest.mark.parametrize("name", SIMPLIFIED)
def test_a_texts_words_are_drawn_on_plain_pages_and_its_own_number_of_pages_is_told(name):
    content, pages, drawn = SIMPLIFIED[name]
    file = b.stored_file(name, content=content())
    assert count_pages(file) == pages
    assert (draw(file), len(sizes(file))) == (("ready", pages), drawn)


def test_the_page_says_that_a_preview_is_simplified(client):
    version = b.version(files=())
    for position, name in enumerate(("notes.txt", "plan.pdf"), start=1):
        file = b.stored_file(name, content=b"Bonjour" if name == "notes.txt" else None)
        VersionFile.objects.create(version=version, position=position, name=name, file=file)
    make_page_pictures(start("page_pictures", obj=version), lambda *step: None)
    client.force_login(b.coordinator(version.deliverable.assignment.cycle))
    page = client.get(reverse("deliverables:version-detail", args=[version.deliverable_id, version.number]))
    assert page.content.decode().count("Aperçu simplifié") == 1


def test_the_page_says_of_a_preview_whether_it_is_still_to_come(client):
    version = b.version()
    deliverable = version.deliverable
    client.force_login(b.coordinator(deliverable.assignment.cycle))
    client.cookies["language"] = "en"
    address = reverse("deliverables:version-detail", args=[deliverable.pk, version.number])
    job = start("page_pictures", obj=version)

    def said() -> tuple[bool, bool]:
        page = client.get(address).content.decode()
        return "The preview is being prepared" in page, "The preview could not be made" in page

    assert said() == (True, False)
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert said() == (False, True)
    start("page_pictures", obj=version)
    assert said() == (True, False)
