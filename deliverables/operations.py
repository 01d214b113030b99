"""Laying out what is expected of teams: assignments, and the deliverable that each team owes for each of them.

Every function is atomic and writes one line in the log for what somebody did. They presume that the caller has checked
that the actor may do it, and raise CycleClosed where the cycle may not be changed any more.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Max
from django.utils import translation

from cycles.models import Cycle, Session, Team
from cycles.once import KEY_SECONDS, claim_key, created_under
from cycles.people.operations import add_team
from cycles.planning import life
from cycles.planning.formats import FORMATS, Format
from cycles.planning.operations import LaidOutSession, create_cycle
from cycles.stale import claim
from deliverables.chain.carrying import rows_held
from deliverables.chain.themes import ensure_themes
from deliverables.feedback import tell_settled
from deliverables.layout import AssignmentLine, end_after, propose_assignments
from deliverables.models import (
    Assignment,
    Deliverable,
    Extension,
    Message,
    PrivateNote,
    Version,
    VersionFile,
    first_receptions,
)
from deliverables.reminders import STILL_OWED
from deliverables.what_stands import seconds_late
from partners.models import Organisation
from records.log import record
from records.models import StoredFile

FieldValue = str | int | dict | datetime | Session | StoredFile | None
EDITABLE = frozenset(
    {
        "title", "kind", "instructions", "template_file", "worked_on", "due_for", "due_at", "closes_at", "min_files",
        "return_mode", "grid", "content", "holds",
    }
)  # fmt: skip


class AlreadyDelivered(Exception):
    """The assignment cannot go: teams have delivered something for it. ``teams`` says how many."""

    def __init__(self, teams: int) -> None:
        self.teams = teams
        super().__init__(f"{teams} team(s) delivered")


class RowsHeld(Exception):
    """The assignment's rows cannot be of another kind: teams have written some."""


class WrittenAbout(Exception):
    """The assignment cannot go: messages or private notes were written about its deliverables."""


def refuse_unknown(fields: dict) -> None:
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")


def describe(assignment: Assignment) -> dict:
    """What the log keeps of an assignment."""
    return {
        "title": assignment.title,
        "kind": assignment.kind,
        "worked_on": assignment.worked_on_id,
        "due_for": assignment.due_for_id,
        "due_at": assignment.due_at.isoformat(),
        "closes_at": assignment.closes_at.isoformat() if assignment.closes_at else None,
        "instructions": assignment.instructions,
        "template_file": assignment.template_file.original_name if assignment.template_file else None,
        "min_files": assignment.min_files,
        "return_mode": assignment.return_mode,
        "grid": assignment.grid,
        "content": assignment.content,
        "holds": assignment.holds,
    }


@transaction.atomic
def ensure_deliverables(*, cycle: Cycle) -> int:
    """Create the deliverables that are missing: one for each assignment and each team that still takes part.

    The one function that creates them. Returns how many it created; safe to call twice and at once.
    """
    life.require(cycle)
    # One at a time: of a team and an assignment that come at once, the second finds the first.
    Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    assignments = list(Assignment.objects.filter(cycle=cycle))
    teams = list(Team.objects.filter(cycle=cycle, status=Team.Status.ACTIVE))
    known = set(Deliverable.objects.filter(assignment__cycle=cycle).values_list("assignment_id", "team_id"))
    missing = [
        Deliverable(
            assignment=assignment,
            team=team,
            effective_due_at=assignment.due_at,
            closes_at=assignment.closes_at,
            shares_drafts=cycle.shares_drafts,
        )
        for assignment in assignments
        for team in teams
        if (assignment.pk, team.pk) not in known
    ]
    Deliverable.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


@transaction.atomic
def lay_out_assignments(*, actor: AbstractBaseUser | None, cycle: Cycle) -> list[Assignment]:
    """Lay out the assignments of the cycle's format for its sessions, unless it has some already."""
    if cycle.assignments.exists():
        return list(cycle.assignments.all())
    sessions = list(cycle.sessions.all())
    with translation.override(cycle.language):
        lines = propose_assignments(FORMATS[cycle.format], sessions)
    return add_assignments(actor=actor, cycle=cycle, lines=lines, sessions=sessions)


@transaction.atomic
def create_cycle_with_assignments(
    *,
    actor: AbstractBaseUser,
    organiser: Organisation,
    format: Format | str,
    title: str,
    sessions: Sequence[LaidOutSession] | None = None,
    assignments: Sequence[AssignmentLine] | None = None,
    first_day: date | None = None,
    key: str = "",
    **fields,
) -> Cycle:
    """Create a cycle with its sessions and what is expected of its teams.

    Without ``sessions`` the format's own from ``first_day``; without ``assignments`` the format's own. The same ``key``
    twice, even at once, makes one cycle: the second caller gets AlreadyCreated, which carries it.
    """
    claim_key(key)
    cycle = create_cycle(
        actor=actor, organiser=organiser, format=format, title=title, sessions=sessions, first_day=first_day, **fields
    )
    if assignments is None:
        lay_out_assignments(actor=actor, cycle=cycle)
    else:
        add_assignments(actor=actor, cycle=cycle, lines=assignments, sessions=list(cycle.sessions.all()))
    if key:
        cache.set(created_under(key), cycle.slug, KEY_SECONDS)
    return cycle


@transaction.atomic
def add_assignments(
    *, actor: AbstractBaseUser | None, cycle: Cycle, lines: Sequence[AssignmentLine], sessions: Sequence
) -> list[Assignment]:
    """Add assignments after those that exist, in this order, and the deliverables of every team.

    ``sessions`` are the saved sessions that the lines' ``worked_on`` and ``due_for`` count in.
    """
    life.require(cycle)
    last = cycle.assignments.aggregate(last=Max("position"))["last"] or 0
    added = [
        Assignment(
            cycle=cycle,
            position=position,
            kind=line.kind,
            title=line.title,
            instructions=line.instructions,
            worked_on=None if line.worked_on is None else sessions[line.worked_on],
            due_for=None if line.due_for is None else sessions[line.due_for],
            due_at=line.due_at,
        )
        for position, line in enumerate(lines, start=last + 1)
    ]
    for assignment in added:
        assignment.save()
        record(actor, "assignment_created", assignment, cycle=cycle, after=describe(assignment))
    ensure_deliverables(cycle=cycle)
    return added


@transaction.atomic
def add_assignment(*, actor: AbstractBaseUser, cycle: Cycle, **fields: FieldValue) -> Assignment:
    """Add one assignment after the others, and the deliverables of every team. ``fields`` are of EDITABLE."""
    life.require(cycle)
    refuse_unknown(fields)
    last = cycle.assignments.aggregate(last=Max("position"))["last"] or 0
    assignment = Assignment.objects.create(cycle=cycle, position=last + 1, **fields)
    if assignment.holds:
        ensure_themes(cycle)
    record(actor, "assignment_created", assignment, cycle=cycle, after=describe(assignment))
    ensure_deliverables(cycle=cycle)
    return assignment


@transaction.atomic
def add_team_with_deliverables(
    *,
    actor: AbstractBaseUser,
    cycle: Cycle,
    territory_name: str,
    departments: str = "",
    neighbourhoods: Sequence = (),
) -> Team:
    """Add a team to the cycle together with what it is expected to deliver."""
    team = add_team(
        actor=actor,
        cycle=cycle,
        territory_name=territory_name,
        departments=departments,
        neighbourhoods=neighbourhoods,
    )
    ensure_deliverables(cycle=cycle)
    return team


@transaction.atomic
def edit_assignment(
    *, actor: AbstractBaseUser, assignment: Assignment, revision: int | None = None, **changes: FieldValue
) -> Assignment:
    """Change fields of an assignment; the teams' dates follow unless they were given more time.

    A due date that is given without ``closes_at`` takes the end of deliveries along, by as many days.
    Raises TypeError for a field that is not one of EDITABLE, StaleError when ``revision`` is given and somebody was
    quicker, RowsHeld.
    """
    life.require(assignment.cycle)
    refuse_unknown(changes)
    assignment = Assignment.objects.select_related("cycle", "template_file").get(pk=assignment.pk)
    claim(assignment, assignment.revision if revision is None else revision)
    before = describe(assignment)
    if "due_at" in changes and "closes_at" not in changes:
        changes["closes_at"] = end_after(assignment.closes_at, assignment.due_at, changes["due_at"])
    if changes.get("holds", assignment.holds) != assignment.holds and rows_held(assignment):
        raise RowsHeld
    for name, value in changes.items():
        setattr(assignment, name, value)
    after = describe(assignment)
    if assignment.holds:
        ensure_themes(assignment.cycle)
    if before == after and "template_file" not in changes:
        return assignment
    assignment.save()
    if before["due_at"] != after["due_at"] or before["closes_at"] != after["closes_at"]:
        follow_dates(assignment, actor=actor)
    changed = {name for name in after if before[name] != after[name]}
    record(
        actor,
        "assignment_edited",
        assignment,
        cycle=assignment.cycle,
        before={name: before[name] for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
    )
    return assignment


def settled() -> dict:
    """What an update of deliverables sets besides, so that nobody decides on what she has not seen."""
    return {"revision": F("revision") + 1, "settled_revision": F("revision") + 1}


def follow_dates(assignment: Assignment, *, actor: AbstractBaseUser) -> None:
    """Carry the assignment's dates to its deliverables, and judge lateness anew where the due date moved; the history
    of each says so.

    A team that was given more time keeps it, and is never due before the others. Lateness on the deliverable is that of
    the version, of those that stand, that was received first; what was noted on versions stays as it was.
    """
    before = {row.pk: row for row in assignment.deliverables.all()}
    followers = assignment.deliverables.filter(extensions__isnull=True)
    followers.update(effective_due_at=assignment.due_at, closes_at=assignment.closes_at, **settled())
    moved = dict.fromkeys(followers.values_list("pk", flat=True), assignment.due_at)
    extended = assignment.deliverables.filter(extensions__isnull=False).annotate(granted=Max("extensions__due_at"))
    for row in extended:
        due_at = max(assignment.due_at, row.granted)
        closes_at = max(assignment.closes_at, due_at) if assignment.closes_at else None
        Deliverable.objects.filter(pk=row.pk).update(effective_due_at=due_at, closes_at=closes_at, **settled())
        if due_at != row.effective_due_at:
            moved[row.pk] = due_at
    for pk, received_at in first_receptions(moved).items():
        Deliverable.objects.filter(pk=pk).update(late_seconds=seconds_late(received_at, moved[pk]))
    for row in assignment.deliverables.select_related("team__territory", "assignment__cycle"):
        due_before, ended_before = before[row.pk].effective_due_at, before[row.pk].closes_at
        if due_before != row.effective_due_at:
            dates = {
                "before": {"due_at": due_before.isoformat()},
                "after": {"due_at": row.effective_due_at.isoformat()},
            }
            record(actor, "deliverable_due_moved", row, cycle=assignment.cycle, team=row.team, **dates)
        if (due_before, ended_before) != (row.effective_due_at, row.closes_at):
            tell_moved(row, due_before)


def tell_moved(row: Deliverable, due_before: datetime) -> None:
    """A team that still owes it is told of its new dates, once the cycle goes on."""
    if row.state not in STILL_OWED or row.team.status != Team.Status.ACTIVE:
        return
    if life.allows(row.assignment.cycle, "deliver"):
        ends = row.closes_at.isoformat() if row.closes_at else None
        dates = {"due_before": due_before.isoformat(), "due_at": row.effective_due_at.isoformat(), "closes_at": ends}
        tell_settled(row, "due_moved", **dates)


@transaction.atomic
def remove_assignment(*, actor: AbstractBaseUser, assignment: Assignment) -> None:
    """Remove an assignment with its undelivered deliverables and their drafts.

    Raises AlreadyDelivered when a team has ever delivered something for it, WrittenAbout when something was written
    about it; then nothing changes.
    """
    if not Assignment.objects.select_for_update(no_key=True).filter(pk=assignment.pk).first():
        return  # somebody else removed it
    # Before all else: a delivery that goes on meanwhile ends before the count, or finds its deliverable changed.
    assignment.deliverables.update(**settled())
    life.require(assignment.cycle)
    if delivered := delivered_teams(assignment):
        raise AlreadyDelivered(delivered)
    if has_words(assignment):
        raise WrittenAbout
    versions = Version.objects.filter(deliverable__assignment=assignment)
    record(actor, "assignment_removed", assignment, cycle=assignment.cycle, before=describe(assignment))
    assignment.deliverables.update(current_version=None)
    VersionFile.objects.filter(version__in=versions).delete()
    versions.delete()
    Extension.objects.filter(deliverable__assignment=assignment).delete()
    assignment.deliverables.all().delete()
    assignment.delete()


def delivered_teams(assignment: Assignment) -> int:
    """How many teams have ever delivered something for it."""
    versions = Version.objects.filter(deliverable__assignment=assignment, delivered_at__isnull=False)
    return versions.values("deliverable").distinct().count()


def has_words(assignment: Assignment) -> bool:
    """Whether people wrote about its deliverables: what they wrote stays, and so does the assignment."""
    return any(kind.objects.filter(deliverable__assignment=assignment).exists() for kind in (Message, PrivateNote))


@transaction.atomic
def reorder_assignments(*, actor: AbstractBaseUser, cycle: Cycle, order: Sequence[int]) -> None:
    """Put the cycle's assignments in the order of these ids; those that are not named keep their order, after them."""
    life.require(cycle)
    assignments = list(cycle.assignments.all())
    before = [assignment.pk for assignment in assignments]
    place = {pk: index for index, pk in enumerate(order)}
    assignments.sort(key=lambda assignment: place.get(assignment.pk, len(place)))
    after = [assignment.pk for assignment in assignments]
    for position, assignment in enumerate(assignments, start=1):
        assignment.position = position
    Assignment.objects.bulk_update(assignments, ["position"])
    if before != after:
        record(actor, "assignments_reordered", cycle, cycle=cycle, before={"order": before}, after={"order": after})
