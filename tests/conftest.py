"""What every test relies on: test mode, a private data directory, and templates that fail on an undefined variable."""

import inspect
import os
import socket
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import settings as examples

ROOT = Path(__file__).resolve().parent.parent
# No example is judged by its time on a busy machine; what must pass before landing tries the same examples each time.
examples.register_profile("escale", deadline=None, derandomize=bool(os.environ.get("ESCALE_STEADY")))
examples.load_profile("escale")


class UndefinedVariable(str):
    """Stands for ``string_if_invalid``: raises for our templates, stays empty for those of libraries."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        # Frame by frame: inspect.stack() would read the source of each, which takes most of a page's time.
        frame = inspect.currentframe()
        while frame := frame.f_back:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if origin is not None and getattr(origin, "name", None):
                if str(origin.name).startswith(str(ROOT / "templates")):
                    pytest.fail(f"Undefined template variable {name!s} in {origin.name}")
                return ""
        return ""


@pytest.fixture(autouse=True, scope="session")
def _strict_templates():
    from django.template import engines

    engines["django"].engine.string_if_invalid = UndefinedVariable()


@pytest.fixture(autouse=True)
def _plain_media(settings, tmp_path):
    """Each test has its own file store and mailbox."""
    for name, folder in {
        "MEDIA_ROOT": "files",
        "FILE_UPLOAD_TEMP_DIR": "tmp",
        "MAILBOX_DIR": "mailbox",
    }.items():
        setattr(settings, name, tmp_path / folder)
        (tmp_path / folder).mkdir(exist_ok=True)


@pytest.fixture
def in_english(client):
    """Pages and words as the source writes them."""
    from django.utils import translation

    client.cookies["language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _guarded_rows_may_be_flushed(request):
    """Transactional tests empty every table at their end; the triggers that guard rows would refuse, so they go.

    The flush emits post_migrate, which lays them again.
    """
    if "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from portal.readiness import GUARDS

    for guard in GUARDS:
        guard.lift()


@pytest.fixture(autouse=True, scope="session")
def _no_egress():
    """Nothing leaves this machine: a connection to any other address fails the test that tries it.

    Databases and brokers of the service tests are on the loopback too; Chromium, another program, has its switches.
    """
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse(address: object) -> None:
        if isinstance(address, tuple) and address[0] != "localhost" and not ip_address(address[0]).is_loopback:
            pytest.fail(f"a connection to {address[0]}: nothing may leave this machine")

    def guarded(original):
        def attempt(self, address):
            refuse(address)
            return original(self, address)

        return attempt

    socket.socket.connect, socket.socket.connect_ex = guarded(connect), guarded(connect_ex)
    yield
    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex
