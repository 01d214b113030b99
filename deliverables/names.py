"""People's names as a cycle's directory knows them."""

from collections.abc import Iterable

from accounts.models import User
from cycles.models import Cycle
from partners.models import Person


def names_of(cycle: Cycle, users: Iterable[int | None]) -> dict[int, str]:
    """The name of each user in the directory of the cycle's organiser, else her address; at most two queries."""
    keys = {key for key in users if key}
    people = Person.objects.filter(organiser=cycle.organiser_id, user__in=keys)
    names = {person.user_id: person.name for person in people}
    if missing := keys - names.keys():
        names |= dict(User.objects.filter(pk__in=missing).values_list("pk", "email"))
    return names
