"""``manage.py build_report SLUG --output FILE``: the cycle's report as a PDF, a Word file or its data."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from capitalisation.jobs import write_report
from cycles.models import Cycle
from lib.whole_file import moment, write_whole


class Command(BaseCommand):
    help = "Build the capitalisation report of a cycle. The same content, date and release give the same bytes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="the cycle's address")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument("--format", default="pdf", choices=["pdf", "docx", "json"], help="default: pdf")
        parser.add_argument("--date", default="", help="the edition's date, ISO 8601 (default: now)")

    def handle(self, *, slug: str, output: Path, date: str, format: str = "pdf", **options) -> None:
        cycle = Cycle.objects.select_related("organiser").filter(slug=slug).first()
        if cycle is None:
            known = ", ".join(Cycle.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none"
            raise CommandError(f"No cycle has the address “{slug}”. Known: {known}.")
        try:
            created_at = moment(date)
        except ValueError:
            raise CommandError(
                f"--date must be ISO 8601, such as 2026-11-22 or 2026-11-22T10:30, not “{date}”."
            ) from None
        if not output.parent.is_dir():
            raise CommandError(f"The folder {output.parent} does not exist.")
        write_whole(output, lambda target: write_report(cycle, target, created_at=created_at, format=format))
        self.stdout.write(f"{output}: {output.stat().st_size} bytes")
