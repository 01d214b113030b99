"""A real browser for the tests: where Chromium is, and a demonstration that is loaded once and served."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COMMANDS = (["migrate", "-v0"], ["load_demo"], ["collectstatic", "--noinput", "-v0"])


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests write whole addresses; the plugin's own fixture warns under this pytest."""


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory) -> Iterator[str]:
    """The address of a demonstration with its data. ``ESCALE_DEMO_URL`` names one that runs already."""
    if os.environ.get("ESCALE_DEMO_URL"):
        yield os.environ["ESCALE_DEMO_URL"]
        return
    folder = tmp_path_factory.mktemp("demonstration")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ESCALE_", "DATABASE_"))}
    environment |= {
        "ESCALE_MODE": "demo",
        "ESCALE_DATA_DIR": str(folder / "var"),
        "ESCALE_STATIC_ROOT": str(folder / "static"),
        "ESCALE_SITE_URL": address,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for command in COMMANDS:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    web += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    worker = [sys.executable, "manage.py", "worker"]
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in (web, worker)]
    try:
        wait_for(address + "/healthz")
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def wait_for(address: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (our own server on loopback)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"{address} did not answer within {seconds} s.")
