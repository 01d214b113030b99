"""What stands around every page."""

import logging
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders as b

pytestmark = pytest.mark.django_db


def navigation(client, path: str = "/") -> list[tuple[str, str, bool]]:
    html = client.get(path).content.decode()
    nav = html[html.index('<nav class="bar-nav"') : html.index("</nav>")]
    found = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', nav)
    return [(label, url, bool(current)) for url, current, label in found]


def test_a_member_finds_her_team_in_the_navigation(client):
    member = b.member()
    b.member(b.team(b.cycle(state="capitalisation")), user=member.person.user)
    address = reverse("cycles:team-detail", args=[member.cycle.slug, member.team.pk])
    client.force_login(member.person.user)
    items = [("Accueil", "/"), ("Notre équipe", address), ("Cycles", "/cycles/")]
    assert navigation(client) == [(*item, item[1] == "/") for item in items]
    assert navigation(client, address) == [(*item, item[1] == address) for item in items]


def test_a_member_of_two_teams_finds_them_on_her_home(client):
    member = b.member()
    b.member(user=member.person.user)
    client.force_login(member.person.user)
    assert [label for label, _url, _current in navigation(client)] == ["Accueil", "Cycles"]


def test_cycles_under_way_come_first_on_home_and_in_the_list(client):
    coordinator = b.user()
    for state in ("capitalisation", "draft", "running", "open"):
        b.coordinator(b.cycle(state.title(), state=state), user=coordinator)
    client.force_login(coordinator)
    home, listed = client.get("/"), client.get("/cycles/")
    order = ["Running", "Open", "Draft", "Capitalisation"]
    assert [card.cycle.title for card in home.context["coordination"].cards] == order
    assert [card.cycle.title for card in listed.context["cards"]] == order


def test_one_team_and_nobody_are_singular(client):
    cycle = b.cycle()
    b.team(cycle)
    client.force_login(b.coordinator(cycle))
    assert "<b>1</b><span>équipe, 0 personne</span>" in client.get(cycle.get_absolute_url()).content.decode()


def test_what_is_owed_after_its_date_says_so_in_its_title(client):
    due = timezone.now() - timedelta(days=26, hours=1)
    cycle = b.cycle()
    late = b.deliverable(b.assignment(cycle, due_at=due), b.team(cycle, territory="Échirolles"))
    client.force_login(b.coordinator(cycle))
    html = client.get(late.get_absolute_url()).content.decode()
    lead = html[html.index('<p class="lead">') :].partition("</p>")[0]
    assert "26\u00a0jours de retard" in lead
    assert "Équipe d’Échirolles" in html


def test_a_refusal_is_logged_without_a_traceback():
    handler = logging.getLogger("escale").handlers[0]
    reason = (ValueError, ValueError(), None)
    refused = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden", (), reason)
    refused.status_code = 403
    assert handler.filter(refused)
    assert refused.exc_info is None
