"""The grid of an assignment: what its feedback is about, and the words that feedback says it in.

A value of the assignment, replaced as a whole. Feedback keeps a copy of the words that it used: a grid that changes
later changes no feedback that was given.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from deliverables.models import Assignment

MOST_CRITERIA, FEWEST_LEVELS, MOST_LEVELS = 10, 2, 5


@dataclass(frozen=True)
class Criterion:
    title: str
    help: str = ""


@dataclass(frozen=True)
class Grid:
    """``levels`` from the lowest to the highest, the same for every criterion."""

    levels: tuple[str, ...]
    criteria: tuple[Criterion, ...]

    @property
    def print(self) -> str:
        """Tells one grid from another: a page that was made with a former one is recognised by it."""
        return hashlib.sha256(json.dumps(as_json(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Mark:
    """One criterion as a feedback judged it: ``step`` counts the levels from 1, ``steps`` says how many there were."""

    criterion: str
    level: str
    step: int
    steps: int


def as_json(grid: Grid | None) -> dict | None:
    """What the assignment's row holds."""
    if grid is None:
        return None
    return {"levels": list(grid.levels), "criteria": [asdict(each) for each in grid.criteria]}


def grid_of(assignment: Assignment) -> Grid | None:
    if not assignment.grid:
        return None
    criteria = tuple(Criterion(each["title"], each["help"]) for each in assignment.grid["criteria"])
    return Grid(tuple(assignment.grid["levels"]), criteria)


def grid_used(assignment: Assignment) -> Grid | None:
    """The grid, where feedback is given at all."""
    return None if assignment.return_mode == Assignment.ReturnMode.NONE else grid_of(assignment)


def marks_of(rows: Sequence[dict] | None) -> list[Mark]:
    """Marks as feedback keeps them."""
    return [Mark(**row) for row in rows or ()]


def ready_made(assignment: Assignment) -> Grid:
    """The grid that is proposed for an assignment of this kind, in the cycle's language, to take and to change."""
    with translation.override(assignment.cycle.language):
        levels = (_("to strengthen"), _("satisfactory"), _("exemplary"))
        return Grid(levels, criteria_for(assignment.kind))


def criteria_for(kind: str) -> tuple[Criterion, ...]:
    match kind:
        case Assignment.Kind.DIAGNOSTIC:
            return (
                Criterion(_("Sources"), _("Each finding says where it comes from: figures, interviews, observation.")),
                Criterion(_("Residents’ words"), _("What residents say and do, and not only what services see.")),
                Criterion(_("Strengths and needs"), _("What works is said as well as what is missing.")),
                Criterion(_("Priorities"), _("It ends with the few findings that the team wants to act on.")),
            )
        case Assignment.Kind.ACTION_PLAN:
            return (
                Criterion(_("Link with the diagnostic"), _("Each action answers a finding.")),
                Criterion(_("Lead and dates"), _("Each action has somebody who leads it, and a date.")),
                Criterion(_("Means"), _("What is acquired and what is asked for are told apart.")),
                Criterion(_("Signs of success"), _("Each action says how one will see that it works.")),
            )
        case Assignment.Kind.PARTNERSHIP:
            return (
                Criterion(_("Who commits"), _("Each partner is named, with the person who answers for it.")),
                Criterion(_("To what"), _("Contributions are concrete: time, place, skill, money.")),
                Criterion(_("Degree of agreement"), _("What is said, written and signed is told apart.")),
                Criterion(_("Follow-up"), _("Who meets, when, and who keeps the thread.")),
            )
    return (
        Criterion(_("Answers what is expected"), _("What the instructions ask for is there.")),
        Criterion(_("Precise and sourced"), _("Facts, names and dates can be checked.")),
        Criterion(_("Ready to share"), _("Somebody who does not know the territory understands it.")),
    )
