"""Teams are asked where their actions are, and reminded twice, without anybody's doing."""

import io
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from cycles.models import Cycle, Participation, QuietPeriod, Team
from deliverables.after import operations
from deliverables.after.automatic import send_all, send_due, to_ask
from deliverables.after.moments import moment_of, months_after
from deliverables.models import FollowUp
from records.models import LogEntry, Mail
from records.outbox import render, send_waiting
from tests import builders as b

from .world import SIX, TWELVE, World, at


@pytest.fixture
def world(db):
    return World()


def run(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return send_due()


def mails(template: str = "follow_up") -> list[str]:
    return list(Mail.objects.filter(template=template).order_by("pk").values_list("to_email", flat=True))


def test_six_months_after_the_last_session_those_who_deliver_are_asked_once(world, mailoutbox):
    assert run(SIX - timedelta(minutes=1)) == 0
    assert run(SIX) == 3
    assert run(SIX + timedelta(minutes=1)) == 0
    assert mails() == [world.referent.email, world.contributor.email, world.neighbour.email]
    form = FollowUp.objects.get(team=world.gier)
    assert [(str(line.action), line.action.version, line.progress) for line in form.lines.all()] == [
        ("A1", world.version, ""),
        ("A2", world.version, ""),
    ]
    entry = LogEntry.objects.get(action="follow_up_asked", team_id=world.gier.pk)
    assert (entry.actor, entry.after) == (None, {"months": 6, "actions": 2, "people": 2})
    with time_machine.travel(SIX, tick=False):
        send_waiting()
    assert {message.subject for message in mailoutbox} == {"Where are your actions today? (Quartiers apprenants)"}
    assert "Where are its 2 actions today?" in mailoutbox[0].body
    assert f"/cycles/essai/suivi/{world.gier.pk}/6/" in mailoutbox[0].body
    assert "A1: Crèche du soir" in mailoutbox[0].body


def test_twelve_months_after_it_is_asked_again_of_what_stands_then(world):
    run(SIX)
    world.deliver(world.gier, {"title": "Crèche du soir"}, {"title": "Bus"}, {"title": "Troc"}, state="delivered")
    assert run(TWELVE - timedelta(minutes=1)) == 0  # the second reminder would have come much too late
    assert run(TWELVE) == 3
    titles = list(FollowUp.objects.get(team=world.gier, months=12).lines.values_list("action__title", flat=True))
    assert titles == ["Crèche du soir", "Bus du marché"]  # what was retained goes before what was delivered since


def test_without_a_retained_version_the_current_one_is_asked_about(world):
    row = world.gier.deliverables.get()
    row.retained_version, row.state = None, "delivered"
    row.save()
    world.deliver(world.gier, {"title": "Troc"}, state="delivered")
    run(SIX)
    assert [str(line.action.title) for line in FollowUp.objects.get(team=world.gier).lines.all()] == ["Troc"]


def test_reminded_after_two_weeks_and_after_four_then_left_alone(world):
    run(SIX)
    with time_machine.travel(SIX, tick=False):
        send_waiting()
    assert run(SIX + timedelta(days=14) - timedelta(minutes=1)) == 0
    assert run(SIX + timedelta(days=14)) == 3
    assert run(SIX + timedelta(days=14, minutes=1)) == 0
    assert run(SIX + timedelta(days=28)) == 3
    assert [run(SIX + timedelta(days=days)) for days in (29, 42, 56, 70, 150)] == [0] * 5
    assert mails("follow_up_reminder") == mails() * 2


def test_who_has_answered_is_not_reminded_and_what_waits_does_not_go(world):
    run(SIX)
    form = FollowUp.objects.get(team=world.gier)
    said = {line.pk: ("done", "", "") for line in form.lines.all()}
    with time_machine.travel(SIX + timedelta(days=1), tick=False):
        operations.answer(actor=world.referent, follow_up=form, revision=0, said=said, sends=True)
    assert set(Mail.objects.filter(state="waiting").values_list("to_email", flat=True)) == {world.neighbour.email}
    assert run(SIX + timedelta(days=14)) == 1


def test_by_night_and_in_a_quiet_period_nothing_goes(world):
    assert run(SIX.replace(hour=21)) == 0
    QuietPeriod.objects.create(cycle=world.cycle, label="Pont", first_day=date(2027, 5, 10), last_day=date(2027, 5, 16))
    assert run(SIX) == run(at("2027-05-16", 12)) == 0
    assert run(at("2027-05-17", 8)) == 3


def test_a_worker_that_was_down_catches_up_for_a_month(world):
    assert run(SIX + timedelta(days=29)) == 3
    FollowUp.objects.all().delete()
    Mail.objects.all().delete()
    assert run(SIX + timedelta(days=31)) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda w: Team.objects.update(status="left", status_on=date(2026, 9, 1)),
        lambda w: Cycle.objects.update(state="draft"),
        lambda w: Cycle.objects.update(follows_up=False),
        lambda w: Participation.objects.update(left_at=at("2026-12-01")),
        lambda w: Participation.objects.update(role="reader"),
        lambda w: w.cycle.sessions.all().delete(),
        lambda w: w.plan.deliverables.update(state="not_delivered", current_version=None, retained_version=None),
    ],
    ids=["left", "draft", "switched off", "nobody", "readers", "no session", "no action"],
)
def test_nothing_is_asked_of(world, change):
    change(world)
    assert run(SIX) == 0
    assert (FollowUp.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["running", "capitalisation", "archived"])
def test_whatever_the_stage_of_the_cycle(db, state):
    World(state)
    assert run(SIX) == 3


def test_mails_that_wait_tell_what_is_so(world):
    run(SIX)
    mail = Mail.objects.filter(to_email=world.referent.email).get()

    def goes() -> bool:
        with time_machine.travel(SIX, tick=False):
            return render(mail) is not None

    assert goes()
    for change, back in (
        (lambda: Cycle.objects.update(follows_up=False), lambda: Cycle.objects.update(follows_up=True)),
        (lambda: Team.objects.update(status="left"), lambda: Team.objects.update(status="active")),
        (lambda: Cycle.objects.update(state="draft"), lambda: Cycle.objects.update(state="archived")),
        (
            lambda: Participation.objects.update(left_at=at("2027-01-01")),
            lambda: Participation.objects.update(left_at=None),
        ),
    ):
        change()
        assert not goes()
        back()
    assert goes()


def test_queries_do_not_grow_with_teams(world, django_assert_num_queries):
    for number in range(6):
        team = b.team(world.cycle, territory=f"Ville {number}")
        b.member(team)
        world.deliver(team, {"title": f"Action {number}"})
    with django_assert_num_queries(5):
        assert len(list(to_ask(SIX))) == 8


def test_the_command_tells_what_is_due(world):
    said = io.StringIO()
    with time_machine.travel(SIX, tick=False):
        call_command("send_reminders", "--dry-run", stdout=said)
        assert FollowUp.objects.count() == 0
        lines = [
            "essai: Gier, where its actions are after 6 months, asked: 2 mail(s)",
            "essai: Vaulx, where its actions are after 6 months, asked: 1 mail(s)",
        ]
        assert said.getvalue().splitlines() == [*lines, "3 mail(s) would be queued"]
        said = io.StringIO()
        call_command("send_reminders", stdout=said)
        assert said.getvalue().splitlines() == [*lines, "3 mail(s) queued"]
        assert FollowUp.objects.count() == 2


def test_two_workers_at_once_ask_once(transactional_db):
    World()
    ready, counts = threading.Barrier(2), []

    def work() -> None:
        ready.wait()
        try:
            counts.append(len(send_all(SIX)))
        finally:
            connection.close()

    with time_machine.travel(SIX, tick=False):
        threads = [threading.Thread(target=work) for _worker in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(counts) == FollowUp.objects.count() == 2
    assert Mail.objects.count() == 3


def test_months_are_those_of_the_calendar():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 12), 12) == date(2027, 11, 12)
    assert moment_of(date(2026, 11, 12), 6) == SIX
