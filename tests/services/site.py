"""Escale served as in production, by gunicorn on a free port, on the test's database; its worker can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "a" * 32  # CSRF: a cookie and a header that agree


@dataclass(frozen=True)
class Site:
    """A visitor who is signed in; ``master`` is gunicorn's process, which starts another worker when one dies."""

    port: int
    master: int
    cookie: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "X-CSRFToken": TOKEN}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> HTTPResponse:
        """The answer, read; asked again while no worker is there to give one, which only harmless requests may be."""
        for _attempt in range(100):
            try:
                return self._ask(method, path, body, headers)
            except (ConnectionError, RemoteDisconnected):
                if method not in {"HEAD", "GET"}:
                    raise
                time.sleep(0.05)
        raise TimeoutError(f"{method} {path} was not answered within 5 s.")

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> HTTPResponse:
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, self.headers | {k.replace("_", "-"): v for k, v in headers.items()})
            answer = line.getresponse()
            answer.read()
            return answer
        finally:
            line.close()

    def begin(self, method: str, path: str, length: int, **headers: str) -> socket.socket:
        """A line on which a request of ``length`` bytes is announced, and no byte of it sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        said = {"Host": f"127.0.0.1:{self.port}", "Content-Length": str(length)} | self.headers
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        line.sendall(
            "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in said.items()), "", ""]).encode()
        )
        return line

    def worker(self) -> int:
        """The process that answers."""
        for _attempt in range(100):
            children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
            if children:
                return int(children[0])
            time.sleep(0.05)
        raise TimeoutError("No worker within 5 s.")

    def kill(self) -> None:
        """As the power cut does: no handler runs, no file is closed in peace."""
        os.kill(self.worker(), signal.SIGKILL)

    def most_memory(self) -> int:
        """The most memory that the worker ever held, in bytes."""
        status = Path(f"/proc/{self.worker()}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024


@contextmanager
def served(session: str) -> Iterator[Site]:
    """Serve the test's own database and files to whoever holds this session's key."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    at = connection.settings_dict
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR).parent
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ESCALE_")}
    environment |= {
        "ESCALE_MODE": "test",
        "ESCALE_DATA_DIR": str(folder),
        "ESCALE_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "4", "--log-level", "critical"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    site = Site(port, process.pid, cookie)
    try:
        site.ask("GET", "/healthz")
        yield site
    finally:
        process.terminate()
        process.wait(20)
