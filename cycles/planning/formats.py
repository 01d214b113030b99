"""The formats of a cycle: what is laid out when one is created.

A format is data; its switches are copied onto the cycle.

Laid-out titles are content in the cycle's own language, hence lazy translations that the caller renders in it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PlannedSession:
    """One session to lay out. ``weeks`` counts from the first session; times are local, ``HH:MM``."""

    title: str | Promise
    weeks: int
    starts: str = "09:30"
    ends: str = "16:30"
    closing: bool = False


@dataclass(frozen=True)
class PlannedAssignment:
    """One assignment to lay out: worked on in session N, due for session M (numbers from 1, the closing event last)."""

    kind: str
    title: str | Promise
    instructions: str | Promise
    worked_on: int | None
    due_for: int


@dataclass(frozen=True)
class Format:
    slug: str
    name: str | Promise
    description: str | Promise
    session_label: str
    sessions: tuple[PlannedSession, ...]
    assignments: tuple[PlannedAssignment, ...] = ()
    has_teams: bool = True
    has_deliverables: bool = True


QUALIFICATION = Format(
    slug="qualification",
    name=_("Qualification cycle"),
    description=_("Four sessions and a closing event; each team gives a diagnostic, an action plan and a partnership."),
    session_label="seance",
    sessions=(
        PlannedSession(_("Stakes and realities"), 0),
        PlannedSession(_("A lever for development"), 4),
        PlannedSession(_("Residents’ participation"), 14),
        PlannedSession(_("Strengthening and lasting"), 17),
        PlannedSession(_("Closing event"), 23, starts="14:00", ends="17:00", closing=True),
    ),
    assignments=(
        PlannedAssignment(
            "diagnostic",
            _("Diagnostic"),
            _("What the territory has, what it lacks, and what you draw from it: about ten pages, with your sources."),
            1,
            2,
        ),
        PlannedAssignment(
            "action_plan",
            _("Action plan"),
            _("The actions that answer your diagnostic: who leads each, with whom, when, and how you will know."),
            2,
            3,
        ),
        PlannedAssignment(
            "partnership",
            _("Partnership"),
            _("Who commits to what around your actions: organisations, contributions, and how formal it is."),
            3,
            4,
        ),
        PlannedAssignment(
            "presentation",
            _("Final presentation"),
            _("What you will show at the closing event: about ten slides."),
            4,
            5,
        ),
    ),
)
MEETINGS = Format(
    slug="meetings",
    name=_("Meeting series"),
    description=_("Itinerant meetings where initiatives are discussed; no deliverable is laid out."),
    session_label="rencontre",
    sessions=(
        PlannedSession(_("First meeting"), 0, starts="14:00", ends="17:30"),
        PlannedSession(_("Second meeting"), 8, starts="14:00", ends="17:30"),
        PlannedSession(_("Third meeting"), 16, starts="14:00", ends="17:30"),
    ),
    has_teams=False,
    has_deliverables=False,
)
WORKSHOP = Format(
    slug="workshop",
    name=_("Territorial workshop"),
    description=_("One workshop of about three hours on one territory, with creative and participatory methods."),
    session_label="atelier",
    sessions=(PlannedSession(_("Workshop"), 0, starts="14:00", ends="17:00"),),
    has_deliverables=False,
)
NETWORK = Format(
    slug="network",
    name=_("Innovators’ network"),
    description=_("A yearly meeting of a network of innovators."),
    session_label="journee",
    sessions=(PlannedSession(_("Yearly meeting"), 0, starts="13:30", ends="17:30"),),
    has_teams=False,
    has_deliverables=False,
)

FORMATS = {format.slug: format for format in (QUALIFICATION, MEETINGS, WORKSHOP, NETWORK)}
