"""The limited process itself, run as a script: it takes its own rights away before a byte of the file is read.

Arguments: bytes of memory, seconds of computing, bytes of the longest file written, name of the module whose
``main`` does the work, that function's arguments. It prints what the function returns as one JSON line.
"""

import ctypes
import importlib
import json
import platform
import resource
import struct
import sys
from pathlib import Path

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
# machine: (its name to the kernel, the numbers of socket, socketpair, io_uring_setup, execve, execveat, ptrace)
MACHINES = {
    "x86_64": (0xC000003E, (41, 53, 425, 59, 322, 101)),
    "aarch64": (0xC00000B7, (198, 199, 425, 221, 281, 117)),
}
OTHER_NUMBERING = 0x40000000  # the same calls under other numbers, on x86_64
REFUSED, TAKEN = 0x00050000 | 13, 0x7FFF0000


def limit(memory: int, cpu: int, file: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def instruction(code: int, yes: int, no: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def filter_of(machine: int, calls: tuple[int, ...]) -> list[bytes]:
    """What the kernel runs before each call: those named are refused with "permission denied", others are made."""
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    lines = [instruction(load, 0, 0, 4), instruction(equal, 1, 0, machine), instruction(answer, 0, 0, REFUSED)]
    lines += [instruction(load, 0, 0, 0), instruction(at_least, len(calls) + 1, 0, OTHER_NUMBERING)]
    # A test that holds falls over the others and over the answer "made" to the answer "refused".
    lines += [instruction(equal, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    return [*lines, instruction(answer, 0, 0, TAKEN), instruction(answer, 0, 0, REFUSED)]


def forbid_network() -> bool:
    """No connection and no other program from here on. False where the kernel or the machine knows no such filter."""
    machine, calls = MACHINES.get(platform.machine(), (0, ()))
    if sys.platform != "linux" or not calls:
        return False
    lines = filter_of(machine, calls)
    code = ctypes.create_string_buffer(b"".join(lines))
    program = struct.pack("@HP", len(lines), ctypes.addressof(code))
    kernel = ctypes.CDLL(None)
    if kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return kernel.prctl(SECCOMP, FILTER, program, 0, 0) == 0


def main() -> None:
    memory, cpu, file, work, *arguments = sys.argv[1:]
    forbid_network()
    limit(int(memory), int(cpu), int(file))
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    try:
        result = importlib.import_module(work).main(*arguments)
    except MemoryError:
        result = {"error": "too_large"}
    except Exception:  # whatever a foreign file makes the parser raise, it cannot be read
        result = {"error": "broken"}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
