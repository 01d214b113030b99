"""The report's background work: content, drawing, file."""

import tempfile
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from capitalisation.album import album_of
from capitalisation.content.reader import read_content
from capitalisation.docx import write_word
from capitalisation.pdf import draw_report
from cycles.models import Cycle
from records.files import store
from records.jobs import Progress
from records.models import Job, StoredFile

IN_MEMORY = 8 * 1024 * 1024


def write_report(cycle: Cycle, target: BinaryIO, *, created_at: datetime, progress=None, format: str = "pdf") -> None:
    """Read the cycle and write its report into an open binary file: ``pdf``, ``docx`` or ``json`` (its data)."""
    content = read_content(cycle)
    if format == "json":
        target.write(content.to_json().encode())
        return
    album = album_of(content)
    if format == "docx":
        write_word(content, target, created_at=created_at, release=settings.RELEASE, album=album)
        return
    draw_report(content, target, created_at=created_at, release=settings.RELEASE, album=album, progress=progress)


def build_report(job: Job, progress: Progress) -> StoredFile:
    """Handler of the job kind ``build_report``; the job's object is the cycle."""
    cycle = Cycle.objects.select_related("organiser").get(pk=job.object_id)
    progress(0, 100, _("Reading the cycle"))

    def drawn(done: int, total: int) -> None:
        progress(5 + 90 * done // max(total, 1), 100, _("Laying out the pages"))

    with tempfile.SpooledTemporaryFile(IN_MEMORY) as target:
        write_report(cycle, target, created_at=timezone.now(), progress=drawn)
        target.seek(0)
        progress(97, 100, _("Storing the file"))
        return store(target, name=f"{cycle.slug}.pdf", origin="report", actor=job.created_by)
