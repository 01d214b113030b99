"""What stands beside a deliverable and its team never sees: coordination's own notes, and opinions asked of experts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import StoredFile


class PrivateNote(models.Model):
    """A note among those who run the cycle. It is never changed: what one thinks anew is a new note."""

    deliverable = models.ForeignKey("deliverables.Deliverable", on_delete=models.PROTECT, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The form's: sent twice, one note.")

    class Meta:
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"{self.deliverable_id} {self.written_at:%Y-%m-%d}"


class Opinion(models.Model):
    """What an expert without account is asked about one version, and answers. It informs; coordination decides."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    version = models.ForeignKey("deliverables.Version", on_delete=models.PROTECT, related_name="opinions")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=254)
    question = models.TextField(_("your question"))
    wished_on = models.DateField(_("wished by"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The form's: sent twice, asked once.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(_("opinion"), blank=True)
    marks = models.JSONField(null=True, help_text="As those of a feedback.")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    shares = models.BooleanField(default=False, help_text="The expert agrees that the team reads it.")
    settled_at = models.DateTimeField(null=True, help_text="When it was answered, declined or withdrawn.")
    passed_at = models.DateTimeField(null=True, help_text="When a feedback passed it on to the team.")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered", text=""), name="deliverables_opinion_answered_says_something"
            ),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=True) | Q(state="answered", shares=True),
                name="deliverables_opinion_passed_with_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.name}"
