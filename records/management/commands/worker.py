"""The one process beside the web: runs jobs, asks the antivirus, does what is due, sends mail."""

import logging
import signal
import time
from collections import Counter
from collections.abc import Callable

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
REST = 30.0
log = logging.getLogger("escale.worker")


class Command(BaseCommand):
    help = "Run background jobs and send waiting mails, until told to stop. Safe to run several at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then end")

    def handle(self, *args, once: bool, **options) -> None:
        self.stopping, self.next_due, self.rests = False, 0.0, {}
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        done = Counter()
        while not self.stopping:
            # Mails between the jobs: a report that takes minutes holds back no receipt but those asked for meanwhile.
            work = Counter({"mails sent": self.attempt("mails sent", lambda: send_waiting(limit=20))})
            work["jobs run"] = self.attempt("jobs run", lambda: run_waiting(limit=1))
            work["files checked"] = self.attempt("files checked", scan_waiting)
            work += self.do_what_is_due()
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

    def attempt(self, what: str, work: Callable[[], int]) -> int:
        """Do one kind of work. What goes wrong in it is logged, leaves it alone for a while, and hinders no other."""
        if time.monotonic() < self.rests.get(what, 0.0):
            return 0
        try:
            return work()
        except ScannerDownError as error:
            self.stderr.write(f"antivirus: {error}")
        except Exception:
            log.exception("worker: %s: failed, tried again in %s s", what, REST)
        self.rests[what] = time.monotonic() + REST
        return 0

    def do_what_is_due(self) -> Counter:
        """Once a minute, each thing of ``settings.DUE_WORK``: idempotent, it gives back how much it did."""
        if time.monotonic() < self.next_due:
            return Counter()
        self.next_due = time.monotonic() + MINUTE
        return Counter({what: self.attempt(what, import_string(path)) for what, path in settings.DUE_WORK.items()})

    def stop(self, *args) -> None:
        self.stopping = True
