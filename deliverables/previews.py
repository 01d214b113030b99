"""Page pictures and text of what teams deliver: made by a job once a version is delivered, by ``records.pictures`` and
``records.texts``."""

from collections.abc import Callable

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from deliverables.models import Version, VersionFile
from records import jobs, pictures, texts
from records.jobs import Progress
from records.models import Job, PagePicture, StoredFile

Preview = VersionFile.Preview


def draw(file: StoredFile) -> tuple[str, int | None]:
    """Draw the file's pages and keep them; return (what became of it, its number of pages). Idempotent."""
    if not pictures.kind_of(file):
        return Preview.NONE, None
    outcome = pictures.draw(file)
    if "error" in outcome:
        return Preview(outcome["error"]), None
    return Preview.READY, outcome["pages"]


def make_page_pictures(job: Job, progress: Progress) -> None:
    """Job: the text and the pictures of every file of a delivered version. What cannot be shown is marked with its
    reason."""
    files = list(VersionFile.objects.filter(version=job.object_id).select_related("file"))
    for done, each in enumerate(files):
        progress(done, len(files), _("Drawing the pages of “%(name)s”") % {"name": each.name})
        texts.read(each.file)
        if each.preview == Preview.WAITING:
            outcome, pages = draw(each.file)
            VersionFile.objects.filter(pk=each.pk).update(preview=outcome, **({"pages": pages} if pages else {}))
    progress(len(files), len(files), "")


def pictures_of(version: Version) -> dict[int, list[PagePicture]]:
    """The page pictures of a version's files, by the key of the version's file, in one query."""
    by_file: dict[object, list[PagePicture]] = {}
    for picture in PagePicture.objects.filter(file__in=version.files.values("file")).order_by("number"):
        by_file.setdefault(picture.file_id, []).append(picture)
    return {each.pk: by_file.get(each.file_id, []) for each in version.files.all()}


def pages_shown(version: Version, file: Callable[[int], str], picture: Callable[[int, int], str]) -> list[dict]:
    """The version's files with the pictures of their pages, each with its address for who reads only this.

    ``file`` gives the address of a file's key, ``picture`` that of a key and a page's number.
    """
    prefetch_related_objects([version], Prefetch("files", VersionFile.objects.select_related("file")))
    drawn = pictures_of(version)
    return [
        {
            "file": each,
            "address": file(each.pk),
            "pictures": [{"row": row, "address": picture(each.pk, row.number)} for row in drawn[each.pk]],
        }
        for each in version.files.all()
    ]


def are_given_up(version: Version, files: list[VersionFile]) -> bool:
    """Whether some of the version's files still wait for their preview and no job will make it any more."""
    waits = version.delivered_at and any(each.preview == Preview.WAITING for each in files)
    return bool(waits) and not jobs.unfinished("page_pictures", version).exists()
