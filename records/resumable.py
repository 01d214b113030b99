"""Uploads that survive a cut line, a closed page and a killed process: the bytes, and how many of them are safe.

Bytes are appended to a file of the temporary folder, synced, and only then acknowledged in ``Upload.offset``; what
stands beyond the offset is cut off before more is written. The last byte is acknowledged with what the file became
(``finish``), in one transaction: whoever dies in between is sent the end again. One writer at a time: the file is
locked, and the lock ends with its process.
"""

import errno
import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.http import UnreadablePostError
from django.utils import timezone

from accounts.models import User
from records.files import clean_name
from records.models import Upload

PIECE = 256 * 1024
# So many seconds of what arrives may be sent again after the process was killed; a line that breaks costs nothing.
CHECKPOINT = 2.0
# How long a finished upload still answers a sender that missed the last answer.
REMEMBERED = timedelta(hours=1)
PREFIX = "upload-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class UploadError(Exception):
    """Nothing more was acknowledged than the upload's row says."""


class BusyError(UploadError):
    """Somebody is writing to this upload right now."""


class WrongOffsetError(UploadError):
    """The bytes do not follow those that are here."""


class TooLongError(UploadError):
    """More bytes than were announced."""


class ChecksumError(UploadError):
    """What arrived is not what was sent; nothing of it was kept."""


class GoneError(UploadError):
    """The upload was given up, has expired, or its bytes were lost."""


class FullError(UploadError):
    """The disk takes no more."""


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes


def about(obj: models.Model) -> dict:
    return {"object_type": obj._meta.label_lower, "object_id": str(obj.pk)}


def live(obj: models.Model) -> models.QuerySet[Upload]:
    """The uploads for one object that can be gone on with, or have just ended."""
    return Upload.objects.filter(**about(obj), expires_at__gt=timezone.now())


def unfinished(obj: models.Model) -> models.QuerySet[Upload]:
    return live(obj).filter(finished_at=None)


def kept_until():
    return timezone.now() + timedelta(hours=settings.UPLOAD_KEPT_HOURS)


def begin(*, owner: User, obj: models.Model, name: str, length: int) -> Upload:
    """Announce a file of ``length`` bytes, more than none; the caller has checked that it may come."""
    return Upload.objects.create(
        owner=owner, **about(obj), name=clean_name(name), length=length, expires_at=kept_until()
    )


def path_of(upload: Upload) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{PREFIX}{upload.pk}"


def check_bytes(upload: Upload) -> None:
    """Raises GoneError when the bytes that were acknowledged are not there."""
    path = path_of(upload)
    if upload.offset and not upload.finished_at and not (path.exists() and path.stat().st_size >= upload.offset):
        raise GoneError


@contextmanager
def held(upload: Upload) -> Iterator[BinaryIO]:
    """The upload's file, ours alone within the block, and its row as it is now. Raises BusyError, GoneError."""
    handle = os.open(path_of(upload), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError from error
        refresh(upload, stream)
        yield stream


def refresh(upload: Upload, stream: BinaryIO) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist as error:
        path_of(upload).unlink(missing_ok=True)
        raise GoneError from error
    if upload.finished_at:
        path_of(upload).unlink(missing_ok=True)
    elif os.fstat(stream.fileno()).st_size < upload.offset:
        discard(upload)
        raise GoneError


def append(
    upload: Upload,
    stream: BinaryIO,
    read: Callable[[int], bytes],
    *,
    offset: int,
    count: int,
    checksum: Checksum | None = None,
) -> bool:
    """Write what ``read`` gives, at most ``count`` bytes, after the upload's ``offset``; whether the file is whole now.

    A line that breaks keeps what arrived. With a checksum it is all or nothing, since a part cannot be checked.
    Raises WrongOffsetError, TooLongError, ChecksumError, FullError.
    """
    if offset != upload.offset or upload.finished_at:
        raise WrongOffsetError
    if offset + count > upload.length:
        raise TooLongError
    stream.truncate(offset)
    stream.seek(offset)
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    arrived, counted_at = 0, time.monotonic()
    for piece in pieces(read, count):
        put(stream, piece)
        arrived += len(piece)
        if digest:
            digest.update(piece)
        elif time.monotonic() - counted_at >= CHECKPOINT:
            acknowledge(upload, stream, offset + arrived)
            counted_at = time.monotonic()
    if digest and digest.digest() != checksum.digest:
        stream.truncate(offset)
        raise ChecksumError
    acknowledge(upload, stream, offset + arrived)
    return offset + arrived == upload.length


def pieces(read: Callable[[int], bytes], count: int) -> Iterator[bytes]:
    """What arrives, until ``count`` bytes are there or the line breaks."""
    while count > 0:
        try:
            piece = read(min(PIECE, count))
        except (UnreadablePostError, TimeoutError):
            return
        if not piece:
            return
        count -= len(piece)
        yield piece


def put(stream: BinaryIO, piece: bytes) -> None:
    try:
        stream.write(piece)
    except OSError as error:
        raise full(error) from error


def full(error: OSError) -> Exception:
    return FullError() if error.errno in FULL else error


def acknowledge(upload: Upload, stream: BinaryIO, offset: int) -> None:
    """Sync, then count the bytes; the last one is counted by ``finish``. Raises GoneError, FullError."""
    try:
        stream.flush()
        os.fsync(stream.fileno())
    except OSError as error:
        raise full(error) from error
    if offset in {upload.offset, upload.length}:
        return
    rows = Upload.objects.filter(pk=upload.pk, offset=upload.offset, finished_at=None)
    upload.expires_at = kept_until()
    if not rows.update(offset=offset, expires_at=upload.expires_at):
        raise GoneError
    upload.offset = offset


def finish(upload: Upload, *, sha256: str) -> None:
    """Count the last byte, in the transaction that records what the file became; its temporary name goes after."""
    now = timezone.now()
    ended = {"offset": upload.length, "sha256": sha256, "finished_at": now, "expires_at": now + REMEMBERED}
    if not Upload.objects.filter(pk=upload.pk, finished_at=None).update(**ended):
        raise GoneError
    for name, value in ended.items():
        setattr(upload, name, value)
    transaction.on_commit(lambda: path_of(upload).unlink(missing_ok=True))


def discard(upload: Upload) -> None:
    """Forget the upload and its bytes. The row goes first: bytes without a row are swept, not the reverse."""
    Upload.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: path_of(upload).unlink(missing_ok=True))


def sweep() -> int:
    """Remove uploads that nobody went on with, and bytes that no row counts; return how many. Safe to run at once."""
    swept = 0
    for upload in Upload.objects.filter(expires_at__lt=timezone.now())[:100]:
        try:
            with held(upload):
                if upload.expires_at < timezone.now():  # else its sender went on with it meanwhile
                    discard(upload)
                    swept += 1
        except UploadError:
            continue
    return swept + sum(forget(path) for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob(f"{PREFIX}*"))


def forget(path: Path) -> bool:
    """Remove the bytes if no row counts them: the row is there before its file, and goes before it."""
    key = path.name.removeprefix(PREFIX)
    if Upload.objects.filter(pk=uuid.UUID(key), finished_at=None).exists():
        return False
    path.unlink(missing_ok=True)
    return True
