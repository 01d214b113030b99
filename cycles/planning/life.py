"""The life of a cycle: its states in order, what each allows, and the steps between them. Nothing else decides it."""

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cycles.planning.models import Cycle

Ability = Literal["plan", "read", "invite", "deliver", "answer", "follow_up", "write_report", "build_report"]


@dataclass(frozen=True)
class Stage:
    """One state: ``abilities`` are checked by the code, ``sentences`` say the same on the page that asks first."""

    state: str
    abilities: frozenset[str]
    sentences: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Step:
    """One move of a cycle by its coordination; ``verb`` is the button."""

    name: str
    from_state: str
    to_state: str
    verb: str | Promise
    forward: bool
    sends_invitations: bool = False


WORKING = frozenset({"plan", "read", "invite", "deliver", "answer", "follow_up", "write_report", "build_report"})

# What is under way first, what is over last.
ORDER = ("running", "open", "draft", "capitalisation", "archived")
STAGES = {
    stage.state: stage
    for stage in (
        Stage(
            "draft",
            frozenset({"plan"}),
            (
                _("Only coordination and administrators see the cycle."),
                _("Sessions, expected deliverables and teams can be prepared; nobody is invited."),
            ),
        ),
        Stage(
            "open",
            WORKING,
            (
                _("Teams see the cycle, its programme and what is expected of them."),
                _("Members can be invited, add files and deliver."),
            ),
        ),
        Stage(
            "running",
            WORKING,
            (
                _("The sessions are under way: teams deliver, coordination answers."),
                _("Everything can still be changed: sessions, expected deliverables, members."),
            ),
        ),
        Stage(
            "capitalisation",
            WORKING,
            (
                _("The sessions are over: the report is written and built."),
                _("Teams may still improve what they delivered."),
            ),
        ),
        Stage(
            "archived",
            # Six and twelve months after the end most cycles are archived: where actions stand is asked all the same.
            frozenset({"read", "follow_up", "build_report"}),
            (
                _("Everything stays readable by those who could read it."),
                _("Nothing can be changed, delivered or answered any more."),
                _("One thing goes on: 6 and 12 months after the end, teams say where their actions are."),
            ),
        ),
    )
}

CLOSED = {
    "draft": _("This cycle is in preparation: this is not done yet."),
    "archived": _("This cycle is archived: it can be read, nothing in it can be changed."),
}

STEPS = (
    Step("open", "draft", "open", _("Open the cycle"), True, sends_invitations=True),
    Step("start", "open", "running", _("Start the cycle"), True),
    Step("capitalise", "running", "capitalisation", _("Go on to capitalisation"), True),
    Step("archive", "capitalisation", "archived", _("Archive the cycle"), True),
    Step("back_to_draft", "open", "draft", _("Go back to preparation"), False),
    Step("back_to_open", "running", "open", _("Go back to “open”"), False),
    Step("back_to_running", "capitalisation", "running", _("Go back to “in course”"), False),
    Step("reopen", "archived", "capitalisation", _("Take out of the archive"), False),
)


def allows(cycle: Cycle, ability: Ability) -> bool:
    """Whether the cycle's state allows this at all; who may do it is asked of the permissions."""
    return ability in STAGES[cycle.state].abilities


class CycleClosed(PermissionDenied):
    """The cycle's state allows no such change; nothing was written. A page answers with the sentence, as a 403."""


def require(cycle: Cycle, ability: Ability = "plan") -> None:
    """Raise CycleClosed unless the state that the database now holds allows this: every operation asks before it
    writes, whoever calls it.
    """
    state = Cycle.objects.values_list("state", flat=True).get(pk=cycle.pk)
    if ability not in STAGES[state].abilities:
        raise CycleClosed(str(CLOSED[state]))


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that lead away from a state, the one forward first."""
    return tuple(step for step in STEPS if step.from_state == state)


def step_to(state: str, to_state: str) -> Step | None:
    """The step between two states, or None when there is none."""
    return next((step for step in steps_from(state) if step.to_state == to_state), None)
