"""Asks a clamd whether bytes are infected: its INSTREAM command, over TCP or a local socket.

By hand, because it is three sentences of a protocol, and the time that a scanner may take as a whole is what matters.
Only an answer that is exactly "OK" counts as clean; everything else is an error or a name.
"""

import re
import socket
import struct
import time
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
FOUND = re.compile(r"stream: (.{1,500}) FOUND", re.DOTALL)


class ScannerError(Exception):
    """No verdict on this file. Its text says why."""


class ScannerDownError(ScannerError):
    """The scanner cannot be reached: asking about another file is no use now."""


@dataclass(frozen=True)
class Clamd:
    """``host`` and ``port``, or the ``path`` of a local socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def at(cls, address: str) -> "Clamd":
        """From ``tcp://host:port``, ``unix:///path`` or ``/path``. Raises ValueError."""
        parts = urlsplit(address)
        if parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path.strip("/"):
            return cls(host=parts.hostname, port=parts.port)
        if parts.scheme in {"", "unix"} and not parts.netloc and parts.path.startswith("/"):
            return cls(path=parts.path)
        raise ValueError(f"no address of a scanner: {address!r}")

    def connect(self, seconds: float) -> socket.socket:
        try:
            if self.host:
                return socket.create_connection((self.host, self.port), timeout=seconds)
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(seconds)
                connection.connect(self.path)
            except OSError:
                connection.close()
                raise
            return connection
        except OSError as error:
            raise ScannerDownError(f"no connection: {error}") from error

    def version(self, *, seconds: float = 3) -> str:
        """What the scanner calls itself and its database. Raises ScannerError."""
        with self.connect(seconds) as connection:
            answer = exchange(connection, b"zVERSION\0", None, time.monotonic() + seconds)
        if not answer.startswith("ClamAV"):
            raise ScannerError(f"unexpected answer: {answer[:100]!r}")
        return answer

    def scan(self, stream: BinaryIO, *, seconds: float = 120) -> str:
        """The name of what the bytes are infected with, empty when clean. Raises ScannerError."""
        with self.connect(min(seconds, 5)) as connection:
            answer = exchange(connection, b"zINSTREAM\0", stream, time.monotonic() + seconds)
        if answer == "stream: OK":
            return ""
        if found := FOUND.fullmatch(answer):
            return found[1]
        raise ScannerError(f"unexpected answer: {answer[:100]!r}")


def exchange(connection: socket.socket, command: bytes, stream: BinaryIO | None, deadline: float) -> str:
    try:
        try:
            send(connection, command, deadline)
            if stream is not None:
                send_stream(connection, stream, deadline)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stopped listening, perhaps because the file is too long for it: it may have said so
        return receive(connection, deadline)
    except OSError as error:
        raise ScannerError(f"no answer: {error}") from error


def send(connection: socket.socket, content: bytes, deadline: float) -> None:
    connection.settimeout(left(deadline))
    connection.sendall(content)


def send_stream(connection: socket.socket, stream: BinaryIO, deadline: float) -> None:
    while chunk := stream.read(CHUNK):
        send(connection, struct.pack("!L", len(chunk)) + chunk, deadline)
    send(connection, struct.pack("!L", 0), deadline)


def receive(connection: socket.socket, deadline: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        connection.settimeout(left(deadline))
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    if not answer.endswith(b"\0"):
        raise ScannerError(f"answer without end: {answer[:100]!r}")
    return answer[:-1].decode("utf-8", "replace").strip()


def left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("it took too long")
    return seconds
