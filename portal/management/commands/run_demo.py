"""The demonstration in one command: database, data, static files, then web and worker side by side."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

HOST = "127.0.0.1"


def static_fingerprint() -> str:
    """What changes when a file under static/ does: its path, size and time of change, and the release."""
    files = sorted(path for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file())
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return "\n".join([settings.RELEASE, *lines])


def collect_static() -> None:
    """Collect static files when they changed: hashing and compressing them costs seconds of every start."""
    stamp, fingerprint = Path(settings.STATIC_ROOT) / ".collected", static_fingerprint()
    if not stamp.is_file() or stamp.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)


class Command(BaseCommand):
    help = "Prepare the demonstration (safe to repeat: what was done there is kept) and serve it on loopback."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, port: int, **options) -> None:
        if not settings.DEMO:
            raise CommandError("run_demo needs ESCALE_MODE=demo: see `make demo`.")
        os.environ["ESCALE_SITE_URL"] = f"http://{HOST}:{port}"
        settings.SITE_URL = os.environ["ESCALE_SITE_URL"]
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        collect_static()
        self.serve(port)

    def serve(self, port: int) -> None:
        """Run web and worker until one ends or this process is told to stop; then end the other too."""
        web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}"]
        web += ["--worker-class", "gthread", "--threads", "8", "--timeout", "120", "--log-level", "warning"]
        worker = [sys.executable, "manage.py", "worker"]
        children = [subprocess.Popen(command, cwd=settings.BASE_DIR) for command in (web, worker)]
        self.stdout.write(f"Escale: http://{HOST}:{port} (demonstration; Ctrl-C ends it)")
        stop = {"asked": False}
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.update(asked=True))
        while not stop["asked"] and all(child.poll() is None for child in children):
            time.sleep(0.2)
        for child in children:
            child.terminate()
        codes = [child.wait() for child in children]
        if not stop["asked"]:
            raise CommandError(f"A process ended by itself: web {codes[0]}, worker {codes[1]}.")
