"""What teams wrote of each other, as a sheet of the workbook of deliverables."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole
from deliverables.models import Deliverable, PeerReading
from deliverables.worksheets import names_by_organiser
from lib.xlsx import Heading, Sheet, Value


def readings_of(deliverables: QuerySet[Deliverable], user: User | None) -> QuerySet[PeerReading]:
    """What was written of these deliverables; what is hidden, only of cycles that the user runs (None: of all)."""
    rows = PeerReading.objects.filter(version__taken_back_at__isnull=True)
    rows = rows.filter(version__deliverable__in=deliverables.order_by().values("pk"))
    if user is not None and not user.is_administrator:
        led = CycleRole.objects.filter(user=user).values("cycle")
        rows = rows.filter(Q(hidden_at__isnull=True) | Q(version__deliverable__assignment__cycle__in=led))
    about = ("version__deliverable__assignment__cycle", "version__deliverable__team__territory", "team__territory")
    return rows.select_related(*about).order_by("version__deliverable_id", "pk")


def reading_sheets(deliverables: QuerySet[Deliverable], user: User | None) -> list[Sheet]:
    """One sheet, or none when nothing was written."""
    rows = list(readings_of(deliverables, user))
    if not rows:
        return []
    names = names_by_organiser({row.author_id for row in rows})
    headings = (
        Heading(_("Team"), 22),
        Heading(_("Expected deliverable"), 24),
        Heading(_("Version"), 8),
        Heading(_("Read by"), 22),
        Heading(_("What it takes home"), 60, wrap=True),
        Heading(_("Question"), 40, wrap=True),
        Heading(_("Contact"), 30),
        Heading(_("Written by"), 22),
        Heading(_("Written on"), 16),
        Heading(_("Hidden: reason"), 30),
    )
    return [Sheet(_("Readings by other teams"), headings, [line(row, names) for row in rows])]


def line(row: PeerReading, names: dict) -> Sequence[Value]:
    deliverable = row.version.deliverable
    organiser = deliverable.assignment.cycle.organiser_id
    return [
        str(deliverable.team),
        deliverable.assignment.title,
        row.version.number,
        str(row.team),
        row.takes_home,
        row.question,
        row.contact,
        names.get((organiser, row.author_id)) or names[None, row.author_id],
        row.changed_at,
        row.hidden_reason,
    ]
