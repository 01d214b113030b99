"""The stops of a cycle and of a team, in words and in order."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deliverables.line import cycle_stops, team_line
from deliverables.models import Deliverable
from lib.line import StopItem
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 7, 1, 12, tzinfo=PARIS)
NBSP = "\u00a0"


@pytest.fixture
def cycle():
    cycle = builders.cycle("Numérique", slug="numerique")
    for number, (day, title) in enumerate([("2026-06-11", "Enjeux"), ("2026-07-09", "Leviers")], start=1):
        starts = datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=PARIS)
        builders.session(cycle, position=number, starts_at=starts, title=title, venue="Maison")
    starts = datetime(2027, 1, 14, 14, tzinfo=PARIS)
    builders.session(
        cycle, position=3, starts_at=starts, title="Bilan", kind="closing", ends_at=starts + timedelta(hours=3)
    )
    return cycle


def diagnostic(cycle, **fields):
    return builders.assignment(
        cycle,
        title="Diagnostic",
        due_for=cycle.sessions.get(position=2),
        due_at=datetime(2026, 7, 2, 18, tzinfo=PARIS),
        **fields,
    )


def test_stops_say_where_we_are_and_what_is_due(cycle):
    first, second, closing = cycle_stops(cycle, list(cycle.sessions.all()), [diagnostic(cycle)], NOW)
    assert (first.label, first.date_text, first.is_past, first.is_current) == (
        "Session 1", f"Thursday 11{NBSP}June", True, False,
    )  # fmt: skip
    assert second.date_text == f"Thursday 9{NBSP}July, in 8{NBSP}days"
    assert second.detail == "Leviers · Maison, 9:30 to 16:30"
    assert (second.is_past, second.is_current) == (False, True)
    assert second.items == [StopItem(label="Diagnostic", detail="for tomorrow at 18:00")]
    assert (closing.label, closing.kind, closing.date_text, closing.is_current) == (
        "Closing event", "closing", f"Thursday 14{NBSP}January 2027, in 197{NBSP}days", False,
    )  # fmt: skip
    assert closing.url == f"/cycles/numerique/seances/{cycle.sessions.get(position=3).pk}/"


def test_coordination_sees_how_many_gave_it(cycle):
    assignment = diagnostic(cycle)
    stops = cycle_stops(cycle, list(cycle.sessions.all()), [assignment], NOW, {assignment.pk: (4, 6)})
    item = stops[1].items[0]
    assert item.detail == "for tomorrow at 18:00 · 4 of 6 delivered"
    assert item.url == f"/livrables/?cycle=numerique&session={assignment.due_for_id}"


def test_a_team_s_line_puts_each_deliverable_at_its_date_with_its_state(cycle):
    team, other = builders.team(cycle), builders.team(cycle)
    own = cycle.sessions.get(position=1)
    own.teams.add(other)
    version = builders.version(
        builders.deliverable(diagnostic(cycle), team),
        at=datetime(2026, 7, 3, 9, tzinfo=PARIS),
        state="retained",
        files=(),
    )
    Deliverable.objects.filter(pk=version.deliverable_id).update(late_seconds=54_000)
    late = builders.assignment(cycle, title="Carnet", due_at=datetime(2026, 6, 25, 18, tzinfo=PARIS))
    builders.deliverable(late, team)
    spared = builders.assignment(cycle, title="Plan", due_at=datetime(2026, 9, 1, 18, tzinfo=PARIS))
    builders.deliverable(spared, team, state="exempted", exemption_reason="déjà signé")
    builders.deliverable(late, other)
    found = [(stop.label, stop.state, stop.state_label, stop.detail) for stop in team_line(team, NOW)]
    assert found == [
        ("Carnet", "not_delivered", "to deliver", f"for Thursday 25{NBSP}June at 18:00, 6{NBSP}days late"),
        ("Diagnostic", "retained", "version retained",
         f"version 1, received on 3{NBSP}July, 15{NBSP}hours late"),
        ("Session 2", "", "", "Leviers · Maison, 9:30 to 16:30"),
        ("Plan", "exempted", "exempted", "déjà signé"),
        ("Closing event", "", "", "Bilan · 14:00 to 17:00"),
    ]  # fmt: skip


def test_only_one_stop_is_next(cycle):
    team = builders.team(cycle)
    assert [stop.is_current for stop in team_line(team, NOW)] == [False, True, False]
    after = NOW + timedelta(days=900)
    assert [stop.is_current for stop in team_line(team, after)] == [False, False, False]
