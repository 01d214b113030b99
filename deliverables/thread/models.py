"""Messages about a deliverable. A message is written once and never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import StoredFile


class Message(models.Model):
    """One message. ``key`` comes from the form that sent it: the same press twice is one message."""

    deliverable = models.ForeignKey("deliverables.Deliverable", on_delete=models.PROTECT, related_name="messages")
    internal = models.BooleanField(_("coordination only"), default=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"))
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["deliverable", "internal", "id"], name="deliverables_message_thread")]

    def __str__(self) -> str:
        return f"{self.deliverable_id}: {self.text[:40]}"


class MessageFile(models.Model):
    """A file that was sent with a message, under the name that its author gave it."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=255)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class ReadMark(models.Model):
    """How far somebody has read one of the two threads: up to the message ``last``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    deliverable = models.ForeignKey("deliverables.Deliverable", on_delete=models.CASCADE, related_name="+")
    internal = models.BooleanField(default=False)
    last = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "deliverable", "internal"], name="deliverables_one_read_mark")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.deliverable_id} {self.last}"
