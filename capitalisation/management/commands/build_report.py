"""``manage.py build_report SLUG --output FILE``: the cycle's report as a PDF."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from capitalisation.jobs import write_report
from cycles.models import Cycle


class Command(BaseCommand):
    help = "Build the capitalisation report of a cycle. The same content, date and release give the same bytes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="the cycle's address")
        parser.add_argument("--output", required=True, type=Path, help="the PDF to write")
        parser.add_argument("--date", default="", help="the edition's date, ISO 8601 (default: now)")

    def handle(self, *, slug: str, output: Path, date: str, **options) -> None:
        cycle = Cycle.objects.select_related("organiser").filter(slug=slug).first()
        if cycle is None:
            known = ", ".join(Cycle.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none"
            raise CommandError(f"No cycle has the address “{slug}”. Known: {known}.")
        created_at = moment(date)
        if not output.parent.is_dir():
            raise CommandError(f"The folder {output.parent} does not exist.")
        write_whole(output, cycle, created_at)
        self.stdout.write(f"{output}: {output.stat().st_size} bytes")


def moment(text: str) -> datetime:
    """An aware moment from ISO 8601; without a zone, the installation's. Raises CommandError."""
    if not text:
        return timezone.now()
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--date must be ISO 8601, such as 2026-11-22 or 2026-11-22T10:30, not “{text}”.") from None
    return given if timezone.is_aware(given) else timezone.make_aware(given)


def write_whole(output: Path, cycle: Cycle, created_at: datetime) -> None:
    """The whole file or none: written beside its place, then renamed."""
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as target:
            write_report(cycle, target, created_at=created_at)
            target.flush()
            os.fsync(target.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
