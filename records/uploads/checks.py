"""The checks before a file is stored: what its name says, what its first bytes say, what it is made of."""

from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language

from lib import text
from records.files import clean_name

from . import refusals
from .archives import check_archive
from .contents import check_pdf, check_picture, check_text, hides_archive
from .kinds import BY_EXTENSION, PHOTO, PHOTO_EXTENSIONS, TEXT, Kind, in_words
from .refusals import refuse

# An Office file with a password is no zip but an OLE container around one; so is an Office file of before 2007.
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def check_upload(upload: UploadedFile) -> UploadedFile:
    """The upload, its name cleaned, if it may be taken. It needs ``name``, ``size``, ``seek`` and ``read``.

    Raises ValidationError naming the file and saying what to do: kind not accepted, empty, too large, content that is
    not what its extension says, another file hidden in it, macros, an archive that would unpack beyond measure, a
    password, a picture that is cut or has too many pixels.
    """
    upload.name = clean_name(upload.name or "")
    kind = kind_of(upload.name)
    check_size(upload)
    upload.seek(0)
    head = upload.read(8192)
    check_head(upload.name, head, kind)
    if kind.zip_member:
        check_archive(upload, upload.name, kind)
    elif kind is TEXT:
        check_text(upload, upload.name)
    else:
        if hides_archive(upload):
            raise refuse("hidden", refusals.HIDDEN, name=upload.name, kind=kind.name)
        (check_picture if kind is PHOTO else check_pdf)(upload, upload.name)
    upload.seek(0)
    return upload


def kind_of(name: str) -> Kind:
    extension = PurePath(name).suffix.lower()
    if extension in {".heic", ".heif"}:
        raise refuse("heic", refusals.HEIC, name=name)
    if extension not in BY_EXTENSION:
        raise refuse("kind", refusals.KIND, name=name, kinds=in_words())
    return BY_EXTENSION[extension]


def check_size(upload: UploadedFile) -> None:
    if not upload.size:
        raise refuse("empty", refusals.EMPTY, name=upload.name)
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise refuse(
            "size",
            refusals.SIZE,
            name=upload.name,
            size=text.file_size(upload.size, get_language()),
            limit=text.file_size(settings.UPLOAD_MAX_BYTES, get_language()),
        )


def check_head(name: str, head: bytes, kind: Kind) -> None:
    """What the first bytes tell agrees with the name, and with no other kind too."""
    if kind.zip_member and head.startswith(OLE):
        raise refuse("password", refusals.PASSWORD, name=name)
    if kind is TEXT:
        if head.startswith((b"%PDF-", b"PK\3\4", OLE)):
            raise refuse("content", refusals.CONTENT, name=name, kind=kind.name)
        return
    guess = filetype.guess(head)
    if guess is None or guess.mime not in kind.types:
        raise refuse("content", refusals.CONTENT, name=name, kind=kind.name)
    if kind is PHOTO and PurePath(name).suffix.lower() not in PHOTO_EXTENSIONS[guess.mime]:
        found = {"kind": guess.extension.upper(), "extension": guess.extension}
        raise refuse("content", refusals.MISNAMED, name=name, **found)
    if kind.types != ("application/pdf",) and b"%PDF-" in head[:1024]:
        # Readers of PDF look for its beginning in the first kilobyte, whatever stands before.
        raise refuse("hidden", refusals.HIDDEN, name=name, kind=kind.name)
