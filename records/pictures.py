"""Page pictures: what a page shows is a picture that we made, never the file itself.

Files come from anywhere, so they are opened only in a limited process (``lib.limited``).
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lib import limited
from lib.limited import MEGABYTE, Limits
from records.files import path_of, store
from records.models import PagePicture, StoredFile

MOST_PAGES = 20
WIDTH = 1000
DRAWING = Limits(memory=1536 * MEGABYTE, cpu=40, wall=45, file=64 * MEGABYTE)
COUNTING = replace(DRAWING, wall=10)


# Of these the text alone is drawn, on plain pages: no program that lays them out is needed, and none can be attacked.
SIMPLIFIED = dict(zip(StoredFile.TEXTS, ("word", "open_document", "plain"), strict=True))


def kind_of(file: StoredFile) -> str:
    """What we can draw, as ``lib.preview_child`` calls it; nothing for other kinds of files."""
    return "pdf" if file.is_pdf else "picture" if file.is_picture else SIMPLIFIED.get(file.content_type, "")


def run_child(file: StoredFile, target: Path, *, most: int, limits: Limits) -> dict:
    """What the child says of the file."""
    with override(settings.LANGUAGE_CODE):  # drawn once, for all who look
        notice = _("Simplified preview: the text without its layout. Download the file to see it as its author does.")
    arguments = (kind_of(file), str(path_of(file)), str(target), str(most), str(WIDTH), notice, settings.LANGUAGE_CODE)
    return limited.run("lib.preview_child", *arguments, limits=limits, folder=target)


def count_pages(file: StoredFile) -> int | None:
    """The number of pages of a PDF, that which a Word or LibreOffice text says of itself, 1 for a picture, None when
    unknown. It never raises for what the file holds.
    """
    if file.is_picture:
        return 1
    if not kind_of(file):
        return None
    with tempfile.TemporaryDirectory(prefix="escale-pages-") as folder:
        return run_child(file, Path(folder), most=0, limits=COUNTING).get("pages")


def draw(file: StoredFile) -> dict:
    """Draw the pages and keep them: ``{"pages": n}``, None where the file does not say, or ``{"error": "encrypted" |
    "broken" | "too_large"}``. Idempotent.
    """
    with tempfile.TemporaryDirectory(prefix="escale-pages-") as folder:
        result = run_child(file, Path(folder), most=MOST_PAGES, limits=DRAWING)
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
