"""The file store. A file is written once, under a name of ours, and never changes.

Order of a write: temporary file beside the store, hash while streaming, fsync, rename, fsync of the folder, read-back
check, then the database row. A failure leaves at most an orphan file, which `purge_orphans` removes, never a row
without its file.
"""

import errno
import hashlib
import os
import tempfile
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import filetype
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.utils.translation import gettext as _

from records.models import StoredFile

CHUNK = 1024 * 1024
# What a file system answers that gives no second name to a file, or none so far away.
WITHOUT_LINKS = {errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}
RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"COM{n}" for n in range(1, 10)),
    *(f"LPT{n}" for n in range(1, 10)),
}
# Text direction marks could make "exe.fdp" read as a PDF's name.
DIRECTION_MARKS = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
OFFICE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}


# What this site makes itself; all else came from people.
OURS = {"page_picture", "report", "edition"}


class Quarantined(PermissionDenied):
    """The antivirus has not found the file safe; its text tells the reader."""


class StoreError(Exception):
    """The file could not be stored whole; nothing was recorded."""


def clean_name(name: str) -> str:
    """A user's file name, safe to show and to offer as a download.

    Folders, control characters and direction marks go; NFC; at most 150 characters with the extension kept.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable() and c not in DIRECTION_MARKS and c not in '<>:"|?*')
    name = " ".join(name.split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    if stem.upper() in RESERVED or not stem:
        stem = f"_{stem}"
    suffix = f".{extension[:10]}" if extension else ""
    return stem[: 150 - len(suffix)] + suffix


def chunks(source: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    source.seek(0)
    while chunk := source.read(CHUNK):
        yield chunk


def path_of(stored: StoredFile) -> Path:
    return Path(settings.MEDIA_ROOT) / stored.storage_name


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing; each new name is synced in the folder that holds it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def content_type_of(path: Path, name: str) -> str:
    """The type that the first bytes tell; zip-based office files are told apart by their extension."""
    extension = Path(name).suffix.lower()
    if extension == ".txt":  # its first letters may be those of another kind: "BM" begins a bitmap too
        return "text/plain"
    kind = filetype.guess(str(path))
    if kind is None:
        return "application/octet-stream"
    if extension in OFFICE_TYPES and (kind.mime == "application/zip" or kind.mime in OFFICE_TYPES.values()):
        return OFFICE_TYPES[extension]
    return kind.mime


@dataclass(frozen=True)
class Placed:
    """Bytes that are in the store for good, and that no row names yet; ``size`` in bytes."""

    identifier: uuid.UUID
    storage_name: str
    sha256: str
    size: int


def place(source: BinaryIO | bytes) -> Placed:
    """Put the bytes durably into the store. Raises StoreError when what was read back differs, OSError."""
    identifier, target = new_place()
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="store-")
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks(source):
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    if sha256_of(target) != digest.hexdigest():
        raise StoreError(str(target))
    return placed(identifier, target, digest.hexdigest())


def take_over(path: Path) -> Placed:
    """Give a whole, synced file of the temporary folder a second name, in the store, without copying it.

    The caller removes the first name once what it stored is committed. Raises as ``place`` does.
    """
    identifier, target = new_place()
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno not in WITHOUT_LINKS:
            raise
        with path.open("rb") as stream:
            return place(stream)
    sync_folder(target.parent)
    return placed(identifier, target, sha256_of(target))


def new_place() -> tuple[uuid.UUID, Path]:
    """The key of a new file and where it goes; its folder is there."""
    identifier = uuid.uuid4()
    target = Path(settings.MEDIA_ROOT) / identifier.hex[:2] / identifier.hex[2:4] / str(identifier)
    make_folder(target.parent)
    return identifier, target


def placed(identifier: uuid.UUID, target: Path, sha256: str) -> Placed:
    storage_name = target.relative_to(settings.MEDIA_ROOT).as_posix()
    return Placed(identifier, storage_name, sha256, target.stat().st_size)


def row_of(found: Placed, *, name: str, origin: str, actor=None) -> StoredFile:
    """The row that names the bytes, to be saved with what holds it."""
    name = clean_name(name)
    return StoredFile(
        id=found.identifier,
        sha256=found.sha256,
        size=found.size,
        content_type=content_type_of(Path(settings.MEDIA_ROOT) / found.storage_name, name),
        original_name=name,
        storage_name=found.storage_name,
        origin=origin,
        scan=StoredFile.Scan.PENDING if settings.CLAMD and origin not in OURS else StoredFile.Scan.NOT_CONFIGURED,
        created_by=actor,
    )


def store(source: BinaryIO | bytes, *, name: str, origin: str, actor=None) -> StoredFile:
    """Store a file for ever and return its row.

    ``source`` is bytes or a seekable binary stream (an uploaded file too); ``origin`` says where it came from
    ("deliverable", "session_document", "page_picture", "report" …).

    Raises StoreError when what was read back differs, OSError when the disk refuses.
    """
    row = row_of(place(source), name=name, origin=origin, actor=actor)
    row.save(force_insert=True)
    return row


def refuse_unreleased(stored: StoredFile) -> None:
    """Raises Quarantined while the antivirus has not found the file safe."""
    if stored.scan == StoredFile.Scan.INFECTED:
        raise Quarantined(
            _("The antivirus found this file infected (%(words)s): nobody can open it. Send a clean one.")
            % {"words": stored.scan_words}
        )
    if not stored.is_released:
        raise Quarantined(_("This file is being checked by the antivirus: come back in a few minutes."))


def open_file(stored: StoredFile) -> BinaryIO:
    """The stored bytes, to read. Raises FileNotFoundError when the store has lost them."""
    return path_of(stored).open("rb")


def private(response: FileResponse) -> FileResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def download(stored: StoredFile, name: str | None = None) -> FileResponse:
    """The file as an attachment that no browser renders and no cache keeps. The caller has checked who asks.

    Raises Quarantined.
    """
    refuse_unreleased(stored)
    return private(
        FileResponse(
            open_file(stored),
            as_attachment=True,
            filename=clean_name(name or stored.original_name),
            content_type=stored.content_type,
        )
    )


def picture(stored: StoredFile, *, of: StoredFile) -> FileResponse:
    """A picture that we made of another file, to show in a page. Raises Quarantined as that file does."""
    refuse_unreleased(of)
    if stored.origin != "page_picture" or not stored.is_picture:
        raise ValueError("Only pictures that we made are shown.")
    return private(FileResponse(open_file(stored), content_type=stored.content_type))
