"""Page pictures: what a page shows is a picture that we made, never the file itself.

Files come from anywhere, so they are opened only in a child process with limits on memory and time.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import transaction

from lib import preview_child
from records.files import path_of, store
from records.models import PagePicture, StoredFile

MOST_PAGES = 20
WIDTH = 1000
WALL_SECONDS = 45
COUNT_SECONDS = 10


def kind_of(file: StoredFile) -> str:
    """``pdf``, ``picture`` or nothing: what we can draw."""
    return "pdf" if file.is_pdf else "picture" if file.is_picture else ""


def run_child(file: StoredFile, target: Path, *, most: int, seconds: int) -> dict:
    """What the child says of the file; a child that is killed or takes too long found it too large."""
    command = [sys.executable, "-I", preview_child.__file__, kind_of(file), str(path_of(file))]
    command += [str(target), str(most), str(WIDTH)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, env={}, cwd=target, check=False)
    except subprocess.TimeoutExpired:
        return {"error": "too_large"}
    if done.returncode < 0:
        return {"error": "too_large"}
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"error": "broken"}


def count_pages(file: StoredFile) -> int | None:
    """The number of pages of a PDF, 1 for a picture, None when unknown. It never raises for what the file holds."""
    if file.is_picture:
        return 1
    if not file.is_pdf:
        return None
    with tempfile.TemporaryDirectory(prefix="escale-pages-") as folder:
        return run_child(file, Path(folder), most=0, seconds=COUNT_SECONDS).get("pages")


def draw(file: StoredFile) -> dict:
    """Draw the pages of a PDF or a picture and keep them: ``{"pages": n}``, or ``{"error": "encrypted" | "broken" |
    "too_large"}``. Idempotent.
    """
    with tempfile.TemporaryDirectory(prefix="escale-pages-") as folder:
        result = run_child(file, Path(folder), most=MOST_PAGES, seconds=WALL_SECONDS)
        if "error" in result:
            return {"error": result["error"]}
        for number, width, height in result["pictures"]:
            keep(file, Path(folder) / f"{number}.jpg", number, width, height)
    return {"pages": result["pages"]}


@transaction.atomic
def keep(file: StoredFile, path: Path, number: int, width: int, height: int) -> None:
    if PagePicture.objects.filter(file=file, number=number).exists():
        return
    picture = store(path.read_bytes(), name=f"page-{number}.jpg", origin="page_picture")
    PagePicture.objects.create(file=file, number=number, picture=picture, width=width, height=height)
