"""What a delivery page asks for, loaded through what its user may see: 404 for what is not hers, 403 for the rest."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from deliverables.models import Deliverable, Opinion, PeerReading, PrivateNote, Version, VersionFile
from deliverables.permissions import Standing, standing_of, versions_read
from deliverables.workflow import Move, hindrance, move_named, moves_for, refusal
from lib.clock import received_at


@dataclass(frozen=True)
class Seen:
    """A deliverable that the user may see, what she is to it, and the moves that she may make now."""

    user: User
    deliverable: Deliverable
    standing: Standing
    moves: dict[str, Move]


def beside_counts() -> dict:
    """What stands beside a deliverable, counted in the query that loads it. Notes and opinions are shown to who runs
    the cycle only."""
    own = OuterRef("pk")
    notes = PrivateNote.objects.filter(deliverable=own).order_by()
    asked = Opinion.objects.filter(version__deliverable=own).exclude(state=Opinion.State.WITHDRAWN).order_by()
    answered = asked.filter(state=Opinion.State.ANSWERED)
    read = PeerReading.objects.filter(version__deliverable=own).order_by()
    return {
        "note_count": count(notes),
        "opinion_count": count(asked),
        "answered_count": count(answered),
        "reading_count": count(read),
    }


def beside(found: Seen) -> dict | None:
    """How much stands beside the deliverable, for who runs the cycle: counted with the deliverable itself."""
    if not found.standing.facilitates:
        return None
    row = found.deliverable
    return {"notes": row.note_count, "opinions": row.opinion_count, "answered": row.answered_count}


def count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Func("pk", function="COUNT")).values("n")), 0)


def seen(request: HttpRequest, pk: int) -> Seen:
    rows = Deliverable.objects.visible_to(request.user).select_related(
        "assignment__cycle__organiser",
        "assignment__due_for",
        "assignment__template_file",
        "team__territory",
        "team__cycle",
    )
    rows = rows.annotate(**beside_counts())
    deliverable = get_object_or_404(rows.select_related("current_version", "retained_version"), pk=pk)
    standing = standing_of(request.user, deliverable)
    moves = moves_for(request.user, deliverable, at=received_at(request), standing=standing)
    return Seen(request.user, deliverable, standing, moves)


def facilitated(request: HttpRequest, pk: int) -> Seen:
    found = seen(request, pk)
    if not found.standing.facilitates:
        raise PermissionDenied(_("Only coordination and co-facilitators of the cycle may do this."))
    return found


def coordinated(request: HttpRequest, pk: int) -> Seen:
    found = seen(request, pk)
    if not found.standing.coordinates:
        raise PermissionDenied(_("Only the coordination of the cycle may do this."))
    return found


def may_ever(found: Seen, name: str) -> None:
    """403 with the sentence when this person may never make the move, whatever the state."""
    if reason := refusal(move_named(name), found.standing, found.deliverable):
        raise PermissionDenied(reason)


def why_not_now(request: HttpRequest, found: Seen, name: str) -> str:
    """Why the move, which the person may make in general, cannot be made now; empty when it can."""
    return hindrance(move_named(name), found.deliverable, at=received_at(request))


def version_seen(found: Seen, number: int) -> Version:
    """A version that the user may read, of a deliverable that she sees."""
    versions = versions_read(found.standing, found.deliverable).select_related("author", "delivered_by")
    version = get_object_or_404(versions, number=number)
    version.deliverable = found.deliverable
    return version


def delivered_version(found: Seen, number: int) -> Version:
    version = version_seen(found, number)
    if version.is_draft:
        raise Http404
    return version


def file_of(version: Version, pk: int) -> VersionFile:
    return get_object_or_404(version.files.select_related("file"), pk=pk)
