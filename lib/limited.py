"""Work on a foreign file in a process of its own, with limits on memory and time and without network.

Every parser of what people send (PDF, pictures, office files, sheets) runs this way and no other.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lib import limited_child

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """``file`` is the longest file that the child may write; ``wall`` how long it may take, ``cpu`` how long it may
    compute, in seconds."""

    memory: int
    cpu: int
    wall: int
    file: int = 0


def run(work: str, *arguments: str, limits: Limits, folder: Path | None = None) -> dict:
    """What ``main(*arguments)`` of the module ``work`` returns, or ``{"error": "broken" | "too_large"}``.

    It never raises for what the file holds: a child that is killed or takes too long found it too large.
    """
    command = [sys.executable, "-I", limited_child.__file__, str(limits.memory), str(limits.cpu), str(limits.file)]
    command += [work, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limits.wall, env={}, cwd=folder, check=False)
    except subprocess.TimeoutExpired:
        return {"error": "too_large"}
    if done.returncode < 0:
        return {"error": "too_large"}
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"error": "broken"}
