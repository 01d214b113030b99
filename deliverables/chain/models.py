"""Rows of a version: findings, actions, contributions, and what lasts beyond a version: their references and themes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cycles.models import Cycle, Team
from partners.models import ActorType


class RowKind(models.TextChoices):
    FINDING = "finding", _("findings")
    ACTION = "action", _("actions")
    CONTRIBUTION = "contribution", _("contributions")

    @property
    def letter(self) -> str:
        """What its references begin with."""
        return {RowKind.FINDING: "D", RowKind.ACTION: "A", RowKind.CONTRIBUTION: "P"}[self]


class Theme(models.Model):
    """A theme of a cycle's rows. One that rows name is retired, not deleted."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("theme"), max_length=80)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "name"], name="deliverables_theme_once_per_cycle")]

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """« D3 »: who a row is, in every version and workbook. Given once to a team, and never given again."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="references")
    kind = models.CharField(max_length=12, choices=RowKind)
    number = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "number"], name="deliverables_reference_given_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="deliverables_reference_from_one"),
        ]

    def __str__(self) -> str:
        return f"{RowKind(self.kind).letter}{self.number}"


class Row(models.Model):
    """What rows of every kind share. Those of a delivered version never change: the database refuses it.

    A row that was removed stays in its draft, to be restored. ``to_confirm``: coordination typed it, and nobody of the
    team has confirmed it yet.
    """

    kind: ClassVar[RowKind]

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    to_confirm = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return str(self.reference)


def theme_key() -> models.ForeignKey:
    return models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def texts() -> models.JSONField:
    """A list of texts."""
    return models.JSONField(default=list, blank=True)


class Finding(Row):
    """A line of a diagnostic."""

    class Category(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")
        OPPORTUNITY = "opportunity", _("opportunity")
        THREAT = "threat", _("threat")
        NEED = "need", _("need")

    class Priority(models.TextChoices):
        HIGH = "high", pgettext_lazy("priority", "high")
        MIDDLE = "middle", pgettext_lazy("priority", "middle")
        LOW = "low", pgettext_lazy("priority", "low")

    kind = RowKind.FINDING

    version = models.ForeignKey("deliverables.Version", on_delete=models.CASCADE, related_name="findings")
    category = models.CharField(max_length=12, choices=Category)
    theme = theme_key()
    statement = models.TextField()
    evidence_value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    evidence_unit = models.CharField(max_length=60, blank=True)
    evidence_source = models.CharField(max_length=200, blank=True)
    evidence_year = models.CharField(max_length=9, blank=True)
    neighbourhoods = texts()
    priority = models.CharField(max_length=8, choices=Priority, blank=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "reference"], name="deliverables_finding_once_in_version")
        ]


class Action(Row):
    """A line of an action plan. ``findings`` are references (« D3 ») of the team's findings."""

    class Progress(models.TextChoices):
        TO_START = "to_start", pgettext_lazy("action", "to start")
        UNDER_WAY = "under_way", pgettext_lazy("action", "under way")
        DONE = "done", pgettext_lazy("action", "done")
        ABANDONED = "abandoned", pgettext_lazy("action", "abandoned")

    kind = RowKind.ACTION

    version = models.ForeignKey("deliverables.Version", on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(max_length=200)
    objective = models.TextField(blank=True)
    findings = texts()
    theme = theme_key()
    public = models.CharField(max_length=200, blank=True)
    pilote = models.CharField(max_length=200, blank=True)
    partners = texts()
    neighbourhoods = texts()
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    sources = texts()
    indicator = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=100, blank=True)
    progress = models.CharField(max_length=10, choices=Progress, blank=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "reference"], name="deliverables_action_once_in_version"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="deliverables_action_ends_after_start",
            ),
        ]


class Contribution(Row):
    """A line of a partnership. ``actions`` are references (« A5 ») of the team's actions."""

    class Role(models.TextChoices):
        PILOTE = "pilote", _("leads (pilote)")
        FUNDER = "funder", _("funds")
        OPERATOR = "operator", _("carries out")
        ASSOCIATE = "associate", _("is associated")

    class Means(models.TextChoices):
        MONEY = "money", _("money")
        STAFF = "staff", _("staff")
        PREMISES = "premises", _("premises")
        EXPERTISE = "expertise", _("expertise")
        DATA = "data", _("data")
        NETWORK = "network", _("network")

    class Formality(models.TextChoices):
        SPOKEN = "spoken", _("spoken agreement")
        LETTER = "letter", _("letter")
        CONVENTION = "convention", _("convention")

    kind = RowKind.CONTRIBUTION

    version = models.ForeignKey("deliverables.Version", on_delete=models.CASCADE, related_name="contributions")
    organisation = models.CharField(max_length=200)
    actor_type = models.CharField(max_length=20, choices=ActorType, blank=True)
    role = models.CharField(max_length=10, choices=Role, blank=True)
    brings = texts()
    actions = texts()
    formality = models.CharField(max_length=10, choices=Formality, blank=True)
    formal_since = models.DateField(null=True)
    contact = models.CharField(max_length=200, blank=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "reference"], name="deliverables_contribution_once_in_version")
        ]


ROW_MODELS: dict[str, type[Finding | Action | Contribution]] = {
    model.kind.value: model for model in (Finding, Action, Contribution)
}
