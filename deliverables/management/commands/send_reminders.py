"""Recalls due dates by mail and asks where actions are, as the worker does, and says to whom."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from deliverables.after import automatic as after
from deliverables.automatic import send_all


class Command(BaseCommand):
    help = (
        "Queue the mails that recall due dates, and those that ask where actions are 6 and 12 months after a cycle. "
        "The worker does so by itself; safe to run twice and at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be queued, and queue nothing")

    def handle(self, *args, dry_run: bool, **options) -> None:
        now = timezone.now()
        done = send_all(now, dry_run=dry_run)
        for recall, people in done:
            row = recall.deliverable
            self.stdout.write(
                f"{row.assignment.cycle.slug}: {row.assignment.title}, {row.team.territory.name}, due "
                f"{timezone.localtime(row.effective_due_at):%Y-%m-%d %H:%M}, {recall.rule.name}: {people} mail(s)"
            )
        told = after.send_all(now, dry_run=dry_run)
        for each in told:
            what = "recalled" if each.again else "asked"
            self.stdout.write(
                f"{each.team.cycle.slug}: {each.team.territory.name}, where its actions are after {each.months} "
                f"months, {what}: {each.people} mail(s)"
            )
        people = sum(people for _recall, people in done) + sum(each.people for each in told)
        verb = "would be queued" if dry_run else "queued"
        self.stdout.write(f"{people} mail(s) {verb}")
