"""Documents of a team that Escale holds already, and that may be delivered once more as they are."""

from django.db.models import Q

from accounts.models import User
from cycles.models import Participation
from deliverables.models import Deliverable, VersionFile
from records.models import StoredFile

MOST = 60


def reusable(user: User, deliverable: Deliverable, *, drafts: bool) -> list[VersionFile]:
    """Files that the user reads in other versions of this territory's deliverables, each file once: those of this cycle
    first, the newest first.

    ``drafts``: those of her own teams too; what the open draft of this deliverable holds is left out.
    """
    read = Q(version__delivered_at__isnull=False)
    if drafts:
        own = Participation.objects.active().filter(person__user=user, team__isnull=False).values("team")
        read |= Q(version__deliverable__team__in=own) & ~Q(version__deliverable=deliverable)
        held = VersionFile.objects.filter(version__deliverable=deliverable, version__delivered_at__isnull=True)
        read &= ~Q(file__in=held.values("file"))
    same_place = Deliverable.objects.visible_to(user).filter(team__territory=deliverable.team.territory_id)
    rows = VersionFile.objects.filter(read, version__deliverable__in=same_place).exclude(
        file__scan=StoredFile.Scan.INFECTED
    )
    rows = rows.select_related("file", "version__deliverable__assignment__cycle")
    once: dict[object, VersionFile] = {}
    for row in rows.order_by("-version__created_at", "-version__pk", "position")[: 4 * MOST]:
        once.setdefault(row.file_id, row)
    here = deliverable.assignment.cycle_id
    return sorted(once.values(), key=lambda row: row.version.deliverable.assignment.cycle_id != here)[:MOST]
