"""What an interrupted write left behind: rows that nothing refers to, stored bytes without a row, temporary files."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from records import resumable
from records.models import StoredFile, Upload

OLD = timedelta(hours=24)


def unreferenced(before: datetime) -> QuerySet[StoredFile]:
    """Files stored before then that no row names: what they were stored for was refused."""
    rows = StoredFile.objects.filter(created_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many:
            naming = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(naming))
    return rows


def purge(*, older_than: timedelta = OLD, dry_run: bool = False) -> list[Path]:
    """Remove them where they are older than that; returns the files that went, or would go. Safe to run at once."""
    rows = unreferenced(timezone.now() - older_than)
    left = set(rows.values_list("storage_name", flat=True))
    if not dry_run:
        rows.delete()
    store = Path(settings.MEDIA_ROOT)
    before = time.time() - older_than.total_seconds()
    old = [path for path in store.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    known = set(StoredFile.objects.values_list("storage_name", flat=True)) - left
    doomed = [path for path in old if path.relative_to(store).as_posix() not in known]
    waiting = {resumable.path_of(upload) for upload in Upload.objects.all()}
    temporary = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) - waiting
    doomed += sorted(path for path in temporary if path.is_file() and path.stat().st_mtime < before)
    if not dry_run:
        for path in doomed:
            path.unlink(missing_ok=True)
    return doomed


def purge_daily() -> int:
    """The worker's: once a day; how many files went."""
    if not cache.add(f"orphans:{timezone.localdate()}", True, timeout=86_400):
        return 0
    return len(purge())
