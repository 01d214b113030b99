"""``manage.py export_chain SLUG --output FILE.xlsx``: the rows of all teams of a cycle as a workbook."""

from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from cycles.models import Cycle
from deliverables.across.chainbook import chain_subject, write_chain
from deliverables.worksheets import About
from lib.whole_file import moment, write_whole


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
        cycle = Cycle.objects.filter(slug=slug).first()
        if cycle is None:
            known = ", ".join(Cycle.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none"
            raise CommandError(f"No cycle has the address “{slug}”. Known: {known}.")
        try:
            made_at = moment(date)
        except ValueError:
            raise CommandError(
                f"--date must be ISO 8601, such as 2026-11-22 or 2026-11-22T10:30, not “{date}”."
            ) from None
        if not output.parent.is_dir():
            raise CommandError(f"The folder {output.parent} does not exist.")
        with translation.override(cycle.language):
            filters = [(_("Cycle"), cycle.title)]
            about = About(chain_subject(cycle), made_by=_("the command line"), made_at=made_at, filters=filters)
            write_whole(output, partial(write_chain, cycle=cycle, about=about))
        self.stdout.write(f"{output}: {output.stat().st_size} bytes")
