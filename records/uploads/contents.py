"""PDF, pictures and plain text: what they are made of. Parsers run in a limited process only."""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from lib import limited
from lib.limited import MEGABYTE, Limits

from . import refusals
from .refusals import refuse

LIMITS = Limits(memory=1536 * MEGABYTE, cpu=10, wall=15)
CHUNK = MEGABYTE
TAIL = 64 * 1024
# Control characters that no text file has; tab, line feed, form feed and carriage return are text.
CONTROLS = sorted(set(range(32)) - {9, 10, 12, 13})


def pieces(upload: BinaryIO) -> Iterator[bytes]:
    upload.seek(0)
    while piece := upload.read(CHUNK):
        yield piece


@contextmanager
def on_disk(upload: BinaryIO) -> Iterator[Path]:
    """The upload's bytes as a file that another process can read."""
    path = getattr(upload, "temporary_file_path", None)
    if path:
        yield Path(path())
        return
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="check-") as copy:
        for piece in pieces(upload):
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def hides_archive(upload: BinaryIO) -> bool:
    """Whether a zip program would open the file: one appended to a PDF or a picture."""
    upload.seek(0)
    return zipfile.is_zipfile(upload)


def check_pdf(upload: BinaryIO, name: str) -> None:
    """It has an end, and opens without a password or a certificate. One that only forbids printing does open."""
    upload.seek(max(0, upload.size - TAIL))
    if b"%%EOF" not in upload.read():
        raise refuse("broken", refusals.BROKEN, name=name)
    if not mentions(upload, b"/Encrypt"):
        return
    with on_disk(upload) as path:
        found = limited.run("lib.preview_child", "pdf", str(path), str(path.parent), "0", "1", limits=LIMITS)
    if found.get("error") == "encrypted":
        raise refuse("password", refusals.PASSWORD, name=name)
    if found.get("error") == "broken":
        raise refuse("broken", refusals.BROKEN, name=name)


def mentions(upload: BinaryIO, word: bytes) -> bool:
    before = b""
    for piece in pieces(upload):
        if word in before + piece:
            return True
        before = piece[-len(word) :]
    return False


def check_picture(upload: BinaryIO, name: str) -> None:
    """It can be decoded to its last line, and has no more pixels than we draw."""
    with on_disk(upload) as path:
        found = limited.run("lib.preview_child", "check", str(path), str(path.parent), "0", "1", limits=LIMITS)
    if found.get("error") == "too_large":
        raise refuse("pixels", refusals.PIXELS, name=name)
    if "error" in found:
        raise refuse("broken", refusals.PICTURE, name=name)


def check_text(upload: BinaryIO, name: str) -> None:
    """No control characters, so it is no other kind of file. Any other bytes are UTF-8 or the Western encoding of older
    programs, which has a character for each.
    """
    if any(control in piece for piece in pieces(upload) for control in CONTROLS):
        raise refuse("encoding", refusals.ENCODING, name=name)
