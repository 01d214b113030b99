"""Who may what in a cycle: predicates of a user and a row, without request.

An administrator may what a coordinator may.
"""

from django.db.models import Q, QuerySet

from accounts.models import User
from cycles.models import Cycle, CycleRole, Participation, Session, Team
from cycles.planning import life

TEAM_ROLES_OF_REFERENTS = (Participation.Role.CONTRIBUTOR, Participation.Role.READER)


def role_in(user: User, cycle: Cycle) -> str:
    """The user's part in running the cycle: ``coordinator``, ``facilitator`` or nothing."""
    if user.is_administrator:
        return CycleRole.Role.COORDINATOR.value
    return CycleRole.objects.filter(cycle=cycle, user=user).values_list("role", flat=True).first() or ""


def can_coordinate(user: User, cycle: Cycle) -> bool:
    """Edit the cycle, its sessions, assignments, teams and people."""
    return role_in(user, cycle) == CycleRole.Role.COORDINATOR


def can_facilitate(user: User, cycle: Cycle) -> bool:
    """Read everything delivered, give feedback, write coordination notes."""
    return bool(role_in(user, cycle))


def membership(user: User, team: Team) -> Participation | None:
    """The user's participation in this team that still holds, or None."""
    return Participation.objects.active().filter(team=team, person__user=user).first()


def is_referent(user: User, team: Team) -> bool:
    own = membership(user, team)
    return own is not None and own.role == Participation.Role.REFERENT


def can_invite(user: User, team: Team) -> bool:
    """Add members and send them their invitation: coordination, and the referent for her own team."""
    return can_coordinate(user, team.cycle) or is_referent(user, team)


def roles_to_give(user: User, team: Team) -> tuple[str, ...]:
    """The roles that the user may give to a member whom she adds; none when she may not add any."""
    if can_coordinate(user, team.cycle):
        return (Participation.Role.REFERENT, *TEAM_ROLES_OF_REFERENTS)
    return TEAM_ROLES_OF_REFERENTS if is_referent(user, team) else ()


def can_read_programme(user: User, cycle: Cycle) -> bool:
    """Programme and documents of the sessions held for everyone in the cycle."""
    return Cycle.objects.visible_to(user).filter(pk=cycle.pk).exists()


def sessions_seen(user: User, cycle: Cycle) -> QuerySet[Session]:
    """The cycle's sessions whose programme the user may read, among those of a cycle that she sees: a session held for
    some teams is theirs and coordination's.
    """
    if can_facilitate(user, cycle):
        return cycle.sessions.all()
    own = Participation.objects.active().filter(cycle=cycle, person__user=user, team__isnull=False).values("team")
    limited = cycle.sessions.filter(teams__isnull=False).values("pk")
    mine = cycle.sessions.filter(teams__in=own).values("pk")
    return cycle.sessions.filter(~Q(pk__in=limited) | Q(pk__in=mine))


def can_write_note(user: User, session: Session) -> bool:
    """Coordination and co-facilitators, while the cycle may be written in."""
    return life.allows(session.cycle, "plan") and can_facilitate(user, session.cycle)
