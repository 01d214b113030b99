"""Numbered editions: asked for once, made in the background, frozen with the data they were built from."""

import io
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from capitalisation.album import Album, album_of
from capitalisation.content import Frozen, Report
from capitalisation.content.reader import read_content
from capitalisation.docx import write_word
from capitalisation.models import Edition
from capitalisation.pdf import draw_report
from cycles.models import Cycle
from records.files import store
from records.guards import Guard
from records.jobs import start
from records.log import record
from records.models import Job, StoredFile

GUARD = Guard(
    "capitalisation_edition", "capitalisation_edition", ("UPDATE", "DELETE"), "An edition never changes nor goes."
)
MAKE = "make_edition"
ATTEMPTS = 5


class EditionTakenError(Exception):
    """This key belongs to an edition of another cycle; nothing was started."""


@transaction.atomic
def start_edition(*, actor: User, cycle: Cycle, key: uuid.UUID, remark: str = "") -> Job | Edition:
    """Queue the making of an edition. The same key gives the same job, or the edition that it already made."""
    made = Edition.objects.filter(pk=key).first()
    if made is not None:
        if made.cycle_id != cycle.pk:
            raise EditionTakenError
        return made
    asked = timezone.now()
    job = start(MAKE, obj=Edition(pk=key), arguments={"cycle": cycle.pk, "remark": remark}, actor=actor)
    if job.arguments["cycle"] != cycle.pk:
        raise EditionTakenError
    if job.created_at >= asked:
        record(actor, "edition_asked", cycle, cycle=cycle, after={"job": job.pk, "remark": remark})
    return job


def make_edition(job: Job, progress) -> StoredFile:
    """Handler of the job kind ``make_edition``; the job's object is the edition to be, which exists only once whole."""
    cycle = Cycle.objects.select_related("organiser").get(pk=job.arguments["cycle"])
    for _attempt in range(ATTEMPTS):
        made = Edition.objects.filter(pk=job.object_id, cycle=cycle).first()
        if made is not None:
            return made.pdf
        frozen = freeze(cycle)
        files = stored(job, cycle, frozen, progress)
        try:
            return keep(job, cycle, frozen, files).pdf
        except IntegrityError:  # Somebody else's edition took the number: the pages say the next one.
            continue
    raise RuntimeError("No free number for the edition.")


def freeze(cycle: Cycle) -> Frozen:
    """What the next edition of the cycle says, with its number, moment and release."""
    last = cycle.editions.aggregate(last=Max("number"))["last"] or 0
    return Frozen(last + 1, timezone.localtime().replace(microsecond=0), settings.RELEASE, read_content(cycle))


def drawn(frozen: Frozen, album: Album, progress=None) -> bytes:
    """The PDF of frozen data: the same data drawn by the same release give the same bytes."""

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress(5 + 90 * done // max(total, 1), 100)

    target = io.BytesIO()
    draw_report(
        frozen.report,
        target,
        created_at=frozen.created_at,
        release=frozen.release,
        number=frozen.number,
        album=album,
        progress=step,
    )
    return target.getvalue()


def in_word(frozen: Frozen, album: Album) -> bytes:
    """The Word file of frozen data: the same data written by the same release give the same bytes."""
    target = io.BytesIO()
    write_word(
        frozen.report,
        target,
        created_at=frozen.created_at,
        release=frozen.release,
        number=frozen.number,
        album=album,
    )
    return target.getvalue()


def stored(job: Job, cycle: Cycle, frozen: Frozen, progress) -> dict[str, StoredFile]:
    """The files of the edition to be, by the field that will hold them. No transaction is open while they are drawn;
    those of an edition that is not kept after all go with ``purge_orphans``.
    """
    name, album = f"{cycle.slug}-edition-{frozen.number}", album_of(frozen.report)
    pdf = drawn(frozen, album, progress)
    progress(97, 100)
    kinds = {
        "pdf": (pdf, f"{name}.pdf"),
        "word": (in_word(frozen, album), f"{name}.docx"),
        "data": (frozen.to_json().encode(), f"{name}.json"),
    }
    return {
        kind: store(content, name=name, origin="edition", actor=job.created_by)
        for kind, (content, name) in kinds.items()
    }


@transaction.atomic
def keep(job: Job, cycle: Cycle, frozen: Frozen, files: dict[str, StoredFile]) -> Edition:
    """Write the row. Raises IntegrityError when the number was taken meanwhile."""
    actor = job.created_by
    edition = Edition.objects.create(
        pk=job.object_id,
        cycle=cycle,
        number=frozen.number,
        remark=job.arguments["remark"],
        release=frozen.release,
        versions=versions_of(frozen.report),
        created_at=frozen.created_at,
        created_by=actor,
        **files,
    )
    after = {"number": edition.number, "pdf": edition.pdf.sha256, "data": edition.data.sha256}
    record(actor, "edition_made", edition, cycle=cycle, after=after)
    return edition


def versions_of(report: Report) -> list[dict]:
    """The versions that the report takes, each with its files' SHA-256."""
    return [
        {
            "team": team.name,
            "deliverable": part.title,
            "version": version.number,
            "retained": part.retained is not None,
            "files": [{"name": file.name, "sha256": file.sha256} for file in version.files],
        }
        for team in report.teams
        for part in team.deliverables
        if (version := part.retained or part.delivered)
    ]


def changes(edition: Edition, previous: Edition | None) -> list[dict]:
    """The versions of an edition that the previous one had not, or not as retained."""
    before = previous.versions if previous else []
    return [row for row in edition.versions if row not in before]
