"""A small clamd for tests: it answers as the real one does, or badly."""

import contextlib
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator

BAD = b"escale-harmless-test-signature"


def honest(content: bytes) -> bytes:
    return b"stream: Escale.Test FOUND\0" if BAD in content else b"stream: OK\0"


@contextlib.contextmanager
def running(answer: Callable[[bytes], bytes | None] = honest) -> Iterator[str]:
    """The address of a scanner that says ``answer(bytes)``; on None it hangs up without a word."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command = self.read_word()
            if command == b"zVERSION":
                self.wfile.write(b"ClamAV 1.4.0/1/Mon Nov 23 2026\0")
                return
            content = b""
            while length := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            said = answer(content)
            with contextlib.suppress(OSError):
                self.wfile.write(said or b"")

        def read_word(self) -> bytes:
            word = b""
            while (letter := self.rfile.read(1)) not in {b"\0", b""}:
                word += letter
            return word

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
