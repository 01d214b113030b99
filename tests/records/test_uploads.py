"""What is taken and what is refused, with the sentence that says what to do."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from records.uploads import FilesField, check_upload
from tests import builders


def archive(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return target.getvalue()


DOCX = archive(word__document_xml=b"<w/>")
TAKEN = {
    "note.pdf": builders.pdf_bytes(),
    "note.docx": DOCX,
    "tableau.xlsx": archive(xl__workbook_xml=b"<w/>"),
    "diapos.pptx": archive(ppt__presentation_xml=b"<w/>"),
    "note.odt": archive(content_xml=b"<w/>"),
    "photo.jpg": builders.picture_bytes("JPEG"),
    "photo.PNG": builders.picture_bytes("PNG"),
    "photo.webp": builders.picture_bytes("WEBP"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_each_accepted_kind_is_taken_whole(name):
    upload = check_upload(SimpleUploadedFile(name, TAKEN[name]))
    assert (upload.name, upload.read()) == (name, TAKEN[name])


REFUSED = {
    "kind": ("virus.exe", b"MZ"),
    "kind, no extension": ("note", builders.pdf_bytes()),
    "kind, macros by name": ("note.docm", DOCX),
    "kind, drawing": ("logo.svg", b"<svg/>"),
    "heic": ("IMG_1.HEIC", b"xxxx"),
    "empty": ("note.pdf", b""),
    "content": ("note.docx", builders.pdf_bytes()),
    "content, page as PDF": ("note.pdf", b"<html><script>alert(1)</script></html>"),
    "content, one byte": ("note.pdf", b"%"),
    "content, other member": ("note.docx", archive(xl__workbook_xml=b"<w/>")),
    "broken, cut": ("note.docx", DOCX[:-30]),
    "macros": ("note.docx", archive(word__document_xml=b"<w/>", word__vbaProject_bin=b"x")),
    "archive": ("note.docx", archive(word__document_xml=b"\0" * (201 * 1024 * 1024))),
    "password": ("note.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named_with_the_reason(case):
    name, content = REFUSED[case]
    with pytest.raises(ValidationError) as caught:
        check_upload(SimpleUploadedFile(name, content))
    assert caught.value.code == case.split(",")[0]
    assert name in caught.value.messages[0]


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_refused(settings):
    content = builders.pdf_bytes()
    settings.UPLOAD_MAX_BYTES = len(content)
    assert check_upload(SimpleUploadedFile("a.pdf", content)).size == len(content)
    with pytest.raises(ValidationError) as caught:
        check_upload(SimpleUploadedFile("a.pdf", content + b"\n"))
    assert caught.value.code == "size"


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
