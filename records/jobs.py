"""Background work on rows: a worker claims a job, renews its lease with every step, and ends it.

A worker that dies leaves a lease that runs out; the job is then taken up again, at most ``max_attempts`` times.
Handlers are therefore idempotent: they may have run before. ``settings.JOB_HANDLERS`` names them.
"""

import logging
import os
import socket
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from records.models import Job, StoredFile

log = logging.getLogger("escale.jobs")
LEASE = timedelta(seconds=60)


class LeaseLostError(Exception):
    """Another worker took the job over, or somebody cancelled it: stop without writing anything."""


class Progress:
    """What a handler calls to say how far it is: ``progress(done, total, "step in words")``. It renews the lease."""

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


def start(kind: str, *, obj: models.Model | None = None, arguments: dict | None = None, actor=None) -> Job:
    """Queue a job; for an object that has an unfinished one of this kind, that one is returned instead."""
    if kind not in settings.JOB_HANDLERS:
        raise KeyError(kind)
    about = {"object_type": obj._meta.label_lower, "object_id": str(obj.pk)} if obj is not None else {}
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, arguments=arguments or {}, created_by=actor, **about)
    except IntegrityError:
        return Job.objects.get(kind=kind, state__in=[Job.State.WAITING, Job.State.RUNNING], **about)


def claim(owner: str) -> Job | None:
    """Take the oldest job that waits or whose lease ran out; None when there is none."""
    now = timezone.now()
    stale = Q(state=Job.State.RUNNING, lease_until__lt=now)
    for job in Job.objects.filter(Q(state=Job.State.WAITING) | stale).order_by("created_at", "id")[:10]:
        if job.attempts >= job.max_attempts:
            Job.objects.filter(pk=job.pk, attempts=job.attempts).filter(stale).update(
                state=Job.State.FAILED,
                finished_at=now,
                error=job.error or "The worker stopped before the end, each time that it was tried.",
            )
            continue
        taken = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(
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


def run(job: Job) -> None:
    """Run a claimed job to its end, and note how it went on its row."""
    handler = import_string(settings.JOB_HANDLERS[job.kind])
    try:
        result: StoredFile | None = handler(job, Progress(job))
    except LeaseLostError:
        log.warning("job %s: lease lost", job.pk)
        return
    except Exception as error:  # A broken job must end on its row, not end the worker.
        log.exception("job %s (%s) failed", job.pk, job.kind)
        retry = job.attempts < job.max_attempts
        held(job).update(
            state=Job.State.WAITING if retry else Job.State.FAILED,
            error=f"{type(error).__name__}: {error}"[:2000],
            finished_at=None if retry else timezone.now(),
        )
        return
    held(job).update(state=Job.State.DONE, result=result, finished_at=timezone.now(), error="")


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
