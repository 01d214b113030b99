"""The cycles that one may see, and the page of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from cycles import permissions
from cycles.access import cycle_seen
from cycles.models import Cycle, Participation, Session, Team
from cycles.people.animation import runners
from cycles.planning import life
from cycles.planning.formats import FORMATS
from cycles.planning.quiet import in_force
from cycles.planning.words import session_name
from deliverables.figures import Figures, counts, figures_of, waiting
from deliverables.line import cycle_stops, next_session, session_when, team_line
from deliverables.models import Deliverable
from deliverables.peers.reading import still_to_read
from deliverables.planning_forms import organisers_of


@dataclass(frozen=True)
class CycleCard:
    """A cycle as the list shows it."""

    cycle: Cycle
    format: str
    first: Session | None
    last: Session | None
    next_name: str
    next_title: str
    next_when: str


def card(cycle: Cycle, now) -> CycleCard:
    sessions = sorted(cycle.sessions.all(), key=lambda session: session.starts_at)
    coming = next_session(sessions, now)
    return CycleCard(
        cycle=cycle,
        format=str(FORMATS[cycle.format].name),
        first=sessions[0] if sessions else None,
        last=sessions[-1] if sessions else None,
        next_name=session_name(coming, cycle) if coming else "",
        next_title=coming.title if coming else "",
        next_when=session_when(coming, now) if coming else "",
    )


@require_safe
def cycle_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    cycles = (
        Cycle.objects.visible_to(request.user)
        .select_related("organiser")
        .prefetch_related(
            Prefetch("sessions", Session.objects.only("cycle", "position", "kind", "title", "starts_at", "ends_at"))
        )
    )
    cards = [card(cycle, now) for cycle in cycles]
    cards.sort(key=lambda one: life.ORDER.index(one.cycle.state))
    context = {"cards": cards, "may_create": organisers_of(request.user).exists()}
    return render(request, "deliverables/cycle_list.html", context)


@require_safe
def cycle_detail(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_seen(request, slug)
    role = permissions.role_in(request.user, cycle)
    now = timezone.now()
    own_teams = teams_of(request.user, cycle)
    sessions = list(cycle.sessions.all() if role else permissions.sessions_seen(request.user, cycle))
    assignments = list(cycle.assignments.all()) if role or own_teams else []
    for assignment in assignments:
        assignment.cycle = cycle
    runs = running(cycle, now) if role else None
    context = {
        "cycle": cycle,
        "format": str(FORMATS[cycle.format].name),
        "stops": cycle_stops(cycle, sessions, assignments, now, delivered_counts(cycle, now) if role else None),
        "own_lines": [(team, team_line(team, now)) for team in own_teams],
        "leads": bool(role),
        "coordinates": role == "coordinator",
        "may_plan": role == "coordinator" and life.allows(cycle, "plan"),
        "running": runs,
        "holds_rows": any(assignment.holds for assignment in assignments),
        "main_action": main_action(cycle, role, runs, own_teams),
        "steps": life.steps_from(cycle.state) if role == "coordinator" else (),
        "sentences": life.STAGES[cycle.state].sentences if role else (),
        "runners": runners(cycle),
        "co_organisers": cycle.co_organisers.all(),
        "quiet": in_force(cycle, now) if role or own_teams else None,
        "knows_them": bool(role or own_teams) or takes_part(request.user, cycle),
    }
    return render(request, "deliverables/cycle_detail.html", context)


def takes_part(user: User, cycle: Cycle) -> bool:
    return Participation.objects.active().filter(cycle=cycle, person__user=user).exists()


def teams_of(user: User, cycle: Cycle) -> list[Team]:
    """The teams of the cycle that the user is a member of, each with what it has still to read of the others."""
    mine = Q(members__person__user=user, members__left_at__isnull=True)
    teams = Team.objects.filter(mine, cycle=cycle).select_related("territory").distinct()
    teams = list(teams.annotate(to_read=still_to_read("pk", "cycle")))
    for team in teams:
        team.cycle = cycle
    return teams


def delivered_counts(cycle: Cycle, now: datetime) -> dict[int, tuple[int, int]]:
    """(delivered, expected) by assignment."""
    rows = Deliverable.objects.filter(assignment__cycle=cycle).order_by().values("assignment").annotate(**counts(now))
    return {row["assignment"]: (row["delivered"], row["expected"]) for row in rows}


@dataclass(frozen=True)
class Running:
    """What those who run the cycle see: its figures, and what waits for them."""

    numbers: Figures
    figures: list[tuple]
    waiting: list[Deliverable]
    more_waiting: int
    teams: list[Team]


def running(cycle: Cycle, now) -> Running:
    numbers = figures_of(cycle, now)
    table = f"{reverse('deliverables:deliverable-list')}?cycle={cycle.slug}"
    figures = []
    if cycle.has_teams:
        people = ngettext("%(count)s person", "%(count)s people", numbers.people) % {"count": numbers.people}
        teams = ngettext("team", "teams", numbers.teams)
        figures.append((numbers.teams, f"{teams}, {people}", "", ""))
    if cycle.has_deliverables:
        of = _("%(delivered)s of %(expected)s") % {"delivered": numbers.delivered, "expected": numbers.expected}
        figures += [
            (of, ngettext("deliverable received", "deliverables received", numbers.delivered), table, ""),
            (
                numbers.waiting,
                ngettext("waits for your feedback", "wait for your feedback", numbers.waiting),
                f"{table}&waiting=yes",
                "",
            ),
            (numbers.late, _("late"), f"{table}&late=yes", "warn" if numbers.late else ""),
        ]
    queue = (
        Deliverable.objects.filter(waiting(), assignment__cycle=cycle)
        .select_related("assignment", "team__territory", "current_version")
        .with_opinions()
        .order_by("received_at", "pk")
    )
    teams = (
        cycle.teams.select_related("territory")
        .annotate(people=Count("members", filter=Q(members__left_at__isnull=True)))
        .order_by("territory__sort_key", "pk")
    )
    return Running(numbers, figures, list(queue[:5]), max(0, numbers.waiting - 5), list(teams))


@dataclass(frozen=True)
class Action:
    """The page's one main button."""

    words: str
    url: str


def main_action(cycle: Cycle, role: str, runs: Running | None, teams: list[Team]) -> Action | None:
    """What the reader most likely came for."""
    table = f"{reverse('deliverables:deliverable-list')}?cycle={cycle.slug}"
    if runs and runs.numbers.waiting:
        words = ngettext(
            "Answer %(count)s delivered version", "Answer %(count)s delivered versions", runs.numbers.waiting
        )
        return Action(words % {"count": runs.numbers.waiting}, f"{table}&waiting=yes")
    if runs and cycle.has_teams and not runs.teams and role == "coordinator" and life.allows(cycle, "plan"):
        return Action(_("Add a team"), reverse("deliverables:team-create", args=[cycle.slug]))
    if role == "coordinator" and cycle.state == Cycle.State.DRAFT:
        return Action(_("Open the cycle"), reverse("cycles:cycle-move", args=[cycle.slug, Cycle.State.OPEN]))
    if runs and cycle.has_deliverables:
        return Action(_("See the board"), reverse("deliverables:cycle-board", args=[cycle.slug]))
    if teams:
        return Action(_("See what is expected of us"), teams[0].get_absolute_url())
    return None
