"""Page pictures of what teams deliver: what a page shows is a picture that we made, never the file itself.

Files come from anywhere, so they are opened only in a child process with limits on memory and time.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from deliverables.models import Version, VersionFile
from lib import preview_child
from records.files import path_of, store
from records.jobs import Progress
from records.models import Job, PagePicture, StoredFile

MOST_PAGES = 20
WIDTH = 1000
WALL_SECONDS = 45
COUNT_SECONDS = 10
Preview = VersionFile.Preview


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
        return {"error": Preview.TOO_LARGE}
    if done.returncode < 0:
        return {"error": Preview.TOO_LARGE}
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"error": Preview.BROKEN}


def count_pages(file: StoredFile) -> int | None:
    """The number of pages of a PDF, 1 for a picture, None when unknown. It never raises for what the file holds."""
    if file.is_picture:
        return 1
    if not file.is_pdf:
        return None
    with tempfile.TemporaryDirectory(prefix="escale-pages-") as folder:
        return run_child(file, Path(folder), most=0, seconds=COUNT_SECONDS).get("pages")


def draw(file: StoredFile) -> tuple[str, int | None]:
    """Draw the file's pages and keep them; return (what became of it, its number of pages). Idempotent."""
    if not kind_of(file):
        return Preview.NONE, None
    with tempfile.TemporaryDirectory(prefix="escale-pages-") as folder:
        result = run_child(file, Path(folder), most=MOST_PAGES, seconds=WALL_SECONDS)
        if "error" in result:
            return Preview(result["error"]), None
        for number, width, height in result["pictures"]:
            keep(file, Path(folder) / f"{number}.jpg", number, width, height)
    return Preview.READY, result["pages"]


@transaction.atomic
def keep(file: StoredFile, path: Path, number: int, width: int, height: int) -> None:
    if PagePicture.objects.filter(file=file, number=number).exists():
        return
    picture = store(path.read_bytes(), name=f"page-{number}.jpg", origin="page_picture")
    PagePicture.objects.create(file=file, number=number, picture=picture, width=width, height=height)


def make_page_pictures(job: Job, progress: Progress) -> None:
    """Job: the pictures of every file of a delivered version. What cannot be shown is marked with its reason."""
    files = list(VersionFile.objects.filter(version=job.object_id, preview=Preview.WAITING).select_related("file"))
    for done, each in enumerate(files):
        progress(done, len(files), _("Drawing the pages of “%(name)s”") % {"name": each.name})
        outcome, pages = draw(each.file)
        VersionFile.objects.filter(pk=each.pk).update(preview=outcome, **({"pages": pages} if pages else {}))
    progress(len(files), len(files), "")


def pictures_of(version: Version) -> dict[int, list[PagePicture]]:
    """The page pictures of a version's files, by the key of the version's file, in one query."""
    by_file: dict[object, list[PagePicture]] = {}
    for picture in PagePicture.objects.filter(file__in=version.files.values("file")).order_by("number"):
        by_file.setdefault(picture.file_id, []).append(picture)
    return {each.pk: by_file.get(each.file_id, []) for each in version.files.all()}
