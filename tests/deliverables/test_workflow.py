"""Every state, every move, every role, against a table written by hand from the deliverable's life (A22)."""

import pytest
from django.db import transaction

from deliverables.models import Feedback
from deliverables.workflow import IllegalMove, NotPermitted, StaleError, make_move, moves_for
from records.models import LogEntry
from tests import builders as b

pytestmark = pytest.mark.django_db

TEAM = {"edit_draft", "discard", "deliver", "take_back"}
COORDINATION = {
    "complete",
    "retain",
    "unretain",
    "exempt",
    "cancel_exemption",
    "extend",
    "record_received",
    "take_back_recorded",
}
MAY = {
    "administrator": COORDINATION,
    "coordinator": COORDINATION,
    "facilitator": {"complete"},
    "referent": TEAM,
    "contributor": TEAM,
    "reader": set(),
    "other_team": set(),
    "stranger": set(),
}
# "recorded" is the state delivered, by coordination for the team.
# State: move → the state after it. Where a version was delivered, a newer draft is open too.
LIFE = {
    "not_delivered": {
        "edit_draft": "not_delivered",
        "exempt": "exempted",
        "extend": "not_delivered",
        "record_received": "not_delivered",
    },
    "draft": {
        "edit_draft": "draft",
        "discard": "draft",
        "deliver": "draft",
        "exempt": "exempted",
        "extend": "draft",
        "record_received": "draft",
    },
    "delivered": {
        "edit_draft": "delivered",
        "discard": "delivered",
        "deliver": "delivered",
        "take_back": "delivered",
        "complete": "to_complete",
        "retain": "retained",
        "record_received": "delivered",
    },
    "recorded": {
        "edit_draft": "delivered",
        "discard": "delivered",
        "deliver": "delivered",
        "take_back_recorded": "delivered",
        "complete": "to_complete",
        "retain": "retained",
        "record_received": "delivered",
    },
    "to_complete": {
        "edit_draft": "to_complete",
        "discard": "to_complete",
        "deliver": "to_complete",
        "extend": "to_complete",
        "record_received": "to_complete",
    },
    "retained": {
        "edit_draft": "retained",
        "discard": "retained",
        "deliver": "retained",
        "unretain": "delivered",
        "record_received": "retained",
    },
    "exempted": {"cancel_exemption": "not_delivered"},
}


def in_state(state: str):
    row = b.deliverable()
    if state == "recorded":
        b.version(row, channel="mail")
        state = "delivered"
    elif state in {"delivered", "to_complete", "retained"}:
        version = b.version(row, state=state)
        if state == "to_complete":
            Feedback.objects.create(version=version, outcome="to_complete", text="Il manque.", author=b.user())
    if state not in {"not_delivered", "exempted"}:
        b.version(row, delivered=False)
    row.state = state
    row.save()
    return row


def of_role(role: str, row):
    cycle = row.assignment.cycle
    if role in {"referent", "contributor", "reader"}:
        return b.member(row.team, role=role).person.user
    return {
        "administrator": b.administrator,
        "coordinator": lambda: b.coordinator(cycle),
        "facilitator": lambda: b.facilitator(cycle),
        "other_team": lambda: b.member(b.team(cycle), role="referent").person.user,
        "stranger": b.user,
    }[role]()


def effect_of(name: str):
    """The smallest effect that leaves the row as the database wants it; versions stay as they are."""

    def effect(row) -> dict:
        if name == "retain":
            row.retained_version = row.current_version
        if name == "unretain":
            row.retained_version = None
        return {}

    return effect


def outcome(name: str, actor, row) -> str:
    """The state after the move, or why it was not made; whatever it wrote is undone."""
    with transaction.atomic():
        try:
            make_move(
                name, actor=actor, deliverable=row, revision=row.revision, effect=effect_of(name), comment="Motif"
            )
            return row.state
        except (IllegalMove, NotPermitted) as error:
            return type(error).__name__
        finally:
            transaction.set_rollback(True)


def expected(state: str, name: str, role: str) -> str:
    return LIFE[state].get(name, "IllegalMove") if name in MAY[role] else "NotPermitted"


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("state", LIFE)
def test_each_move_from_each_state_by_each_role(state, role):
    row = in_state(state)
    actor = of_role(role, row)
    names = sorted(TEAM | COORDINATION)
    found = {}
    for name in names:
        found[name] = outcome(name, actor, row)
        row.refresh_from_db()
    assert found == {name: expected(state, name, role) for name in names}
    assert set(moves_for(actor, row)) == MAY[role] & set(LIFE[state])


@pytest.mark.parametrize("cycle_state", ["draft", "archived"])
def test_a_cycle_that_is_not_lived_allows_nothing(cycle_state):
    row = in_state("delivered")
    cycle = row.assignment.cycle
    cycle.state = cycle_state
    cycle.save()
    for role in ("coordinator", "referent"):
        assert moves_for(of_role(role, row), row) == {}


def test_who_cannot_deliver_when_it_is_reserved_to_referents():
    row = in_state("draft")
    cycle = row.assignment.cycle
    cycle.reserves_delivery = True
    cycle.save()
    assert moves_for(of_role("contributor", row), row) == {}
    assert set(moves_for(of_role("referent", row), row)) == {"edit_draft", "discard", "deliver"}


def test_a_move_that_needs_a_reason_is_not_made_without():
    row = in_state("draft")
    actor = of_role("coordinator", row)
    with pytest.raises(IllegalMove):
        make_move("exempt", actor=actor, deliverable=row, revision=0, effect=effect_of("exempt"), comment="  ")
    row.refresh_from_db()
    assert (row.state, row.revision, LogEntry.objects.count()) == ("draft", 0, 0)


def test_one_move_one_line_in_the_log_and_the_second_is_stale():
    row = in_state("delivered")
    actor = of_role("coordinator", row)
    make_move("retain", actor=actor, deliverable=row, revision=0, effect=effect_of("retain"))
    with pytest.raises(StaleError):
        make_move("unretain", actor=actor, deliverable=row, revision=0, effect=effect_of("unretain"))
    logged = LogEntry.objects.values_list("action", "actor_id", "before", "after")
    assert list(logged) == [("deliverable_retained", actor.pk, {"state": "delivered"}, {"state": "retained"})]
    assert (row.state, row.revision) == ("retained", 1)
