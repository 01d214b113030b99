"""Whether a team has members of every actor type that its cycle wants, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cycles.people.models import Participation
from cycles.planning.models import Cycle
from partners.models import ActorType

MISSING = {
    ActorType.EPCI: _("No member from the inter-municipal body yet."),
    ActorType.COMMUNE: _("No member from a commune yet."),
    ActorType.DEPARTMENT: _("No member from the département yet."),
    ActorType.REGION: _("No member from the Region yet."),
    ActorType.STATE: _("No member from the State yet."),
    ActorType.PUBLIC_SERVICE: _("No member from a public service yet."),
    ActorType.LANDLORD: _("No member from a social landlord yet."),
    ActorType.NEIGHBOURHOOD: _("No member from a neighbourhood structure yet."),
    ActorType.RESIDENTS: _("No member from a residents’ council yet."),
    ActorType.PROJECT_HOLDER: _("No project holder yet."),
    ActorType.RESOURCE_CENTRE: _("No member from a resource centre yet."),
    ActorType.RESEARCH: _("No member from a school or from research yet."),
    ActorType.COMPANY: _("No member from a company yet."),
}


@dataclass(frozen=True)
class Composition:
    """``present``: (actor type in words, how many members); ``missing``: sentences on wanted types without member."""

    present: list[tuple[str, int]]
    missing: list[str]
    wanted: bool

    @property
    def is_complete(self) -> bool:
        return self.wanted and not self.missing


def composition(cycle: Cycle, members: Iterable[Participation]) -> Composition:
    """The team's composition from its present members, their organisation loaded."""
    counted = Counter(member.organisation.actor_type for member in members if member.organisation)
    wanted = [kind for kind in ActorType if kind in cycle.wanted_actor_types]
    return Composition(
        present=[(str(kind.label), counted[kind]) for kind in ActorType if counted[kind]],
        missing=[str(MISSING[kind]) for kind in wanted if not counted[kind]],
        wanted=bool(wanted),
    )
