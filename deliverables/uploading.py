"""A file that goes up by itself into the team's draft: what must hold before its first byte and after its last."""

from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from deliverables.attached import ORIGIN, of_stored
from deliverables.drafts import attach_to_draft, refuse_beyond, refuse_move
from deliverables.models import Deliverable
from deliverables.quotas import QuotaError, Room, on_the_way, refuse_beyond_quota, room_of
from records import resumable
from records.files import row_of, take_over
from records.models import Upload
from records.uploads import check_upload


class Announced:
    """A file of which nothing is here but its name and size; asking for its bytes ends the checks."""

    class BytesWanted(Exception):
        pass

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size

    def seek(self, *args) -> None:
        raise self.BytesWanted

    read = tell = seek


def check_announced(name: str, size: int) -> None:
    """Those checks of ``check_upload`` that need no byte. Raises ValidationError."""
    with suppress(Announced.BytesWanted):
        check_upload(Announced(name, size))


def begin_upload(*, actor: User, deliverable: Deliverable, name: str, length: int, at: datetime) -> Upload:
    """Announce a file for the draft. Raises ValidationError, NotPermitted, IllegalMove, QuotaError; nothing is kept."""
    refuse_move("edit_draft", actor, deliverable, at)
    check_announced(name, length)
    refuse_beyond(deliverable, 1)
    if words := room_left(deliverable).objection(length):
        raise QuotaError(words)
    return resumable.begin(owner=actor, obj=deliverable, name=name, length=length)


def room_left(deliverable: Deliverable) -> Room:
    """What the team's files take up, those that are on their way too."""
    room = room_of(deliverable.team)
    return Room(room.used + on_the_way(deliverable.team), room.allowed)


def finish_upload(*, actor: User, deliverable: Deliverable, upload: Upload, stream: BinaryIO) -> None:
    """Check the whole file and add it to the draft, as ``drafts.add_files`` does.

    Whether deliveries had ended is judged by when the upload began. Raises ValidationError, and the upload is gone;
    NotPermitted, IllegalMove, StaleError, and it can be ended again later.
    """
    check_upload(UploadedFile(stream, name=upload.name, size=upload.length))
    at = upload.created_at
    refuse_move("edit_draft", actor, deliverable, at)
    refuse_beyond(deliverable, 1)
    refuse_beyond_quota(deliverable.team, upload.length)
    stored = row_of(take_over(resumable.path_of(upload)), name=upload.name, origin=ORIGIN, actor=actor)
    attached = of_stored(stored)
    with transaction.atomic():
        stored.save(force_insert=True)  # not before: bytes that may still be cut off are no stored file
        resumable.finish(upload, sha256=stored.sha256)
        attach_to_draft(actor, deliverable, [attached], None, at, "deliverable_files_added")
