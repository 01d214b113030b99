"""Work for a limited process that tries what it may not do."""

import socket
import subprocess
from pathlib import Path


def name_of_error(work) -> str:
    try:
        work()
    except OSError as error:
        return type(error).__name__
    return "none"


def main(task: str, address: str) -> dict:
    if task == "forbidden":
        host, port = address.split(":")
        return {
            "connect": name_of_error(lambda: socket.create_connection((host, int(port)))),
            "program": name_of_error(lambda: subprocess.run(["/bin/true"], check=True)),
            "write": name_of_error(lambda: Path("long").write_bytes(b"x" * 2_000_000)),
        }
    if task == "memory":
        return {"bytes": len(bytearray(1_000_000_000))}
    while task == "time":
        pass
    raise ValueError(task)
