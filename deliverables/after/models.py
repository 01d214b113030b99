"""What a team is asked 6 and 12 months after the end: where is each action? Delivered rows never change."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.models import Team
from deliverables.chain.models import Action


class FollowUp(models.Model):
    """One form of one team. ``asked_by`` nobody: it went by itself. It may be corrected after it was sent."""

    class Moment(models.IntegerChoices):
        SIX = 6, _("6 months")
        TWELVE = 12, _("12 months")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(choices=Moment)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True, help_text="When it was last sent, or corrected.")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["months"]
        constraints = [
            models.UniqueConstraint(fields=["team", "months"], name="deliverables_follow_up_asked_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="deliverables_follow_up_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.get_months_display()}"


class FollowUpLine(models.Model):
    """What is said of one action, as it stood when the form was made: the row of a delivered version."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="lines")
    action = models.ForeignKey("deliverables.Action", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    progress = models.CharField(max_length=10, choices=Action.Progress, blank=True)
    text = models.CharField(max_length=500, blank=True)
    result = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "action"], name="deliverables_follow_up_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.progress}"
