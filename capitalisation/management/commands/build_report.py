"""``manage.py build_report SLUG --output FILE``: the cycle's report as a PDF, a Word file or its data."""

from pathlib import Path

from django.core.management.base import BaseCommand

from capitalisation.jobs import write_report
from cycles.commands import cycle_at, date_for
from lib.whole_file import write_whole


class Command(BaseCommand):
    help = "Build the capitalisation report of a cycle. The same content, date and release give the same bytes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="the cycle's address")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument("--format", default="pdf", choices=["pdf", "docx", "json"], help="default: pdf")
        parser.add_argument("--date", default="", help="the edition's date, ISO 8601 (default: now)")

    def handle(self, *, slug: str, output: Path, date: str, format: str = "pdf", **options) -> None:
        cycle = cycle_at(slug)
        created_at = date_for(output, date)
        write_whole(output, lambda target: write_report(cycle, target, created_at=created_at, format=format))
        self.stdout.write(f"{output}: {output.stat().st_size} bytes")
