"""Laying out a past: operations run now, and what they wrote as now is dated to when it is told to have happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from capitalisation.models import Chapter
from cycles.models import AccessRequest, CoordinationNote, Cycle, NotePhoto, Participation, SessionDocument, Team
from deliverables.models import (
    Deliverable,
    Extension,
    Feedback,
    Message,
    Opinion,
    OrganisationQuestion,
    PeerReading,
    PrivateNote,
    Version,
)
from lib import clock
from records.models import Mail, PersonalLink, StoredFile

DATED = (
    (AccessRequest, "created_at"),
    (Chapter, "written_at"),
    (CoordinationNote, "written_at"),
    (Cycle, "created_at"),
    (Cycle, "opened_at"),
    (Deliverable, "changed_at"),
    (Extension, "granted_at"),
    (Feedback, "given_at"),
    (Message, "sent_at"),
    (NotePhoto, "added_at"),
    (Opinion, "asked_at"),
    (Opinion, "passed_at"),
    (Opinion, "settled_at"),
    (OrganisationQuestion, "asked_at"),
    (OrganisationQuestion, "settled_at"),
    (Participation, "accepted_at"),
    (Participation, "invited_at"),
    (Participation, "joined_at"),
    (PeerReading, "changed_at"),
    (PeerReading, "hidden_at"),
    (PeerReading, "written_at"),
    (PersonalLink, "consumed_at"),
    (PersonalLink, "created_at"),
    (PrivateNote, "written_at"),
    (SessionDocument, "added_at"),
    (StoredFile, "created_at"),
    (Team, "created_at"),
    (Version, "changed_at"),
    (Version, "created_at"),
    (Version, "delivered_at"),
    (Version, "retained_at"),
    (Version, "taken_back_at"),
)
STILL_TO_SEND = timedelta(days=6)


@contextmanager
def happened(moment: datetime) -> Iterator[datetime]:
    """What the block writes as of now is dated ``moment``, or an hour ago when that is still to come.

    Mails of more than a few days ago are dropped: they would have gone long since. Yields the moment.
    """
    began, written = timezone.now(), []

    def listen(execute, sql, params, many, context):
        if not sql.startswith("SELECT"):
            written.append(sql[:80])
        return execute(sql, params, many, context)

    moment = min(moment, began - timedelta(hours=1))
    with clock.as_of(moment), connection.execute_wrapper(listen):
        yield moment
    tables = " ".join(written)
    for model, column in DATED:
        if f'"{model._meta.db_table}"' not in tables:
            continue
        model.objects.filter(**{f"{column}__gte": began}).update(**{column: moment})
    if began - moment > STILL_TO_SEND:
        Mail.objects.filter(created_at__gte=began).delete()
    else:
        Mail.objects.filter(created_at__gte=began).update(created_at=moment)
