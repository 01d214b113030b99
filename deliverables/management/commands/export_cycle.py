"""``manage.py export_cycle SLUG --output FILE.xlsx``: the cycle's deliverables as a workbook."""

from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from cycles.commands import cycle_at, date_for
from deliverables.exports import subject
from deliverables.models import Deliverable
from deliverables.peers.worksheet import reading_sheets
from deliverables.worksheets import About, write_deliverables
from lib.whole_file import write_whole


class Command(BaseCommand):
    help = "Write the deliverables of a cycle as a workbook. The same content and date give the same bytes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="the cycle's address")
        parser.add_argument("--output", required=True, type=Path, help="the workbook to write")
        parser.add_argument("--date", default="", help="the moment that lateness is judged at, ISO 8601 (default: now)")

    def handle(self, *, slug: str, output: Path, date: str, **options) -> None:
        cycle = cycle_at(slug)
        made_at = date_for(output, date)
        deliverables = Deliverable.objects.filter(assignment__cycle=cycle)
        with translation.override(cycle.language):
            about = About(
                subject=subject(cycle.title),
                made_by=_("the command line"),
                made_at=made_at,
                filters=[(_("Cycle"), cycle.title)],
            )
            more = reading_sheets(deliverables, None)
            write_whole(output, partial(write_deliverables, deliverables=deliverables, about=about, more=more))
        self.stdout.write(f"{output}: {deliverables.count()} deliverables, {output.stat().st_size} bytes")
