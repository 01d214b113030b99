"""What an organisation is asked about the rows of a cycle that name it, and what it answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cycles.models import Cycle
from lib.text import sort_key


def key_of(name: str) -> str:
    """What spellings of one name share, fit for an address: « CAF de l’Isère » and « caf de l'isere »."""
    return sort_key(name).replace(" ", "-")


class OrganisationQuestion(models.Model):
    """One organisation, by the name that rows give it, asked once in a cycle whatever the number of teams.

    Its answers may be corrected as long as its link is open.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("organisation", "asked")
        ANSWERED = "answered", pgettext_lazy("organisation", "answered")
        WITHDRAWN = "withdrawn", pgettext_lazy("organisation", "withdrawn")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="organisation_questions")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=250)
    to_name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=254)
    message = models.TextField(_("a word of yours"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The form's: sent twice, asked once.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answered_by = models.CharField(_("who answers"), max_length=200, blank=True)
    may_be_named = models.BooleanField(_("may be named in the report"), null=True)
    settled_at = models.DateTimeField(null=True, help_text="When it was last answered, or withdrawn.")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "key"], condition=~Q(state="withdrawn"), name="deliverables_organisation_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(may_be_named__isnull=False),
                name="deliverables_organisation_settles_its_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAnswer(models.Model):
    """What the organisation says of one row, as that stood in ``version``."""

    class Verdict(models.TextChoices):
        CORRECT = "correct", _("correct")
        TO_CHANGE = "to_change", _("to be changed")

    question = models.ForeignKey(OrganisationQuestion, on_delete=models.CASCADE, related_name="answers")
    reference = models.ForeignKey("deliverables.Reference", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("deliverables.Version", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "reference"], name="deliverables_organisation_says_it_once"),
            models.CheckConstraint(
                condition=~Q(verdict="to_change", text=""), name="deliverables_organisation_says_what_to_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference_id} {self.verdict}"
