"""Who may what with a deliverable: predicates of a user and a row, without request."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from cycles.models import Cycle, CycleRole, Participation
from deliverables.models import Deliverable, Version


@dataclass(frozen=True)
class Standing:
    """What a user is to a deliverable: her role in its team and her part in running its cycle (each may be empty).

    ``coordination`` are the keys of all who run the cycle, coordinators first; ``members`` the team's, each as the
    actor type and the name of her organisation (None without).
    """

    team_role: str
    cycle_role: str
    delivers: bool
    coordination: tuple[int, ...]
    members: tuple[tuple[str | None, str | None], ...]

    @property
    def in_team(self) -> bool:
        return bool(self.team_role)

    @property
    def coordinates(self) -> bool:
        return self.cycle_role == CycleRole.Role.COORDINATOR

    @property
    def facilitates(self) -> bool:
        """Coordinators and co-facilitators."""
        return bool(self.cycle_role)

    def is_one_of(self, who: str) -> bool:
        """``who`` as the table of moves says it: ``team``, ``coordinator`` or ``facilitator``."""
        return {"team": self.delivers, "coordinator": self.coordinates, "facilitator": self.facilitates}[who]


def delivering_roles(cycle: Cycle) -> frozenset[str]:
    """The roles in a team that deliver for it; the one place that says so."""
    roles = {Participation.Role.REFERENT.value}
    return frozenset(roles if cycle.reserves_delivery else roles | {Participation.Role.CONTRIBUTOR.value})


def standing_of(user: User, deliverable: Deliverable) -> Standing:
    """Two queries; readers of the team deliver nothing, contributors do unless the cycle reserves it to referents."""
    cycle = deliverable.assignment.cycle
    team = Participation.objects.active().filter(team=deliverable.team).order_by("organisation__sort_key", "pk")
    rows = list(team.values_list("person__user", "role", "organisation__actor_type", "organisation__name"))
    role = next((role for member, role, *_organisation in rows if member == user.pk), "")
    runs = dict(CycleRole.objects.filter(cycle=cycle).order_by("role", "pk").values_list("user_id", "role"))
    return Standing(
        team_role=role,
        cycle_role=CycleRole.Role.COORDINATOR.value if user.is_administrator else runs.get(user.pk, ""),
        delivers=role in delivering_roles(cycle),
        coordination=tuple(runs),
        members=tuple((kind, name) for _member, _role, kind, name in rows),
    )


def can_read_drafts(standing: Standing, deliverable: Deliverable) -> bool:
    """A draft is the team's own; one switch shares it with coordination."""
    return standing.in_team or (standing.facilitates and deliverable.shares_drafts)


def versions_read(standing: Standing, deliverable: Deliverable) -> QuerySet[Version]:
    """The versions whose files the user may open, among those of a deliverable that she sees."""
    versions = deliverable.versions.all()
    if can_read_drafts(standing, deliverable):
        return versions
    return versions.filter(delivered_at__isnull=False)
