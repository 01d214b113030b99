"""What stored files say: read once, in a limited process, and kept by paragraphs for comparison and search."""

from collections.abc import Iterable
from uuid import UUID

from lib import limited
from lib.limited import MEGABYTE, Limits
from records.files import OFFICE_TYPES, path_of
from records.models import FileText, StoredFile

LIMITS = Limits(memory=1024 * MEGABYTE, cpu=30, wall=45)
READERS = {
    "application/pdf": "pdf",
    OFFICE_TYPES[".docx"]: "word",
    OFFICE_TYPES[".pptx"]: "slides",
    OFFICE_TYPES[".odt"]: "open_document",
    OFFICE_TYPES[".ods"]: "open_document",
    OFFICE_TYPES[".odp"]: "open_document",
    "text/plain": "plain",
}


def read(file: StoredFile) -> FileText:
    """The file's text, found out now when it never was. It never raises for what the file holds. Idempotent."""
    known = FileText.objects.filter(pk=file.pk).first()
    if known:
        return known
    kind = READERS.get(file.content_type)
    result = limited.run("lib.documents.child", kind, str(path_of(file)), limits=LIMITS) if kind else {"paragraphs": []}
    state = result.get("error") or ("ready" if result["paragraphs"] else "none")
    values = {"state": state, "paragraphs": result.get("paragraphs", []), "pages": result.get("pages")}
    return FileText.objects.get_or_create(file=file, defaults=values)[0]


def known_texts(files: Iterable[StoredFile]) -> dict[UUID, FileText]:
    """What is known of the files’ texts, by the files’ keys, in one query; nothing of one that is kept closed."""
    return FileText.objects.in_bulk([file.pk for file in files if file.is_released])
