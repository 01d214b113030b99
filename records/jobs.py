"""Background work on rows: a worker claims a job, keeps its lease while it works, and ends it.

A worker that dies leaves a lease that runs out; the job is then taken up again. An attempt that fails is followed by
another one after a pause that grows, at most ``max_attempts`` in all. Handlers are therefore idempotent: they may have
run before. ``settings.JOB_HANDLERS`` names them.
"""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from records.models import Job, StoredFile

log = logging.getLogger("escale.jobs")
LEASE = timedelta(seconds=60)
BEAT = LEASE / 4
# A handler that works for longer than this hangs: its lease is no longer kept, and another worker takes over.
LONGEST = timedelta(hours=2)
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


class LeaseLostError(Exception):
    """Another worker took the job over, or somebody cancelled it: stop without writing anything."""


class Progress:
    """What a handler calls to say how far it is: ``progress(done, total, "step in words")``.

    Raises LeaseLostError when the job is no longer this worker's.
    """

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, done: int, total: int, step: str = "") -> None:
        renewed = held(self.job).update(
            done_steps=done, total_steps=total, step=step[:200], lease_until=timezone.now() + LEASE
        )
        if not renewed:
            raise LeaseLostError(self.job.pk)


def held(job: Job) -> models.QuerySet[Job]:
    """The job's row while this worker still holds it; empty afterwards."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_owner=job.lease_owner, attempts=job.attempts)


def unfinished(kind: str, obj: models.Model) -> models.QuerySet[Job]:
    """The object's job of this kind that waits or runs: at most one."""
    states = [Job.State.WAITING, Job.State.RUNNING]
    return Job.objects.filter(kind=kind, state__in=states, object_type=obj._meta.label_lower, object_id=str(obj.pk))


def start(kind: str, *, obj: models.Model | None = None, arguments: dict | None = None, actor=None) -> Job:
    """Queue a job; for an object that has an unfinished one of this kind, that one is returned instead."""
    if kind not in settings.JOB_HANDLERS:
        raise KeyError(kind)
    about = {"object_type": obj._meta.label_lower, "object_id": str(obj.pk)} if obj is not None else {}
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, arguments=arguments or {}, created_by=actor, **about)
    except IntegrityError:
        return unfinished(kind, obj).get()


def claim(owner: str) -> Job | None:
    """Take the job that is due for longest, or whose lease ran out; None when there is none."""
    now = timezone.now()
    stale = Q(state=Job.State.RUNNING, lease_until__lt=now)
    due = Q(state=Job.State.WAITING, run_after__lte=now) | stale
    for job in Job.objects.filter(due).order_by("run_after", "id")[:10]:
        # Judged again in the update: meanwhile another worker may have taken it, or its own renewed the lease.
        row = Job.objects.filter(due, pk=job.pk, attempts=job.attempts)
        if job.attempts >= job.max_attempts:
            row.update(
                state=Job.State.FAILED,
                finished_at=now,
                error=job.error or _("The worker stopped before the end, each time that it was tried."),
            )
            continue
        taken = row.update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            lease_owner=owner,
            lease_until=now + LEASE,
            started_at=now,
            done_steps=0,
        )
        if taken:
            return Job.objects.get(pk=job.pk)
    return None


@contextmanager
def lease_kept(job: Job) -> Iterator[None]:
    """Within the block a thread renews the lease, whether or not the handler says how far it is."""
    ended = Event()
    thread = Thread(target=beat, args=(job, ended), name=f"job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def beat(job: Job, ended: Event) -> None:
    """Renew the lease until the work has ended, the job is another's, or it takes too long to be at work."""
    try:
        for _number in range(LONGEST // BEAT):
            if ended.wait(BEAT.total_seconds()) or not renew(job):
                return
    finally:
        connection.close()


def renew(job: Job) -> bool:
    """Whether the lease may still be ours; a database that does not answer is asked again at the next beat."""
    try:
        return bool(held(job).update(lease_until=timezone.now() + LEASE))
    except DatabaseError:
        log.warning("job %s: the lease could not be renewed this time", job.pk)
        connection.close()
        return True


def run(job: Job) -> None:
    """Run a claimed job to its end, and note how it went on its row."""
    handler = import_string(settings.JOB_HANDLERS[job.kind])
    try:
        with lease_kept(job):
            result: StoredFile | None = handler(job, Progress(job))
    except LeaseLostError:
        log.warning("job %s: lease lost", job.pk)
    except Exception as error:  # A broken job must end on its row, not end the worker.
        log.exception("job %s (%s) failed", job.pk, job.kind)
        note_failure(job, error)
    else:
        held(job).update(state=Job.State.DONE, result=result, finished_at=timezone.now(), error="")


def note_failure(job: Job, error: Exception) -> None:
    """The job waits for its next attempt, or has failed for good."""
    now = timezone.now()
    if job.attempts < job.max_attempts:
        pause = PAUSES[min(job.attempts, len(PAUSES)) - 1]
        what_next = {"state": Job.State.WAITING, "run_after": now + pause}
    else:
        what_next = {"state": Job.State.FAILED, "finished_at": now}
    held(job).update(error=f"{type(error).__name__}: {error}"[:2000], **what_next)


def owner_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def run_waiting(limit: int = 100) -> int:
    """Run what waits, one after the other; return how many ran."""
    for count in range(limit):
        job = claim(owner_name())
        if job is None:
            return count
        run(job)
    return limit
