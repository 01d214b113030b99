"""Notes among those who run the cycle."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from cycles.planning import life
from deliverables.models import Deliverable, PrivateNote
from records.log import record


@transaction.atomic
def write_private_note(*, actor: User, deliverable: Deliverable, text: str, key: UUID) -> PrivateNote:
    """Add a note; the same form sent twice adds one.

    Its line in the log names no team and no text: what a team reads of its own history never tells of it.
    """
    cycle = deliverable.assignment.cycle
    life.require(cycle, "answer")
    fields = {"deliverable": deliverable, "author": actor, "text": text.strip()}
    note, created = PrivateNote.objects.get_or_create(key=key, defaults=fields)
    if created:
        record(actor, "private_note_written", note, cycle=cycle, after={"deliverable": deliverable.pk})
    return note
