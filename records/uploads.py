"""Files that people send: which kinds are taken, and the checks before one is stored."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib import text
from records.files import OFFICE_TYPES, clean_name

MAX_ENTRIES = 5_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
# An Office file with a password is no zip but an OLE container around one.
ENCRYPTED_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")


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
    Kind(
        _("photo (JPEG, PNG or WebP)"),
        (".jpg", ".jpeg", ".png", ".webp"),
        ("image/jpeg", "image/png", "image/webp"),
    ),
)
PHOTO = ACCEPTED[-1]
PHOTO_ACCEPT = ",".join(PHOTO.types)
BY_EXTENSION = {extension: kind for kind in ACCEPTED for extension in kind.extensions}
ACCEPT_ATTRIBUTE = ",".join(BY_EXTENSION)


def in_words() -> str:
    """The accepted kinds in words, for a page: "PDF, Word, …"."""
    return ", ".join(str(kind.name) for kind in ACCEPTED)


def refuse(code: str, message: str | Promise, **values) -> ValidationError:
    return ValidationError(message, code=code, params=values)


def check_upload(upload: UploadedFile) -> UploadedFile:
    """The upload, its name cleaned, if it may be taken.

    Raises ValidationError naming the file and saying what to do: kind not accepted, empty, too large, content that is
    not what its extension says, macros, an archive that would unpack beyond measure, a password.
    """
    upload.name = clean_name(upload.name or "")
    name = upload.name
    kind = BY_EXTENSION.get(PurePath(name).suffix.lower())
    if kind is None:
        if PurePath(name).suffix.lower() in {".heic", ".heif"}:
            raise refuse(
                "heic",
                _("“%(name)s” is a HEIC photo: send it as JPEG (iPhone: Settings, Camera, Formats, Most Compatible)."),
                name=name,
            )
        raise refuse(
            "kind",
            _("“%(name)s” is of a kind that is not accepted. Send one of: %(kinds)s."),
            name=name,
            kinds=in_words(),
        )
    if not upload.size:
        raise refuse("empty", _("“%(name)s” is empty: check the file and choose it again."), name=name)
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise refuse(
            "size",
            _("“%(name)s” is %(size)s: the limit is %(limit)s a file."),
            name=name,
            size=text.file_size(upload.size, get_language()),
            limit=text.file_size(settings.UPLOAD_MAX_BYTES, get_language()),
        )
    upload.seek(0)
    head = upload.read(8192)
    guess = filetype.guess(head)
    upload.seek(0)
    if head.startswith(ENCRYPTED_OFFICE) and kind.zip_member:
        raise refuse(
            "password",
            _("“%(name)s” is protected by a password: save it without and choose it again."),
            name=name,
        )
    if guess is None or guess.mime not in kind.types:
        raise refuse(
            "content",
            _("“%(name)s” does not contain what its name says: save it again as %(kind)s from its program."),
            name=name,
            kind=kind.name,
        )
    if kind.zip_member:
        check_archive(upload, name, kind)
    upload.seek(0)
    return upload


def check_archive(upload: UploadedFile, name: str, kind: Kind) -> None:
    """Look at the directory of a zip-based file before any parser opens it."""
    broken = refuse(
        "broken",
        _("“%(name)s” cannot be read: open it in its program, save it and choose it again."),
        name=name,
    )
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken from error
    names = {entry.filename for entry in entries}
    if any("vbaProject" in entry for entry in names):
        raise refuse("macros", _("“%(name)s” holds macros: save it without macros and choose it again."), name=name)
    if kind.zip_member not in names:
        raise broken
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(upload.size, 1024 * 1024):
        raise refuse("archive", _("“%(name)s” unpacks to far more than it should: send it as PDF."), name=name)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


def also_dropped(uploads: list[UploadedFile]) -> list[ValidationError]:
    """What to say of the good files that were sent with a bad one: nothing was kept, they are to be chosen again."""
    if not uploads:
        return []
    names = ", ".join(upload.name for upload in uploads)
    message = _("No file of this sending was kept. Choose the good ones again too: %(names)s.")
    return [refuse("none_kept", message, names=names)]


class FilesField(forms.FileField):
    """Several files, each checked, all or none taken. Its value is a list of uploads.

    ``min_files`` counts when it is required.
    """

    def __init__(self, *, min_files: int = 1, **kwargs) -> None:
        self.min_files = min_files
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPT_ATTRIBUTE}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None) -> list[UploadedFile]:
        uploads = (
            [upload for upload in (data or []) if upload] if isinstance(data, list | tuple) else [data] if data else []
        )
        if len(uploads) < self.min_files and self.required:
            raise refuse("required", _("Choose at least one file."))
        errors, checked = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError([*errors, *also_dropped(checked)])
        return checked


class FileField(forms.FileField):
    """One checked file."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ACCEPT_ATTRIBUTE}))
        super().__init__(**kwargs)

    def to_python(self, data):
        # Django's own checks refuse an empty file in other words than ours; ours come first.
        return check_upload(data) if data else None


class PhotoField(FileField):
    """One checked photo. A telephone that is asked for these types sends its HEIC photos as JPEG."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": PHOTO_ACCEPT}))
        super().__init__(**kwargs)

    def to_python(self, data):
        upload = super().to_python(data)
        if upload and PurePath(upload.name).suffix.lower() not in PHOTO.extensions:
            message = _("“%(name)s” is no photo. Send one of: %(kinds)s.")
            raise refuse("kind", message, name=upload.name, kinds=PHOTO.name)
        return upload


class EndMarkerMixin(forms.Form):
    """Refuse a form whose sending was cut: it then arrives without this last field. Keep it last in the page."""

    end = forms.CharField(
        required=True,
        initial="1",
        widget=forms.HiddenInput,
        error_messages={"required": _("The sending was interrupted before its end: send again.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "end"] + ["end"])
