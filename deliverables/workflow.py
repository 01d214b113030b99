"""The life of a deliverable: its moves as one table, and the one function that makes them.

A newer version may be drafted and delivered from any state but exempted; its draft leaves the state as it is. The state
follows from what stands: the newest version that was delivered and not taken back, its feedback, the retained version.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from cycles.models import Team
from cycles.planning import life
from cycles.stale import StaleError, claim
from deliverables.models import Assignment, Deliverable, Feedback, Version
from deliverables.permissions import Standing, standing_of
from records.log import record

__all__ = ["MOVES", "IllegalMove", "Move", "NotPermitted", "StaleError", "make_move", "move_named", "moves_for"]

State = Deliverable.State
BEFORE_DELIVERY = frozenset({State.NOT_DELIVERED, State.DRAFT})
AFTER_DELIVERY = frozenset({State.DELIVERED, State.TO_COMPLETE, State.RETAINED})
FOLLOWS = None


class IllegalMove(Exception):
    """The deliverable's state, the cycle's or the team's does not allow the move; the message says why."""


class NotPermitted(Exception):
    """This person may not make the move; the message says who may."""


@dataclass(frozen=True)
class Move:
    """One line of the table. ``to`` is FOLLOWS where the state is what versions and feedback then say."""

    name: str
    verb: str | Promise
    sources: frozenset[str]
    to: str | None
    who: str
    action: str
    needs_comment: bool = False
    ability: life.Ability = "deliver"


MOVES: tuple[Move, ...] = (
    Move(
        "edit_draft",
        gettext_lazy("Add files"),
        BEFORE_DELIVERY | AFTER_DELIVERY,
        FOLLOWS,
        "team",
        "deliverable_draft_edited",
    ),
    Move(
        "discard",
        gettext_lazy("Discard the draft"),
        frozenset({State.DRAFT}) | AFTER_DELIVERY,
        FOLLOWS,
        "team",
        "deliverable_draft_discarded",
    ),
    Move(
        "deliver",
        gettext_lazy("Deliver"),
        frozenset({State.DRAFT}) | AFTER_DELIVERY,
        FOLLOWS,
        "team",
        "deliverable_delivered",
    ),
    Move(
        "take_back",
        gettext_lazy("Take back this delivery"),
        frozenset({State.DELIVERED, State.RETAINED}),
        FOLLOWS,
        "team",
        "deliverable_taken_back",
    ),
    Move(
        "record_received",
        gettext_lazy("Record a document received"),
        BEFORE_DELIVERY | AFTER_DELIVERY,
        FOLLOWS,
        "coordinator",
        "deliverable_recorded",
        ability="answer",
    ),
    Move(
        "take_back_recorded",
        gettext_lazy("Take back this recording"),
        frozenset({State.DELIVERED, State.RETAINED}),
        FOLLOWS,
        "coordinator",
        "deliverable_recording_taken_back",
        ability="answer",
    ),
    Move(
        "complete",
        gettext_lazy("Ask to complete"),
        frozenset({State.DELIVERED}),
        State.TO_COMPLETE,
        "facilitator",
        "deliverable_to_complete",
        needs_comment=True,
        ability="answer",
    ),
    Move(
        "retain",
        gettext_lazy("Retain this version"),
        frozenset({State.DELIVERED}),
        State.RETAINED,
        "coordinator",
        "deliverable_retained",
        ability="answer",
    ),
    Move(
        "unretain",
        gettext_lazy("No longer retain"),
        frozenset({State.RETAINED}),
        State.DELIVERED,
        "coordinator",
        "deliverable_unretained",
        ability="answer",
    ),
    Move(
        "exempt",
        gettext_lazy("Exempt the team"),
        BEFORE_DELIVERY,
        State.EXEMPTED,
        "coordinator",
        "deliverable_exempted",
        needs_comment=True,
        ability="answer",
    ),
    Move(
        "cancel_exemption",
        gettext_lazy("Cancel the exemption"),
        frozenset({State.EXEMPTED}),
        FOLLOWS,
        "coordinator",
        "deliverable_exemption_cancelled",
        ability="answer",
    ),
    Move(
        "extend",
        gettext_lazy("Give more time"),
        BEFORE_DELIVERY | {State.TO_COMPLETE},
        FOLLOWS,
        "coordinator",
        "deliverable_extended",
        needs_comment=True,
        ability="answer",
    ),
)
NAMED = {move.name: move for move in MOVES}


def move_named(name: str) -> Move:
    return NAMED[name]


def standing_version(deliverable: Deliverable) -> Version | None:
    """The newest version that was delivered and not taken back."""
    return deliverable.versions.filter(delivered_at__isnull=False, taken_back_at__isnull=True).first()


def first_received(deliverable: Deliverable) -> Version | None:
    """The version, of those that stand, that was received first: by it the deliverable's lateness is judged."""
    standing = deliverable.versions.filter(delivered_at__isnull=False, taken_back_at__isnull=True)
    return standing.order_by("received_at", "number").first()


def open_draft(deliverable: Deliverable) -> Version | None:
    return deliverable.versions.filter(delivered_at__isnull=True).first()


def state_that_follows(deliverable: Deliverable) -> str:
    """The state that versions and feedback say; an exemption is not looked at."""
    version = standing_version(deliverable)
    if version is None:
        return State.DRAFT if open_draft(deliverable) else State.NOT_DELIVERED
    if deliverable.retained_version_id == version.pk:
        return State.RETAINED
    last = version.feedback.order_by("-given_at", "-id").first()
    return State.TO_COMPLETE if last and last.outcome == Feedback.Outcome.TO_COMPLETE else State.DELIVERED


def hindrance(move: Move, deliverable: Deliverable, *, at: datetime) -> str:
    """Why nobody may make the move now, as a sentence; empty when nothing stands in its way."""
    cycle = deliverable.assignment.cycle
    if not life.allows(cycle, move.ability):
        return _("The cycle is “%(state)s”: this cannot be done now.") % {"state": cycle.get_state_display()}
    if move.ability == "deliver" and deliverable.team.status != Team.Status.ACTIVE:
        return _("The team left the cycle: it delivers nothing any more.")
    if deliverable.state not in move.sources:
        return _("The deliverable is now “%(state)s”: this cannot be done any more.") % {
            "state": deliverable.get_state_display()
        }
    return OWN_HINDRANCE.get(move.name, no_hindrance)(deliverable, at)


def no_hindrance(deliverable: Deliverable, at: datetime) -> str:
    return ""


def closed(deliverable: Deliverable, at: datetime) -> str:
    if deliverable.closes_at and at > deliverable.closes_at:
        return _("Deliveries have ended. Ask coordination for more time.")
    return ""


def without_draft(deliverable: Deliverable, at: datetime) -> str:
    return "" if open_draft(deliverable) else _("There is no draft: add files first.")


def not_to_deliver(deliverable: Deliverable, at: datetime) -> str:
    return closed(deliverable, at) or without_draft(deliverable, at)


def feedback_begun(deliverable: Deliverable, at: datetime) -> str:
    version = deliverable.current_version
    by_itself = deliverable.assignment.return_mode == Assignment.ReturnMode.NONE
    if version is None or version.feedback.exists() or (deliverable.state == State.RETAINED and not by_itself):
        return _("Coordination has answered this version: it can no longer be taken back. Deliver a newer one.")
    return ""


def not_the_teams(deliverable: Deliverable, at: datetime) -> str:
    if deliverable.current_version and deliverable.current_version.is_recorded:
        return _("Coordination recorded this version for the team: ask it to correct what it recorded.")
    return feedback_begun(deliverable, at)


def not_recorded(deliverable: Deliverable, at: datetime) -> str:
    if deliverable.current_version and not deliverable.current_version.is_recorded:
        return _("The team delivered this version itself: only the team takes it back.")
    return feedback_begun(deliverable, at)


OWN_HINDRANCE: dict[str, Callable[[Deliverable, datetime], str]] = {
    "edit_draft": closed,
    "discard": without_draft,
    "deliver": not_to_deliver,
    "take_back": not_the_teams,
    "take_back_recorded": not_recorded,
}

WHO_MAY = {
    "team": gettext_lazy("Only members of the team who deliver for it may do this."),
    "coordinator": gettext_lazy("Only coordination may do this."),
    "facilitator": gettext_lazy("Only coordination and co-facilitators may do this."),
}
ONLY_REFERENTS = pgettext_lazy("who may deliver", "In this cycle only the team’s referents deliver.")


def refusal(move: Move, standing: Standing, deliverable: Deliverable) -> str:
    """Why this person may not make the move, whatever its state; empty when she may."""
    if standing.is_one_of(move.who):
        return ""
    if move.who == "team" and standing.team_role == "contributor":
        return str(ONLY_REFERENTS)
    return str(WHO_MAY[move.who])


def moves_for(
    user: User, deliverable: Deliverable, *, at: datetime | None = None, standing: Standing | None = None
) -> dict[str, Move]:
    """The moves that the user may make now, by name: what buttons are made of."""
    standing = standing or standing_of(user, deliverable)
    at = at or timezone.now()
    return {
        move.name: move
        for move in MOVES
        if not refusal(move, standing, deliverable) and not hindrance(move, deliverable, at=at)
    }


Effect = Callable[[Deliverable], dict]


@transaction.atomic
def make_move(
    name: str,
    *,
    actor: User,
    deliverable: Deliverable,
    revision: int,
    effect: Effect,
    comment: str = "",
    at: datetime | None = None,
    action: str = "",
) -> Deliverable:
    """Make one move: one effect, one line in the log, the mails that ``effect`` queues, all or nothing.

    ``revision`` is that of the deliverable when the person saw it. ``effect`` gets the row as it now stands, may set
    its other columns, and returns what the log is to keep. ``at`` is when the request was received.

    Raises NotPermitted, IllegalMove (also for a missing comment) and StaleError when somebody was quicker.
    """
    move, at = NAMED[name], at or timezone.now()
    if denied := refusal(move, standing_of(actor, deliverable), deliverable):
        raise NotPermitted(denied)
    # A row of its own: when the move is refused, the caller's keeps what the database holds.
    row = Deliverable.objects.get(pk=deliverable.pk)
    claim(row, revision)
    if reason := hindrance(move, row, at=at):
        raise IllegalMove(reason)
    if move.needs_comment and not comment.strip():
        raise IllegalMove(_("Say why: the team reads it."))
    before = row.state
    facts = effect(row) | ({"comment": comment.strip()} if comment.strip() else {})
    row.state = state_that_follows(row) if move.to is FOLLOWS else move.to
    row.changed_at = timezone.now()
    row.save()
    record(
        actor,
        action or move.action,
        row,
        cycle=row.assignment.cycle,
        team=row.team,
        before={"state": before},
        after={"state": row.state, **facts},
    )
    deliverable.refresh_from_db()
    return deliverable
