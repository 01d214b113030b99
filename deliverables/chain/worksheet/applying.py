"""A workbook's rows are written: all that its preview showed, or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Team
from cycles.stale import StaleError
from deliverables.chain.declaration import KEY, Values, write_values
from deliverables.chain.models import Reference, Row
from deliverables.chain.operations import changed, new_reference, placed, taken
from deliverables.chain.reading import rows_of
from deliverables.chain.worksheet.plan import Plan, SheetPlan, plan_of
from deliverables.chain.worksheet.sheets import sheets_of
from deliverables.models import Deliverable, Version
from deliverables.workflow import IllegalMove
from lib.worksheet.reading import ReadBook

Reader = Callable[[list], ReadBook]


class PlanChanged(StaleError):
    """Writing would do something else than its preview showed. ``plan`` is what it would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def make_plan(user: User, team: Team, read: Reader, *, at: datetime) -> Plan:
    """What the workbook would write now. ``read`` gives what it holds, for the declarations of its sheets.

    Raises what ``read`` does, and OtherWorkbook.
    """
    sheets = sheets_of(user, team, at=at)
    return plan_of(sheets, read([sheet.declaration for sheet in sheets]))


@transaction.atomic
def import_rows(
    *,
    actor: User,
    team: Team,
    read: Reader,
    fingerprint: str,
    at: datetime,
    through: Literal["page", "command"] = "page",
) -> Plan:
    """Write what the preview with this fingerprint showed: one move of each deliverable that it touches, all or none.

    Raises PlanChanged when it would write something else now, NotPermitted, IllegalMove (also when nothing can be
    written and something stands in the way), StaleError.
    """
    # Every change of a row takes its deliverable first: from here on nobody else's comes between.
    list(
        Deliverable.objects.select_for_update(no_key=True, of=("self",))
        .filter(team=team)
        .exclude(assignment__holds="")
        .order_by("pk")
    )
    plan = make_plan(actor, team, read, at=at)
    if plan.fingerprint != fingerprint:
        raise PlanChanged(plan)
    if not plan.writes:
        for each in plan.sheets:
            if each.sheet.hindrance:
                raise IllegalMove(each.sheet.hindrance)
    for each in plan.sheets:
        if each.writes:
            write_sheet(actor, each, at, through)
    return plan


def write_sheet(actor: User, plan: SheetPlan, at: datetime, through: str) -> None:
    deliverable, found = plan.sheet.deliverable, plan.found

    def effect(draft: Version, move: str) -> list[Row]:
        kind = deliverable.assignment.holds
        there = {str(row.reference): row for row in rows_of(draft, kind)}
        touched = [rewrite(draft, there, each.before, each.values, move) for each in found.changed]
        touched += [take_out(draft, there, before, move) for before in found.removed]
        last = rows_of(draft, kind).aggregate(last=Max("position"))["last"] or 0
        references = references_for(plan)
        for place, (row, reference) in enumerate(zip(found.new, references, strict=True), start=last + 1):
            new = placed(draft, kind, reference, actor, move, place)
            write_values(new, {name: value for name, value in row.values.items() if name != KEY})
            new.save()
            touched.append(new)
        return touched

    counts = {fate: len(getattr(found, fate)) for fate in ("new", "changed", "removed")}
    facts = {"imported": counts, "through": through}
    changed(actor, deliverable, "chain_rows_imported", effect, at, facts)


def rewrite(draft: Version, there: dict[str, Row], before: Values, values: Values, move: str) -> Row:
    row = taken(draft, there[before[KEY]], move)
    write_values(row, {name: value for name, value in values.items() if name != KEY})
    row.changed_at, row.to_confirm = timezone.now(), move == "type_rows"
    row.save()
    return row


def take_out(draft: Version, there: dict[str, Row], before: Values, move: str) -> Row:
    row = taken(draft, there[before[KEY]], move)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return row


def references_for(plan: SheetPlan) -> list[Reference]:
    """One for each new row: those that people chose first, that no other row gets them."""
    team, kind = plan.sheet.deliverable.team, plan.sheet.deliverable.assignment.holds
    chosen = {}
    for row in plan.found.new:
        if text := row.values.get(KEY):
            number = int(text.removeprefix(plan.sheet.letter))
            chosen[text], is_new = Reference.objects.get_or_create(team=team, kind=kind, number=number)
            if not is_new:
                raise IllegalMove(_("%(reference)s was given to another row at this moment.") % {"reference": text})
    return [chosen.get(row.values.get(KEY)) or new_reference(team, kind) for row in plan.found.new]
