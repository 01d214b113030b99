"""Background work: one job for two clicks, a lease that runs out, an end that is always on the row."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from records import jobs
from records.models import Job
from tests import builders

pytestmark = pytest.mark.django_db
HANDLERS = ("works", "breaks", "lasts", "is_taken_over")


def works(job, progress):
    progress(1, 2, "first")
    return builders.stored_file("result.pdf", origin="report")


def breaks(job, progress):
    raise ValueError("no paper")


def lasts(job, progress):
    """Works for several beats of the lease without a word."""
    before = job.lease_until
    for _number in range(100):
        time.sleep(0.05)
        if Job.objects.get(pk=job.pk).lease_until > before:
            return
    raise AssertionError("nobody keeps the lease")


def is_taken_over(job, progress):
    Job.objects.filter(pk=job.pk).update(lease_owner="another")
    progress(1, 2)
    raise AssertionError("a worker without its lease goes on")


@pytest.fixture(autouse=True)
def _handlers(settings):
    settings.JOB_HANDLERS = {name: f"tests.records.test_jobs.{name}" for name in HANDLERS}


def refreshed(job):
    job.refresh_from_db()
    return job


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


def test_a_failing_job_is_tried_again_after_pauses_that_grow_then_says_why(caplog):
    job = jobs.start("breaks")
    pauses = []
    while job.state == "waiting":
        assert [jobs.run_waiting(), jobs.run_waiting()] == [1, 0]
        pauses.append(round((refreshed(job).run_after - timezone.now()).total_seconds(), -1))
        Job.objects.update(run_after=timezone.now())
    assert pauses[:-1] == [30, 120, 600]
    assert (job.state, job.attempts, job.error, job.is_tried_again) == ("failed", 4, "ValueError: no paper", False)


def test_a_job_that_failed_lets_those_behind_it_pass(caplog):
    jobs.start("breaks")
    jobs.run_waiting()
    job = jobs.start("works")
    assert jobs.run_waiting() == 1
    assert refreshed(job).state == "done"


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
    said = "Le processus de fond s’est arrêté avant la fin, à chaque essai."
    assert (job.state, job.error) == ("failed", said)


def test_a_worker_that_lost_its_lease_writes_nothing(caplog):
    job = jobs.start("is_taken_over")
    jobs.run(jobs.claim("first"))
    job.refresh_from_db()
    assert (job.state, job.lease_owner, job.result) == ("running", "another", None)


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_kept_while_the_handler_works_and_the_thread_ends_with_it(monkeypatch):
    monkeypatch.setattr(jobs, "BEAT", timedelta(seconds=0.1))
    job = jobs.start("lasts")
    assert jobs.run_waiting() == 1
    assert (refreshed(job).state, job.error) == ("done", "")
    assert not [each for each in threading.enumerate() if each.name == f"job {job.pk}"]


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_not_kept_for_a_job_that_is_another_workers_or_hangs(monkeypatch):
    monkeypatch.setattr(jobs, "BEAT", timedelta(seconds=0.1))
    jobs.start("works")
    job, ended = jobs.claim("first"), threading.Event()
    Job.objects.update(lease_owner="second")
    jobs.beat(job, ended)
    assert refreshed(job).lease_owner == "second"
    job.lease_until = timezone.now() - timedelta(seconds=1)
    job.save()
    monkeypatch.setattr(jobs, "LONGEST", timedelta(seconds=0.25))
    jobs.beat(job, ended)
    assert refreshed(job).lease_until > timezone.now()


def test_a_lease_renewed_in_the_meantime_is_not_taken(monkeypatch):
    jobs.start("works")
    job = jobs.claim("first")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    plain = Job.objects.filter

    def renewed_after_reading(*args, **kwargs):
        rows = plain(*args, **kwargs)
        if "attempts" in kwargs:
            Job.objects.update(lease_until=timezone.now() + jobs.LEASE)
        return rows

    monkeypatch.setattr(Job.objects, "filter", renewed_after_reading)
    assert jobs.claim("second") is None
    assert refreshed(job).lease_owner == "first"


def test_the_worker_says_once_what_it_did_and_nothing_otherwise(capsys):
    for _number in range(7):
        jobs.start("works", obj=builders.cycle())
    for said in ("7 jobs run\n", ""):
        call_command("worker", once=True)
        assert capsys.readouterr().out == said


def fails() -> int:
    raise OperationalError("database is locked")


def test_what_goes_wrong_in_one_kind_of_work_hinders_no_other(settings, capsys, caplog, monkeypatch):
    settings.DUE_WORK = {"things broken": "tests.records.test_jobs.fails", "things done": "tests.records.test_jobs.one"}
    monkeypatch.setattr("records.management.commands.worker.scan_waiting", fails)
    jobs.start("works", obj=builders.cycle())
    call_command("worker", once=True)
    assert capsys.readouterr().out == "1 jobs run, 1 things done\n"
    assert [record.message.split(": ")[1] for record in caplog.records] == ["files checked", "things broken"]


def one() -> int:
    return 1


@pytest.mark.parametrize(("minutes", "said"), [(14, "worker: ok"), (16, "worker: jobs or mails wait for long")])
def test_readyz_tells_when_nothing_is_done(client, minutes, said):
    jobs.start("works", obj=builders.cycle())
    Job.objects.update(run_after=timezone.now() - timedelta(minutes=minutes))
    assert said in client.get("/readyz").content.decode()
