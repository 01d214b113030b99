"""Remove what an interrupted write left behind: rows that nothing refers to, stored bytes without a row, temporary
files."""

import time
from argparse import ArgumentTypeError
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from records import resumable
from records.models import StoredFile, Upload


def hours(text: str) -> float:
    """Seconds in a duration such as ``24h``."""
    if not text.endswith("h") or not text[:-1].isdecimal():
        raise ArgumentTypeError(f"expected hours such as 24h, not {text!r}")
    return int(text[:-1]) * 3600.0


def unreferenced(before: datetime) -> QuerySet[StoredFile]:
    """Files stored before then that no row names: what they were stored for was refused."""
    rows = StoredFile.objects.filter(created_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many:
            naming = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(naming))
    return rows


class Command(BaseCommand):
    help = "Remove stored files without a row and temporary files, older than --older-than. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=hours, default=hours("24h"), help="such as 24h (the default)")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, remove nothing")

    def handle(self, *args, older_than: float, dry_run: bool, **options) -> None:
        rows = unreferenced(timezone.now() - timedelta(seconds=older_than))
        left = set(rows.values_list("storage_name", flat=True))
        if not dry_run:
            rows.delete()
        store = Path(settings.MEDIA_ROOT)
        before = time.time() - older_than
        old = [path for path in store.rglob("*") if path.is_file() and path.stat().st_mtime < before]
        known = set(StoredFile.objects.values_list("storage_name", flat=True)) - left
        doomed = [path for path in old if path.relative_to(store).as_posix() not in known]
        waiting = {resumable.path_of(upload) for upload in Upload.objects.all()}
        temporary = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) - waiting
        doomed += sorted(path for path in temporary if path.is_file() and path.stat().st_mtime < before)
        for path in doomed:
            self.stdout.write(str(path))
            if not dry_run:
                path.unlink(missing_ok=True)
        self.stdout.write(f"{len(doomed)} files {'would be ' if dry_run else ''}removed")
