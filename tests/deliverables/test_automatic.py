"""Due dates recalled by mail without anybody's doing, and quiet periods in which nothing goes."""

import io
import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cycles.models import Cycle, QuietPeriod
from cycles.planning.quiet import Days, next_morning
from deliverables.automatic import RULES, moment_of, next_recall, send_all, send_due
from deliverables.feedback import extend
from deliverables.models import Assignment
from deliverables.operations import edit_assignment
from records.models import LogEntry, Mail
from records.outbox import render, send_waiting
from tests import builders as b

PARIS = ZoneInfo("Europe/Paris")
WEEK, DRAFT = RULES


def at(day: str, hour: int = 18, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=PARIS)


DUE = at("2026-11-26")


class World:
    """A team with a referent, a contributor and a reader; a diagnostic due on Thursday 26 November 2026 at 18:00."""

    def __init__(self) -> None:
        self.cycle = b.cycle("Essai", slug="essai", language="en", state="running")
        self.coordinator = b.coordinator(self.cycle)
        self.team = b.team(self.cycle, territory="Gier")
        self.members = [b.member(self.team, role=role) for role in ("referent", "contributor", "reader")]
        self.task = b.assignment(self.cycle, title="Diagnostic", due_at=DUE)
        self.row = b.deliverable(self.task, self.team)

    def told(self) -> set[str]:
        return set(Mail.objects.filter(template="due_soon").values_list("to_email", flat=True))

    def deliverers(self) -> set[str]:
        return {member.person.email for member in self.members[:2]}


@pytest.fixture
def world(db):
    return World()


def quiet(cycle, first: str, last: str, label: str = "Fin d’année") -> QuietPeriod:
    return QuietPeriod.objects.create(
        cycle=cycle, label=label, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last)
    )


def run(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return send_due()


def test_a_week_before_when_nothing_is_delivered_those_who_deliver_are_told_once(world):
    assert run(at("2026-11-19", 17, 59)) == 0
    assert run(at("2026-11-19", 18)) == 2
    assert world.told() == world.deliverers()
    assert run(at("2026-11-20", 9)) == 0
    entry = LogEntry.objects.get(action="deliverable_due_recalled")
    assert (entry.actor, entry.team_id, entry.after["people"]) == (None, world.team.pk, 2)
    with time_machine.travel(at("2026-11-20", 9), tick=False):
        message = render(Mail.objects.filter(template="due_soon").first())
    assert message.subject == "Diagnostic is due on 26 November (Essai)"
    assert "“Diagnostic” (team Gier) is not delivered yet." in message.body
    assert "Thursday 26\u00a0November 2026" in message.body


def test_two_days_before_a_draft_that_waits_is_told_in_big_words(world):
    run(at("2026-11-19", 18))
    assert run(at("2026-11-24", 18)) == 0  # no draft
    with time_machine.travel(at("2026-11-24", 23, 50), tick=False):
        b.version(world.row, delivered=False)
        assert send_due() == 0
    assert run(at("2026-11-25", 7, 59)) == 0  # by day only
    assert run(at("2026-11-25", 9)) == 2
    with time_machine.travel(at("2026-11-25", 9), tick=False):
        message = render(Mail.objects.filter(template="due_soon").last())
    assert message.subject == "Diagnostic, due on 26 November: your draft is not delivered yet (Essai)"
    assert "is a draft: it is not delivered yet." in message.body


def test_who_is_still_at_her_draft_is_left_alone(world):
    with time_machine.travel(at("2026-11-25", 9), tick=False):
        b.version(world.row, delivered=False)
    assert [run(at("2026-11-25", hour)) for hour in (9, 11, 12)] == [0, 0, 2]


@pytest.mark.parametrize("state", ["delivered", "to_complete"])
def test_the_draft_of_a_newer_version_is_recalled_too(world, state):
    """What was completed on Escale and never delivered."""
    b.version(world.row, state=state)
    with time_machine.travel(at("2026-11-23", 9), tick=False):
        b.version(world.row, delivered=False)
        assert next_recall(world.row, world.cycle.quiet_periods.all(), at("2026-11-23", 9), has_draft=True)
    type(world.row).objects.update(state=state)
    assert run(at("2026-11-24", 18)) == 2
    with time_machine.travel(at("2026-11-24", 18), tick=False):
        body = render(Mail.objects.filter(template="due_soon").last()).body
    assert "A newer version of “Diagnostic” (team Gier) is a draft: it is not delivered yet." in body
    assert "“Diagnostic” (team Gier) is not delivered yet" not in body


@pytest.mark.parametrize(
    "change",
    [
        lambda w: b.version(w.row),
        lambda w: b.version(w.row, state="to_complete"),
        lambda w: type(w.row).objects.update(state="exempted"),
        lambda w: type(w.team).objects.update(status="left"),
        lambda w: Cycle.objects.update(state="archived"),
        lambda w: Cycle.objects.update(state="draft"),
        lambda w: Cycle.objects.update(sends_reminders=False),
    ],
)
def test_nobody_is_told_where_nothing_is_owed_or_wanted(world, change):
    change(world)
    assert run(at("2026-11-19", 18)) == 0


def test_what_was_delivered_meanwhile_is_not_asked_for(world, mailoutbox):
    run(at("2026-11-19", 18))
    b.version(world.row)
    with time_machine.travel(at("2026-11-19", 18, 1), tick=False):
        send_waiting()
    assert (len(mailoutbox), set(Mail.objects.values_list("state", flat=True))) == (0, {"cancelled"})


def test_a_date_that_moves_is_recalled_anew_and_more_time_counts(world):
    run(at("2026-11-19", 18))
    edit_assignment(actor=world.coordinator, assignment=world.task, due_at=at("2026-12-03"))
    assert run(at("2026-11-26", 18)) == 2
    world.row.refresh_from_db()
    extend(
        actor=world.coordinator,
        deliverable=world.row,
        due_at=at("2026-12-10"),
        reason="Élections",
        revision=world.row.revision,
    )
    assert run(at("2026-12-02", 12)) == 0
    assert run(at("2026-12-03", 18)) == 2
    assert LogEntry.objects.filter(action="deliverable_due_recalled").count() == 3


def test_a_worker_that_was_down_catches_up_for_two_days_and_never_after_the_date(world):
    assert run(at("2026-11-21", 17, 59)) == 2
    b.version(world.row, delivered=False)
    assert run(at("2026-11-22", 9)) == 0
    assert run(at("2026-11-26", 18)) == 0
    assert run(at("2026-11-26", 17, 59)) == 2


def test_mails_go_by_day(world):
    edit_assignment(actor=world.coordinator, assignment=world.task, due_at=at("2026-11-26", 23, 59))
    assert run(at("2026-11-19", 23, 59)) == 0
    assert run(at("2026-11-20", 8)) == 2


def test_two_workers_at_once_tell_once(transactional_db):
    world = World()
    ready, found = threading.Barrier(2), []

    def work() -> None:
        ready.wait(5)
        found.append(sum(people for _recall, people in send_all(at("2026-11-19", 18))))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 2]
    assert world.told() == world.deliverers()
    assert LogEntry.objects.filter(action="deliverable_due_recalled").count() == 1


def test_the_command_says_what_it_would_do_and_what_it_did(world):
    said = []
    with time_machine.travel(at("2026-11-19", 18), tick=False):
        for options in ({"dry_run": True}, {}, {}):
            out = io.StringIO()
            call_command("send_reminders", stdout=out, **options)
            said.append(out.getvalue().splitlines())
    line = "essai: Diagnostic, Gier, due 2026-11-26 18:00, week: 2 mail(s)"
    assert said == [[line, "2 mail(s) would be queued"], [line, "2 mail(s) queued"], ["0 mail(s) queued"]]


def test_the_work_of_a_minute_asks_no_more_with_more_teams(world, django_assert_num_queries):
    for number in range(6):
        team = b.team(world.cycle, territory=f"T{number}")
        b.member(team)
        b.deliverable(world.task, team)
    run(at("2026-11-19", 18))
    with time_machine.travel(at("2026-11-19", 18, 1), tick=False), django_assert_num_queries(4):
        send_due()


def test_in_a_quiet_period_nothing_goes_and_the_first_morning_after_it_does(world):
    edit_assignment(actor=world.coordinator, assignment=world.task, due_at=at("2027-01-07"))
    quiet(world.cycle, "2026-12-21", "2027-01-03")
    assert run(at("2026-12-31", 18)) == 0
    assert run(at("2027-01-04", 7, 59)) == 0
    assert run(at("2027-01-04", 8)) == 2


def test_news_waits_and_what_one_asked_for_goes(world, mailoutbox):
    period = quiet(world.cycle, "2026-12-21", "2027-01-03")
    from records import outbox

    world.row.refresh_from_db()
    with time_machine.travel(at("2026-12-22", 10), tick=False):
        version = b.version(world.row, author=world.members[0].person.user)
        for kind in ("receipt", "delivered"):
            outbox.send(
                kind,
                to_email=world.coordinator.email,
                language="en",
                cycle=world.cycle,
                key=kind,
                version=version.pk,
            )
        send_waiting()
        assert [message.subject.split(",")[0] for message in mailoutbox] == ["Receipt: Diagnostic"]
        held = Mail.objects.get(key="delivered")
        assert (held.state, held.send_after, held.attempts) == ("waiting", at("2027-01-04", 8), 0)
    period.delete()
    with time_machine.travel(at("2027-01-04", 8), tick=False):
        send_waiting()
    assert len(mailoutbox) == 2


def test_what_waits_leaves_when_the_period_is_shortened(client, world, mailoutbox):
    quiet(world.cycle, "2026-12-21", "2027-01-03")
    client.force_login(world.coordinator)
    Mail.objects.create(
        template="delivered",
        to_email=world.coordinator.email,
        language="en",
        cycle_id=world.cycle.pk,
        send_after=at("2027-01-04", 8),
        context={"version": b.version(world.row).pk},
    )
    with time_machine.travel(at("2026-12-28", 10), tick=False):
        client.force_login(world.coordinator)
        assert client.post(page(world), rows(("Noël", "2026-12-24", "2026-12-27"), known=1)).status_code == 302
        send_waiting()
    assert len(mailoutbox) == 1


def test_the_page_says_when_the_next_one_goes(client, world):
    client.force_login(world.members[0].person.user)
    client.cookies["language"] = "en"
    with time_machine.travel(at("2026-11-12", 9), tick=False):
        client.force_login(world.members[0].person.user)
        html = client.get(world.row.get_absolute_url()).content.decode()
    assert "Next automatic reminder" in html
    assert "unless it is delivered before" in html
    assert next_recall(world.row, world.cycle.quiet_periods.all(), at("2026-11-20"))[0] == at("2026-11-24")
    b.version(world.row)
    world.row.refresh_from_db()
    assert next_recall(world.row, world.cycle.quiet_periods.all(), at("2026-11-12")) is None


def page(world) -> str:
    return reverse("deliverables:quiet-edit", args=[world.cycle.slug])


def rows(*periods: tuple[str, str, str], known: int = 0, revision: int = 0, **more) -> dict:
    data = {"form-TOTAL_FORMS": len(periods), "form-INITIAL_FORMS": known, "revision": revision}
    for number, (label, first, last) in enumerate(periods):
        data |= {
            f"form-{number}-label": label,
            f"form-{number}-first_day": first,
            f"form-{number}-last_day": last,
        }
    return data | more


@pytest.fixture
def coordination(client, world):
    client.force_login(world.coordinator)
    client.cookies["language"] = "en"
    return client


def test_periods_are_written_with_what_falls_into_them(coordination, world):
    edit_assignment(actor=world.coordinator, assignment=world.task, due_at=at("2099-08-12"))
    sent = rows(("August", "2099-08-01", "2099-08-31"), ("", "", ""))
    assert coordination.post(page(world), sent).url == page(world)
    html = coordination.get(page(world)).content.decode()
    assert "These dates fall into a quiet period" in html
    assert "Diagnostic: due date" in html
    entry = LogEntry.objects.get(action="quiet_periods_changed")
    assert entry.after == {"periods": [["August", "2099-08-01", "2099-08-31"]]}
    gone = rows(("August", "2099-08-01", "2099-08-31"), known=1, revision=1) | {"form-0-DELETE": "on"}
    coordination.post(page(world), gone)
    assert not QuietPeriod.objects.exists()


@pytest.mark.parametrize(
    "periods",
    [
        [("A", "2027-08-10", "2027-08-01")],
        [("A", "2027-08-01", "2028-08-01")],
        [("", "2027-08-01", "2027-08-31")],
        [("A", "", "2027-08-31")],
        [("A", "2027-08-01", "2027-08-31"), ("B", "2027-08-31", "2027-09-02")],
    ],
)
def test_a_period_that_makes_no_sense_is_refused_and_what_was_typed_stays(coordination, world, periods):
    answer = coordination.post(page(world), rows(*periods))
    assert (answer.status_code, QuietPeriod.objects.count()) == (422, 0)
    assert f'value="{periods[-1][2]}"' in answer.content.decode()


def test_a_proposal_fills_a_row_and_saves_nothing(coordination, world):
    b.session(world.cycle, starts_at=at("2027-09-10", 9))
    with time_machine.travel(at("2026-11-12", 9), tick=False):
        coordination.force_login(world.coordinator)
        html = coordination.get(page(world)).content.decode()
        assert 'value="august-2027"' in html
        answer = coordination.post(
            page(world), rows(("Mine", "2027-02-01", "2027-02-05"), ("", "", ""), add="august-2027")
        )
    html = answer.content.decode()
    assert ('value="Mine"' in html, 'value="2027-08-31"' in html) == (True, True)
    assert not QuietPeriod.objects.exists()


def test_a_colleague_who_was_quicker_is_not_overwritten(coordination, world):
    Cycle.objects.update(revision=1)
    quiet(world.cycle, "2027-02-01", "2027-02-05", "La sienne")
    answer = coordination.post(page(world), rows(("Mine", "2027-08-01", "2027-08-31")))
    html = answer.content.decode()
    assert (answer.status_code, "La sienne" in html, 'value="Mine"' in html) == (409, True, True)
    assert [period.label for period in QuietPeriod.objects.all()] == ["La sienne"]


@pytest.mark.parametrize(
    "hostile", [{"form-TOTAL_FORMS": "9" * 30}, {"form-TOTAL_FORMS": "x"}, {"revision": "x"}, {"add": "\0"}]
)
def test_junk_is_answered(coordination, world, hostile):
    assert coordination.post(page(world), rows(("A", "2027-08-01", "2027-08-31")) | hostile).status_code < 500


def test_a_reminder_by_hand_is_confirmed_in_a_quiet_period(coordination, world):
    address = reverse("deliverables:assignment-remind", args=[world.cycle.slug, world.task.pk])
    quiet(world.cycle, "2026-11-10", "2026-11-15", "Pause")
    data = {"deliverables": [world.row.pk], "key": "a" * 32, "sentence": "Bonjour"}
    with time_machine.travel(at("2026-11-12", 9), tick=False):
        coordination.force_login(world.coordinator)
        answer = coordination.post(address, data)
        html = answer.content.decode()
        assert (answer.status_code, "Pause" in html, Mail.objects.count()) == (422, True, 0)
        assert coordination.post(address, data | {"quiet": "on"}).status_code == 302
        assert Mail.objects.filter(template="reminder").count() == 2
        assert send_waiting() == 2


def test_a_due_date_that_falls_into_a_quiet_period_is_kept_only_when_ticked(coordination, world):
    quiet(world.cycle, "2027-08-01", "2027-08-31", "August")
    address = reverse("deliverables:assignment-edit", args=[world.cycle.slug, world.task.pk])
    data = {
        "title": "Diagnostic", "kind": "diagnostic", "min_files": 1, "return_mode": "feedback", "revision": 0,
        "due_day": "2027-08-12", "due_hour": "18:00", "end": "1",
    }  # fmt: skip
    answer = coordination.post(address, data)
    html = answer.content.decode()
    assert "falls into the quiet period “August”" in html
    assert 'type="checkbox" name="keep_quiet_day"' in html
    world.task.refresh_from_db()
    assert world.task.due_at == DUE
    shown = coordination.post(address, data | {"keep_quiet_day": "on"})
    plan = shown.context["plan"]
    coordination.post(address, data | {"keep_quiet_day": "on", "checked": plan.fingerprint})
    world.task.refresh_from_db()
    assert world.task.due_at == at("2027-08-12")
    unchanged = coordination.post(address, data | {"title": "Autre", "revision": world.task.revision})
    assert unchanged.status_code == 302  # the day is not new: nobody is asked again


def test_more_time_into_a_quiet_period_is_confirmed(coordination, world):
    quiet(world.cycle, "2099-08-01", "2099-08-31", "August")
    address = reverse("deliverables:extend", args=[world.row.pk])
    data = {"day": "2099-08-12", "at": "18:00", "reason": "Élections", "revision": 0}
    assert "falls into the quiet period" in coordination.post(address, data).content.decode()
    assert coordination.post(address, data | {"keep_quiet_day": "on"}).status_code == 302


def test_more_time_that_is_over_already_is_refused(coordination, world):
    with time_machine.travel(at("2026-12-10", 9), tick=False):
        coordination.force_login(world.coordinator)
        data = {"day": "2026-12-01", "at": "18:00", "reason": "Élections", "revision": 0}
        html = coordination.post(reverse("deliverables:extend", args=[world.row.pk]), data).content.decode()
    assert "The new date is past" in html
    assert not world.row.extensions.exists()


def test_a_day_that_the_session_gives_is_asked_about_like_one_that_was_typed(coordination, world):
    session = b.session(world.cycle, starts_at=at("2027-09-02", 9), ends_at=at("2027-09-02", 16))
    quiet(world.cycle, "2027-08-01", "2027-08-31", "August")
    address = reverse("deliverables:assignment-create", args=[world.cycle.slug])
    data = {"title": "Plan", "kind": "action_plan", "min_files": 1, "return_mode": "feedback", "end": "1"}
    answer = coordination.post(address, data | {"due_for": session.pk})
    assert list(answer.context["form"].errors) == ["due_day"]
    assert "falls into the quiet period “August”" in answer.content.decode()
    assert coordination.post(address, data | {"due_for": session.pk, "keep_quiet_day": "on"}).context["plan"].added


def test_what_moves_into_a_quiet_period_with_a_session_is_said(coordination, world):
    session = b.session(world.cycle, starts_at=at("2027-09-02", 9), ends_at=at("2027-09-02", 16))
    Assignment.objects.update(due_for=session, due_at=at("2027-08-26"))
    quiet(world.cycle, "2027-08-01", "2027-08-22", "August")
    address = reverse("deliverables:session-edit", args=[world.cycle.slug, session.pk])
    data = {
        "revision": 0,
        "title": session.title,
        "kind": "session",
        "day": "2027-08-25",
        "starts": "09:00",
        "ends": "16:00",
    }
    shown = coordination.post(address, data)
    assert any("into the quiet period “August”" in warning for warning in shown.context["plan"].warnings)


def test_so_is_an_end_of_deliveries_that_moves_into_one(coordination, world):
    session = b.session(world.cycle, starts_at=at("2027-09-22", 9), ends_at=at("2027-09-22", 16))
    Assignment.objects.update(due_for=session, due_at=at("2027-09-15"), closes_at=at("2027-09-20"))
    quiet(world.cycle, "2027-09-10", "2027-09-14", "Pause")
    address = reverse("deliverables:session-edit", args=[world.cycle.slug, session.pk])
    data = {"revision": 0, "title": session.title, "kind": "session", "starts": "09:00", "ends": "16:00"}
    shown = coordination.post(address, data | {"day": "2027-09-15"})
    assert [each for each in shown.context["plan"].warnings if "Pause" in each] == [
        "“Diagnostic: end of deliveries” would fall on Monday 13\u00a0September 2027, into the quiet period “Pause”."
    ]


def test_the_cycle_page_says_that_it_is_quiet(coordination, world):
    quiet(world.cycle, "2026-11-10", "2026-11-15", "Pause")
    for day, said in (("2026-11-12", True), ("2026-11-16", False)):
        with time_machine.travel(at(day, 9), tick=False):
            coordination.force_login(world.coordinator)
            assert ("Quiet period “Pause”" in coordination.get(world.cycle.get_absolute_url()).content.decode()) is said


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(
    due=st.datetimes(datetime(2026, 1, 10), datetime(2028, 12, 31), timezones=st.just(PARIS)),
    start=DAYS,
    length=st.integers(0, 60),
    rule=st.sampled_from(RULES),
)
def test_a_mail_goes_by_day_outside_quiet_periods_and_never_early(due, start, length, rule):
    """Across both changes of hour: it leaves between 8 and 20 local time, not before the rule's moment."""
    periods = [Days("pause", start, start + timedelta(days=length))]
    local = moment_of(rule, due, periods).astimezone(PARIS)
    assert 8 <= local.hour < 20
    assert not (periods[0].first_day <= local.date() <= periods[0].last_day)
    assert local.replace(tzinfo=None) >= due.replace(tzinfo=None) - timedelta(days=rule.days)


@given(moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(PARIS)), start=DAYS)
def test_the_first_morning_after(moment, start):
    periods = [
        Days("a", start, start + timedelta(days=3)),
        Days("b", start + timedelta(days=4), start + timedelta(days=9)),
    ]
    found = next_morning(periods, moment).astimezone(PARIS)
    inside = start <= moment.date() <= start + timedelta(days=9)
    assert found == (
        datetime.combine(start + timedelta(days=10), datetime.min.time(), PARIS).replace(hour=8) if inside else moment
    )
