"""Background work: one job for two clicks, a lease that runs out, an end that is always on the row."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from records import jobs
from records.models import Job
from tests import builders

pytestmark = pytest.mark.django_db


def works(job, progress):
    progress(1, 2, "first")
    return builders.stored_file("result.pdf", origin="report")


def breaks(job, progress):
    raise ValueError("no paper")


def is_taken_over(job, progress):
    Job.objects.filter(pk=job.pk).update(lease_owner="another")
    progress(1, 2)
    raise AssertionError("a worker without its lease goes on")


@pytest.fixture(autouse=True)
def _handlers(settings):
    settings.JOB_HANDLERS = {name: f"tests.records.test_jobs.{name}" for name in ("works", "breaks", "is_taken_over")}


def test_a_job_runs_to_its_end():
    job = jobs.start("works")
    assert jobs.run_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.percent, job.done_steps, job.total_steps, job.result.original_name) == (
        "done",
        100,
        1,
        2,
        "result.pdf",
    )


def test_two_clicks_give_one_job_and_a_finished_one_gives_way():
    cycle = builders.cycle()
    first = jobs.start("works", obj=cycle)
    assert jobs.start("works", obj=cycle) == first
    assert jobs.start("works", obj=builders.cycle()) != first
    jobs.run_waiting()
    assert jobs.start("works", obj=cycle) != first


def test_a_failing_job_is_tried_three_times_then_says_why(caplog):
    job = jobs.start("breaks")
    assert jobs.run_waiting() == 3
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("failed", 3, "ValueError: no paper")


def test_a_dead_workers_job_is_taken_up_again_and_not_before():
    jobs.start("works")
    job = jobs.claim("worker that dies")
    assert jobs.claim("second") is None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = jobs.claim("second")
    assert (again.pk, again.attempts, again.lease_owner) == (job.pk, 2, "second")
    with pytest.raises(jobs.LeaseLostError):
        jobs.Progress(job)(1, 2)


def test_a_job_whose_workers_all_die_ends_as_failed_with_a_reason():
    job = jobs.start("works")
    for _ in range(job.max_attempts):
        jobs.claim("dies")
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.claim("last") is None
    job.refresh_from_db()
    assert (job.state, bool(job.error)) == ("failed", True)


def test_a_worker_that_lost_its_lease_writes_nothing(caplog):
    job = jobs.start("is_taken_over")
    jobs.run(jobs.claim("first"))
    job.refresh_from_db()
    assert (job.state, job.lease_owner, job.result) == ("running", "another", None)


def test_the_worker_says_once_what_it_did_and_nothing_otherwise(capsys):
    for _number in range(7):
        jobs.start("works", obj=builders.cycle())
    for said in ("7 jobs run\n", ""):
        call_command("worker", once=True)
        assert capsys.readouterr().out == said
