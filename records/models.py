"""What every app writes and none owns: files, the log, mails, personal links and background jobs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One immutable file in the store, known by its SHA-256. Written only by ``records.files``."""

    class Scan(models.TextChoices):
        NOT_CONFIGURED = "not_configured", _("no antivirus configured")
        PENDING = "pending", _("being checked")
        SAFE = "safe", _("checked")
        INFECTED = "infected", _("infected")

    TEXTS = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "text/plain",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=127)
    original_name = models.CharField(max_length=255)
    storage_name = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=40)
    scan = models.CharField(max_length=20, choices=Scan, default=Scan.NOT_CONFIGURED)
    scan_asked_at = models.DateTimeField(null=True)
    scan_words = models.CharField(
        max_length=200, blank=True
    )  # what it is infected with, or why there is no verdict yet
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=Q(scan="pending"), name="records_file_pending")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_released(self) -> bool:
        """Whether anybody may open it: found safe, or there was no antivirus to ask when it was stored."""
        return self.scan in {self.Scan.SAFE, self.Scan.NOT_CONFIGURED}

    @property
    def is_picture(self) -> bool:
        return self.content_type in {"image/png", "image/jpeg", "image/webp"}

    @property
    def is_simplified(self) -> bool:
        """Whether its page pictures show its text alone, not the pages that its author sees."""
        return self.content_type in self.TEXTS

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"


class PagePicture(models.Model):
    """A picture that we made of one page of a file; what is shown in a page is never the file itself."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="pictures")
    number = models.PositiveIntegerField()
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="records_pagepicture_unique")]

    def __str__(self) -> str:
        return f"{self.file_id} p. {self.number}"


class FileText(models.Model):
    """What a file says, found out once: it never changes, as the file never does. No row: not read yet."""

    class State(models.TextChoices):
        READY = "ready", _("text read")
        NONE = "none", _("no text in this file")
        ENCRYPTED = "encrypted", _("protected by a password: its text cannot be read")
        BROKEN = "broken", _("the file could not be read")
        TOO_LARGE = "too_large", _("too large to be read")

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="text")
    state = models.CharField(max_length=10, choices=State)
    paragraphs = models.JSONField(default=list)
    pages = models.PositiveIntegerField(null=True)
    read_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"


class LogEntry(models.Model):
    """Who did what, when, to what. Written where the change is made; the database refuses change and deletion."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    cycle_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="records_log_object"),
            models.Index(fields=["cycle_id", "-at"], name="records_log_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_type} {self.object_id}"


class Mail(models.Model):
    """A message to send: template and object ids, written with the change that causes it, rendered when it goes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="fr")
    key = models.CharField(max_length=120, null=True, unique=True)
    cycle_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    subject = models.CharField(max_length=250, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["send_after"], condition=Q(state="waiting"), name="records_mail_waiting"),
            models.Index(fields=["cycle_id", "-created_at"], name="records_mail_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to_email}"


class PersonalLink(models.Model):
    """A link for somebody without account: only its hash is kept, and a POST consumes it (scanners fetch every GET)."""

    purpose = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    email = models.EmailField(max_length=254)
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["purpose", "object_type", "object_id"], name="records_link_object")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_type} {self.object_id}"


class Job(models.Model):
    """Background work. The row is the truth: a worker leases it, renews the lease while it works, and ends it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=4)
    run_after = models.DateTimeField(default=timezone.now, db_default=Now())
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    done_steps = models.PositiveIntegerField(default=0)
    total_steps = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["run_after"], condition=Q(state="waiting"), name="records_job_due")]
        constraints = [
            # Two clicks, one job: at most one unfinished job of a kind for an object.
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(object_id=""),
                name="records_job_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.state}"

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def is_tried_again(self) -> bool:
        """Whether an attempt failed and another one is to come, at ``run_after``."""
        return self.state == self.State.WAITING and self.attempts > 0

    @property
    def percent(self) -> int:
        """Progress from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, 100 * self.done_steps // self.total_steps) if self.total_steps else 0


class Upload(models.Model):
    """A file on its way, for one object. ``offset`` counts the bytes that are on the disk for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="records_upload_object"),
            models.Index(fields=["expires_at"], name="records_upload_expires"),
        ]
        constraints = [
            # The last byte is acknowledged with what the file became, never before.
            models.CheckConstraint(
                condition=Q(finished_at=None, offset__lt=models.F("length"))
                | Q(finished_at__isnull=False, offset=models.F("length")),
                name="records_upload_whole_when_finished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.length}"
