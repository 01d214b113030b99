"""The table of deliverables: only what is one's own, filters in the address, few queries."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.models import Cycle
from deliverables.models import Deliverable
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
URL = "/livrables/"


def shown(response) -> list[int]:
    return [row.pk for row in response.context["table"].page_rows]


def coordinator_of(cycle, client):
    user = builders.user(language="en")
    builders.coordinator(cycle, user=user)
    client.force_login(user)
    return user


def test_each_reader_sees_her_own_rows_only(client):
    cycle, elsewhere = builders.cycle(), builders.cycle()
    assignment = builders.assignment(cycle)
    own, neighbour = (builders.deliverable(assignment, builders.team(cycle)) for _ in range(2))
    foreign = builders.deliverable(builders.assignment(elsewhere))
    readers = {
        builders.coordinator(cycle): {own.pk, neighbour.pk},
        builders.facilitator(cycle): {own.pk, neighbour.pk},
        builders.member(own.team).person.user: {own.pk},
        builders.user(): set(),
        builders.administrator(): {own.pk, neighbour.pk, foreign.pk},
    }
    for user, expected in readers.items():
        client.force_login(user)
        assert set(shown(client.get(URL))) == expected


def test_the_address_of_another_cycle_or_team_is_answered_with_a_sentence_and_no_row(client):
    cycle = builders.cycle(slug="mine")
    builders.deliverable(builders.assignment(cycle))
    foreign = builders.deliverable(builders.assignment(builders.cycle(slug="theirs")))
    session = builders.session(foreign.assignment.cycle)
    coordinator_of(cycle, client)
    for query in (
        "cycle=theirs", f"team={foreign.team.pk}", f"session={session.pk}", "state=zz", "kind=1", "late=perhaps",
        "team=99999999999999999999999", "waiting=%00", "cycle=%F0%9F%92%A9",
    ):  # fmt: skip
        response = client.get(f"{URL}?{query}")
        assert (response.status_code, shown(response)) == (200, [])
        assert "does not exist, or that you cannot see" in response.content.decode()


@pytest.mark.parametrize("query", ["page=0", "page=abc", "page=999", "sort=nonsense", "sort=-", "unknown=1"])
def test_odd_pages_and_orders_do_no_harm(client, query):
    cycle = builders.cycle()
    row = builders.deliverable(builders.assignment(cycle))
    coordinator_of(cycle, client)
    assert shown(client.get(f"{URL}?{query}")) == [row.pk]


def test_filters(client):
    cycle = builders.cycle(slug="mine")
    session = builders.session(cycle)
    past = timezone.now() - timedelta(days=3)
    diagnostic = builders.assignment(cycle, kind="diagnostic", due_at=past)
    plan = builders.assignment(cycle, kind="action_plan", due_for=session)
    first, second, gone = builders.team(cycle), builders.team(cycle), builders.team(cycle, status="left")
    owed = builders.deliverable(diagnostic, first)
    given = builders.version(
        builders.deliverable(diagnostic, second), at=past - timedelta(days=1), files=()
    ).deliverable
    left = builders.deliverable(diagnostic, gone)
    came_late = builders.deliverable(diagnostic, builders.team(cycle), state="delivered", late_seconds=60)
    coming = builders.deliverable(plan, first)
    exempted = builders.deliverable(plan, second, state="exempted")
    coordinator_of(cycle, client)
    expected = {
        "cycle=mine": {owed, given, left, came_late, coming, exempted},
        f"team={first.pk}": {owed, coming},
        f"session={session.pk}": {coming, exempted},
        "kind=diagnostic": {owed, given, left, came_late},
        "state=exempted": {exempted},
        "late=yes": {owed},
        "late=received": {came_late},
        "late=no": {given, left, coming, exempted},
        "waiting=yes": {given, came_late},
        "waiting=no": {owed, left, coming, exempted},
        f"team={first.pk}&kind=action_plan": {coming},
    }
    found = {query: set(shown(client.get(f"{URL}?{query}"))) for query in expected}
    assert found == {query: {row.pk for row in rows} for query, rows in expected.items()}


def test_sorting_both_ways_and_pages_keep_the_address(client):
    cycle = builders.cycle()
    assignment = builders.assignment(cycle)
    rows = [builders.deliverable(assignment, builders.team(cycle, territory=f"T{n:02}")) for n in range(30)]
    coordinator_of(cycle, client)
    assert shown(client.get(f"{URL}?sort=team")) == [row.pk for row in rows[:25]]
    assert shown(client.get(f"{URL}?sort=-team&page=2")) == [row.pk for row in rows[4::-1]]
    page = client.get(f"{URL}?sort=team&kind=diagnostic").content.decode()
    assert "kind=diagnostic&amp;page=2" in page
    assert "sort=team" in page


def test_empty_table_and_no_match_say_what_to_do(client):
    cycle = builders.cycle()
    coordinator_of(cycle, client)
    assert "No deliverable yet" in client.get(URL).content.decode()
    builders.deliverable(builders.assignment(cycle))
    assert "No deliverable matches" in client.get(f"{URL}?state=retained").content.decode()


def test_anonymous_readers_sign_in_first(client):
    response = client.get(URL)
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/compte/login/")


def test_ten_queries_with_ten_thousand_rows(client, django_assert_num_queries):
    builders.national_set(cycles=10, teams=200, assignments=5)
    administrator = builders.administrator()
    slug = Cycle.objects.first().slug
    assert Deliverable.objects.count() == 10_000
    client.force_login(administrator)
    with django_assert_num_queries(9):
        response = client.get(f"{URL}?cycle={slug}&late=no&sort=-received&page=3")
    assert len({row.by for row in response.context["table"].page_rows}) == 25


def test_days_late_sort_by_what_the_column_says(client):
    cycle, now = builders.cycle(), timezone.now()
    coordinator_of(cycle, client)
    task = builders.assignment(cycle, due_at=now - timedelta(days=30))
    owed, given, exempted = (builders.deliverable(task, builders.team(cycle)) for _ in range(3))
    builders.version(given, at=now - timedelta(days=29))
    Deliverable.objects.filter(pk=given.pk).update(late_seconds=86400)
    Deliverable.objects.filter(pk=exempted.pk).update(state="exempted")
    assert shown(client.get(f"{URL}?sort=-late")) == [owed.pk, given.pk, exempted.pk]
    assert shown(client.get(f"{URL}?sort=late")) == [exempted.pk, given.pk, owed.pk]


def test_a_session_that_is_held_for_another_team_is_not_named(client):
    cycle = builders.cycle(is_open_to_all=True)
    own, other = builders.team(cycle), builders.team(cycle)
    meeting = builders.session(cycle, title="À huis clos")
    meeting.teams.add(other)
    builders.deliverable(builders.assignment(cycle, due_for=meeting), other)
    builders.deliverable(builders.assignment(cycle), own)
    for reader, named in ((builders.member(own).person.user, False), (builders.member(other).person.user, True)):
        client.force_login(reader)
        page = client.get(f"{URL}?cycle={cycle.slug}").content.decode()
        assert ("À huis clos" in page) is named


def test_with_several_cycles_each_row_names_its_own(client):
    user = builders.user(language="en")
    for title in ("Numérique", "Participation"):
        cycle = builders.cycle(title, slug=title.lower()[:4])
        builders.coordinator(cycle, user=user)
        builders.deliverable(builders.assignment(cycle))
    client.force_login(user)
    cells = re.findall(r'<small class="d-block soft fw-normal">(.+?)</small>', client.get(URL).content.decode())
    assert sorted(cells) == ["Numérique", "Participation"]
    assert '<small class="d-block soft fw-normal">' not in client.get(f"{URL}?cycle=part").content.decode()
