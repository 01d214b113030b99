"""Who may take which deliverables away as a workbook, and what its second sheet says."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole, Participation
from deliverables.models import Deliverable


def exportable_by(user: User) -> QuerySet[Deliverable]:
    """All deliverables for an administrator, else those of the cycles that the user coordinates and of the teams whose
    referent she is."""
    deliverables = Deliverable.objects.all()
    if user.is_administrator:
        return deliverables
    led = CycleRole.objects.filter(user=user, role=CycleRole.Role.COORDINATOR).values("cycle")
    referent = (
        Participation.objects.active()
        .filter(person__user=user, role=Participation.Role.REFERENT, team__isnull=False)
        .exclude(cycle__state="draft")
        .values("team")
    )
    return deliverables.filter(Q(assignment__cycle__in=led) | Q(team__in=referent))


def may_export(user: User) -> bool:
    """Whether the user is somebody who exports at all, though there may be nothing yet."""
    if user.is_administrator or CycleRole.objects.filter(user=user, role=CycleRole.Role.COORDINATOR).exists():
        return True
    return (
        Participation.objects.active()
        .filter(person__user=user, role=Participation.Role.REFERENT, team__isnull=False)
        .exists()
    )


def subject(cycle_title: str = "") -> str:
    """The workbook's title in words."""
    if cycle_title:
        return _("Deliverables of the cycle “%(cycle)s”") % {"cycle": cycle_title}
    return _("Deliverables")
