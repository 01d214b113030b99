"""The one log: who did what, when, to what. Rows are added with the change, and never altered."""

from datetime import datetime

from django.db import models

from lib import clock
from records.guards import Guard
from records.models import LogEntry

GUARD = Guard("records_log", "records_logentry", ("UPDATE", "DELETE"), "The log is only added to.")


def record(
    actor,
    action: str,
    obj: models.Model,
    *,
    cycle=None,
    team=None,
    before: dict | None = None,
    after: dict | None = None,
    public: bool = False,
    at: datetime | None = None,
) -> LogEntry:
    """Write one row. ``action`` is ``<object>_<verb in the past>``; ``before`` and ``after`` hold only what changed."""
    return LogEntry.objects.create(
        at=at or clock.now(),
        actor=actor,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        cycle_id=getattr(cycle, "pk", None),
        team_id=getattr(team, "pk", None),
        before=before or {},
        after=after or {},
        public=public,
    )


def entries_of(obj: models.Model) -> models.QuerySet[LogEntry]:
    """The history of one object, newest first, with its actors."""
    return LogEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).select_related("actor")
