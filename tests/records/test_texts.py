"""The text of stored files: what each kind says in the order of reading, what becomes of those that say nothing."""

import io
import zipfile

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from records.models import FileText
from records.texts import known_texts, read
from tests import builders as b

pytestmark = pytest.mark.django_db

OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
DRAW = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
META = 'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'


def package(members: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return target.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Diagnostic partagé", level=1)
    document.add_paragraph("Le quartier compte  12 300\thabitants.")
    document.add_paragraph("")
    document.add_paragraph("Deux associations", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), ("Action", "Coût", "Jardin", "4 k€"), strict=True
    ):
        cell.text = words
    document.add_paragraph("Fin.")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def open_text(body: str, meta: str = "") -> bytes:
    spaces = f"{OFFICE} {TEXT} {TABLE} {DRAW} {META}"
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    if meta:
        members["meta.xml"] = f"<office:document-meta {spaces}>{meta}</office:document-meta>"
    return package(members)


ODT = open_text(
    "<office:text><text:tracked-changes><text:p>ôté</text:p></text:tracked-changes>"
    '<text:h text:outline-level="2">Contexte</text:h>'
    "<text:p>Un<text:s/>texte <text:span>souligné</text:span>.</text:p>"
    "<text:list><text:list-item><text:p>premier</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
    "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></office:text>",
    '<meta:document-statistic meta:page-count="7"/>',
)
ODP = open_text(
    "<office:presentation><draw:page><draw:frame><draw:text-box><text:p>Vue</text:p></draw:text-box></draw:frame>"
    "</draw:page><draw:page><text:p>Suite</text:p></draw:page></office:presentation>"
)
SLIDE = '<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
PPTX = package(
    {
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide10.xml": SLIDE.format("dix"),
        "ppt/slides/slide2.xml": SLIDE.format("deux"),
    }
)
READ = {
    "plan.pdf": (lambda: b.pdf_bytes("Plan", pages=2), ("Plan – page 1", "Plan – page 2"), 2),
    "note.docx": (
        word,
        (
            "Diagnostic partagé",
            "Le quartier compte 12 300 habitants.",
            "Deux associations",
            "Action | Coût",
            "Jardin | 4 k€",
            "Fin.",
        ),
        1,
    ),
    "note.odt": (lambda: ODT, ("Contexte", "Un texte souligné.", "premier", "a | b"), 7),
    "vue.odp": (lambda: ODP, ("Vue", "Suite"), 2),
    "vue.pptx": (lambda: PPTX, ("deux", "dix"), 2),
    "note.txt": (lambda: "\ufeffÉté\n\n- un point\r\nfin".encode(), ("Été", "un point", "fin"), None),
    "ancien.txt": (lambda: "Été à l’œuvre".encode("cp1252"), ("Été à l’œuvre",), None),
}


@pytest.mark.parametrize("name", READ)
def test_a_documents_text_is_read_by_paragraphs(name):
    content, paragraphs, pages = READ[name]
    file = b.stored_file(name, content=content())
    text = read(file)
    assert (text.state, tuple(text.paragraphs), text.pages) == ("ready", paragraphs, pages)
    assert known_texts([file]) == {file.pk: text}


def test_reading_again_keeps_what_was_read():
    file = b.stored_file("plan.pdf")
    assert read(file).read_at == read(file).read_at
    assert FileText.objects.count() == 1


def bomb() -> bytes:
    return open_text("<office:text><text:p>" + "a" * 101_000_000 + "</text:p></office:text>")


def locked_text() -> bytes:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    return package({"META-INF/manifest.xml": manifest, "content.xml": "scrambled"})


def evil_text() -> bytes:
    return package({"content.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'})


@pytest.mark.parametrize(
    ("name", "content", "state"),
    [
        ("photo.jpg", lambda: b.picture_bytes("JPEG"), "none"),
        ("vide.txt", lambda: b"  \n", "none"),
        ("secret.odt", locked_text, "encrypted"),
        ("secret.docx", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "encrypted"),
        ("casse.pdf", lambda: b"%PDF-1.7\nnothing of a document", "broken"),
        ("casse.odt", lambda: package({"content.xml": "<a>"}), "broken"),
        ("piege.odt", evil_text, "broken"),
        ("bombe.odt", bomb, "too_large"),
        ("long.txt", lambda: b"abcdefghi\n" * 900_000, "too_large"),
    ],
)
def test_what_says_nothing_is_marked_with_its_reason(name, content, state):
    file = b.stored_file(name, content=content())
    if name == "secret.docx":
        file.content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert read(file).state == state


def test_a_file_that_was_not_read_has_no_text_yet():
    assert known_texts([b.stored_file("plan.pdf")]) == {}


def flowing_pdf() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    pages = (
        (
            "Titre",
            "Le premier paragraphe s’étend sur deux lignes de cette page, et il",
            "continue ici.",
            "Le second va",
        ),
        ("jusqu’à la page suivante.", "• un point", "• un autre"),
        ("Fin.",),
    )
    for number, lines in enumerate(pages, start=1):
        for place, line in enumerate(("Équipe de Melun", *lines, f"page {number} sur 3")):
            canvas.drawString(72, 720 - 20 * place, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_the_lines_of_a_pdf_become_paragraphs_without_what_runs_on_every_page():
    file = b.stored_file("plan.pdf", content=flowing_pdf())
    assert tuple(read(file).paragraphs) == (
        "Titre",
        "Le premier paragraphe s’étend sur deux lignes de cette page, et il continue ici.",
        "Le second va jusqu’à la page suivante.",
        "• un point",
        "• un autre",
        "Fin.",
    )
