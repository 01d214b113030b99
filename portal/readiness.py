"""What must be there for the site to do its work: asked by who watches it."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection

from capitalisation import editions
from deliverables.chain import frozen
from records import antivirus, log

GUARDS = (log.GUARD, editions.GUARD, *frozen.GUARDS)
LEAST_FREE = 500 * 1024 * 1024


def findings() -> dict[str, str]:
    """What is wrong, by its part; empty where it is well."""
    return {"database": database(), "guards": guards(), "disk": disk(), "scanner": scanner()}


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            cursor.fetchone()
    except DatabaseError:
        return "no answer"
    return ""


def guards() -> str:
    """The triggers that keep rows from being changed: a change of a table may have dropped them silently."""
    try:
        missing = [guard.table for guard in GUARDS if not guard.is_present()]
    except DatabaseError:
        return "unknown"
    return f"missing on {', '.join(missing)}" if missing else ""


def disk() -> str:
    return "nearly full" if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE else ""


def scanner() -> str:
    """No antivirus configured is well; one that does not answer, or that leaves files without verdict, is not."""
    try:
        standing = antivirus.standing()
    except DatabaseError:
        return "unknown"
    if standing.error:
        return "no answer"
    return f"{standing.waiting_long} files wait for long" if standing.waiting_long else ""
