"""The antivirus: asked by the worker about every file that people sent, until it gives a verdict.

While there is none, and when a file is infected, nobody is given the file, its pictures or its text (``files``,
``texts``). What is delivered is delivered all the same: a scanner that is down holds back the reading, not the sending.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from lib.clamd import Clamd, ScannerDownError, ScannerError
from records.files import open_file
from records.models import StoredFile

log = logging.getLogger("escale.antivirus")
Scan = StoredFile.Scan
AGAIN_AFTER = timedelta(minutes=1)
LONG = timedelta(minutes=15)


def scan_waiting(limit: int = 5) -> int:
    """Ask about the files that wait; return how many got a verdict. Those without are asked about again later.

    Raises ScannerDownError when the scanner cannot be reached.
    """
    if not settings.CLAMD:
        return 0
    scanner, before = Clamd.at(settings.CLAMD), timezone.now() - AGAIN_AFTER
    due = StoredFile.objects.filter(Q(scan_asked_at=None) | Q(scan_asked_at__lt=before), scan=Scan.PENDING)
    return sum(ask(scanner, file) for file in due.order_by("created_at")[:limit])


def ask(scanner: Clamd, file: StoredFile) -> bool:
    """Ask about one file and keep the verdict; False when there is none."""
    try:
        with open_file(file) as stream:
            found = scanner.scan(stream)
    except ScannerDownError:
        raise
    except (ScannerError, OSError) as error:
        log.warning("File %s could not be checked: %s", file.pk, error)
        asked = {"scan_asked_at": timezone.now(), "scan_words": str(error)[:200]}
        StoredFile.objects.filter(pk=file.pk, scan=Scan.PENDING).update(**asked)
        return False
    try:
        return conclude(file, found)
    except Exception:  # What follows from the verdict failed, and with it the verdict: asked again, after the others.
        log.exception("File %s was checked, but what follows failed", file.pk)
        StoredFile.objects.filter(pk=file.pk, scan=Scan.PENDING).update(scan_asked_at=timezone.now())
        return False


@transaction.atomic
def conclude(file: StoredFile, found: str) -> bool:
    """Keep the verdict, once, and tell those who hold the file (``settings.SCAN_FOLLOWERS``)."""
    verdict = Scan.INFECTED if found else Scan.SAFE
    file.scan, file.scan_asked_at, file.scan_words = verdict, timezone.now(), found[:200]
    values = {name: getattr(file, name) for name in ("scan", "scan_asked_at", "scan_words")}
    if not StoredFile.objects.filter(pk=file.pk, scan=Scan.PENDING).update(**values):
        return False
    for follower in settings.SCAN_FOLLOWERS:
        import_string(follower)(file)
    return True


@dataclass(frozen=True)
class Standing:
    """How the antivirus does, for those who run the site. ``error`` is empty when it answers."""

    configured: bool
    version: str = ""
    error: str = ""
    waiting: int = 0
    waiting_long: int = 0
    infected: int = 0


def standing() -> Standing:
    if not settings.CLAMD:
        return Standing(configured=False)
    version = error = ""
    try:
        version = Clamd.at(settings.CLAMD).version()
    except ScannerError as problem:
        error = str(problem)
    pending = StoredFile.objects.filter(scan=Scan.PENDING)
    return Standing(
        configured=True,
        version=version,
        error=error,
        waiting=pending.count(),
        waiting_long=pending.filter(created_at__lt=timezone.now() - LONG).count(),
        infected=StoredFile.objects.filter(scan=Scan.INFECTED).count(),
    )
