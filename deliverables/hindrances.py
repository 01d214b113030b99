"""What may stand in the way of one move, besides the states of its deliverable, its cycle and its team.

Each answers with a sentence, empty when nothing does; the table of moves names the one that it asks.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from deliverables.models import Assignment, Deliverable, PeerReading
from deliverables.what_stands import open_draft


def nothing(deliverable: Deliverable, at: datetime) -> str:
    return ""


def closed(deliverable: Deliverable, at: datetime) -> str:
    if deliverable.closes_at and at > deliverable.closes_at:
        return _("Deliveries have ended. Ask coordination for more time.")
    return ""


def without_draft(deliverable: Deliverable, at: datetime) -> str:
    return "" if open_draft(deliverable) else _("There is no draft: add files first.")


def without_rows_to_type(deliverable: Deliverable, at: datetime) -> str:
    if not deliverable.assignment.holds:
        return _("This deliverable holds no rows.")
    return closed(deliverable, at)


def not_to_deliver(deliverable: Deliverable, at: datetime) -> str:
    return closed(deliverable, at) or without_draft(deliverable, at)


def feedback_begun(deliverable: Deliverable, at: datetime) -> str:
    version = deliverable.current_version
    by_itself = deliverable.assignment.return_mode == Assignment.ReturnMode.NONE
    if (
        version is None
        or version.feedback.exists()
        or (deliverable.state == Deliverable.State.RETAINED and not by_itself)
    ):
        return _("Coordination has answered this version: it can no longer be taken back. Deliver a newer one.")
    return ""


def not_the_teams(deliverable: Deliverable, at: datetime) -> str:
    version = deliverable.current_version
    if version and version.is_recorded:
        return _("Coordination recorded this version for the team: ask it to correct what it recorded.")
    if deliverable.closes_at and at > deliverable.closes_at:
        return _("Deliveries have ended: this version stands, since no other could be delivered.")
    if deliverable.state == Deliverable.State.RETAINED and at > deliverable.effective_due_at:
        return _("This version is retained and its date is past: it stands. Deliver a newer one.")
    if deliverable.state == Deliverable.State.RETAINED and PeerReading.objects.filter(version=version).exists():
        return _("Another team has written about this version: it stands. Deliver a newer one.")
    return feedback_begun(deliverable, at)


def not_recorded(deliverable: Deliverable, at: datetime) -> str:
    if deliverable.current_version and not deliverable.current_version.is_recorded:
        return _("The team delivered this version itself: only the team takes it back.")
    return feedback_begun(deliverable, at)
