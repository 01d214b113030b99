"""Who was there: one row a person and a half-day of a session."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """One person at one half-day of a session, as somebody ticked it. No row: not ticked yet.

    ``half_day`` is twice the days since the session's first day, and one more in the afternoon: a session that changes
    its date or its hours keeps what was ticked. The participation keeps organisation and function of that time.
    """

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("excused")

    session = models.ForeignKey("cycles.Session", on_delete=models.PROTECT, related_name="presences")
    half_day = models.PositiveSmallIntegerField()
    participation = models.ForeignKey("cycles.Participation", on_delete=models.PROTECT, related_name="presences")
    status = models.CharField(_("attendance"), max_length=10, choices=Status)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "half_day", "participation"], name="cycles_presence_once_per_half_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.half_day} {self.participation_id}: {self.status}"
