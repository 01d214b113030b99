"""What each role finds on her first page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle, Participation
from deliverables.models import Feedback
from partners.models import Coordinator
from portal.home.administration import administration_home
from portal.home.coordination import coordination_home
from portal.home.team import team_home
from records.log import record
from records.models import Mail
from tests import builders as b

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


def running_cycle(title: str = "", teams: int = 2, **fields) -> Cycle:
    """A cycle with two sessions, two assignments (the first is past) and teams of one referent each."""
    cycle = b.cycle(title, **fields)
    first = b.session(cycle, starts_at=NOW - timedelta(days=30))
    second = b.session(cycle, starts_at=NOW + timedelta(days=12), venue="Maison de quartier", contact="Inès Caron")
    b.assignment(cycle, title="Diagnostic", due_at=NOW - timedelta(days=10), due_for=first)
    b.assignment(cycle, title="Plan d’action", due_at=NOW + timedelta(days=5), due_for=second)
    for _number in range(teams):
        team = b.team(cycle)
        b.member(team, role="referent")
        for assignment in cycle.assignments.all():
            b.deliverable(assignment, team)
    return cycle


def referent_of(cycle: Cycle) -> User:
    return Participation.objects.filter(cycle=cycle, role="referent").order_by("pk").first().person.user


def deliverables_of(user: User) -> list:
    own = Participation.objects.get(person__user=user)
    return list(own.team.deliverables.order_by("assignment__position"))


def page(client, user) -> str:
    client.force_login(user)
    response = client.get(reverse("portal:home"))
    assert response.status_code == 200
    return response.content.decode()


def test_coordinator_finds_what_waits_oldest_first_and_what_is_late():
    cycle = running_cycle(teams=3)
    user = b.coordinator(cycle)
    running_cycle(teams=1)
    diagnostics = list(cycle.assignments.get(position=1).deliverables.order_by("pk"))
    b.version(diagnostics[0], at=NOW - timedelta(days=2))
    b.version(diagnostics[1], at=NOW - timedelta(days=4))

    found = coordination_home(user, NOW)

    assert list(found.waiting) == [diagnostics[1], diagnostics[0]]
    assert [(row, row.late_now) for row in found.late] == [(diagnostics[2], 10 * 86400)]
    assert [card.cycle for card in found.cards] == [cycle]
    assert [figure[0] for figure in found.cards[0].figures][2:] == [2, 1]
    assert found.cards[0].next_session.session == cycle.sessions.get(position=2)


def test_coordinator_never_reads_what_a_team_did_before_it_delivered():
    cycle = running_cycle()
    user = b.coordinator(cycle)
    team = cycle.teams.first()
    deliverable = team.deliverables.first()
    record(referent_of(cycle), "deliverable_files_added", deliverable, cycle=cycle, team=team)
    record(referent_of(cycle), "deliverable_delivered", deliverable, cycle=cycle, team=team)

    assert len(coordination_home(user, NOW).activity) == 1
    assert len(team_home(referent_of(cycle), NOW).cards[0].activity) == 2


def test_what_one_person_did_several_times_in_a_row_is_one_event():
    cycle = running_cycle()
    team = cycle.teams.first()
    deliverable, user = team.deliverables.first(), referent_of(cycle)
    for action in ("deliverable_files_added", *["chain_row_added"] * 30, "deliverable_files_added"):
        record(user, action, deliverable, cycle=cycle, team=team)
    title = deliverable.assignment.title
    assert [event.text for event in team_home(user, NOW).cards[0].activity] == [
        f"Fichiers ajoutés au brouillon · {title}",
        f"Ajout de lignes au brouillon (plusieurs fois) · {title}",
    ]


def test_who_may_create_a_cycle_but_has_none_is_told_how(client):
    user = b.user()
    Coordinator.objects.create(organiser=b.organiser(), user=user)

    assert reverse("deliverables:cycle-create") in page(client, user)


def test_archived_cycles_stand_apart():
    cycle = running_cycle(state="archived")
    user = b.coordinator(cycle)

    found = coordination_home(user, NOW)

    assert (found.cards, found.archived) == ([], [cycle])


def test_member_finds_the_first_thing_owed():
    user = referent_of(running_cycle())
    diagnostic, plan = deliverables_of(user)

    assert team_home(user, NOW).cards[0].expected == diagnostic

    b.version(diagnostic)
    assert team_home(user, NOW).cards[0].expected == plan

    b.version(plan)
    assert team_home(user, NOW).cards[0].expected is None


def test_member_finds_the_feedback_to_act_on(client):
    user = referent_of(running_cycle())
    diagnostic, _plan = deliverables_of(user)
    version = b.version(diagnostic, state="to_complete")
    Feedback.objects.create(version=version, outcome="to_complete", text="Il manque les pilotes.", author=b.user())

    card = team_home(user, NOW).cards[0]

    assert (card.expected, [answer.text for answer in card.feedback]) == (diagnostic, ["Il manque les pilotes."])
    html = page(client, user)
    assert "Il manque les pilotes." in html
    assert "Maison de quartier" in html


def test_a_retained_version_asks_for_nothing():
    user = referent_of(running_cycle())
    diagnostic, plan = deliverables_of(user)
    version = b.version(diagnostic, state="retained")
    Feedback.objects.create(version=version, outcome="retained", text="Bravo.", author=b.user())

    card = team_home(user, NOW).cards[0]

    assert (card.expected, card.feedback) == (plan, [])


@pytest.mark.parametrize(
    ("role", "reserved", "may"),
    [
        ("referent", False, True),
        ("contributor", False, True),
        ("reader", False, False),
        ("referent", True, True),
        ("contributor", True, False),
    ],
)
def test_who_is_offered_to_add_files(role, reserved, may):
    cycle = running_cycle(reserves_delivery=reserved)
    member = b.member(cycle.teams.first(), role=role)

    assert team_home(member.person.user, NOW).cards[0].may_deliver is may


def test_member_sees_neither_another_teams_work_nor_a_cycle_in_preparation(client):
    cycle, draft = running_cycle("Visible"), running_cycle("Encore secret", state="draft")
    user = referent_of(cycle)
    known = Participation.objects.get(person__user=user).person
    Participation.objects.create(cycle=draft, team=draft.teams.first(), person=known, role="referent")
    other = cycle.teams.last()
    b.version(other.deliverables.first())

    html = page(client, user)

    assert "Encore secret" not in html
    assert str(other.territory) not in html
    assert f'href="{other.deliverables.first().get_absolute_url()}"' not in html


def test_member_who_was_removed_finds_nothing():
    user = referent_of(running_cycle())
    assert team_home(user, NOW) is not None

    Participation.objects.filter(person__user=user).update(left_at=NOW)
    assert team_home(user, NOW) is None


def test_session_of_other_teams_is_not_on_our_line():
    cycle = running_cycle()
    user = referent_of(cycle)
    theirs = b.session(cycle, title="Chez les autres", starts_at=NOW + timedelta(days=2))
    theirs.teams.add(cycle.teams.last())

    card = team_home(user, NOW).cards[0]

    assert card.next_session.session == cycle.sessions.get(position=2)
    assert not any("Chez les autres" in stop.detail for stop in card.stops)


def test_a_person_with_two_roles_finds_both(client):
    led, joined = running_cycle("Celui que j’anime"), running_cycle("Celui que je suis")
    user = referent_of(joined)
    b.coordinator(led, user=user)

    html = page(client, user)

    assert "Celui que j’anime" in html
    assert "Celui que je suis" in html


def test_who_has_nothing_yet_is_told_what_to_do(client):
    html = page(client, b.user())
    assert 'class="empty"' in html


def test_administrator_sees_the_site(client):
    cycle = running_cycle("Partout")
    user = b.administrator()

    assert administration_home(b.user()) is None
    assert administration_home(user).cycles == [cycle]
    Mail.objects.create(template="reminder", to_email="a@demo.test", state=Mail.State.FAILED, error="Traceback: gone")
    Mail.objects.create(template="invitation", to_email="b@demo.test", state=Mail.State.CANCELLED)
    html = page(client, user)
    assert "Partout" in html
    assert "Relance" in html
    assert "Traceback" not in html
    assert "b@demo.test" not in html


def test_query_counts_do_not_grow(client, django_assert_num_queries):
    """Rows that all differ: own cycle, team, version and author each."""
    user, member = b.user(), b.user()
    for number in range(10):
        cycle = running_cycle(f"Cycle {number}", teams=2)
        b.coordinator(cycle, user=user)
        team = b.team(cycle)
        b.member(team, user=member)
        for assignment in cycle.assignments.all():
            row = b.deliverable(assignment, team)
            version = b.version(row, state="to_complete")
            Feedback.objects.create(version=version, outcome="to_complete", text=f"Retour {number}", author=user)
            record(version.author, "deliverable_delivered", row, cycle=cycle, team=team)
        b.version(cycle.teams.first().deliverables.first())
    client.force_login(user)
    with django_assert_num_queries(12):
        client.get("/")
    client.force_login(member)
    with django_assert_num_queries(13):
        client.get("/")


def test_two_cycles_of_one_title_are_told_apart(client):
    user = b.user()
    for years in (0, 1, 1):
        cycle = b.cycle("Numérique")
        b.session(cycle, starts_at=NOW.replace(month=6, day=10) - timedelta(days=365 * years + cycle.pk % 20))
        b.coordinator(cycle, user=user)
    names = [card.name for card in coordination_home(user, NOW).cards]
    assert len(set(names)) == 3
    assert names[0] == f"Numérique ({NOW.year})"
    assert all(name.startswith("Numérique (") for name in names)
    assert all(f">{name}</a></h2>" in page(client, user) for name in names)


def test_a_co_facilitator_whose_cycles_are_over_is_not_offered_to_create_one(client):
    user = b.facilitator(b.cycle(state="archived"))
    assert reverse("deliverables:cycle-create") not in page(client, user)
