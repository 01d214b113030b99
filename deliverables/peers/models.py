"""What a team takes home from another team's retained version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeerReading(models.Model):
    """What one team says of another team's version: one row, changed while the version is open to it.

    ``revision`` begins at 1: whoever writes without having seen the row says 0.
    """

    version = models.ForeignKey("deliverables.Version", on_delete=models.PROTECT, related_name="peer_readings")
    team = models.ForeignKey("cycles.Team", on_delete=models.PROTECT, related_name="peer_readings")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it last."
    )
    takes_home = models.TextField(_("what we take home"))
    question = models.TextField(_("one question"), blank=True)
    contact = models.CharField(_("one contact"), max_length=200, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    hidden_reason = models.CharField(_("reason"), max_length=250, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "team"], name="deliverables_one_reading_per_version_and_team"),
            models.CheckConstraint(condition=~Q(takes_home=""), name="deliverables_reading_says_something"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_reason="")
                | Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason=""),
                name="deliverables_reading_hidden_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.team_id}"
