"""Remove what an interrupted write left behind; the worker does it once a day."""

from argparse import ArgumentTypeError
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandParser

from records.orphans import OLD, purge


def hours(text: str) -> timedelta:
    """A duration such as ``24h``."""
    if not text.endswith("h") or not text[:-1].isdecimal():
        raise ArgumentTypeError(f"expected hours such as 24h, not {text!r}")
    return timedelta(hours=int(text[:-1]))


class Command(BaseCommand):
    help = "Remove stored files without a row and temporary files, older than --older-than. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=hours, default=OLD, help="such as 24h (the default)")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, remove nothing")

    def handle(self, *args, older_than: timedelta, dry_run: bool, **options) -> None:
        doomed = purge(older_than=older_than, dry_run=dry_run)
        for path in doomed:
            self.stdout.write(str(path))
        self.stdout.write(f"{len(doomed)} files {'would be ' if dry_run else ''}removed")
