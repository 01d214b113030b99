"""Attendance: who is expected, ticking, walk-ins, and the figures."""

import re
import threading
from datetime import date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cycles.attendance.figures import Share, attendance_of, attended, presence_by_team
from cycles.attendance.half_days import half_days_of
from cycles.attendance.operations import NoSuchHalfDay, NotYet, add_walk_in, tick
from cycles.attendance.register import register_of
from cycles.models import Cycle, Participation, Presence, Team
from cycles.planning.life import CycleClosed
from partners.models import Person
from records.models import LogEntry
from tests import builders as build

pytestmark = pytest.mark.django_db
MORNING, AFTERNOON = 0, 1


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


DAY = local("2026-06-18 09:30")


class World:
    """A session of a day in June 2026 with two teams, one person without team, and those who come to its pages."""

    def __init__(self):
        self.cycle = build.cycle("Numérique", organiser=build.organiser("Centre"))
        self.session = self.held(DAY)
        self.gier, self.vaulx = (build.team(self.cycle, territory=name) for name in ("Vallée du Gier", "Vaulx"))
        self.ana, self.bo, self.cy = self.member(self.gier), self.member(self.gier), self.member(self.vaulx)
        self.alone = self.member(None, role="participant")
        self.coordinator = build.coordinator(self.cycle)
        self.facilitator = build.facilitator(self.cycle)

    def held(self, starts: datetime, hours: float = 7):
        return build.session(self.cycle, starts_at=starts, ends_at=starts + timedelta(hours=hours))

    def member(self, team, **fields) -> Participation:
        fields = {"joined_at": DAY - timedelta(days=40), "role": "contributor"} | fields
        if team:
            return build.member(team, **fields)
        person = build.person(organiser=self.cycle.organiser)
        organisation = build.organisation(organiser=self.cycle.organiser, actor_type="company")
        return Participation.objects.create(cycle=self.cycle, person=person, organisation=organisation, **fields)

    def tick(self, *rows, status: str = "present", half_day: int = MORNING, session=None, actor=None) -> int:
        marks = {row.pk: status for row in rows}
        session = session or self.session
        actor = actor or self.coordinator
        return tick(actor=actor, session=session, half_day=half_day, marks=marks, at=session.ends_at)

    def url(self, name: str = "presence") -> str:
        return reverse(f"cycles:{name}", args=[self.cycle.slug, self.session.pk])

    def marks(self) -> set:
        return set(Presence.objects.values_list("participation", "half_day", "status"))


@pytest.fixture
def world():
    return World()


def listed(session) -> list[list[int]]:
    return [[entry.participation.pk for entry in group.entries] for group in register_of(session).groups]


def everybody(session) -> set[int]:
    return {entry.participation.pk for entry in register_of(session).entries}


# Half-days and who is expected


@pytest.mark.parametrize(
    ("starts", "hours", "numbers"),
    [
        ("2026-06-18 09:30", 7, [0, 1]),
        ("2026-06-18 14:00", 3, [1]),
        ("2026-06-18 12:45", 3, [1]),
        ("2026-06-18 14:00", 27, [1, 2, 3]),
    ],
)
def test_a_half_day_keeps_its_number_when_the_hours_change(world, starts, hours, numbers):
    assert [half.number for half in half_days_of(world.held(local(starts), hours))] == numbers


def test_teams_come_in_order_and_those_without_team_last(world):
    assert listed(world.session) == [[world.ana.pk, world.bo.pk], [world.cy.pk], [world.alone.pk]]


def test_who_left_before_or_joined_after_is_not_expected(world):
    Participation.objects.filter(pk=world.bo.pk).update(left_at=DAY - timedelta(days=1))
    world.member(world.vaulx, joined_at=DAY + timedelta(days=2))
    gone = build.team(world.cycle, status="left", status_on=DAY.date())
    world.member(gone)
    assert listed(world.session) == [[world.ana.pk], [world.cy.pk], [world.alone.pk]]


def test_who_left_afterwards_was_there(world):
    Participation.objects.filter(pk=world.bo.pk).update(left_at=DAY + timedelta(days=1))
    build.team(world.cycle)
    assert listed(world.session)[0] == [world.ana.pk, world.bo.pk]


def test_a_cycle_entered_afterwards_expects_everybody_of_today(world):
    Participation.objects.update(joined_at=DAY + timedelta(days=30))
    world.tick(world.ana)
    assert listed(world.session) == [[world.ana.pk, world.bo.pk], [world.cy.pk], [world.alone.pk]]


def test_a_session_for_one_team_expects_that_team_and_those_without(world):
    world.session.teams.add(world.vaulx)
    assert listed(world.session) == [[world.cy.pk], [world.alone.pk]]


# Ticking


def test_ticks_are_kept_with_their_author_and_logged_once(world):
    assert world.tick(world.ana, world.bo) == 2
    assert world.tick(world.ana, status="excused", actor=world.facilitator) == 1
    assert world.tick(world.ana, status="excused") == 0
    assert world.marks() == {(world.ana.pk, 0, "excused"), (world.bo.pk, 0, "present")}
    assert Presence.objects.get(participation=world.ana).ticked_by == world.facilitator
    first, second = LogEntry.objects.filter(action="attendance_ticked")
    assert (first.before, first.after) == (
        {"half_day": 0, "people": {str(world.ana.pk): "present"}},
        {"half_day": 0, "people": {str(world.ana.pk): "excused"}},
    )
    assert (second.actor, second.cycle_id) == (world.coordinator, world.cycle.pk)


def test_ticking_is_refused_before_the_day_for_no_half_day_and_in_the_archive(world):
    given = {"actor": world.coordinator, "session": world.session, "marks": {world.ana.pk: "present"}}
    with pytest.raises(NotYet):
        tick(**given, half_day=0, at=local("2026-06-17 23:59"))
    with pytest.raises(NoSuchHalfDay):
        tick(**given, half_day=2, at=DAY)
    Cycle.objects.update(state="archived")
    with pytest.raises(CycleClosed):
        tick(**given, half_day=0, at=DAY)
    tick_early = local("2026-06-18 00:01")
    Cycle.objects.update(state="running")
    assert (tick(**given, half_day=0, at=tick_early), world.marks()) == (1, {(world.ana.pk, 0, "present")})


def form(half_day: int = MORNING, was: dict | None = None, **ticks) -> dict:
    """What the page sends: ``a12="present"`` for the participation 12."""
    return (
        {"half_day": half_day}
        | {f"status-{key[1:]}": value for key, value in ticks.items()}
        | {f"was-{row.pk}": value for row, value in (was or {}).items()}
    )


def test_a_cofacilitator_ticks_by_the_whole_form(client, world):
    client.force_login(world.facilitator)
    answer = client.post(world.url(), form(**{f"a{world.ana.pk}": "present", f"a{world.cy.pk}": "absent"}))
    assert (answer.status_code, answer.url) == (302, world.url() + "?half_day=0")
    assert world.marks() == {(world.ana.pk, 0, "present"), (world.cy.pk, 0, "absent")}


def test_two_at_once_keep_each_others_people_and_the_last_tap_counts(client, world):
    """The form of a page opened before somebody else ticked overwrites only what was touched on it."""
    world.tick(world.ana, status="excused", actor=world.facilitator)
    client.force_login(world.coordinator)
    stale = form(was={world.ana: ""}, **{f"a{world.bo.pk}": "present"})
    client.post(world.url(), stale)
    assert world.marks() == {(world.ana.pk, 0, "excused"), (world.bo.pk, 0, "present")}
    client.post(world.url(), form(was={world.ana: ""}, **{f"a{world.ana.pk}": "present"}))
    assert (world.ana.pk, 0, "present") in world.marks()
    text = client.get(world.url(), {"half_day": 0}).content.decode()
    assert world.coordinator.email in text
    assert world.facilitator.email not in text


def test_the_register_says_which_team_left_since(client, world):
    Team.objects.filter(pk=world.gier.pk).update(status="left", status_on=date(2026, 7, 1))
    client.force_login(world.coordinator)
    answer = client.get(world.url())
    assert [bool(each.left) for each in answer.context["sections"]] == [True, False, False]
    assert answer.content.decode().count('class="late"') == 1


def test_all_present_leaves_the_excused(client, world):
    world.tick(world.bo, status="excused", half_day=AFTERNOON)
    client.force_login(world.coordinator)
    client.post(world.url(), form(AFTERNOON) | {"everybody": world.gier.pk})
    assert world.marks() == {(world.bo.pk, 1, "excused"), (world.ana.pk, 1, "present")}


def test_a_tap_sends_back_the_line_the_counts_and_words_for_screen_readers(client, world):
    client.force_login(world.coordinator)
    headers = {"HX-Request": "true", "HX-Trigger-Name": f"status-{world.ana.pk}"}
    answer = client.post(world.url(), form(**{f"a{world.ana.pk}": "present"}), headers=headers)
    assert (answer.status_code, answer.context["line"].status, answer.context["counts"][0][0]) == (200, "present", 1)
    assert f'id="person-{world.ana.pk}"' in answer.content.decode()
    assert world.ana.person.name in answer.context["said"]


def test_a_tap_on_a_team_sends_back_the_team(client, world):
    client.force_login(world.coordinator)
    headers = {"HX-Request": "true", "HX-Trigger-Name": "everybody"}
    answer = client.post(world.url(), form() | {"everybody": world.gier.pk}, headers=headers)
    assert (answer.context["section"].present, answer.context["line"]) == (2, None)


@pytest.mark.parametrize(
    "data", [{}, {"half_day": "9"}, {"half_day": "0", "everybody": "x"}, {"half_day": "0", "status-{ana}": "elsewhere"}]
)
def test_a_form_that_does_not_fit_changes_nothing(client, world, data):
    client.force_login(world.coordinator)
    data = {key.format(ana=world.ana.pk): value for key, value in data.items()}
    assert client.post(world.url(), data).status_code == 302
    assert client.post(world.url(), data, headers={"HX-Request": "true"}).status_code == 409
    assert world.marks() == set()


def test_somebody_of_another_cycle_cannot_be_ticked(client, world):
    stranger = build.member()
    client.force_login(world.coordinator)
    client.post(world.url(), form(**{f"a{stranger.pk}": "present"}))
    assert world.marks() == set()


def test_the_page_before_the_day_shows_the_list_without_ticking(client, world):
    world.session.starts_at, world.session.ends_at = (timezone.now() + timedelta(days=3, hours=n) for n in (0, 7))
    world.session.save()
    client.force_login(world.coordinator)
    answer = client.get(world.url())
    assert (answer.context["too_early"], answer.context["may_tick"]) == (True, False)
    text = answer.content.decode()
    assert (world.ana.person.name in text, "status-" in text) == (True, False)
    client.post(world.url(), form(**{f"a{world.ana.pk}": "present"}))
    assert world.marks() == set()


def test_the_archive_is_read_not_written(client, world):
    world.tick(world.ana)
    world.cycle.state = "archived"
    world.cycle.save()
    client.force_login(world.coordinator)
    text = client.get(world.url()).content.decode()
    assert (world.ana.person.name in text, "status-" in text) == (True, False)
    assert client.post(world.url(), form(**{f"a{world.bo.pk}": "present"})).status_code == 403
    assert world.marks() == {(world.ana.pk, 0, "present")}


def test_the_register_asks_the_database_the_same_times_however_full(client, world, django_assert_num_queries):
    for _number in range(4):
        team = build.team(world.cycle)
        world.tick(*(world.member(team) for _each in range(3)), actor=build.facilitator(world.cycle))
    client.force_login(world.coordinator)
    with django_assert_num_queries(12):
        client.get(world.url())


# Walk-ins


def walk_in(world, **fields) -> dict:
    return {
        "half_day": MORNING,
        "first_name": "Zoé",
        "last_name": "Petit",
        "organisation_name": "Ville de Givors",
        "actor_type": "commune",
        "email": "",
        "team": "",
        **fields,
    }


def test_a_walk_in_is_present_and_takes_part_in_this_session_alone(client, world):
    other = world.held(DAY + timedelta(days=30))
    client.force_login(world.coordinator)
    answer = client.post(world.url("walk-in-add"), walk_in(world, team=world.gier.pk))
    assert (answer.status_code, answer.url) == (302, world.url() + "?half_day=0")
    row = Participation.objects.get(person__last_name="Petit")
    assert (row.team, row.role, str(row.organisation)) == (world.gier, "participant", "Ville de Givors")
    assert (world.marks(), row.left_at) == ({(row.pk, 0, "present")}, world.session.ends_at)
    assert row.pk in everybody(world.session)
    assert row.pk not in everybody(other)
    team = client.get(reverse("cycles:team-detail", args=[world.cycle.slug, world.gier.pk]))
    assert team.context["past"] == []
    assert {"walk_in_added", "attendance_ticked"} == set(LogEntry.objects.values_list("action", flat=True))


def test_a_walk_in_who_has_an_account_gains_no_page(client, world):
    user = build.user()
    build.person(organiser=world.cycle.organiser, user=user, email=user.email)
    client.force_login(world.coordinator)
    client.post(world.url("walk-in-add"), walk_in(world, email=user.email, team=world.gier.pk))
    client.force_login(user)
    team = reverse("cycles:team-detail", args=[world.cycle.slug, world.gier.pk])
    assert [client.get(url).status_code for url in (team, world.url())] == [404, 404]


def test_twice_is_once_and_who_is_on_the_list_is_ticked_there(client, world):
    client.force_login(world.coordinator)
    for _again in range(2):
        client.post(world.url("walk-in-add"), walk_in(world))
    client.post(world.url("walk-in-add"), walk_in(world, email=world.bo.person.email))
    row = Participation.objects.get(person__last_name="Petit")
    assert world.marks() == {(row.pk, 0, "present"), (world.bo.pk, 0, "present")}
    assert Participation.objects.filter(cycle=world.cycle).count() == 5


def test_the_same_person_at_two_sessions_is_one_person(client, world):
    client.force_login(world.coordinator)
    client.post(world.url("walk-in-add"), walk_in(world))
    world.session = world.held(DAY + timedelta(days=30))
    client.post(world.url("walk-in-add"), walk_in(world))
    assert Person.objects.filter(last_name="Petit").count() == 1
    assert Participation.objects.filter(person__last_name="Petit").count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"actor_type": ""}, "actor_type"),
        ({"email": "personne"}, "email"),
        ({"team": "999999"}, "team"),
    ],
)
def test_a_walk_in_that_does_not_fit_is_told_beside_the_field(client, world, fields, field):
    client.force_login(world.coordinator)
    answer = client.post(world.url("walk-in-add"), walk_in(world, **fields))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert (world.marks(), "Petit" in answer.content.decode()) == (set(), True)


def test_nobody_walks_in_before_the_day(client, world):
    world.session.starts_at, world.session.ends_at = (timezone.now() + timedelta(days=3, hours=n) for n in (0, 3))
    world.session.save()
    client.force_login(world.coordinator)
    half_day = half_days_of(world.session)[0].number
    answer = client.post(world.url("walk-in-add"), walk_in(world, half_day=half_day))
    assert (answer.status_code, bool(answer.context["form"].non_field_errors())) == (200, True)
    assert not Person.objects.filter(last_name="Petit").exists()


# What was ticked stays


def test_a_session_that_was_attended_cannot_be_removed(client, world):
    world.tick(world.ana, status="absent")
    client.force_login(world.coordinator)
    address = world.url("session-remove")
    assert client.get(address).context["action"] == ""
    answer = client.post(address)
    assert [message.level_tag for message in get_messages(answer.wsgi_request)] == ["error"]
    assert world.cycle.sessions.count() == 1


def test_one_mark_a_person_and_half_day(world):
    world.tick(world.ana)
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        Presence.objects.create(session=world.session, half_day=0, participation=world.ana, status="absent")


def test_everybody_reads_her_own_presence_on_the_sessions_page_and_coordination_the_count(client, world):
    world.tick(world.ana)
    world.tick(world.ana, status="excused", half_day=AFTERNOON)
    world.tick(world.bo, status="absent")
    shown = {}
    for who, user in {
        "ana": world.ana.person.user,
        "bo": world.bo.person.user,
        "cy": world.cy.person.user,
        "facilitator": world.facilitator,
    }.items():
        client.force_login(user)
        context = client.get(world.url("session-detail")).context
        shown[who] = ([label for _half, label in context["own_presence"]], context["attendance"])
    assert shown == {
        "ana": (["présent·e", "excusé·e"], None),
        "bo": (["absent·e"], None),
        "cy": ([], None),
        "facilitator": ([], {"present": 1, "is_taken": True, "is_open": True}),
    }


# Figures


def told(world):
    """June: Gier complete in the morning, one in the afternoon; a second session of a morning, a third to come."""
    world.tick(world.ana, world.bo, world.alone)
    world.tick(world.cy, status="excused")
    world.tick(world.ana, half_day=AFTERNOON)
    world.tick(world.bo, half_day=AFTERNOON, status="absent")
    morning = world.held(DAY + timedelta(days=30), hours=3)
    world.tick(world.ana, world.cy, session=morning)
    return morning, world.held(DAY.replace(year=2100))


def test_the_figures_of_a_cycle(world, django_assert_num_queries):
    morning, to_come = told(world)
    with django_assert_num_queries(3):
        found = attendance_of(world.cycle)
    assert [
        (each.is_taken, each.half_days_held, each.per_half_day, each.minutes, each.expected, each.present, each.excused)
        for each in found.sessions
    ] == [
        (True, 2, (3, 1), 3 * 210 + 210, 4, 3, 1),
        (True, 1, (2,), 360, 4, 2, 0),
        (False, 0, (0, 0), 0, 4, 0, 0),
    ]
    assert (found.half_days_held, found.participations, found.persons, found.minutes) == (3, 6, 4, 1200)
    assert found.by_territory == (Share("Vallée du Gier", 2, 4), Share("Vaulx", 1, 1), Share("", 1, 1))
    assert sum(share.participations for share in found.by_actor_type) == 6
    assert found.of(morning).participations == 2
    assert found.of(to_come).is_taken is False


def test_presence_by_team(world, django_assert_num_queries):
    morning, _to_come = told(world)
    gier, vaulx, session = world.gier.pk, world.vaulx.pk, world.session.pk
    with django_assert_num_queries(3):
        found = presence_by_team(attended(world.cycle)[1])
    assert found == {
        (gier, session): (2, 2),
        (vaulx, session): (0, 1),
        (gier, morning.pk): (1, 2),
        (vaulx, morning.pk): (1, 1),
    }


def test_an_organisation_left_in_mid_cycle_keeps_what_was_attended_for_it(world):
    world.tick(world.ana)
    world.ana.left_at = DAY + timedelta(days=5)
    world.ana.save()
    region = build.organisation(organiser=world.cycle.organiser, actor_type="region")
    later = world.held(DAY + timedelta(days=30), hours=3)
    fields = {"person": world.ana.person, "joined_at": world.ana.left_at, "organisation": region}
    again = Participation.objects.create(cycle=world.cycle, team=world.gier, **fields)
    world.tick(again, session=later)
    found = attendance_of(world.cycle)
    assert (found.persons, found.participations, [share.persons for share in found.by_actor_type]) == (1, 2, [1, 1])
    assert listed(later)[0] == [world.bo.pk, again.pk] or listed(later)[0] == [again.pk, world.bo.pk]


def test_marks_outside_the_sessions_half_days_do_not_count(world):
    world.tick(world.ana, half_day=AFTERNOON)
    world.session.ends_at = DAY + timedelta(hours=3)
    world.session.save()
    assert attendance_of(world.cycle).participations == 0


def test_the_cycles_page_says_the_figures_with_as_many_queries_however_full(client, world, django_assert_num_queries):
    told(world)
    for _number in range(3):
        world.tick(world.member(build.team(world.cycle)), actor=build.facilitator(world.cycle))
    client.force_login(world.facilitator)
    with django_assert_num_queries(9):
        answer = client.get(reverse("cycles:attendance-overview", args=[world.cycle.slug]))
    assert [figure[0] for figure in answer.context["figures"]] == [3, 9, 7, 30]
    assert [row.figures.present for row in answer.context["rows"]] == [6, 2, 0]
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", answer.content.decode(), re.S)
    told_to_the_reader = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    assert {"7 6 + 1", "2", "À venir."} <= set(told_to_the_reader)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_a_walk_in_recorded_twice_at_once_is_one(transactional_db):
    world = World()
    ready = threading.Barrier(2)

    def come() -> None:
        ready.wait(5)
        add_walk_in(
            actor=world.coordinator, session=world.session, half_day=half_days_of(world.session)[0].number,
            at=timezone.now(), first_name="Awa", last_name="Sow", organisation_name="",
        )  # fmt: skip
        connection.close()

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Participation.objects.filter(person__last_name="Sow").count() == 1
