"""The life of a cycle, against literals."""

import pytest

from cycles.planning import life
from cycles.planning.operations import NoSuchStep, move_cycle
from cycles.stale import StaleError
from records.models import LogEntry, Mail
from tests import builders as build

WORKING = {"plan", "read", "invite", "deliver", "answer", "follow_up", "write_report", "build_report"}
ABILITIES = {
    "draft": {"plan"},
    "open": WORKING,
    "running": WORKING,
    "capitalisation": WORKING,
    "archived": {"read", "follow_up", "build_report"},
}
STEPS = {
    ("draft", "open"),
    ("open", "running"),
    ("open", "draft"),
    ("running", "capitalisation"),
    ("running", "open"),
    ("capitalisation", "archived"),
    ("capitalisation", "running"),
    ("archived", "capitalisation"),
}


def test_each_state_allows_exactly_this():
    assert {state: set(stage.abilities) for state, stage in life.STAGES.items()} == ABILITIES


def test_one_step_forward_or_back_and_no_other():
    assert {(step.from_state, step.to_state) for step in life.STEPS} == STEPS
    pairs = {(a, b) for a in ABILITIES for b in ABILITIES if life.step_to(a, b)}
    assert pairs == STEPS


def test_step_forward_is_offered_first():
    assert [step.name for step in life.steps_from("running")] == ["capitalise", "back_to_open"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(ABILITIES))
@pytest.mark.parametrize("to", sorted(ABILITIES))
def test_moving_a_cycle_follows_the_table(state, to):
    cycle = build.cycle(state=state)
    actor = build.coordinator(cycle)
    if (state, to) in STEPS:
        move_cycle(actor=actor, cycle=cycle, to=to)
    else:
        with pytest.raises(NoSuchStep):
            move_cycle(actor=actor, cycle=cycle, to=to)
    cycle.refresh_from_db()
    moved = (state, to) in STEPS
    assert cycle.state == (to if moved else state)
    rows = list(LogEntry.objects.values_list("action", "actor", "before", "after"))
    assert rows == ([("cycle_moved", actor.pk, {"state": state}, {"state": to})] if moved else [])


@pytest.mark.django_db
def test_opening_invites_who_was_not_and_has_an_address():
    cycle = build.cycle(state="draft")
    actor, team = build.coordinator(cycle), build.team(cycle)
    fresh = build.member(team, accepted_at=None)
    build.member(team)
    silent = build.member(team, accepted_at=None)
    silent.person.email = ""
    silent.person.save()
    assert move_cycle(actor=actor, cycle=cycle, to="open") == 1
    assert list(Mail.objects.values_list("template", "to_email")) == [("invitation", fresh.person.email)]


@pytest.mark.django_db
def test_two_moves_from_the_same_page_have_one_effect():
    cycle = build.cycle(state="open")
    actor = build.coordinator(cycle)
    again = type(cycle).objects.get(pk=cycle.pk)
    move_cycle(actor=actor, cycle=cycle, to="running")
    with pytest.raises(StaleError):
        move_cycle(actor=actor, cycle=again, to="running")
    assert LogEntry.objects.count() == 1
