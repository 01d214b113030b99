"""Recalls due dates by mail as the worker does, and says to whom."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from deliverables.automatic import send_all


class Command(BaseCommand):
    help = "Queue the mails that recall due dates. The worker does so by itself; safe to run twice and at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be queued, and queue nothing")

    def handle(self, *args, dry_run: bool, **options) -> None:
        done = send_all(timezone.now(), dry_run=dry_run)
        for recall, people in done:
            row = recall.deliverable
            self.stdout.write(
                f"{row.assignment.cycle.slug}: {row.assignment.title}, {row.team.territory.name}, due "
                f"{timezone.localtime(row.effective_due_at):%Y-%m-%d %H:%M}, {recall.rule.name}: {people} mail(s)"
            )
        verb = "would be queued" if dry_run else "queued"
        self.stdout.write(f"{sum(people for _recall, people in done)} mail(s) {verb}")
