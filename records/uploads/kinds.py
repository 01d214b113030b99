"""The kinds of files that are taken."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.files import OFFICE_TYPES


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its extensions, the types its content may have, and a member that its zip holds."""

    name: str | Promise
    extensions: tuple[str, ...]
    types: tuple[str, ...]
    zip_member: str = ""


ACCEPTED: tuple[Kind, ...] = (
    Kind("PDF", (".pdf",), ("application/pdf",)),
    Kind("Word", (".docx",), ("application/zip", OFFICE_TYPES[".docx"]), "word/document.xml"),
    Kind("Excel", (".xlsx",), ("application/zip", OFFICE_TYPES[".xlsx"]), "xl/workbook.xml"),
    Kind("PowerPoint", (".pptx",), ("application/zip", OFFICE_TYPES[".pptx"]), "ppt/presentation.xml"),
    Kind(
        "LibreOffice",
        (".odt", ".ods", ".odp"),
        ("application/zip", *(OFFICE_TYPES[e] for e in (".odt", ".ods", ".odp"))),
        "content.xml",
    ),
    Kind(_("plain text (.txt)"), (".txt",), ("text/plain",)),
    Kind(
        _("photo (JPEG, PNG or WebP)"),
        (".jpg", ".jpeg", ".png", ".webp"),
        ("image/jpeg", "image/png", "image/webp"),
    ),
)
TEXT, PHOTO = ACCEPTED[-2:]
PHOTO_ACCEPT = ",".join(PHOTO.types)
BY_EXTENSION = {extension: kind for kind in ACCEPTED for extension in kind.extensions}
ACCEPT_ATTRIBUTE = ",".join(BY_EXTENSION)
PHOTO_EXTENSIONS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/webp": (".webp",)}


def in_words() -> str:
    """The accepted kinds in words, for a page: "PDF, Word, …"."""
    return ", ".join(str(kind.name) for kind in ACCEPTED)
