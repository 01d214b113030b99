"""``manage.py export_chain SLUG --output FILE.xlsx``: the rows of all teams of a cycle as a workbook."""

from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from cycles.commands import cycle_at, date_for
from deliverables.across.chainbook import chain_subject, write_chain
from deliverables.worksheets import About
from lib.whole_file import write_whole


class Command(BaseCommand):
    help = (
        "Write the findings, actions and contributions that the teams of a cycle delivered as a workbook, with their "
        "figures. The same content and date give the same bytes."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="the cycle's address")
        parser.add_argument("--output", required=True, type=Path, help="the workbook to write")
        parser.add_argument("--date", default="", help="the date that the workbook bears, ISO 8601 (default: now)")

    def handle(self, *, slug: str, output: Path, date: str, **options) -> None:
        cycle = cycle_at(slug)
        made_at = date_for(output, date)
        with translation.override(cycle.language):
            filters = [(_("Cycle"), cycle.title)]
            about = About(chain_subject(cycle), made_by=_("the command line"), made_at=made_at, filters=filters)
            write_whole(output, partial(write_chain, cycle=cycle, about=about))
        self.stdout.write(f"{output}: {output.stat().st_size} bytes")
