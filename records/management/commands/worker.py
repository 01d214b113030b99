"""The one process beside the web: runs jobs, sends mail."""

import signal
import time
from collections import Counter

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from records.jobs import run_waiting
from records.outbox import send_waiting

PAUSE = 1.0


class Command(BaseCommand):
    help = "Run background jobs and send waiting mails, until told to stop. Safe to run several at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then end")

    def handle(self, *args, once: bool, **options) -> None:
        self.stopping = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        done = Counter()
        while not self.stopping:
            work = Counter({"jobs run": run_waiting(limit=5), "mails sent": send_waiting(limit=20)})
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

    def stop(self, *args) -> None:
        self.stopping = True
