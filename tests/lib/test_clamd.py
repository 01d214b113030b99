"""A scanner's verdict is believed only when it is one; everything else is an error."""

import io
import time

import pytest

from lib.clamd import Clamd, ScannerDownError, ScannerError
from tests import clamd

NOWHERE = "tcp://127.0.0.1:9"


def test_clean_and_infected_bytes_are_told_apart():
    with clamd.running() as address:
        scanner = Clamd.at(address)
        assert scanner.scan(io.BytesIO(b"clean" * 200_000)) == ""
        assert scanner.scan(io.BytesIO(b"x" * 600_000 + clamd.BAD)) == "Escale.Test"
        assert scanner.version().startswith("ClamAV 1.4.0")


ANSWERS = {
    "nothing": None,
    "no end": b"stream: OK",
    "garbage": b"\xff\xfe HTTP/1.1 200 OK\0",
    "more than OK": b"stream: OK maybe\0",
    "too long": b"INSTREAM size limit exceeded. ERROR\0",
    "endless": b"a" * 10_000,
    "no name": b"stream:  FOUND\0",
}


@pytest.mark.parametrize("case", ANSWERS)
def test_any_other_answer_is_no_verdict(case):
    with clamd.running(lambda content: ANSWERS[case]) as address, pytest.raises(ScannerError):
        Clamd.at(address).scan(io.BytesIO(b"clean"))


def test_a_slow_scanner_is_no_verdict():
    def slow(content: bytes) -> bytes:
        time.sleep(2)
        return b"stream: OK\0"

    with clamd.running(slow) as address, pytest.raises(ScannerError):
        Clamd.at(address).scan(io.BytesIO(b"clean"), seconds=0.3)


@pytest.mark.parametrize("address", [NOWHERE, "/nowhere/clamd.ctl"])
def test_a_scanner_that_is_down_is_told_apart(address):
    with pytest.raises(ScannerDownError):
        Clamd.at(address).scan(io.BytesIO(b"clean"))


def test_addresses():
    assert Clamd.at("tcp://scan.example:3310") == Clamd(host="scan.example", port=3310)
    assert Clamd.at("/run/clamd.ctl") == Clamd.at("unix:///run/clamd.ctl") == Clamd(path="/run/clamd.ctl")


@pytest.mark.parametrize("address", ["", "clamd", "tcp://host", "http://host:80", "tcp://host:3310/x", "unix://a/b"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="no address"):
        Clamd.at(address)
