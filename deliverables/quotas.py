"""How much the files of a team may take up: what it delivered and drafts, and what is sent about that to and fro."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycles.models import Team
from deliverables.models import Deliverable, Feedback, MessageFile, Opinion, VersionFile
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


def files_of(team: Team) -> QuerySet[StoredFile]:
    """All that people sent for the team's deliverables, whoever they are: each file once, however often it is held."""
    return StoredFile.objects.filter(
        Q(pk__in=VersionFile.objects.filter(version__deliverable__team=team).values("file"))
        | Q(pk__in=MessageFile.objects.filter(message__deliverable__team=team).values("file"))
        | Q(pk__in=Feedback.objects.filter(version__deliverable__team=team).values("annotated"))
        | Q(pk__in=Opinion.objects.filter(version__deliverable__team=team).values("file"))
    )


def room_of(team: Team) -> Room:
    used = files_of(team).aggregate(total=Sum("size"))["total"]
    return Room(used or 0, settings.TEAM_QUOTA_BYTES)


def on_the_way(team: Team) -> int:
    """Bytes that were announced for the team's drafts and are not all here."""
    keys = Deliverable.objects.filter(team=team).annotate(key=Cast("pk", Upload._meta.get_field("object_id")))
    uploads = Upload.objects.filter(object_type=Deliverable._meta.label_lower, finished_at=None)
    uploads = uploads.filter(object_id__in=keys.values("key"), expires_at__gt=timezone.now())
    return uploads.aggregate(total=Sum("length"))["total"] or 0


def refuse_beyond_quota(team: Team, size: int) -> None:
    """Raises QuotaError when the team has no room for ``size`` bytes more: asked before a file is stored."""
    if words := room_of(team).objection(size):
        raise QuotaError(words)


def make_room(team: Team, files: Iterable[StoredFile]) -> None:
    """Raise QuotaError unless the files have room, which nobody else takes until the transaction ends.

    Asked within the transaction that holds the files, before anything else is locked in it.
    """
    sizes = {file.pk: file.size for file in files}
    if not sizes:
        return
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    for held in files_of(team).filter(pk__in=sizes).values_list("pk", flat=True):
        del sizes[held]
    if sizes:
        refuse_beyond_quota(team, sum(sizes.values()))
