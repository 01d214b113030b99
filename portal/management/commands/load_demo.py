"""Load the demonstration's data."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.demo.loader import load
from records.outbox import send_waiting


class Command(BaseCommand):
    help = "Load the demonstration data; what is there already is kept. Refused outside demonstration mode."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError(_("Demonstration data is loaded in demonstration mode only (ESCALE_MODE=demo)."))
        made = load()
        if not made:
            self.stdout.write(_("The demonstration data is already there; nothing was changed."))
            return
        sent = send_waiting()
        self.stdout.write(
            _(
                "Demonstration data loaded: %(cycles)s cycles, %(sessions)s sessions, %(teams)s teams, "
                "%(mails)s mails in the mailbox."
            )
            % {**made, "mails": sent}
        )
