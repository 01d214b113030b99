"""Those who run a cycle, as its pages name them."""

from dataclasses import dataclass

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from cycles.models import Cycle, CycleRole
from partners.models import Person


@dataclass(frozen=True)
class Runner:
    """Somebody who runs the cycle: ``has_come`` once she has signed in."""

    given: CycleRole
    name: str
    email: str
    role: str
    has_come: bool

    @property
    def coordinates(self) -> bool:
        return self.given.role == CycleRole.Role.COORDINATOR


def runners(cycle: Cycle) -> list[Runner]:
    """Coordinators first, then co-facilitators, by name; those who may sign in; one query."""
    person = Person.objects.filter(organiser=cycle.organiser_id, user=OuterRef("user")).order_by("pk")
    name = Subquery(person.values(name_=Concat("first_name", Value(" "), "last_name"))[:1])
    email = F("user__email")
    given = (
        cycle.roles.filter(user__is_active=True)
        .select_related("user")
        .annotate(
            name=Coalesce(name, email, output_field=CharField()),
            key=Coalesce(Subquery(person.values("sort_key")[:1]), email, output_field=CharField()),
        )
        .order_by("role", "key", "pk")
    )
    return [
        Runner(each, each.name, each.user.email, each.get_role_display(), each.user.last_login is not None)
        for each in given
    ]
