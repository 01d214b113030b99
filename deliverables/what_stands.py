"""Which versions of a deliverable stand, and the state that follows from them."""

from datetime import datetime

from deliverables.models import Deliverable, Feedback, Version

State = Deliverable.State


def standing_version(deliverable: Deliverable) -> Version | None:
    """The newest version that was delivered and not taken back."""
    return deliverable.versions.filter(delivered_at__isnull=False, taken_back_at__isnull=True).first()


def first_received(deliverable: Deliverable) -> Version | None:
    """The version, of those that stand, that was received first: by it the deliverable's lateness is judged."""
    standing = deliverable.versions.filter(delivered_at__isnull=False, taken_back_at__isnull=True)
    return standing.order_by("received_at", "number").first()


def seconds_late(received_at: datetime, due_at: datetime) -> int:
    """Seconds between due and received; 0 when on time."""
    return max(0, int((received_at - due_at).total_seconds()))


def open_draft(deliverable: Deliverable) -> Version | None:
    return deliverable.versions.filter(delivered_at__isnull=True).first()


def state_that_follows(deliverable: Deliverable) -> str:
    """The state that versions and feedback say; an exemption is not looked at."""
    version = standing_version(deliverable)
    if version is None:
        return State.DRAFT if open_draft(deliverable) else State.NOT_DELIVERED
    if deliverable.retained_version_id == version.pk:
        return State.RETAINED
    last = version.feedback.order_by("-given_at", "-id").first()
    return State.TO_COMPLETE if last and last.outcome == Feedback.Outcome.TO_COMPLETE else State.DELIVERED
