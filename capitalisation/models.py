"""What is typed for the report. What is counted is read from the cycle when the report is built."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.models import Cycle
from records.models import StoredFile


class Chapter(models.Model):
    """A typed text of a cycle's report (Markdown), known by its place in it."""

    class Place(models.TextChoices):
        """In the order of the report."""

        FOREWORD = "foreword", _("Foreword")
        LESSONS = "lessons", _("Key lessons")
        CONTEXT = "context", _("Context and stakes")
        METHOD = "method", _("Method")
        RECOMMENDATIONS = "recommendations", _("Recommendations")
        NEXT = "next", _("What next")

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="chapters")
    place = models.CharField(max_length=20, choices=Place)
    text = models.TextField(_("text"), blank=True)
    signature = models.CharField(_("signature"), max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "place"], name="capitalisation_chapter_unique")]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.place}"


class Edition(models.Model):
    """A numbered edition of the report, internal. Written once by ``capitalisation.editions``; the database refuses
    to change or delete it after.

    ``id`` is given by the form that asked for it: the same click twice makes one edition.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    remark = models.CharField(_("remark"), max_length=250, blank=True)
    release = models.CharField(max_length=40)
    versions = models.JSONField(default=list)
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    word = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    data = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="capitalisation_edition_number_unique")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.number}"
