"""Two sites on one database, each in a gunicorn of its own: ours, and the floors'."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPConnection


class Site:
    """One visitor of a site, signed in by the cookie; a connection for each request, as a proxy makes them."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.headers = {"Cookie": cookie} if cookie else {}

    def get(self, address: str) -> bytes:
        return self.ask("GET", address)[0]

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> tuple[bytes, Message]:
        """The body of the answer and its headers. ``headers`` are named with underscores."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, address, body, headers=self.headers | said)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.status >= 300:
            raise RuntimeError(f"{address} answers {response.status}")
        return content, response.headers


@contextmanager
def served(settings: str) -> Iterator[int]:
    """Serve these settings on a free port of this machine, and yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "2", "--log-level", "warning"]
    process = subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": settings})
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("a site did not start within 30 s")
