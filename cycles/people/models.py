"""Who takes part: coordination, teams, and participations with the function that each person had at the time."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation, Person, Territory


class CycleRole(models.Model):
    """A user who runs a cycle."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        FACILITATOR = "facilitator", _("co-facilitator")

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cycle_roles")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "user"], name="cycles_role_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TeamQuerySet":
        """Teams whose own page the user may open: those of cycles she runs, and hers."""
        if user.is_administrator:
            return self
        led = CycleRole.objects.filter(user=user).values("cycle")
        own = Participation.objects.active().filter(person__user=user, team__isnull=False).values("team")
        return self.filter(Q(cycle__in=led) | Q(pk__in=own) & ~Q(cycle__state="draft"))


class Team(models.Model):
    """A territory in a cycle."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LEFT = "left", _("left")

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="teams")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="teams")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    status_on = models.DateField(_("since"), null=True, blank=True)
    status_reason = models.CharField(_("reason"), max_length=250, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["territory__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "territory"],
                name="cycles_team_once_per_cycle",
                violation_error_message=_("This territory already has a team in the cycle."),
            )
        ]

    def __str__(self) -> str:
        return str(self.territory)

    def get_absolute_url(self) -> str:
        return reverse("cycles:team-detail", args=[self.cycle.slug, self.pk])

    @property
    def reads_others(self) -> bool:
        """Whether its members read the retained deliverables of the other teams."""
        return self.cycle.opens_retained and self.status == Team.Status.ACTIVE


class ParticipationQuerySet(models.QuerySet):
    def active(self) -> "ParticipationQuerySet":
        """Participations that still hold: nobody removed them."""
        return self.filter(left_at__isnull=True)

    def taking_part(self) -> "ParticipationQuerySet":
        """The active ones but for those of teams that left: these keep reading, and are neither counted nor invited."""
        return self.active().filter(Q(team__isnull=True) | Q(team__status=Team.Status.ACTIVE))


class Participation(models.Model):
    """A person in a cycle, in a team or alone, with the organisation and function that she had at the time.

    Who changes organisation in mid-cycle has a row that ended and one that ``follows`` it.
    """

    class Role(models.TextChoices):
        REFERENT = "referent", _("referent")
        CONTRIBUTOR = "contributor", _("contributor")
        READER = "reader", _("reader")
        PARTICIPANT = "participant", _("participant")

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="participations")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.CONTRIBUTOR)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="participations"
    )
    function = models.CharField(_("function"), max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)
    follows = models.OneToOneField("self", null=True, on_delete=models.RESTRICT, related_name="followed_by")
    revision = models.PositiveIntegerField(default=0)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["person__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(left_at__isnull=True),
                name="cycles_participation_once_per_team",
                violation_error_message=_("This person is already a member of the team."),
            ),
            models.UniqueConstraint(
                fields=["cycle", "person"],
                condition=Q(left_at__isnull=True, team__isnull=True),
                name="cycles_participation_once_without_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.team or self.cycle}"

    @property
    def takes_part(self) -> bool:
        """Whether it holds, and its team has not left the cycle."""
        return self.left_at is None and (self.team is None or self.team.status == Team.Status.ACTIVE)

    @property
    def last_day(self) -> date | None:
        """The last day on which an ended participation held: one that ends at midnight held the day before."""
        return self.left_at and timezone.localdate(self.left_at - timedelta(seconds=1))


class AccessRequest(models.Model):
    """Somebody who holds another person's invitation asks to take part. Coordination closes it."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="access_requests")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    message = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} · {self.participation}"
