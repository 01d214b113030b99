"""What a process that opens foreign files may do, and how it ends when it wants more."""

import socket

import pytest

from lib import limited

LIMITS = limited.Limits(memory=256 * limited.MEGABYTE, cpu=1, wall=20, file=limited.MEGABYTE)


def test_it_reaches_no_network_starts_no_program_and_writes_no_long_file(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        result = limited.run("tests.lib.probe_child", "forbidden", address, limits=LIMITS, folder=tmp_path)
    assert result == {"connect": "PermissionError", "program": "PermissionError", "write": "OSError"}


@pytest.mark.parametrize(("task", "error"), [("memory", "too_large"), ("time", "too_large"), ("failure", "broken")])
def test_too_much_memory_or_time_is_told_from_a_failure(task, error):
    assert limited.run("tests.lib.probe_child", task, "", limits=LIMITS) == {"error": error}


def test_waiting_too_long_is_too_large_too():
    limits = limited.Limits(memory=256 * limited.MEGABYTE, cpu=30, wall=1)
    assert limited.run("tests.lib.probe_child", "time", "", limits=limits) == {"error": "too_large"}
