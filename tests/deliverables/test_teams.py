"""A team joins late, leaves, comes back: what it means is said first, and nothing surprises."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.models import QuietPeriod, Team
from deliverables.figures import figures_of, late_seconds
from deliverables.models import Assignment, Deliverable
from portal.home.team import team_home
from records.models import LogEntry
from tests import builders as build

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
TODAY = timezone.localdate()


@pytest.fixture
def cycle():
    """Two assignments whose date is past, one to come, and a team that delivered the first."""
    made = build.cycle("Numérique", created_at=NOW - timedelta(days=200))
    for title, days in (("Photo", -30), ("Diagnostic", -10), ("Plan", 20)):
        build.assignment(made, title=title, due_at=NOW + timedelta(days=days))
    return made


@pytest.fixture
def coordinator(cycle, client):
    user = build.coordinator(cycle)
    client.force_login(user)
    client.cookies["language"] = "en"
    return user


@pytest.fixture
def team(cycle):
    made = build.team(cycle, territory="Gier")
    rows = [build.deliverable(assignment, made) for assignment in cycle.assignments.all()]
    build.version(rows[0], at=NOW - timedelta(days=31))
    build.version(rows[1], delivered=False)
    return made


def url(name: str, cycle, *args) -> str:
    return reverse(f"deliverables:{name}", args=[cycle.slug, *args])


def joining(cycle, **changes) -> dict:
    photo, diagnostic, _plan = cycle.assignments.all()
    return {
        "territory_name": "Vaulx",
        f"how_{photo.pk}": "exempt",
        f"how_{diagnostic.pk}": "until",
        f"day_{diagnostic.pk}": str(TODAY + timedelta(days=12)),
        "reason": "Arrivée en cours de cycle.",
    } | changes


def states(team: Team) -> list[tuple]:
    rows = team.deliverables.order_by("assignment__position")
    return [(row.state, timezone.localtime(row.effective_due_at).date()) for row in rows]


def test_a_team_that_joins_late_is_asked_about_what_is_past_then_previewed(client, cycle, coordinator):
    page = client.get(url("team-create", cycle))
    assert [row[0].title for row in page.context["joining"].rows()] == ["Photo", "Diagnostic"]
    preview = client.post(url("team-create", cycle), joining(cycle))
    assert [(each.title, answer and answer.how) for each, answer in preview.context["rows"]] == [
        ("Photo", "exempt"),
        ("Diagnostic", "until"),
        ("Plan", None),
    ]
    assert not cycle.teams.exists()
    sent = dict(preview.context["carried"]) | {"checked": "1"}
    assert client.post(url("team-create", cycle), sent).status_code == 302
    local = [timezone.localtime(each.due_at).date() for each in cycle.assignments.all()]
    assert states(cycle.teams.get()) == [
        ("exempted", local[0]),
        ("not_delivered", TODAY + timedelta(days=12)),
        ("not_delivered", local[2]),
    ]
    actions = list(LogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert sorted(actions) == ["deliverable_exempted", "deliverable_extended", "team_added"]
    assert figures_of(cycle, NOW).late == 0


def test_keeping_the_date_needs_no_reason_and_is_late_at_once(client, cycle, coordinator):
    photo, diagnostic, _plan = cycle.assignments.all()
    kept = {f"how_{photo.pk}": "keep", f"how_{diagnostic.pk}": "keep", "reason": "", "checked": "1"}
    assert client.post(url("team-create", cycle), joining(cycle, **kept)).status_code == 302
    assert figures_of(cycle, NOW).late == 2


def test_where_deliveries_have_ended_the_date_cannot_stay(client, cycle, coordinator):
    photo, diagnostic, _plan = cycle.assignments.all()
    Assignment.objects.filter(pk=photo.pk).update(closes_at=NOW - timedelta(days=29))
    page = client.get(url("team-create", cycle))
    assert "deliveries have ended" in page.content.decode()
    kept = {f"how_{photo.pk}": "keep", f"how_{diagnostic.pk}": "keep", "reason": "", "checked": "1"}
    response = client.post(url("team-create", cycle), joining(cycle, **kept))
    assert list(response.context["joining"].errors) == [f"how_{photo.pk}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"how": ""}, "how"),
        ({"how": "autre"}, "how"),
        ({"day": ""}, "day"),
        ({"day": str(TODAY)}, "day"),
    ],
)
def test_an_answer_that_lacks_something_is_refused_beside_its_field(client, cycle, coordinator, change, field):
    diagnostic = cycle.assignments.get(title="Diagnostic")
    named = {name if name == "reason" else f"{name}_{diagnostic.pk}": value for name, value in change.items()}
    response = client.post(url("team-create", cycle), joining(cycle, checked="1", **named))
    expected = field if field == "reason" else f"{field}_{diagnostic.pk}"
    assert list(response.context["joining"].errors) == [expected]
    assert not cycle.teams.exists()


def test_time_into_a_quiet_period_is_given_only_when_that_is_ticked(client, cycle, coordinator):
    day = TODAY + timedelta(days=12)
    QuietPeriod.objects.create(cycle=cycle, label="Pause", first_day=day, last_day=day)
    response = client.post(url("team-create", cycle), joining(cycle, checked="1"))
    diagnostic = cycle.assignments.get(title="Diagnostic")
    assert list(response.context["joining"].errors) == [f"day_{diagnostic.pk}"]
    assert 'type="checkbox" name="keep_quiet_day"' in response.content.decode()
    assert client.post(url("team-create", cycle), joining(cycle, checked="1", keep_quiet_day="on")).status_code == 302
    assert cycle.teams.get().deliverables.get(assignment=diagnostic).effective_due_at.date() == day


def test_going_back_keeps_the_answers(client, cycle, coordinator):
    html = client.post(url("team-create", cycle), joining(cycle, back="1")).content.decode()
    assert 'value="Arrivée en cours de cycle."' in html


def test_a_team_that_comes_before_anything_is_due_is_asked_nothing(client, cycle, coordinator):
    cycle.assignments.exclude(title="Plan").delete()
    assert client.post(url("team-create", cycle), {"territory_name": "Vaulx"}).status_code == 302


def leaving(team: Team, **changes) -> dict:
    given = {"revision": team.revision, "status": "left", "on": str(TODAY), "reason": "Le poste n’est pas remplacé."}
    return given | changes


def test_a_team_that_left_owes_nothing_and_reads_on(client, cycle, coordinator, team):
    member = build.member(team, role="referent").person.user
    assert len(client.get(url("team-depart", cycle, team.pk)).context["means"]) == 5
    assert client.post(url("team-depart", cycle, team.pk), leaving(team)).status_code == 302
    team.refresh_from_db()
    assert (team.status, team.status_on, team.status_reason) == ("left", TODAY, "Le poste n’est pas remplacé.")
    owed = Deliverable.objects.select_related("team").get(team=team, assignment__title="Diagnostic")
    assert (late_seconds(owed, NOW), figures_of(cycle, NOW).late, figures_of(cycle, NOW).expected) == (0, 0, 1)
    labels = {row.assignment: row.state_label for row in client.get("/livrables/").context["table"].page_rows}
    assert labels == {"Photo": "delivered", "Diagnostic": "no longer expected", "Plan": "no longer expected"}
    assert client.get("/livrables/?state=not_delivered").context["count"] == 0
    entry = LogEntry.objects.get(action="team_left")
    assert (entry.before["status"], entry.after["status"], entry.after["on"]) == ("active", "left", str(TODAY))
    card = team_home(member, NOW).cards[0]
    assert (card.has_left, card.expected) == (True, None)
    client.force_login(member)
    assert [client.get(page).status_code for page in (team.get_absolute_url(), owed.get_absolute_url(), "/")] == [
        200,
        200,
        200,
    ]
    assert client.get(reverse("deliverables:deliver-check", args=[owed.pk])).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": str(TODAY + timedelta(days=1))}, "on"),
        ({"on": str(TODAY - timedelta(days=300))}, "on"),
        ({"reason": " "}, "reason"),
        ({"status": "active"}, "status"),
    ],
)
def test_leaving_is_refused_beside_the_field(client, cycle, coordinator, team, change, field):
    response = client.post(url("team-depart", cycle, team.pk), leaving(team, **change))
    assert list(response.context["form"].errors) == [field]
    assert Team.objects.get(pk=team.pk).status == "active"


def test_two_at_once_one_effect_and_what_was_typed_is_kept(client, cycle, coordinator, team):
    Team.objects.filter(pk=team.pk).update(revision=3)
    response = client.post(url("team-depart", cycle, team.pk), leaving(team))
    assert (response.status_code, "Le poste n’est pas remplacé." in response.content.decode()) == (409, True)
    team.refresh_from_db()
    client.post(url("team-depart", cycle, team.pk), leaving(team))
    client.post(url("team-depart", cycle, team.pk), leaving(team, reason="Autre"))
    assert Team.objects.get(pk=team.pk).status_reason == "Le poste n’est pas remplacé."
    assert LogEntry.objects.filter(action="team_left").count() == 1


def test_a_team_comes_back_with_what_was_added_meanwhile(client, cycle, coordinator, team):
    client.post(url("team-depart", cycle, team.pk), leaving(team))
    team.refresh_from_db()
    build.assignment(cycle, title="Carte", due_at=NOW - timedelta(days=1))
    asked = client.get(url("team-return", cycle, team.pk)).context["joining"].assignments
    assert [each.title for each in asked] == ["Diagnostic", "Carte"]
    data = {"revision": team.revision, "reason": "De retour"}
    data |= {f"how_{each.pk}": how for each, how in zip(asked, ("keep", "exempt"), strict=True)}
    assert client.post(url("team-return", cycle, team.pk), data).status_code == 302
    team.refresh_from_db()
    assert (team.status, team.status_on, team.status_reason) == ("active", None, "")
    assert [row[0] for row in states(team)] == ["delivered", "draft", "not_delivered", "exempted"]
    assert LogEntry.objects.filter(action="team_returned").count() == 1


def test_a_team_comes_back_to_a_cycle_in_preparation(client, cycle, coordinator, team):
    Team.objects.filter(pk=team.pk).update(status="left", status_on=TODAY)
    type(cycle).objects.update(state="draft")
    page = client.get(url("team-return", cycle, team.pk))
    assert page.context["joining"].assignments == []
    assert client.post(url("team-return", cycle, team.pk), {"revision": team.revision}).status_code == 302
    team.refresh_from_db()
    assert team.status == "active"
