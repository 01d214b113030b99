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
from cycles.stale import StaleError
from deliverables import hindrances
from deliverables.models import Deliverable
from deliverables.permissions import Standing, standing_of
from deliverables.what_stands import first_received, open_draft, standing_version, state_that_follows
from records.log import record

__all__ = [
    "MOVES",
    "IllegalMove",
    "Move",
    "NotPermitted",
    "StaleError",
    "first_received",
    "make_move",
    "move_named",
    "moves_for",
    "open_draft",
    "refuse_move",
    "standing_version",
]

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
    """One line of the table. ``to`` is FOLLOWS where the state is what versions and feedback then say.

    ``unless`` says what else may stand in the way, besides the states of the deliverable, the cycle and the team.
    """

    name: str
    verb: str | Promise
    sources: frozenset[str]
    to: str | None
    who: str
    action: str
    needs_comment: bool = False
    ability: life.Ability = "deliver"
    unless: Callable[[Deliverable, datetime], str] = hindrances.nothing


MOVES: tuple[Move, ...] = (
    Move(
        "edit_draft",
        gettext_lazy("Add files"),
        BEFORE_DELIVERY | AFTER_DELIVERY,
        FOLLOWS,
        "team",
        "deliverable_draft_edited",
        unless=hindrances.closed,
    ),
    Move(
        "type_rows",
        gettext_lazy("Type rows for the team"),
        BEFORE_DELIVERY | AFTER_DELIVERY,
        FOLLOWS,
        "coordinator",
        "chain_row_added",
        unless=hindrances.without_rows_to_type,
    ),
    Move(
        "discard",
        gettext_lazy("Discard the draft"),
        frozenset({State.DRAFT}) | AFTER_DELIVERY,
        FOLLOWS,
        "team",
        "deliverable_draft_discarded",
        unless=hindrances.without_draft,
    ),
    Move(
        "deliver",
        gettext_lazy("Deliver"),
        frozenset({State.DRAFT}) | AFTER_DELIVERY,
        FOLLOWS,
        "team",
        "deliverable_delivered",
        unless=hindrances.not_to_deliver,
    ),
    Move(
        "take_back",
        gettext_lazy("Take back this delivery"),
        frozenset({State.DELIVERED, State.RETAINED}),
        FOLLOWS,
        "team",
        "deliverable_taken_back",
        unless=hindrances.not_the_teams,
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
        unless=hindrances.not_recorded,
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
# Moves that change nothing but the draft.
DRAFTING = frozenset({"edit_draft", "type_rows", "discard"})


def move_named(name: str) -> Move:
    return NAMED[name]


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
    return move.unless(deliverable, at)


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


def refuse_move(name: str, actor: User, deliverable: Deliverable, at: datetime | None) -> None:
    """Raise NotPermitted or IllegalMove as the move would, before a file is stored for it."""
    if denied := refusal(NAMED[name], standing_of(actor, deliverable), deliverable):
        raise NotPermitted(denied)
    if reason := hindrance(NAMED[name], deliverable, at=at or timezone.now()):
        raise IllegalMove(reason)


def is_fresh(move: Move, deliverable: Deliverable, revision: int | None) -> bool:
    """Whether who saw this revision saw what the move is about: the draft to the letter, or what was settled last."""
    if revision is None:
        return True
    if move.name in DRAFTING or move.name == "deliver":
        return revision == deliverable.revision
    return deliverable.settled_revision <= revision <= deliverable.revision


Effect = Callable[[Deliverable], dict]


@transaction.atomic
def make_move(
    name: str,
    *,
    actor: User,
    deliverable: Deliverable,
    revision: int | None,
    effect: Effect,
    comment: str = "",
    at: datetime | None = None,
    action: str = "",
) -> Deliverable:
    """Make one move: one effect, one line in the log, the mails that ``effect`` queues, all or nothing.

    ``revision`` is that of the deliverable when the person saw it, or None when it does not matter what she saw.
    Changes of the draft make a decision of coordination no staler. ``effect`` gets the row as it now stands, may set
    its other columns, and returns what the log is to keep. ``at`` is when the request was received.

    Raises NotPermitted, IllegalMove (also for a missing comment) and StaleError when somebody was quicker.
    """
    move, at = NAMED[name], at or timezone.now()
    if denied := refusal(move, standing_of(actor, deliverable), deliverable):
        raise NotPermitted(denied)
    # A row of its own: when the move is refused, the caller's keeps what the database holds.
    row = Deliverable.objects.select_for_update(no_key=True).get(pk=deliverable.pk)
    if not is_fresh(move, row, revision):
        raise StaleError
    if reason := hindrance(move, row, at=at):
        raise IllegalMove(reason)
    if move.needs_comment and not comment.strip():
        raise IllegalMove(_("Say why: the team reads it."))
    before = row.state
    facts = effect(row) | ({"comment": comment.strip()} if comment.strip() else {})
    row.state = state_that_follows(row) if move.to is FOLLOWS else move.to
    row.changed_at = timezone.now()
    row.revision += 1
    if move.name not in DRAFTING:
        row.settled_revision = row.revision
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
