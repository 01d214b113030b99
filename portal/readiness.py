"""What must be there for the site to do its work: asked by who watches it."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from capitalisation import editions
from deliverables.chain import frozen
from records import antivirus, log
from records.models import Job, Mail

GUARDS = (log.GUARD, editions.GUARD, *frozen.GUARDS)
LONG = timedelta(minutes=15)
LEAST_FREE = 500 * 1024 * 1024


def findings() -> dict[str, str]:
    """What is wrong, by its part; empty where it is well."""
    return {"database": database(), "guards": guards(), "disk": disk(), "scanner": scanner(), "worker": worker()}


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


def worker() -> str:
    """What should have begun long ago: no worker is there, or it gets nowhere."""
    before = timezone.now() - LONG
    try:
        jobs = Job.objects.filter(state=Job.State.WAITING, run_after__lt=before).exists()
        mails = Mail.objects.filter(state=Mail.State.WAITING, send_after__lt=before).exists()
    except DatabaseError:
        return "unknown"
    return "jobs or mails wait for long" if jobs or mails else ""


def scanner() -> str:
    """No antivirus configured is well; one that does not answer, or that leaves files without verdict, is not."""
    try:
        standing = antivirus.standing()
    except DatabaseError:
        return "unknown"
    if standing.error:
        return "no answer"
    return f"{standing.waiting_long} files wait for long" if standing.waiting_long else ""
