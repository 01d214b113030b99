"""Writing a file whole or not at all, as commands do."""

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils import timezone


def write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Have ``write`` fill a file beside ``path``, then rename it there: whoever reads sees the old file or the new one.

    Raises OSError when the folder is missing or full; then nothing is left behind.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as target:
            write(target)
            target.flush()
            os.fsync(target.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def moment(text: str) -> datetime:
    """An aware moment from ISO 8601: in the installation's zone when none is given, now when empty, or ValueError."""
    if not text:
        return timezone.now()
    given = datetime.fromisoformat(text)
    return given if timezone.is_aware(given) else timezone.make_aware(given)
