"""The board of a cycle: one line a team, one stop for each expected deliverable, its state in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cycles.attendance.figures import attended, presence_by_team
from cycles.models import Cycle, Session, Team
from cycles.planning.words import session_name
from deliverables.figures import GIVEN, OWED, Figures, awaits_decision, late_seconds, people_in
from deliverables.line import language
from deliverables.models import Assignment, Deliverable, Version
from lib.text import late_by, short_day, tiny_day

State = Deliverable.State
WAITING, TO_DELIVER, LATE = "waiting", "owed", "late"
REACHED = (*GIVEN, State.EXEMPTED)


@dataclass
class Heading:
    """A column: an assignment, or the presences at a session. ``owing`` teams still owe something for it."""

    title: str
    detail: str
    assignment: Assignment | None = None
    session: Session | None = None
    is_next: bool = False
    owing: int = 0


@dataclass
class Cell:
    """A team at a stop. ``track`` says how the team's line runs through it: ``done``, ``half`` or not at all."""

    heading: Heading
    state: str = ""
    label: str = ""
    details: tuple[str, ...] = ()
    late: str = ""
    url: str = ""
    shows: frozenset[str] = frozenset()
    is_reached: bool = False
    track: str = ""


@dataclass(frozen=True)
class Row:
    """One team's line."""

    team: Team
    about: str
    cells: list[Cell]


@dataclass(frozen=True)
class Board:
    """``counts`` are deliverables by what the filters show: ``waiting``, ``owed``, ``late``."""

    headings: list[Heading]
    rows: list[Row]
    counts: dict[str, int]
    figures: Figures


def board_of(cycle: Cycle, now: datetime, *, presence: bool = False) -> Board:
    """Four queries; with presences six."""
    everybody, held = attended(cycle) if presence else ([], [])
    assignments = list(cycle.assignments.select_related("due_for"))
    teams = list(
        cycle.teams.select_related("territory")
        .annotate(people=Count("members", filter=Q(members__left_at__isnull=True)))
        .order_by("territory__sort_key", "pk")
    )
    rows = Deliverable.objects.filter(assignment__cycle=cycle).select_related("current_version")
    found = {(row.team_id, row.assignment_id): row for row in rows}
    present = presence_by_team(held)
    headings = headings_of(cycle, [row.session for row in held], assignments, now, {key[1] for key in present})
    lines = [Row(team, about(team), cells_of(team, headings, found, present, now)) for team in teams]
    count_owing(lines)
    cells = [cell for line in lines for cell in line.cells]
    counts = {name: sum(name in cell.shows for cell in cells) for name in (WAITING, TO_DELIVER, LATE)}
    people = len({row.person_id for row in everybody if row.takes_part}) if presence else people_in(cycle)
    return Board(headings, lines, counts, figures_of(lines, counts, people))


def headings_of(
    cycle: Cycle, sessions: Sequence[Session], assignments: Sequence[Assignment], now: datetime, taken: set[int]
) -> list[Heading]:
    """The columns in the order of the line: what is due for a session, then who came to it; the rest last."""
    coming = min((each.due_at for each in assignments if each.due_at >= now), default=None)
    by_session: dict[int | None, list[Heading]] = {}
    for assignment in assignments:
        heading = Heading(assignment.title, due_words(cycle, assignment), assignment)
        heading.is_next = assignment.due_at == coming
        by_session.setdefault(assignment.due_for_id, []).append(heading)
    held = {each.due_for_id: each.due_for for each in assignments if each.due_for} | {
        each.pk: each for each in sessions
    }
    headings: list[Heading] = []
    for session in sorted(held.values(), key=lambda each: each.position):
        headings += by_session.pop(session.pk, [])
        if session.pk in taken:
            headings.append(Heading(session_name(session, cycle), _("presences"), session=session))
    return headings + by_session.pop(None, [])


def due_words(cycle: Cycle, assignment: Assignment) -> str:
    """« Séance 3, pour le 10 sept. »."""
    day = tiny_day(timezone.localdate(assignment.due_at), language())
    if assignment.closes_at:
        ends = tiny_day(timezone.localdate(assignment.closes_at), language())
        day = _("%(day)s, deliveries until %(end)s") % {"day": day, "end": ends}
    if not assignment.due_for:
        return day
    return _("%(session)s, for %(day)s") % {"session": session_name(assignment.due_for, cycle), "day": day}


def about(team: Team) -> str:
    people = ngettext("%(count)s person", "%(count)s people", team.people) % {"count": team.people}
    words = [people, team.territory.departments]
    if team.status != Team.Status.ACTIVE:
        words = [team.get_status_display(), team.status_reason]
        if team.status_on:
            day = short_day(team.status_on, language())
            words[0] = _("%(status)s on %(day)s") % {"status": words[0], "day": day}
    return ", ".join(word for word in words if word)


def cells_of(team: Team, headings: list[Heading], found: dict, present: dict, now: datetime) -> list[Cell]:
    cells = []
    for heading in headings:
        if heading.session:
            cells.append(presence_cell(heading, present.get((team.pk, heading.session.pk))))
        elif row := found.get((team.pk, heading.assignment.pk)):
            row.team, row.assignment = team, heading.assignment
            cells.append(deliverable_cell(heading, row, now))
        else:
            cells.append(Cell(heading))
    draw_track(cells)
    return cells


def presence_cell(heading: Heading, came: tuple[int, int] | None) -> Cell:
    words = (
        _("%(present)s of %(expected)s present") % dict(zip(("present", "expected"), came, strict=True)) if came else ""
    )
    return Cell(heading, label=words, is_reached=True)


def deliverable_cell(heading: Heading, row: Deliverable, now: datetime) -> Cell:
    late = late_seconds(row, now)
    label = pgettext("a state on the board", "draft") if row.state == State.DRAFT else row.get_state_display()
    if row.state in OWED and row.team.status != Team.Status.ACTIVE:
        label = _("no longer expected")
    return Cell(
        heading,
        state=row.state,
        label=label,
        details=details(row),
        late=late_by(timezone.localtime(row.effective_due_at), late, language()) if late else "",
        url=address(row),
        shows=shows(row, late),
        is_reached=row.state in REACHED,
    )


def shows(row: Deliverable, late: int) -> frozenset[str]:
    """The filters that let this deliverable through."""
    owed = row.state in OWED and row.team.status == Team.Status.ACTIVE
    found = {WAITING: row.state == State.DELIVERED, TO_DELIVER: owed, LATE: owed and late > 0}
    return frozenset(name for name, holds in found.items() if holds)


def details(row: Deliverable) -> tuple[str, ...]:
    """What the cell says under its state, one line each."""
    version = row.current_version
    if row.state == State.EXEMPTED:
        return (row.exemption_reason,)
    if row.state in GIVEN and version:
        words = _("version %(number)s") % {"number": version.number}
        if version.channel != Version.Channel.PAGE:
            words = f"{words}, {version.get_channel_display()}"
        if awaits_decision(row):
            return words, _("waiting for a decision")
        return (words, *more_time(row)) if row.state == State.TO_COMPLETE else (words,)
    if row.team.status != Team.Status.ACTIVE:
        return ()
    return (_("not delivered yet"), *more_time(row)) if row.state == State.DRAFT else more_time(row)


def more_time(row: Deliverable) -> tuple[str, ...]:
    """The team's own date, where it has one."""
    if row.effective_due_at == row.assignment.due_at:
        return ()
    return (_("more time, until %(day)s") % {"day": tiny_day(timezone.localdate(row.effective_due_at), language())},)


def address(row: Deliverable) -> str:
    """Where the next action is: the feedback that waits, else the deliverable."""
    if row.state == State.DELIVERED and row.current_version:
        return reverse("deliverables:feedback-give", args=[row.pk, row.current_version.number])
    return row.get_absolute_url()


def draw_track(cells: list[Cell]) -> None:
    """Colour the line between stops that follow each other and are both reached."""
    for place, cell in enumerate(cells):
        before = place > 0 and cells[place - 1].is_reached
        after = place + 1 < len(cells) and cells[place + 1].is_reached
        if not cell.is_reached:
            continue
        cell.track = ("done" if after or place + 1 == len(cells) else "half") if before or place == 0 else ""


def count_owing(rows: list[Row]) -> None:
    """How many teams that take part still owe something for each assignment: to deliver, or to complete."""
    for row in rows:
        if row.team.status == Team.Status.ACTIVE:
            for cell in row.cells:
                cell.heading.owing += cell.state in (*OWED, State.TO_COMPLETE)


def figures_of(rows: list[Row], counts: dict[str, int], people: int) -> Figures:
    """The cycle in numbers, from what the board has loaded."""
    active = [row for row in rows if row.team.status == Team.Status.ACTIVE]
    cells = [(row, cell) for row in rows for cell in row.cells if cell.state]
    gone = sum(cell.state in OWED and row.team.status != Team.Status.ACTIVE for row, cell in cells)
    return Figures(
        teams=len(active),
        people=people,
        expected=sum(cell.state != State.EXEMPTED for _row, cell in cells) - gone,
        delivered=sum(cell.state in GIVEN for _row, cell in cells),
        waiting=counts[WAITING],
        late=counts[LATE],
    )
