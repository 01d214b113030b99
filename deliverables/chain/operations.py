"""What is done to the rows of a draft, one row at a time. A delivered version's rows never change.

Who delivers for the team does everything; a coordinator types rows for it and changes those that nobody of the team has
confirmed. Every function is one change of the draft, begun when there is none, with its line in the log. Other changes
of the draft hinder none; of two at once to the same row, the second raises StaleError.

They raise NotPermitted, and IllegalMove with a sentence. Values have been read by a form or from a workbook.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Team
from cycles.stale import claim
from deliverables.attached import again, attach
from deliverables.chain.declaration import DECLARATIONS, Values, values_of, write_values
from deliverables.chain.models import ROW_MODELS, Reference, Row
from deliverables.chain.reading import rows_of
from deliverables.drafts import draft_of
from deliverables.models import Deliverable, Version
from deliverables.permissions import Standing, standing_of
from deliverables.workflow import IllegalMove, NotPermitted, StaleError, make_move, open_draft
from lib.worksheet.values import is_same

MAX_ROWS = 300


class StaleRow(StaleError):
    """Somebody changed this row, not only the draft."""


def move_of(actor: User, deliverable: Deliverable) -> str:
    """The move by which this person changes rows."""
    return move_with(standing_of(actor, deliverable))


def move_with(standing: Standing) -> str:
    return "type_rows" if standing.coordinates and not standing.delivers else "edit_draft"


def changed(
    actor: User,
    deliverable: Deliverable,
    action: str,
    effect: Callable[[Version, str], list[Row]],
    at: datetime | None = None,
    facts: dict | None = None,
) -> list[Row]:
    """One change of the draft's rows; ``effect`` gets the draft and the move, and gives the rows that it concerns.

    ``facts`` is what the log keeps besides.
    """
    if not deliverable.assignment.holds:
        raise IllegalMove(_("This deliverable holds no rows."))
    name, rows = move_of(actor, deliverable), []

    def on_draft(row: Deliverable) -> dict:
        draft = open_draft(row) or begun(row, actor)
        rows[:] = effect(draft, name)
        Version.objects.filter(pk=draft.pk).update(changed_at=timezone.now())
        return {"version": draft.number, "rows": [str(each.reference) for each in rows], **(facts or {})}

    # Somebody who changes another part of the draft hinders nothing: each row has a revision of its own.
    make_move(name, actor=actor, deliverable=deliverable, revision=None, effect=on_draft, at=at, action=action)
    return rows


def begun(deliverable: Deliverable, actor: User) -> Version:
    """A draft for rows alone: a newer version keeps the files of the current one."""
    draft = draft_of(deliverable, actor)
    if deliverable.current_version:
        attach(draft, again(deliverable.current_version.files.select_related("file")))
    return draft


def new_reference(team: Team, kind: str) -> Reference:
    """The next reference of the team, never one that was given before: the unique key decides between two at once."""
    while True:
        last = Reference.objects.filter(team=team, kind=kind).aggregate(last=Max("number"))["last"] or 0
        reference, is_new = Reference.objects.get_or_create(team=team, kind=kind, number=last + 1)
        if is_new:
            return reference


def row_in(draft: Version, row: Row, move: str, *, removed: bool = False) -> Row:
    """The row as it now is, if whoever makes the move may touch it: coordination only what waits to be confirmed.

    Raises IllegalMove when it is not in the draft any more, NotPermitted.
    """
    found = rows_of(draft, row.kind).filter(pk=row.pk).first()
    if found is None:
        raise IllegalMove(_("This row is no longer in the draft."))
    if found.removed_at and not removed:
        raise IllegalMove(_("This row was removed: restore it first."))
    if move == "type_rows" and not found.to_confirm:
        raise NotPermitted(_("The team has taken this row as its own: only the team changes it."))
    return found


def taken(draft: Version, row: Row, move: str, revision: int | None = None, *, removed: bool = False) -> Row:
    """The same row, claimed: of two who change it at once the second gets StaleRow."""
    found = row_in(draft, row, move, removed=removed)
    try:
        claim(found, found.revision if revision is None else revision)
    except StaleError as error:
        raise StaleRow from error
    return found


def placed(draft: Version, kind: str, reference: Reference, actor: User, move: str, position: int) -> Row:
    """A row that is not saved yet."""
    if rows_of(draft, kind).count() >= MAX_ROWS:
        raise IllegalMove(_("A version holds at most %(count)s rows.") % {"count": MAX_ROWS})
    own = {"reference": reference, "entered_by": actor, "to_confirm": move == "type_rows"}
    return ROW_MODELS[kind](version=draft, position=position, **own)


def renumber(draft: Version, kind: str, order: Iterable[Row]) -> None:
    rows = list(order)
    for position, row in enumerate(rows, start=1):
        row.position = position
    ROW_MODELS[kind].objects.bulk_update(rows, ["position"])


def add_row(*, actor: User, deliverable: Deliverable, values: Values, at: datetime | None = None) -> Row:
    """Add a row after the others; it gets the team's next reference."""

    def effect(draft: Version, move: str) -> list[Row]:
        kind = deliverable.assignment.holds
        last = rows_of(draft, kind).aggregate(last=Max("position"))["last"] or 0
        row = placed(draft, kind, new_reference(deliverable.team, kind), actor, move, last + 1)
        write_values(row, values)
        row.save()
        return [row]

    return changed(actor, deliverable, "chain_row_added", effect, at)[0]


def edit_row(
    *, actor: User, deliverable: Deliverable, row: Row, values: Values, revision: int, at: datetime | None = None
) -> Row:
    """Change the row's values. ``revision`` is the row's when the person saw it. What the team changes is its own."""

    def effect(draft: Version, move: str) -> list[Row]:
        found = taken(draft, row, move, revision)
        write_values(found, values)
        found.changed_at, found.to_confirm = timezone.now(), move == "type_rows"
        found.save()
        return [found]

    return changed(actor, deliverable, "chain_row_edited", effect, at)[0]


def duplicate_row(*, actor: User, deliverable: Deliverable, row: Row, at: datetime | None = None) -> Row:
    """The same values again right after the row, under a reference of its own."""

    def effect(draft: Version, move: str) -> list[Row]:
        source = row_in(draft, row, move)
        kind = source.kind
        copy = placed(draft, kind, new_reference(deliverable.team, kind), actor, move, source.position)
        write_values(copy, values_of(source))
        copy.save()
        order = [each for each in rows_of(draft, kind) if each.pk != copy.pk]
        order.insert([each.pk for each in order].index(source.pk) + 1, copy)
        renumber(draft, kind, order)
        return [copy]

    return changed(actor, deliverable, "chain_row_duplicated", effect, at)[0]


def move_row(
    *, actor: User, deliverable: Deliverable, row: Row, direction: Literal["up", "down"], at: datetime | None = None
) -> Row:
    """Change places with the row above or below; at the end nothing moves."""

    def effect(draft: Version, move: str) -> list[Row]:
        found = row_in(draft, row, move)
        live = [each for each in rows_of(draft, row.kind) if each.removed_at is None]
        place = [each.pk for each in live].index(found.pk)
        other = place + (-1 if direction == "up" else 1)
        if 0 <= other < len(live):
            live[place], live[other] = live[other], live[place]
            gone = [each for each in rows_of(draft, row.kind) if each.removed_at is not None]
            renumber(draft, row.kind, [*live, *gone])
        return [found]

    return changed(actor, deliverable, "chain_row_moved", effect, at)[0]


def remove_row(*, actor: User, deliverable: Deliverable, row: Row, at: datetime | None = None) -> Row:
    """Take the row out; it can be restored while the draft is open. Its reference is never given again."""

    def effect(draft: Version, move: str) -> list[Row]:
        found = taken(draft, row, move)
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
        return [found]

    return changed(actor, deliverable, "chain_row_removed", effect, at)[0]


def restore_row(*, actor: User, deliverable: Deliverable, row: Row, at: datetime | None = None) -> Row:
    """Put a removed row back where it was; one that is there stays."""

    def effect(draft: Version, move: str) -> list[Row]:
        found = taken(draft, row, move, removed=True)
        found.removed_at = None
        found.save(update_fields=["removed_at"])
        return [found]

    return changed(actor, deliverable, "chain_row_restored", effect, at)[0]


def confirm_rows(
    *, actor: User, deliverable: Deliverable, row: Row | None = None, at: datetime | None = None
) -> list[Row]:
    """Take what coordination typed as the team's own: one row, or all that wait. Only the team may."""

    def effect(draft: Version, move: str) -> list[Row]:
        if move == "type_rows":
            raise NotPermitted(_("Only the team confirms what coordination typed for it."))
        waiting = rows_of(draft, deliverable.assignment.holds).filter(to_confirm=True, removed_at__isnull=True)
        rows = list(waiting.filter(pk=row.pk) if row else waiting)
        for each in rows:
            claim(each, each.revision)
            each.to_confirm = False
            each.save(update_fields=["to_confirm"])
        return rows

    return changed(actor, deliverable, "chain_rows_confirmed", effect, at)


def says_the_same(row: Row, values: Values) -> bool:
    """Whether the values change nothing."""
    before = values_of(row)
    return all(is_same(c, before[c.name], values[c.name]) for c in DECLARATIONS[row.kind].content if c.name in values)


def draft_rows(deliverable: Deliverable) -> list[Row]:
    """All rows of the open draft, the removed ones too; none without draft."""
    draft = open_draft(deliverable)
    return list(rows_of(draft, deliverable.assignment.holds)) if draft and deliverable.assignment.holds else []
