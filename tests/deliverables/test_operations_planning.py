"""What is expected of teams appears, changes and goes with what hangs on it."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycles.models import Cycle
from cycles.once import AlreadyCreated
from cycles.stale import StaleError, claim
from deliverables import operations
from deliverables.models import Assignment, Deliverable, Extension, Message, PrivateNote, Version
from records.models import LogEntry
from tests import builders

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def laid_out(format: str, first_day: date = date(2026, 6, 11)) -> Cycle:
    actor = builders.user()
    return operations.create_cycle_with_assignments(
        actor=actor, organiser=builders.organiser(), format=format, title="Essai", first_day=first_day
    )


def days(cycle: Cycle) -> list[tuple[str, bool]]:
    return [
        (session.starts_at.astimezone(PARIS).strftime("%Y-%m-%d %H:%M"), session.is_closing)
        for session in cycle.sessions.all()
    ]


def test_the_qualification_cycle_lays_out_sessions_closing_event_and_four_assignments():
    cycle = laid_out("qualification")
    assert days(cycle) == [
        ("2026-06-11 09:30", False),
        ("2026-07-09 09:30", False),
        ("2026-09-17 09:30", False),
        ("2026-10-08 09:30", False),
        ("2026-11-19 14:00", True),
    ]
    sessions = list(cycle.sessions.all())
    found = [
        (a.kind, a.worked_on, a.due_for, a.due_at.astimezone(PARIS).strftime("%Y-%m-%d %H:%M"))
        for a in cycle.assignments.all()
    ]
    assert found == [
        ("diagnostic", sessions[0], sessions[1], "2026-07-02 18:00"),
        ("action_plan", sessions[1], sessions[2], "2026-09-10 18:00"),
        ("partnership", sessions[2], sessions[3], "2026-10-01 18:00"),
        ("presentation", sessions[3], sessions[4], "2026-11-12 18:00"),
    ]


@pytest.mark.parametrize(
    ("format", "sessions", "has_teams", "has_deliverables"),
    [("meetings", 3, False, False), ("workshop", 1, True, False), ("network", 1, False, False)],
)
def test_other_formats_lay_out_their_sessions_and_no_assignment(format, sessions, has_teams, has_deliverables):
    cycle = laid_out(format)
    assert (cycle.sessions.count(), cycle.assignments.count()) == (sessions, 0)
    assert (cycle.has_teams, cycle.has_deliverables) == (has_teams, has_deliverables)


def test_the_same_key_twice_makes_one_cycle():
    organiser, actor = builders.organiser(), builders.user()
    given = {"actor": actor, "organiser": organiser, "format": "workshop", "title": "Essai", "key": "k1"}
    cycle = operations.create_cycle_with_assignments(**given)
    with pytest.raises(AlreadyCreated) as refusal:
        operations.create_cycle_with_assignments(**given)
    assert refusal.value.slug == cycle.slug
    assert Cycle.objects.count() == 1


def test_a_key_is_free_again_when_the_creation_failed():
    organiser, actor = builders.organiser(), builders.user()
    given = {"actor": actor, "organiser": organiser, "format": "workshop", "title": "Essai", "key": "k2"}
    with pytest.raises(TypeError):
        operations.create_cycle_with_assignments(**given, unknown_field=1)
    assert operations.create_cycle_with_assignments(**given).title == "Essai"


def test_deliverables_appear_once_for_each_active_team_and_assignment():
    cycle = builders.cycle(shares_drafts=True)
    first, gone = builders.team(cycle), builders.team(cycle, status="left")
    stranger = builders.team(builders.cycle())
    assignment = builders.assignment(cycle, closes_at=datetime(2027, 1, 1, tzinfo=PARIS))
    assert [operations.ensure_deliverables(cycle=cycle) for _ in range(2)] == [1, 0]
    row = Deliverable.objects.get()
    assert (row.assignment, row.team, row.effective_due_at) == (assignment, first, assignment.due_at)
    assert (row.closes_at, row.shares_drafts, row.state) == (assignment.closes_at, True, "not_delivered")
    assert not gone.deliverables.exists()
    assert not stranger.deliverables.exists()


def test_a_new_team_has_its_deliverables_at_once():
    cycle = builders.cycle()
    assignments = [builders.assignment(cycle), builders.assignment(cycle)]
    team = operations.add_team_with_deliverables(
        actor=builders.user(), cycle=cycle, territory_name="Vallée du Gier", departments="Loire"
    )
    assert [row.assignment for row in team.deliverables.order_by("pk")] == assignments


def test_dates_follow_the_assignment_but_for_a_team_with_more_time():
    cycle = builders.cycle()
    due = datetime(2026, 6, 4, 18, tzinfo=PARIS)
    assignment = builders.assignment(cycle, due_at=due)
    plain, extended, delivered = (builders.deliverable(assignment, builders.team(cycle)) for _ in range(3))
    more = due + timedelta(days=30)
    Extension.objects.create(deliverable=extended, due_at=more, reason="élections", granted_by=builders.user())
    Deliverable.objects.filter(pk=extended.pk).update(effective_due_at=more)
    builders.version(delivered, at=due + timedelta(days=3), files=())
    later = due + timedelta(days=1)
    operations.edit_assignment(actor=builders.user(), assignment=assignment, due_at=later)
    dates = {row.pk: (row.effective_due_at, row.late_seconds) for row in Deliverable.objects.all()}
    assert dates == {plain.pk: (later, 0), extended.pk: (more, 0), delivered.pk: (later, 2 * 86_400)}


def test_removing_takes_undelivered_rows_and_drafts_with_it():
    assignment = builders.assignment()
    draft = builders.version(
        builders.deliverable(assignment, builders.team(assignment.cycle)), delivered=False, files=("a.pdf",)
    )
    builders.deliverable(assignment, builders.team(assignment.cycle))
    other = builders.deliverable(builders.assignment(assignment.cycle), draft.deliverable.team)
    operations.remove_assignment(actor=builders.user(), assignment=assignment)
    assert (list(Deliverable.objects.all()), Version.objects.count()) == ([other], 0)
    assert LogEntry.objects.filter(action="assignment_removed").count() == 1


def test_removing_is_refused_when_a_team_delivered():
    version = builders.version(files=())
    with pytest.raises(operations.AlreadyDelivered) as refusal:
        operations.remove_assignment(actor=builders.user(), assignment=version.deliverable.assignment)
    assert refusal.value.teams == 1
    assert (Assignment.objects.count(), Version.objects.count()) == (1, 1)


@pytest.mark.parametrize("kind", [Message, PrivateNote])
def test_removing_is_refused_when_something_was_written_about_it(client, kind):
    row = builders.deliverable()
    kind.objects.create(deliverable=row, author=builders.user(), text="Ne rien perdre")
    cycle = row.assignment.cycle
    client.force_login(builders.coordinator(cycle))
    address = reverse("deliverables:assignment-remove", args=[cycle.slug, row.assignment.pk])
    asked = client.get(address).content.decode()
    assert ("messages ou des notes" in asked, "Retirer ce livrable attendu" in asked) == (True, False)
    assert "messages ou des notes" in client.post(address, follow=True).content.decode()
    assert (Assignment.objects.count(), kind.objects.count()) == (1, 1)


def test_nothing_but_what_is_editable_is_written():
    assignment = builders.assignment()
    with pytest.raises(TypeError):
        operations.edit_assignment(actor=builders.user(), assignment=assignment, cycle=builders.cycle())


def test_an_assignment_is_removed_only_after_its_deliverables_are_taken():
    """Taken first, counted then: a delivery that goes on at the same time is waited for."""
    assignment = builders.assignment()
    builders.deliverable(assignment)
    with CaptureQueriesContext(connection) as asked:
        operations.remove_assignment(actor=builders.user(), assignment=assignment)
    said = [each["sql"] for each in asked if each["sql"].startswith(("UPDATE", "SELECT", "DELETE"))]
    assert 'FROM "deliverables_assignment"' in said[0]  # locked, as whoever edits it does
    assert said[1].startswith('UPDATE "deliverables_deliverable" SET "revision"')


def test_a_team_and_an_assignment_that_come_at_once_meet(transactional_db):
    cycle, actor = builders.cycle(), builders.user()
    ready = threading.Barrier(2)

    def work(add) -> None:
        ready.wait(5)
        add()
        connection.close()

    adding = (
        lambda: operations.add_team_with_deliverables(actor=actor, cycle=cycle, territory_name="Gier"),
        lambda: operations.add_assignment(
            actor=actor, cycle=cycle, title="Plan", due_at=datetime(2027, 1, 1, tzinfo=PARIS)
        ),
    )
    threads = [threading.Thread(target=work, args=[add]) for add in adding]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Deliverable.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_of_two_at_once_the_second_waits_for_the_first(transactional_db):
    """The assignment's transaction is still open when the team comes."""
    cycle, actor = builders.cycle(), builders.user()
    writing, tried = threading.Event(), threading.Event()

    def ask() -> None:
        with transaction.atomic():
            operations.add_assignment(actor=actor, cycle=cycle, title="Plan", due_at=datetime(2027, 1, 1, tzinfo=PARIS))
            writing.set()
            tried.wait(0.5)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    writing.wait(5)
    operations.add_team_with_deliverables(actor=actor, cycle=cycle, territory_name="Gier")
    thread.join()
    assert Deliverable.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_an_assignment_that_is_changed_and_removed_at_once_ends_one_way_or_the_other(transactional_db):
    cycle = builders.cycle()
    row = builders.deliverable(builders.assignment(cycle), builders.team(cycle))
    actor, wrong = builders.coordinator(cycle), []
    due_at, ready = datetime(2027, 5, 1, tzinfo=PARIS), threading.Barrier(2)

    def work(change) -> None:
        ready.wait(5)
        try:
            change()
        except DatabaseError as error:
            wrong.append(error)
        except (StaleError, Assignment.DoesNotExist):
            pass  # it was removed first
        connection.close()

    changes = (
        lambda: operations.edit_assignment(actor=actor, assignment=row.assignment, due_at=due_at),
        lambda: operations.remove_assignment(actor=actor, assignment=row.assignment),
    )
    threads = [threading.Thread(target=work, args=[change]) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, Assignment.objects.count()) == ([], 0)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_a_delivery_that_goes_on_meanwhile_is_never_removed(transactional_db):
    cycle = builders.cycle()
    row = builders.deliverable(builders.assignment(cycle), builders.team(cycle))
    author, actor, said = builders.user(), builders.coordinator(cycle), []
    writing, tried = threading.Event(), threading.Event()

    def deliver() -> None:
        with transaction.atomic():
            claim(Deliverable.objects.get(pk=row.pk), 0)
            builders.version(Deliverable.objects.get(pk=row.pk), author=author)
            writing.set()
            tried.wait(0.5)
        connection.close()

    def remove() -> None:
        writing.wait(5)
        try:
            operations.remove_assignment(actor=actor, assignment=row.assignment)
        except operations.AlreadyDelivered as refusal:
            said.append(refusal.teams)
        connection.close()

    threads = [threading.Thread(target=work) for work in (deliver, remove)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (said, Version.objects.count()) == ([1], 1)
