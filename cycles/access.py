"""What a request asks for, loaded through what its user may see.

404 for what is not hers, 403 with a sentence for what she may not do.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cycles import permissions
from cycles.models import Cycle, CycleRole, Participation, Session, Team
from cycles.planning import life


def cycle_seen(request: HttpRequest, slug: str) -> Cycle:
    return get_object_or_404(Cycle.objects.select_related("organiser").visible_to(request.user), slug=slug)


def cycle_with_role(request: HttpRequest, slug: str) -> tuple[Cycle, str]:
    """A cycle that the user sees, and her part in running it as ``permissions.role_in`` says it; one query for both."""
    own = CycleRole.objects.filter(cycle=OuterRef("pk"), user=request.user).values("role")[:1]
    cycles = Cycle.objects.select_related("organiser").visible_to(request.user).annotate(own_role=Subquery(own))
    cycle = get_object_or_404(cycles, slug=slug)
    return cycle, CycleRole.Role.COORDINATOR.value if request.user.is_administrator else cycle.own_role or ""


def require_open_plan(cycle: Cycle) -> None:
    if not life.allows(cycle, "plan"):
        raise life.CycleClosed(str(life.CLOSED[cycle.state]))


def require_coordination(request: HttpRequest, cycle: Cycle) -> None:
    if not permissions.can_coordinate(request.user, cycle):
        raise PermissionDenied(_("Only the coordination of the cycle may do this."))


def cycle_coordinated(request: HttpRequest, slug: str) -> Cycle:
    """The cycle, for its coordination, while its plan may be changed."""
    cycle = cycle_seen(request, slug)
    require_coordination(request, cycle)
    require_open_plan(cycle)
    return cycle


def session_seen(request: HttpRequest, slug: str, pk: int) -> Session:
    """A session whose programme the user may read."""
    cycle = cycle_seen(request, slug)
    session = get_object_or_404(permissions.sessions_seen(request.user, cycle), pk=pk)
    session.cycle = cycle
    return session


def session_coordinated(request: HttpRequest, slug: str, pk: int) -> Session:
    session = session_seen(request, slug, pk)
    require_coordination(request, session.cycle)
    require_open_plan(session.cycle)
    return session


def require_facilitation(request: HttpRequest, cycle: Cycle) -> None:
    if not permissions.can_facilitate(request.user, cycle):
        raise PermissionDenied(_("Only coordination and co-facilitators of the cycle may do this."))


def cycle_facilitated(request: HttpRequest, slug: str) -> Cycle:
    """The cycle, for those who run it."""
    cycle = cycle_seen(request, slug)
    require_facilitation(request, cycle)
    return cycle


def session_facilitated(request: HttpRequest, slug: str, pk: int) -> Session:
    """A session, for those who run its cycle."""
    session = session_seen(request, slug, pk)
    require_facilitation(request, session.cycle)
    return session


def team_seen(request: HttpRequest, slug: str, pk: int) -> Team:
    cycle = cycle_seen(request, slug)
    teams = Team.objects.visible_to(request.user).select_related("territory")
    team = get_object_or_404(teams, cycle=cycle, pk=pk)
    team.cycle = cycle
    return team


def team_coordinated(request: HttpRequest, slug: str, pk: int) -> Team:
    team = team_seen(request, slug, pk)
    require_coordination(request, team.cycle)
    require_open_plan(team.cycle)
    return team


def member_of(team: Team, pk: int) -> Participation:
    """A member of the team who was not removed."""
    members = Participation.objects.active().select_related("person__user", "organisation")
    member = get_object_or_404(members, team=team, pk=pk)
    member.team, member.cycle = team, team.cycle
    return member


def present_key(cycle: Cycle, pk: int) -> int:
    """The key of the participation that follows this one after a change of organisation, else its own."""
    following = cycle.participations.active().filter(follows=pk).values_list("pk", flat=True).first()
    return following or pk


def participant_of(cycle: Cycle, pk: int) -> Participation:
    """Somebody who takes part without a team and was not removed."""
    row = taking_part(cycle, pk)
    if row.team_id is not None:
        raise Http404
    return row


def taking_part(cycle: Cycle, pk: int) -> Participation:
    """Somebody who takes part in the cycle, in a team or not, and was not removed."""
    rows = Participation.objects.active().select_related("person__user", "organisation", "team__territory")
    row = get_object_or_404(rows, cycle=cycle, pk=pk)
    row.cycle = cycle
    if row.team:
        row.team.cycle = cycle
    return row
