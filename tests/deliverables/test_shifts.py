"""A session held at another time: what moves with it is shown first, then saved at once; a manual order stays."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cycles.models import Session
from deliverables.feedback import extend
from deliverables.layout import due_date
from deliverables.models import Assignment, Deliverable
from deliverables.operations import edit_assignment
from deliverables.shifts import assignment_plan
from records.models import LogEntry, Mail
from records.outbox import render
from tests import builders as build
from tests.deliverables.test_planning import fields_of

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


def at(days: int, hour: int = 9) -> datetime:
    """A local hour so many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, 30))


class World:
    """Three sessions; a diagnostic that follows the second, a plan with its own date; two teams, one with more time."""

    def __init__(self) -> None:
        self.cycle = build.cycle("Numérique")
        self.coordinator = build.coordinator(self.cycle)
        days = (-20, 15, 50)
        self.sessions = [
            build.session(self.cycle, starts_at=at(day), ends_at=at(day, 16), venue="Salle Rhône") for day in days
        ]
        second = self.sessions[1]
        self.diagnostic = build.assignment(
            self.cycle, title="Diagnostic", due_for=second, due_at=due_date(second.starts_at)
        )
        self.plan = build.assignment(self.cycle, title="Plan", due_for=second, due_at=at(10, 12))
        self.teams = [build.team(self.cycle, territory=name) for name in ("Gier", "Vaulx")]
        self.members = [build.member(team, role="referent") for team in self.teams]
        for assignment in (self.diagnostic, self.plan):
            for team in self.teams:
                build.deliverable(assignment, team)
        extended = self.diagnostic.deliverables.get(team=self.teams[1])
        extend(actor=self.coordinator, deliverable=extended, due_at=at(60), reason="Élections", revision=0)

    def address(self, session: Session) -> str:
        return reverse("deliverables:session-edit", args=[self.cycle.slug, session.pk])


@pytest.fixture
def world(client):
    made = World()
    client.force_login(made.coordinator)
    client.cookies["language"] = "en"
    return made


def data(session: Session, days: int = 0, **changes) -> dict:
    starts = timezone.localtime(session.starts_at) + timedelta(days=days)
    given = {"revision": session.revision, "title": session.title, "kind": "session", "venue": session.venue}
    return given | {"day": f"{starts:%Y-%m-%d}", "starts": "09:30", "ends": "16:30"} | changes


def dates(assignment: Assignment) -> dict[str, datetime]:
    return {str(row.team): row.effective_due_at for row in Deliverable.objects.filter(assignment=assignment)}


def test_what_moves_is_shown_and_nothing_is_saved_yet(client, world):
    session = world.sessions[1]
    response = client.post(world.address(session), data(session, 7))
    plan = response.context["plan"]
    assert [(due.assignment, due.follows, due.teams) for due in plan.offers] == [
        (world.diagnostic, True, 1),
        (world.plan, False, 2),
    ]
    assert [name for name, _date in plan.offers[0].kept] == ["Vaulx"]
    assert (plan.told, plan.reorder, plan.warnings) == (2, "", ())
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at
    assert not LogEntry.objects.exclude(action="deliverable_extended").exists()


def confirm(client, world, session: Session, days: int = 7, **ticks):
    sent = data(session, days)
    plan = client.post(world.address(session), sent).context["plan"]
    return client.post(world.address(session), sent | {"checked": plan.fingerprint} | ticks)


def test_saved_at_once_with_the_dates_that_were_ticked(client, world):
    session = world.sessions[1]
    response = confirm(client, world, session, follow=[str(world.diagnostic.pk)], tell="on")
    assert response.status_code == 302
    session.refresh_from_db()
    before, after = at(15), at(22)
    assert (session.starts_at, session.revision) == (after, 1)
    assert dates(world.diagnostic) == {"Gier": due_date(after), "Vaulx": at(60)}
    assert set(dates(world.plan).values()) == {at(10, 12)}
    entry = LogEntry.objects.get(action="session_edited")
    assert (entry.before["starts_at"][:10], entry.after["starts_at"][:10]) == (
        f"{timezone.localtime(before):%Y-%m-%d}",
        f"{timezone.localtime(after):%Y-%m-%d}",
    )
    moved = LogEntry.objects.get(action="deliverable_due_moved")
    assert moved.object_id == str(world.diagnostic.deliverables.get(team=world.teams[0]).pk)
    told = Mail.objects.filter(template="session_moved")
    assert set(told.values_list("to_email", flat=True)) == {each.person.email for each in world.members}
    body = render(told.first()).body
    assert f"/cycles/{world.cycle.slug}/seances/{session.pk}/" in body
    assert "Salle Rhône" in body
    assert "toujours envoyé aux personnes attendues" in body


def test_the_end_of_deliveries_moves_along_and_the_page_says_so(client, world):
    session = world.sessions[1]
    for each in (world.diagnostic, world.plan):
        edit_assignment(actor=world.coordinator, assignment=each, due_at=each.due_at, closes_at=at(40, 18))
    shown = client.post(world.address(session), data(session, 7))
    moved = (due_date(at(22)).date() - due_date(at(15)).date()).days
    assert [due.closes_at for due in shown.context["plan"].offers] == [at(40 + moved, 18), at(47, 18)]
    assert "Deliveries then end" in shown.content.decode()
    confirm(client, world, session, follow=[str(world.plan.pk)])
    world.plan.refresh_from_db()
    world.diagnostic.refresh_from_db()
    assert (world.plan.due_at, world.plan.closes_at) == (at(17, 12), at(47, 18))
    assert world.diagnostic.closes_at == at(40, 18)
    assert set(world.plan.deliverables.values_list("closes_at", flat=True)) == {at(47, 18)}


@pytest.mark.parametrize(("days", "closes"), [(2, 12), (30, 40), (-9, 1)])
def test_the_end_of_deliveries_is_never_before_the_date(days, closes):
    cycle = build.cycle()
    task = build.assignment(cycle, due_at=at(0), closes_at=at(10))
    edit_assignment(actor=build.coordinator(cycle), assignment=task, due_at=at(days))
    task.refresh_from_db()
    assert task.closes_at == at(closes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(closes_at=at(days - 1))


def test_nobody_is_told_who_was_not_to_be(client, world):
    confirm(client, world, world.sessions[1])
    assert Mail.objects.filter(template="session_moved").count() == 0
    assert Session.objects.get(pk=world.sessions[1].pk).starts_at == at(22)


def test_moved_twice_people_are_told_once_from_what_they_knew(client, world):
    confirm(client, world, world.sessions[1], tell="on")
    session = Session.objects.get(pk=world.sessions[1].pk)
    confirm(client, world, session, 2, tell="on")
    waiting = Mail.objects.filter(template="session_moved", state="waiting")
    assert waiting.count() == 2
    knew = {datetime.fromisoformat(mail.context["before"]["starts_at"]) for mail in waiting}
    assert knew == {world.sessions[1].starts_at}
    confirm(client, world, Session.objects.get(pk=session.pk), -9, tell="on")
    assert {render(mail) for mail in Mail.objects.filter(template="session_moved", state="waiting")} == {None}


def test_what_changed_meanwhile_is_shown_again(client, world):
    session = world.sessions[1]
    sent = data(session, 7)
    plan = client.post(world.address(session), sent).context["plan"]
    build.deliverable(world.diagnostic, build.team(world.cycle))
    response = client.post(world.address(session), sent | {"checked": plan.fingerprint})
    assert (response.status_code, response.context["again"]) == (200, True)
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


def test_a_colleague_who_was_quicker_is_not_overwritten(client, world):
    session = world.sessions[1]
    sent = data(session, 7, title="Le mien")
    plan = client.post(world.address(session), sent).context["plan"]
    client.post(world.address(session), data(session, title="Le sien"))
    response = client.post(world.address(session), sent | {"checked": plan.fingerprint})
    assert response.status_code == 409
    assert 'value="Le mien"' in response.content.decode()
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


def test_going_back_keeps_what_was_typed(client, world):
    session = world.sessions[1]
    response = client.post(world.address(session), data(session, 7, title="Autre titre", back="1"))
    assert 'value="Autre titre"' in response.content.decode()
    assert LogEntry.objects.filter(action="session_edited").count() == 0


def test_lateness_is_judged_anew(client, world):
    row = world.diagnostic.deliverables.get(team=world.teams[0])
    build.version(row, at=NOW - timedelta(days=1))
    session = world.sessions[1]
    plan = client.post(world.address(session), data(session, -10)).context["plan"]
    assert plan.offers[0].turn_late == ("Gier",)
    confirm(client, world, session, -10, follow=[str(world.diagnostic.pk)])
    row.refresh_from_db()
    assert row.late_seconds == int((NOW - timedelta(days=1) - due_date(at(5))).total_seconds())


def test_a_session_that_is_over_says_so_and_one_that_overtakes_another_offers_its_new_name(client, world):
    over, session = world.sessions[0], world.sessions[1]
    assert len(client.post(world.address(over), data(over, -1)).context["plan"].warnings) == 1
    assert client.post(world.address(session), data(session, 60)).context["plan"].reorder == "Session 3"
    confirm(client, world, session, 60, reorder="on")
    assert list(world.cycle.sessions.values_list("pk", flat=True)) == [
        world.sessions[0].pk,
        world.sessions[2].pk,
        session.pk,
    ]


def test_the_set_up_page_asks_too_and_lets_dates_follow(client, world):
    address = reverse("deliverables:cycle-setup", args=[world.cycle.slug])
    sent = fields_of(client.get(address)) | {"sessions-1-day": f"{timezone.localtime(at(22)):%Y-%m-%d}"}
    plan = client.post(address, sent).context["plan"]
    assert ([shift.name for shift in plan.sessions], [due.assignment for due in plan.offers], plan.told) == (
        ["Session 2"],
        [world.diagnostic],
        2,
    )
    ticks = {"checked": plan.fingerprint, "follow": [str(world.diagnostic.pk)], "tell": "on"}
    assert client.post(address, sent | ticks).status_code == 302
    assert dates(world.diagnostic)["Gier"] == due_date(at(22))
    assert Mail.objects.filter(template="session_moved").count() == 2


def test_an_order_made_by_hand_stays_when_the_set_up_page_is_saved(client, world):
    last = world.sessions[2]
    client.post(reverse("cycles:session-move", args=[world.cycle.slug, last.pk]), {"direction": "up"})
    address = reverse("deliverables:cycle-setup", args=[world.cycle.slug])
    client.post(address, fields_of(client.get(address)) | {"sessions-0-title": "Enjeux"})
    assert [row.pk for row in world.cycle.sessions.all()] == [world.sessions[0].pk, last.pk, world.sessions[1].pk]


def assignment_data(**changes) -> dict:
    given = {"title": "Partenariat", "kind": "partnership", "min_files": 1, "return_mode": "feedback", "end": "1"}
    return given | {"due_day": f"{timezone.localtime(at(40)):%Y-%m-%d}", "due_hour": "18:00"} | changes


def test_an_added_assignment_says_who_gets_it_and_until_when_and_keeps_its_file(client, world):
    build.team(world.cycle, territory="Partie", status="left")
    address = reverse("deliverables:assignment-create", args=[world.cycle.slug])
    upload = SimpleUploadedFile("modele.pdf", build.pdf_bytes())
    response = client.post(address, assignment_data() | {"template": upload})
    plan = response.context["plan"]
    assert [(new.teams, new.is_late) for new in plan.added] == [(("Gier", "Vaulx"), False)]
    assert world.cycle.assignments.count() == 2
    sent = dict(response.context["carried"]) | {"checked": plan.fingerprint}
    assert client.post(address, sent).status_code == 302
    added = world.cycle.assignments.get(title="Partenariat")
    assert (added.template_file.original_name, added.deliverables.count()) == ("modele.pdf", 2)
    other = sent | {"kept": "forged", "title": "Sans"}
    other["checked"] = client.post(address, other).context["plan"].fingerprint
    assert client.post(address, other).status_code == 302
    assert world.cycle.assignments.get(title="Sans").template_file is None


def test_a_moved_due_date_says_which_teams_follow(client, world):
    address = reverse("deliverables:assignment-edit", args=[world.cycle.slug, world.diagnostic.pk])
    sent = assignment_data(title="Diagnostic", kind="diagnostic")
    due = client.post(address, sent).context["plan"].dues[0]
    assert (due.teams, [name for name, _date in due.kept]) == (1, ["Vaulx"])
    plan = client.post(address, sent).context["plan"]
    assert client.post(address, sent | {"checked": plan.fingerprint}).status_code == 302
    assert dates(world.diagnostic)["Vaulx"] == at(60)
    assert timezone.localtime(dates(world.diagnostic)["Gier"]).date() == timezone.localtime(at(40)).date()


def test_a_colleague_who_changed_the_assignment_is_not_overwritten(client, world):
    address = reverse("deliverables:assignment-edit", args=[world.cycle.slug, world.plan.pk])
    shown = client.get(address).context["form"].initial["revision"]
    client.post(address, assignment_data(title="Le sien", due_day="", due_for=world.sessions[2].pk))
    sent = assignment_data(title="Le mien", revision=shown)
    plan = client.post(address, sent)
    Assignment.objects.filter(pk=world.plan.pk).update(revision=7, title="Le sien")
    for data in (sent, sent | {"checked": "0" * 20}):
        response = client.post(address, data)
        html = response.content.decode()
        assert (response.status_code, 'value="Le mien"' in html, "Le sien" in html) == (409, True, True)
    assert plan.status_code == 200
    assert Assignment.objects.get(pk=world.plan.pk).title == "Le sien"


@pytest.mark.parametrize("teams", [0, 12])
def test_the_preview_asks_no_more_with_more_teams(client, world, django_assert_num_queries, teams):
    for _number in range(teams):
        team = build.team(world.cycle)
        build.member(team)
        build.version(build.deliverable(world.diagnostic, team), files=())
    with django_assert_num_queries(24):
        client.post(world.address(world.sessions[1]), data(world.sessions[1], 7))


def test_more_time_reaches_as_far_as_it_was_given_and_never_less_than_everybody_has():
    cycle = build.cycle()
    coordinator = build.coordinator(cycle)
    task = build.assignment(cycle, due_at=at(7))
    extended, other = (build.deliverable(task, build.team(cycle)) for _ in range(2))
    extend(actor=coordinator, deliverable=extended, due_at=at(10), reason="Élections", revision=0)
    for due, closes, expected in ((9, None, (at(10), None)), (37, 40, (at(37), at(40))), (8, 9, (at(10), at(10)))):
        until = at(closes) if closes else None
        plan = assignment_plan(Assignment.objects.get(pk=task.pk), at(due), until, NOW)
        edit_assignment(actor=coordinator, assignment=task, due_at=at(due), closes_at=until)
        extended.refresh_from_db()
        other.refresh_from_db()
        assert (extended.effective_due_at, extended.closes_at) == expected
        assert (other.effective_due_at, other.closes_at) == (at(due), until)
        assert plan.dues[0].closes_at == until
        assert [date for _team, date in plan.dues[0].kept] == ([at(10)] if due == 9 else [])


def test_the_preview_judges_by_what_was_received_first_as_saving_does():
    cycle = build.cycle()
    coordinator = build.coordinator(cycle)
    row = build.deliverable(build.assignment(cycle, due_at=at(-1)), build.team(cycle, territory="Gier"))
    build.version(row, at=at(-3))
    build.version(row, at=at(-8), channel="mail")
    (due,) = assignment_plan(row.assignment, at(-5), None, NOW).dues
    assert due.turn_late == ()
    edit_assignment(actor=coordinator, assignment=row.assignment, due_at=at(-5))
    row.refresh_from_db()
    assert row.late_seconds == 0
