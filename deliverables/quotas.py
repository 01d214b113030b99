"""How much the files of a team may take up. A file that it reuses counts once."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycles.models import Team
from deliverables.models import Deliverable, VersionFile
from deliverables.workflow import IllegalMove
from lib.text import file_size
from records.models import StoredFile, Upload


class QuotaError(IllegalMove):
    """The team's files would take up more than they may."""


@dataclass(frozen=True)
class Room:
    """Bytes that the team's files take up, of how many they may."""

    used: int
    allowed: int

    @property
    def is_half_full(self) -> bool:
        return 2 * self.used > self.allowed

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    def objection(self, size: int) -> str:
        """Why ``size`` bytes more cannot come; empty when they can."""
        if self.used + size <= self.allowed:
            return ""
        language = get_language()
        return _(
            "The team’s files take up %(used)s of %(allowed)s, and this would be %(size)s more. Choose smaller files,"
            " or ask for more room."
        ) % {name: file_size(value, language) for name, value in vars(self).items() | {("size", size)}}


def room_of(team: Team) -> Room:
    files = VersionFile.objects.filter(version__deliverable__team=team).values("file")
    used = StoredFile.objects.filter(pk__in=files).aggregate(total=Sum("size"))["total"]
    return Room(used or 0, settings.TEAM_QUOTA_BYTES)


def on_the_way(team: Team) -> int:
    """Bytes of the team's uploads that have not ended."""
    keys = Deliverable.objects.filter(team=team).annotate(key=Cast("pk", Upload._meta.get_field("object_id")))
    uploads = Upload.objects.filter(object_type=Deliverable._meta.label_lower, finished_at=None)
    return uploads.filter(object_id__in=keys.values("key")).aggregate(total=Sum("offset"))["total"] or 0


def refuse_beyond_quota(team: Team, size: int) -> None:
    """Raises QuotaError when the team has no room for ``size`` bytes more."""
    if words := room_of(team).objection(size):
        raise QuotaError(words)
