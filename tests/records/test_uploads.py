"""What is taken and what is refused, with the sentence that says what to do (A3, A6, A7)."""

import io
import struct
import tracemalloc
import zipfile

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from records.uploads import FilesField, check_upload
from tests import builders

ODT_TYPE = "application/vnd.oasis.opendocument.text"


def archive(members: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return target.getvalue()


def word(**members: bytes | str) -> bytes:
    """A small Word file, with more members: their names are given with __ for / and _dot_ for a point."""
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()}
    return archive({"word/document.xml": b"<w/>"} | more)


def odt(members: dict[str, bytes | str]) -> bytes:
    return archive({"mimetype": ODT_TYPE, "content.xml": b"<w/>"} | members)


def real_docx() -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    document.add_picture(io.BytesIO(builders.picture_bytes()))
    document.save(target)
    return target.getvalue()


def real_xlsx() -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "loin"
    book.save(target)
    return target.getvalue()


def pdf(user_password: str | None = None) -> bytes:
    target = io.BytesIO()
    lock = None if user_password is None else StandardEncryption(user_password, ownerPassword="owner", canPrint=0)
    canvas = Canvas(target, encrypt=lock)
    canvas.drawString(72, 720, "Bonjour")
    canvas.save()
    return target.getvalue()


def pdf_with_script() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 720, "Formulaire")
    canvas.save()
    return target.getvalue().replace(
        b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Type /Catalog"
    )


DOCX = word()
JPEG = builders.picture_bytes("JPEG")
TAKEN = {
    "note.pdf": builders.pdf_bytes(),
    "sans-impression.pdf": pdf(user_password=""),
    "formulaire.pdf": pdf_with_script(),
    "note.docx": DOCX,
    "vraie.docx": real_docx(),
    "graphique.docx": word(word__embeddings__Microsoft_Excel_Sheet1_dot_xlsx=archive({"xl/workbook.xml": b"<w/>"})),
    "tableau.xlsx": archive({"xl/workbook.xml": b"<w/>"}),
    "loin.xlsx": real_xlsx(),
    "diapos.pptx": archive({"ppt/presentation.xml": b"<w/>"}),
    "note.odt": odt({"Basic/Standard/script-lb.xml": "<library/>"}),
    "note.txt": "Été\tà l’œuvre\r\n".encode(),
    "ancienne.txt": "BM : Été".encode("cp1252"),
    "page.txt": b"<html>a page, shown as text only</html>",
    "photo.jpg": JPEG,
    "mouvement.jpg": JPEG + b"\0\0\0\x18ftypmp42",
    "photo.PNG": builders.picture_bytes("PNG"),
    "photo.webp": builders.picture_bytes("WEBP"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_each_accepted_kind_is_taken_whole(name):
    upload = check_upload(SimpleUploadedFile(name, TAKEN[name]))
    assert (upload.name, upload.read()) == (name, TAKEN[name])


def encrypted_entry() -> bytes:
    """The flag that says so, in the member's own header and in the directory."""
    content = bytearray(DOCX)
    content[6] |= 1
    content[content.rindex(b"PK\1\2") + 8] |= 1
    return bytes(content)


def link() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr("word/document.xml", "<w/>")
        info = zipfile.ZipInfo("word/media/image1.png")
        info.external_attr = 0o120777 << 16
        zipped.writestr(info, "/etc/passwd")
    return target.getvalue()


def twice() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr("word/document.xml", "<w/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            zipped.writestr("word/document.xml", "<other/>")
    return target.getvalue()


def lying(content: bytes, size: int = 4) -> bytes:
    """The directory says that the first member unpacks to ``size`` bytes."""
    at = content.index(b"PK\1\2") + 24
    return content[:at] + struct.pack("<L", size) + content[at + 4 :]


def overlapping() -> bytes:
    """Two members of the directory that share the same bytes."""
    content = bytearray(word(word__other_dot_xml=b"<w/>"))
    at = content.rindex(b"PK\1\2")
    content[at + 42 : at + 46] = struct.pack("<L", 0)
    return bytes(content)


def wide_picture() -> bytes:
    target = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(target, "PNG")
    return target.getvalue()


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = {
    "kind": ("virus.exe", b"MZ"),
    "kind, no extension": ("note", builders.pdf_bytes()),
    "kind, macros by name": ("note.docm", DOCX),
    "kind, drawing": ("logo.svg", b"<svg/>"),
    "kind, page": ("page.html", b"<html/>"),
    "heic": ("IMG_1.HEIC", b"xxxx"),
    "content": ("note.docx", builders.pdf_bytes()),
    "content, page as PDF": ("note.pdf", b"<html><script>alert(1)</script></html>"),
    "content, program as photo": ("photo.jpg", b"MZ" + b"\0" * 600),
    "content, photo of another kind": ("photo.jpg", builders.picture_bytes("PNG")),
    "content, PDF as text": ("note.txt", builders.pdf_bytes()),
    "content, sheet as text document": ("note.odt", odt({"mimetype": ODT_TYPE.replace("text", "spreadsheet")})),
    "encoding, program as text": ("note.txt", b"MZ\x90\x00\x03"),
    "encoding, two bytes a letter": ("note.txt", "Été".encode("utf-16")),
    "hidden, archive behind a PDF": ("note.pdf", builders.pdf_bytes() + archive({"a.exe": b"MZ"})),
    "hidden, archive behind a photo": ("photo.jpg", JPEG + archive({"a.html": b"x"})),
    "hidden, PDF at the head of an archive": ("note.docx", archive({"%PDF-1.7": b"x", "word/document.xml": b"<w/>"})),
    "content, other member": ("note.docx", archive({"xl/workbook.xml": b"<w/>"})),
    "broken, cut": ("note.docx", DOCX[:-30]),
    "broken, something before the archive": ("note.docx", b"PK\3\4" + DOCX),
    "broken, cut PDF": ("note.pdf", builders.pdf_bytes()[:400]),
    "broken, cut photo": ("photo.jpg", builders.picture_bytes("JPEG", size=(800, 600))[:900]),
    "broken, link": ("note.docx", link()),
    "broken, way out": ("note.docx", word(**{"../../etc/cron": b"x"})),
    "broken, same name twice": ("note.docx", twice),
    "broken, other packing": ("note.docx", archive({"word/document.xml": b"<w/>"}, zipfile.ZIP_LZMA)),
    "broken, shared bytes": ("note.docx", overlapping()),
    "broken, longer than declared": ("note.docx", lying(archive({"word/document.xml": b"<w>" + b"a" * 5000}))),
    "broken, DTD": ("note.docx", word(word__styles_dot_xml=b'<!DOCTYPE a [<!ENTITY b "b">]><a/>')),
    "broken, DTD in another encoding": ("note.docx", word(word__a_dot_xml="<!DOCTYPE a><a/>".encode("utf-16"))),
    "broken, DTD far in": ("note.docx", word(word__a_dot_xml=b"<!--" + b" " * 262_139 + b"--><!DOCTYPE a><a/>")),
    "macros": ("note.docx", word(word__vbaProject_dot_bin=b"x")),
    "macros, renamed": (
        "note.docx",
        word(**{"[Content_Types].xml": f'<Types><Override ContentType="{MACRO_TYPE}"/></Types>'}),
    ),
    "macros, of old": ("a.xlsx", archive({"xl/workbook.xml": b"<w/>", "xl/macrosheets/sheet1.xml": b"<w/>"})),
    "macros, of LibreOffice": ("note.odt", odt({"Basic/Standard/Module1.xml": "<module/>"})),
    "macros, script of LibreOffice": ("note.odt", odt({"Scripts/python/a.py": "print()"})),
    "nested, archive": ("note.docx", word(word__embeddings__a_dot_zip=archive({"b": b"x"}))),
    "nested, program": ("note.odt", odt({"ObjectReplacements/a.EXE": b"MZ"})),
    "archive": ("note.docx", archive({"word/document.xml": b"\0" * (201 * 1024 * 1024)})),
    "archive, too many members": ("note.docx", word(**{f"word__{number}": b"" for number in range(5_000)})),
    "password": ("note.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
    "password, PDF": ("note.pdf", pdf(user_password="secret")),
    "broken, sealed by a certificate": ("note.pdf", pdf(user_password="").replace(b"/Standard", b"/Adobe.PubSec")),
    "password, LibreOffice": ("note.odt", odt({"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"})),
    "password, archive": ("note.docx", encrypted_entry()),
    "pixels": ("carte.png", wide_picture),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named_with_the_reason(case):
    name, content = REFUSED[case]
    with pytest.raises(ValidationError) as caught:
        check_upload(SimpleUploadedFile(name, content() if callable(content) else content))
    assert (caught.value.code, name in caught.value.messages[0]) == (case.split(",")[0], True)


@pytest.mark.parametrize(
    ("larger_format", "comment"),
    [(False, 0), (True, 0), (True, 65_535)],
    ids=["lying count", "zip64", "zip64 before the longest comment"],
)
def test_an_archive_that_is_all_directory_is_refused_before_it_is_read(larger_format, comment):
    number = 120_000
    local = archive({"word/document.xml": b"<w/>"}).partition(b"PK\1\2")[0]
    record = struct.Struct("<4s4B4HL2L5H2L")
    fields = (b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0)
    directory = b"".join(record.pack(*fields) + b"%06x" % each for each in range(number))
    place, size = len(local), len(directory)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, size, place, 0)
    if larger_format:
        whole = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, number, number, size, place)
        found = struct.pack("<4sLQL", b"PK\6\7", 0, place + size, 1)
        end = whole + found + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 52, 0, comment) + b"c" * comment
    upload = SimpleUploadedFile("note.docx", local + directory + end)
    tracemalloc.start()
    try:
        with pytest.raises(ValidationError) as caught:
            check_upload(upload)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (caught.value.code, most < 2 * 1024 * 1024) == ("archive", True)


ONE_BYTE = dict.fromkeys(TAKEN, "content") | {"note.txt": None, "ancienne.txt": None, "page.txt": None}


@pytest.mark.parametrize("name", TAKEN)
def test_each_kind_at_no_byte_one_byte_the_limit_and_one_more(name, settings):
    content = TAKEN[name]
    settings.UPLOAD_MAX_BYTES = len(content)
    assert refused(name, b"") == "empty"
    assert refused(name, content[:1]) == ONE_BYTE[name]
    assert refused(name, content) is None
    assert refused(name, content + b"\n") == "size"


def refused(name: str, content: bytes) -> str | None:
    try:
        check_upload(SimpleUploadedFile(name, content))
    except ValidationError as error:
        return error.code
    return None


def test_the_limit_is_in_the_sentence(settings):
    settings.UPLOAD_MAX_BYTES = 2_000_000
    with pytest.raises(ValidationError) as caught:
        check_upload(SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 2_999_995))
    assert caught.value.messages == [
        "«\u00a0a.pdf\u00a0» pèse 3\u00a0Mo\u00a0: la limite est de 2\u00a0Mo par fichier."
    ]


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\boot.pdf": "boot.pdf",
    "nul\0ici.pdf": "nulici.pdf",
    "é" * 300 + ".pdf": "é" * 146 + ".pdf",
    "rapport\u202efdp.pdf": "rapportfdp.pdf",
    "CON.pdf": "_CON.pdf",
    "plan 🌱.pdf": "plan 🌱.pdf",
    "de\u0301cision.pdf": "décision.pdf",
    'a"; filename="b.pdf': "a; filename=b.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_made_safe_before_it_is_judged(name):
    upload = SimpleUploadedFile("x.pdf", builders.pdf_bytes())
    upload._name = name
    assert check_upload(upload).name == NAMES[name]


def test_every_fault_of_several_files_is_told_at_once():
    with pytest.raises(ValidationError) as caught:
        FilesField().clean(
            [
                SimpleUploadedFile("a.exe", b"MZ"),
                SimpleUploadedFile("b.pdf", b""),
                SimpleUploadedFile("c.pdf", builders.pdf_bytes()),
            ]
        )
    assert [error.code for error in caught.value.error_list] == ["kind", "empty", "none_kept"]
    assert caught.value.messages[-1].endswith("\u00a0: c.pdf.")


def test_no_file_where_one_is_required_is_refused():
    with pytest.raises(ValidationError):
        FilesField().clean([])
    assert FilesField(required=False).clean([]) == []
