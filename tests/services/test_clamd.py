"""A real clamd with a private signature of a harmless string, started here and stopped here."""

import io
import shutil
import socket
import subprocess
import time

import docx
import pytest

from lib.clamd import Clamd, ScannerError
from records import antivirus
from tests import builders as b
from tests.clamd import BAD

pytestmark = [pytest.mark.services, pytest.mark.django_db]
PROGRAM = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")


def word(text: str) -> bytes:
    document, target = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(target)
    return target.getvalue()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    if PROGRAM is None:
        pytest.skip("clamd is not installed")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "escale.ndb").write_text(f"Escale.Test:0:*:{BAD.hex()}\n")
    lines = ["Foreground yes", f"TCPSocket {port}", "TCPAddr 127.0.0.1", f"DatabaseDirectory {folder}"]
    lines += [f"TemporaryDirectory {folder}", "StreamMaxLength 2M", "OfficialDatabaseOnly no"]
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([PROGRAM, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
    try:
        wait_for(f"tcp://127.0.0.1:{port}", process)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen) -> None:
    for _try in range(120):
        if process.poll() is not None:
            pytest.fail("clamd ended")
        try:
            Clamd.at(address).version()
        except ScannerError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("clamd does not answer")


def test_a_real_scanner_tells_clean_from_infected_and_refuses_what_is_too_long(address):
    scanner = Clamd.at(address)
    assert scanner.scan(io.BytesIO(b"clean" * 100_000)) == ""
    assert scanner.scan(io.BytesIO(b"x" * 300_000 + BAD)).startswith("Escale.Test")
    with pytest.raises(ScannerError):
        scanner.scan(io.BytesIO(b"x" * 5_000_000))


def test_it_finds_what_hides_in_a_word_file(address, settings):
    settings.CLAMD = address
    files = [
        b.stored_file("sain.docx", content=word("Bonjour"), origin="deliverable"),
        b.stored_file("infecte.docx", content=word(BAD.decode()), origin="deliverable"),
    ]
    assert antivirus.scan_waiting() == 2
    for file in files:
        file.refresh_from_db()
    assert [file.scan for file in files] == ["safe", "infected"]
