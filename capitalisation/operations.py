"""Writing a chapter, starting a build."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from capitalisation.editions import MAKE
from capitalisation.models import Chapter
from cycles.models import Cycle
from cycles.planning import life
from cycles.stale import StaleError, claim
from records.jobs import start
from records.log import record
from records.models import Job

BUILD = "build_report"


@transaction.atomic
def write_chapter(*, actor: User, cycle: Cycle, place: str, text: str, signature: str, revision: int) -> Chapter:
    """Save a typed chapter. Raises StaleError when somebody wrote since ``revision`` was read (0: nothing yet)."""
    life.require(cycle, "write_report")
    chapter, created = Chapter.objects.get_or_create(cycle=cycle, place=place)
    if created and revision:
        raise StaleError
    claim(chapter, revision)
    before = {"text": chapter.text, "signature": chapter.signature}
    chapter.text, chapter.signature = text, signature
    chapter.written_by, chapter.written_at = actor, timezone.now()
    chapter.save(update_fields=["text", "signature", "written_by", "written_at"])
    after = {"place": place, "text": text, "signature": signature}
    record(actor, "chapter_written", chapter, cycle=cycle, before=before, after=after)
    return chapter


@transaction.atomic
def start_build(*, actor: User, cycle: Cycle) -> Job:
    """Queue the build of the report; while one is under way, that one is returned and nothing is queued."""
    asked = timezone.now()
    job = start(BUILD, obj=cycle, actor=actor)
    if job.created_at >= asked:
        record(actor, "report_build_started", cycle, cycle=cycle, after={"job": job.pk})
    return job


def builds(cycle: Cycle) -> QuerySet[Job]:
    """The cycle's builds, of drafts and of editions, newest first."""
    drafts = Q(kind=BUILD, object_type=cycle._meta.label_lower, object_id=str(cycle.pk))
    return Job.objects.filter(drafts | Q(kind=MAKE, arguments__cycle=cycle.pk)).select_related("result", "created_by")
