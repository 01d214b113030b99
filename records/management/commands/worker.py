"""The one process beside the web: runs jobs, asks the antivirus, does what is due, sends mail."""

import signal
import time
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.module_loading import import_string

from lib.clamd import ScannerDownError
from records.antivirus import scan_waiting
from records.jobs import run_waiting
from records.outbox import send_waiting

PAUSE = 1.0
MINUTE = 60.0
SCANNER_RESTS = 30.0


class Command(BaseCommand):
    help = "Run background jobs and send waiting mails, until told to stop. Safe to run several at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then end")

    def handle(self, *args, once: bool, **options) -> None:
        self.stopping, self.next_due, self.next_scan = False, 0.0, 0.0
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        done = Counter()
        while not self.stopping:
            work = Counter({"jobs run": run_waiting(limit=5)})
            work += Counter({"files checked": self.scan()})
            work += self.do_what_is_due()
            work += Counter({"mails sent": send_waiting(limit=20)})
            done += work
            if work.total():
                continue
            if done:
                self.stdout.write(", ".join(f"{number} {what}" for what, number in done.items()))
                done = Counter()
            if once:
                return
            close_old_connections()
            time.sleep(PAUSE)

    def scan(self) -> int:
        """A scanner that is down is left alone for a while: mails and jobs do not wait for it."""
        if time.monotonic() < self.next_scan:
            return 0
        try:
            return scan_waiting()
        except ScannerDownError as error:
            self.next_scan = time.monotonic() + SCANNER_RESTS
            self.stderr.write(f"antivirus: {error}")
            return 0

    def do_what_is_due(self) -> Counter:
        """Once a minute, each thing of ``settings.DUE_WORK``: idempotent, it gives back how much it did."""
        if time.monotonic() < self.next_due:
            return Counter()
        self.next_due = time.monotonic() + MINUTE
        return Counter({what: import_string(path)() for what, path in settings.DUE_WORK.items()})

    def stop(self, *args) -> None:
        self.stopping = True
