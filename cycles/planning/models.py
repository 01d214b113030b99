"""A cycle and its sessions: what happens, when, where, and what is said there."""

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import clock
from partners.models import Organisation
from records.models import StoredFile


class CycleQuerySet(models.QuerySet):
    def coordinated_by(self, user) -> "CycleQuerySet":
        """Cycles that the user coordinates (every cycle for an administrator)."""
        if user.is_administrator:
            return self
        return self.filter(roles__user=user, roles__role="coordinator")

    def visible_to(self, user) -> "CycleQuerySet":
        """Cycles whose pages the user may open: hers by role or participation, and those open to everyone signed in."""
        if user.is_administrator:
            return self
        from cycles.people.models import CycleRole, Participation

        led = CycleRole.objects.filter(user=user).values("cycle")
        attended = Participation.objects.active().filter(person__user=user).values("cycle")
        begun = ~Q(state=Cycle.State.DRAFT)
        return self.filter(Q(pk__in=led) | begun & (Q(pk__in=attended) | Q(is_open_to_all=True)))


class Cycle(models.Model):
    """A series of sessions on a theme, run by an organiser."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("open")
        RUNNING = "running", _("in course")
        CAPITALISATION = "capitalisation", _("capitalisation")
        ARCHIVED = "archived", _("archived")

    class LineColour(models.TextChoices):
        TEAL = "teal", _("teal")
        PLUM = "plum", _("plum")
        BLUE = "blue", _("blue")
        FOREST = "forest", _("forest")
        INDIGO = "indigo", _("indigo")
        OCHRE = "ochre", _("ochre")

    class SessionLabel(models.TextChoices):
        SEANCE = "seance", _("session")
        JOURNEE = "journee", _("day")
        RENCONTRE = "rencontre", _("meeting")
        ATELIER = "atelier", _("workshop")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=250, blank=True)
    theme = models.TextField(_("theme and stakes"), blank=True)
    objectives = models.TextField(_("objectives"), blank=True)
    format = models.CharField(_("format"), max_length=20)
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cycles")
    co_organisers = models.ManyToManyField(Organisation, blank=True, related_name="co_organised_cycles")
    language = models.CharField(
        _("language of mails and documents"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    line_colour = models.CharField(_("line colour"), max_length=10, choices=LineColour, default=LineColour.TEAL)
    session_label = models.CharField(
        _("a session is called"), max_length=10, choices=SessionLabel, default=SessionLabel.SEANCE
    )
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.DRAFT)
    has_teams = models.BooleanField(_("with teams"), default=True)
    has_deliverables = models.BooleanField(_("with deliverables"), default=True)
    is_open_to_all = models.BooleanField(_("programme readable by everyone signed in"), default=False)
    shares_drafts = models.BooleanField(_("drafts shared with coordination"), default=False)
    opens_retained = models.BooleanField(
        _("retained deliverables open to the other teams"),
        default=False,
        db_default=False,
        help_text=_(
            "Members of the teams read the retained versions of the others, files only, and write what they take home. "
            "Versions retained already are open too: tell the teams first."
        ),
    )
    reserves_delivery = models.BooleanField(_("only referents deliver"), default=False)
    sends_reminders = models.BooleanField(
        _("due dates are recalled by mail, by themselves"),
        default=True,
        db_default=True,
        help_text=_("A week before when nothing is delivered; 48 hours before when a draft still waits."),
    )
    follows_up = models.BooleanField(
        _("teams are asked where their actions are, 6 and 12 months after the end"), default=True, db_default=True
    )
    wanted_actor_types = models.JSONField(_("actor types wanted in each team"), default=list, blank=True)
    is_demonstration = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)
    search_key = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=300, db_index=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("deliverables:cycle-detail", args=[self.slug])


class QuietPeriod(models.Model):
    """Days, both ends among them, on which a cycle leaves people alone: ``cycles.planning.quiet`` says how."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="quiet_periods")
    label = models.CharField(_("what for"), max_length=60)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="cycles_quiet_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class Session(models.Model):
    """A dated meeting of a cycle, for all its teams or for some. The closing event is a session of its own kind."""

    class Kind(models.TextChoices):
        SESSION = "session", _("session")
        CLOSING = "closing", _("closing event")

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SESSION)
    title = models.CharField(_("title"), max_length=250)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    host = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name=_("host organisation"),
        related_name="+",
    )
    venue = models.CharField(_("place"), max_length=200, blank=True)
    address = models.TextField(_("address and access"), blank=True)
    remote_link = models.URLField(_("link to attend remotely"), max_length=500, blank=True)
    questions = models.TextField(_("questions"), blank=True, help_text=_("One question a line."))
    contact = models.CharField(_("contact on the day"), max_length=200, blank=True)
    teams = models.ManyToManyField("cycles.Team", blank=True, related_name="own_sessions")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cycles_session_ends_after_start",
                violation_error_message=_("The session ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cycles:session-detail", args=[self.cycle.slug, self.pk])

    @property
    def is_closing(self) -> bool:
        return self.kind == self.Kind.CLOSING

    @property
    def question_list(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]

    @property
    def lasts_days(self) -> bool:
        """Whether it ends on another day than it starts, in local time."""
        return timezone.localtime(self.starts_at).date() != timezone.localtime(self.ends_at).date()

    def half_days(self) -> list[tuple[datetime, datetime]]:
        """The half-days that this session covers, as (start, end) in local time, cut at 13:00 each day.

        A stretch of under 30 minutes on one side of the cut (a morning that ends at 13:15) opens no half-day.
        """
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        halves, day = [], start.date()
        while day <= end.date():
            for opens, closes in ((time(0), time(13)), (time(13), time(23, 59, 59))):
                first = max(start, clock.local(day, opens))
                last = min(end, clock.local(day, closes))
                if (last - first).total_seconds() >= 1800:
                    halves.append((first, last))
            day = day.fromordinal(day.toordinal() + 1)
        return halves or [(start, end)]


class ProgrammeItem(models.Model):
    """A timed piece of a session's programme."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("plenary")
        EXPERTISE = "expertise", _("expertise")
        FRAMING = "framing", _("regulatory framing")
        EXPERIENCE = "experience", _("experience feedback")
        VISIT = "visit", _("site visit")
        WORKSHOP = "workshop", _("method workshop")
        BREAK = "break", _("break")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PLENARY)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    speakers = models.TextField(_("speakers"), blank=True, help_text=_("One a line: name, function, organisation."))

    class Meta:
        ordering = ["starts_at", "ends_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cycles_item_ends_after_start",
                violation_error_message=_("This item ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def speaker_list(self) -> list[str]:
        return [line.strip() for line in self.speakers.splitlines() if line.strip()]


class SessionDocument(models.Model):
    """A document of a session, for those who may read its programme."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.title


class CoordinationNote(models.Model):
    """Coordination's own text on a session or on one team in it, printed as the resource centre's synthesis."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notes")
    team = models.ForeignKey("cycles.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("notes"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "team"], name="cycles_note_once_per_session_and_team"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(team__isnull=True), name="cycles_note_once_per_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.team or ''}"


class NotePhoto(models.Model):
    """A photo of a coordination note; its caption is also what is read to those who do not see it."""

    note = models.ForeignKey(CoordinationNote, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("what the photo shows"), max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.caption
