"""People's names as a cycle's directory knows them."""

from collections.abc import Iterable

from django.db.models import FilteredRelation, Q

from accounts.models import User
from cycles.models import Cycle


def names_of(cycle: Cycle, users: Iterable[int | None]) -> dict[int, str]:
    """The name of each user in the directory of the cycle's organiser, else her address; one query."""
    known = FilteredRelation("people", condition=Q(people__organiser=cycle.organiser_id))
    rows = User.objects.filter(pk__in={key for key in users if key}).annotate(known=known)
    found = rows.values_list("pk", "email", "known__first_name", "known__last_name")
    return {pk: f"{first or ''} {last or ''}".strip() or email for pk, email, first, last in found}
