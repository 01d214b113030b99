"""The one log: who did what, when, to what. Rows are added with the change, and never altered."""

from datetime import datetime

from django.db import connection, models

from lib import clock
from records.models import LogEntry

TABLE = "records_logentry"
TRIGGERS = ("records_log_no_update", "records_log_no_delete")


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


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, 'The log is only added to.'); END"
    for name, verb in zip(TRIGGERS, ("UPDATE", "DELETE"), strict=True)
)
POSTGRES_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION records_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'The log is only added to.'; END $$",
    *(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION records_log_refuse()"
        for name, verb in zip(TRIGGERS, ("UPDATE", "DELETE"), strict=True)
    ),
)


def install_triggers(**kwargs) -> None:
    """Make the database refuse to change or delete the log.

    Run after every migrate: on SQLite an ALTER rebuilds the table and silently drops its triggers.
    """
    if TABLE not in connection.introspection.table_names():
        return
    statements = SQLITE_TRIGGERS if connection.vendor == "sqlite" else POSTGRES_TRIGGERS
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def triggers_present() -> bool:
    """Whether the database holds both triggers."""
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)"
        if connection.vendor == "sqlite"
        else "SELECT count(DISTINCT tgname) FROM pg_trigger WHERE tgname IN (%s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, TRIGGERS)
        return cursor.fetchone()[0] == len(TRIGGERS)
