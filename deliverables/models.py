"""What teams are asked for, what they give, and what coordination answers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.models import Cycle, CycleRole, Participation, Session, Team
from deliverables.after.models import FollowUp, FollowUpLine
from deliverables.beside_models import Opinion, PrivateNote
from deliverables.chain.models import Action, Contribution, Finding, Reference, RowKind, Theme
from deliverables.named.models import OrganisationAnswer, OrganisationQuestion
from deliverables.peers.models import PeerReading
from deliverables.thread.models import Message, MessageFile, ReadMark
from records.models import StoredFile

__all__ = [
    "Action", "Assignment", "Contribution", "Deliverable", "Extension", "Feedback", "Finding", "FollowUp",
    "FollowUpLine", "Message", "MessageFile", "Opinion", "OrganisationAnswer", "OrganisationQuestion", "PeerReading",
    "PrivateNote", "ReadMark", "Reference", "Theme", "Version", "VersionFile", "first_receptions",
]  # fmt: skip


class Assignment(models.Model):
    """What every team of a cycle is expected to give, and for when."""

    class Kind(models.TextChoices):
        DIAGNOSTIC = "diagnostic", _("diagnostic")
        ACTION_PLAN = "action_plan", _("action plan")
        PARTNERSHIP = "partnership", _("partnership")
        PRESENTATION = "presentation", _("presentation")
        OTHER = "other", _("other")

    class ReturnMode(models.TextChoices):
        NONE = "none", _("none: delivered is done")
        FEEDBACK = "feedback", _("feedback")
        DECISION = "decision", _("decision")

    class Content(models.TextChoices):
        FILES = "files", _("files")
        ROWS = "rows", _("rows")
        BOTH = "both", _("files and rows")

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="assignments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=150)
    instructions = models.TextField(_("instructions"), blank=True)
    template_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name=_("template file"),
        related_name="+",
    )
    worked_on = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("worked on in"),
        related_name="works_on",
    )
    due_for = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("due for"),
        related_name="expects",
    )
    due_at = models.DateTimeField(_("due"))
    closes_at = models.DateTimeField(_("end of deliveries"), null=True, blank=True)
    min_files = models.PositiveSmallIntegerField(_("files required"), default=1)
    content = models.CharField(_("content"), max_length=5, choices=Content, default=Content.FILES)
    holds = models.CharField(_("holds rows of"), max_length=12, choices=RowKind, blank=True, default="", db_default="")
    return_mode = models.CharField(_("return"), max_length=8, choices=ReturnMode, default=ReturnMode.FEEDBACK)
    grid = models.JSONField(null=True, blank=True, help_text="What feedback is about: see ``deliverables.grid``.")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gte=F("due_at")), name="deliverables_ends_once_due"
            )
        ]

    def __str__(self) -> str:
        return self.title


class DeliverableQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DeliverableQuerySet":
        """Deliverables whose page the user may open: those of cycles she runs, and those of her teams."""
        if user.is_administrator:
            return self
        led = CycleRole.objects.filter(user=user).values("cycle")
        own = Participation.objects.active().filter(person__user=user, team__isnull=False).values("team")
        return self.filter(Q(assignment__cycle__in=led) | Q(team__in=own) & ~Q(assignment__cycle__state="draft"))

    def with_draft_number(self) -> "DeliverableQuerySet":
        """``draft_number``: that of the open draft, None without one. A draft is its team's own: for its pages only."""
        drafts = Version.objects.filter(deliverable=OuterRef("pk"), delivered_at__isnull=True)
        return self.annotate(draft_number=Subquery(drafts.values("number")[:1]))

    def with_opinions(self) -> "DeliverableQuerySet":
        """``opinions_asked``, ``opinions_given``: how many experts are still asked about the current version, and how
        many said what they think of it. For coordination's pages only."""
        told = Opinion.objects.filter(version=OuterRef("current_version")).order_by().values("version")
        counted = {
            "opinions_asked": told.filter(state=Opinion.State.ASKED),
            "opinions_given": told.filter(state=Opinion.State.ANSWERED),
        }
        number = {name: Subquery(rows.annotate(n=Count("pk")).values("n")) for name, rows in counted.items()}
        return self.annotate(**{name: Coalesce(rows, 0) for name, rows in number.items()})

    def followed_by(self, user) -> "DeliverableQuerySet":
        """Deliverables of the cycles that the user runs: what her tables and exports may hold."""
        if user.is_administrator:
            return self
        return self.filter(assignment__cycle__in=CycleRole.objects.filter(user=user).values("cycle"))


class Deliverable(models.Model):
    """One team's answer to one assignment. ``state`` is written by ``deliverables.workflow`` alone."""

    class State(models.TextChoices):
        NOT_DELIVERED = "not_delivered", _("to deliver")
        DRAFT = "draft", _("draft, not delivered yet")
        DELIVERED = "delivered", _("delivered")
        TO_COMPLETE = "to_complete", _("to complete")
        RETAINED = "retained", _("version retained")
        EXEMPTED = "exempted", _("exempted")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="deliverables")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="deliverables")
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.NOT_DELIVERED)
    effective_due_at = models.DateTimeField(_("due"))
    closes_at = models.DateTimeField(_("end of deliveries"), null=True, blank=True)
    late_seconds = models.PositiveIntegerField(
        default=0,
        help_text="How late the first delivered version was received; 0 when on time or not delivered.",
    )
    received_at = models.DateTimeField(_("received"), null=True, help_text="When the current version was received.")
    current_version = models.ForeignKey(
        "deliverables.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retained_version = models.ForeignKey(
        "deliverables.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    exemption_reason = models.CharField(_("reason"), max_length=250, blank=True)
    shares_drafts = models.BooleanField(_("drafts shared with coordination"), default=False)
    revision = models.PositiveIntegerField(default=0)
    settled_revision = models.PositiveIntegerField(
        default=0, db_default=0, help_text="The revision of the last change that was not one of the draft alone."
    )
    changed_at = models.DateTimeField(default=timezone.now)

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["assignment__position", "team__territory__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "team"], name="deliverables_one_per_assignment_and_team"),
            models.CheckConstraint(
                condition=~Q(state="retained") | Q(retained_version__isnull=False),
                name="deliverables_retained_has_version",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gte=F("effective_due_at")),
                name="deliverables_closes_once_due",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "effective_due_at"], name="deliverables_state_due"),
            models.Index(fields=["effective_due_at", "id"], name="deliverables_due"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.team}"

    def get_absolute_url(self) -> str:
        return reverse("deliverables:deliverable-detail", args=[self.pk])


class Extension(models.Model):
    """More time for one team, with the reason."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="extensions")
    due_at = models.DateTimeField(_("new due date"))
    reason = models.CharField(_("reason"), max_length=250)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["granted_at", "id"]

    def __str__(self) -> str:
        return f"{self.deliverable}: {self.due_at:%Y-%m-%d}"


class Version(models.Model):
    """A delivery. A draft while ``delivered_at`` is empty; once set, its files, note and rows never change."""

    class Channel(models.TextChoices):
        PAGE = "page", _("on Escale")
        MAIL = "mail", _("by e-mail")
        IN_SESSION = "in_session", _("in session")
        PAPER = "paper", _("on paper")

    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(_("note"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    channel = models.CharField(_("received"), max_length=10, choices=Channel, default=Channel.PAGE)
    received_at = models.DateTimeField(null=True, help_text="By this date lateness is judged.")
    received_day_only = models.BooleanField(
        default=False, db_default=False, help_text="No time is known: received_at is the start of the day."
    )
    given_by = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="Who handed it over, in words."
    )
    delivered_at = models.DateTimeField(null=True, help_text="When it was recorded as delivered.")
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    late_seconds = models.PositiveIntegerField(default=0)
    taken_back_at = models.DateTimeField(null=True)
    retained_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="deliverables_version_number_unique"),
            models.UniqueConstraint(
                fields=["deliverable"],
                condition=Q(delivered_at__isnull=True),
                name="deliverables_one_open_draft",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(received_at__isnull=False, delivered_by__isnull=False),
                name="deliverables_delivered_has_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.delivered_at is None

    @property
    def was_due_at(self) -> datetime:
        """The date that a late version was judged by; meaningless for one on time."""
        return self.received_at - timedelta(seconds=self.late_seconds)

    @property
    def is_recorded(self) -> bool:
        """Whether coordination recorded it for the team."""
        return self.channel != Version.Channel.PAGE


def first_receptions(deliverables: Iterable) -> dict[int, datetime]:
    """When the version, of those that stand, that was received first was received: by this lateness is judged."""
    versions = Version.objects.filter(
        deliverable__in=list(deliverables), delivered_at__isnull=False, taken_back_at__isnull=True
    )
    return dict(versions.order_by("-received_at", "-number").values_list("deliverable_id", "received_at"))


class VersionFile(models.Model):
    """One file of a version, under the name that its author gave it. Pages and preview are found out, not given."""

    class Preview(models.TextChoices):
        WAITING = "waiting", _("preview being prepared")
        READY = "ready", _("preview ready")
        NONE = "none", _("no preview for this kind of file")
        ENCRYPTED = "encrypted", _("protected by a password: no preview")
        BROKEN = "broken", _("the file could not be read: no preview")
        TOO_LARGE = "too_large", _("too large to be shown: no preview")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=255)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(null=True)
    preview = models.CharField(max_length=10, choices=Preview, default=Preview.WAITING)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Feedback(models.Model):
    """Coordination's answer to a version."""

    class Outcome(models.TextChoices):
        TO_COMPLETE = "to_complete", _("to complete")
        RETAINED = "retained", _("retained")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="feedback")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    text = models.TextField(_("what you tell the team"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    marks = models.JSONField(null=True, help_text="Criteria and levels in the words of the grid at the time.")
    comments = models.JSONField(null=True, help_text="On files: each file's key, its name, what is said of it.")
    annotated = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    passed_on = models.JSONField(null=True, help_text="Experts' opinions that it passes on, as they then were.")

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="to_complete", text=""), name="deliverables_to_complete_says_what"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.outcome}"
