"""What waits for coordination's feedback, oldest first, across the cycles that somebody runs."""

from django.db.models import QuerySet

from accounts.models import User
from cycles.models import Cycle
from deliverables.models import Deliverable


def waiting_for(user: User) -> QuerySet[Deliverable]:
    """Delivered, current, in a cycle that may still be answered in."""
    return (
        Deliverable.objects.followed_by(user)
        .filter(state=Deliverable.State.DELIVERED)
        .exclude(assignment__cycle__state__in=[Cycle.State.DRAFT, Cycle.State.ARCHIVED])
        .select_related("assignment__cycle", "team__territory", "current_version")
        .with_opinions()
        .order_by("received_at", "pk")
    )
