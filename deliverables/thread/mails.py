"""What the mails about messages print: one for each message, or one a day. Read when the mail goes."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole, Participation, QuietPeriod
from cycles.planning import life
from deliverables.models import Message, PeerReading, ReadMark, Version
from deliverables.names import names_of
from deliverables.thread.operations import readers
from deliverables.thread.reading import address, unread
from lib import clock
from records import outbox
from records.models import Mail
from records.outbox import absolute

MORNING, EVENING = time(7, 30), time(20)
FURTHEST = timedelta(days=7)


def choice_of_mails() -> dict:
    return {
        "fewer": _("Fewer of these mails, or one a day: choose it on your profile."),
        "fewer_url": absolute(reverse("portal:profile") + "#mails"),
    }


def message(mail: Mail) -> dict | None:
    """To one reader: somebody wrote. None for who read it meanwhile, reads the thread no more or chose otherwise since,
    and once the cycle is archived.
    """
    rows = Message.objects.select_related("deliverable__assignment__cycle__organiser", "deliverable__team__territory")
    row = rows.prefetch_related("files__file").filter(pk=mail.context["message"]).first()
    if row is None:
        return None
    told = [user for user, _name in readers(row.deliverable, internal=row.internal) if user.email == mail.to_email]
    cycle = row.deliverable.assignment.cycle
    if not told or told[0].news != User.News.AT_ONCE or not life.allows(cycle, "answer"):
        return None
    if ReadMark.objects.filter(
        user=told[0], deliverable=row.deliverable, internal=row.internal, last__gte=row.pk
    ).exists():
        return None
    return {
        "message": row,
        "files": list(row.files.all()),
        "by": names_of(cycle, [row.author_id])[row.author_id],
        "assignment": row.deliverable.assignment,
        "team": row.deliverable.team,
        "cycle": cycle,
        "action_url": absolute(f"{address(row.deliverable, internal=row.internal)}#message-{row.pk}"),
        "action_label": _("Read and answer"),
        "why": _("You receive this message because you follow this deliverable. Answers by e-mail are not read."),
        **choice_of_mails(),
    }


def digest(mail: Mail) -> dict | None:
    """To one person who asked for one mail a day: what she has not read, and what was delivered since the last one."""
    user = User.objects.filter(email=mail.to_email, is_active=True, news=User.News.DAILY).first()
    if user is None:
        return None
    threads, versions, readings = news(user, datetime.fromisoformat(mail.context["since"]))
    if not threads and not versions and not readings:
        return None
    return {
        "threads": [{"row": row, "url": absolute(row.url)} for row in threads],
        "versions": [{"row": row, "url": absolute(row.deliverable.get_absolute_url())} for row in versions],
        "readings": [{"row": row, "url": absolute(row.version.deliverable.get_absolute_url())} for row in readings],
        "count": sum(row.count for row in threads),
        "action_url": absolute(reverse("portal:home")),
        "action_label": _("Open Escale"),
        "why": _("You receive this message because you asked for one mail a day."),
        **choice_of_mails(),
    }


def news(user: User, since: datetime) -> tuple[list, list[Version], list[PeerReading]]:
    """(threads with something unread, versions delivered since, peers' readings since), but for those of cycles in a
    quiet period.
    """
    today = timezone.localdate(clock.now())
    quiet = set(QuietPeriod.objects.filter(first_day__lte=today, last_day__gte=today).values_list("cycle", flat=True))
    ended = list(QuietPeriod.objects.filter(last_day__gte=timezone.localdate(since), last_day__lt=today))
    new = is_new("delivered_at", "deliverable__assignment__cycle", since, ended)
    versions = delivered(user).filter(new).exclude(deliverable__assignment__cycle__in=quiet)
    new = is_new("written_at", "version__deliverable__assignment__cycle", since, ended)
    readings = readings_of(user).filter(new).exclude(version__deliverable__assignment__cycle__in=quiet)
    return unread(user, but=quiet), list(versions), list(readings)


def is_new(moment: str, cycle: str, since: datetime, ended: Iterable[QuietPeriod]) -> Q:
    """What came since then; in cycles whose quiet period has ended since, what came in that period too."""
    new = Q(**{f"{moment}__gt": since})
    for period in ended:
        new |= Q(**{f"{moment}__gte": clock.local(period.first_day, time.min), cycle: period.cycle_id})
    return new


def delivered(user: User) -> QuerySet[Version]:
    """What teams delivered in the cycles that the user coordinates."""
    led = CycleRole.objects.filter(user=user, role=CycleRole.Role.COORDINATOR).values("cycle")
    return (
        Version.objects.filter(
            deliverable__assignment__cycle__in=led, delivered_at__isnull=False, taken_back_at__isnull=True
        )
        .exclude(delivered_by=user)
        .select_related("deliverable__assignment__cycle", "deliverable__team__territory")
        .order_by("delivered_at")
    )


def readings_of(user: User) -> QuerySet[PeerReading]:
    """What other teams wrote of the deliverables that the user works on."""
    works = Participation.objects.active().filter(person__user=user, team__isnull=False)
    works = works.exclude(role=Participation.Role.READER).values("team")
    return (
        PeerReading.objects.filter(version__deliverable__team__in=works)
        .filter(hidden_at__isnull=True, version__taken_back_at__isnull=True)
        .select_related("version__deliverable__assignment__cycle", "team__territory")
    )


def send_digests() -> int:
    """In the morning, or as soon as a worker is there by day, queue the mail of each person who asked for one a day and
    has something in it.

    Safe to run at any time, twice and at once: one mail a person and day, and one look at what she has to read.
    """
    now = timezone.localtime(clock.now())
    if not MORNING <= now.time() < EVENING:
        return 0
    readers = {
        f"digest:{user.pk}:{now.date()}": user for user in User.objects.filter(is_active=True, news=User.News.DAILY)
    }
    looked_at = cache.get_many(readers)
    queued = 0
    for key in readers.keys() - looked_at.keys():
        queued += queue_digest(readers[key], key, now)
        cache.set(key, True, timeout=86_400)
    return queued


def queue_digest(user: User, key: str, now: datetime) -> bool:
    since = last_digest(user, now)
    if not any(news(user, since)):
        return False
    language = user.language or "fr"
    return bool(outbox.send("digest", to_email=user.email, language=language, key=key, since=since.isoformat()))


def last_digest(user: User, now: datetime) -> datetime:
    """Since when there is news for the person: her last one that went, at most a week; a day when there was none."""
    made = Mail.objects.filter(template="digest", key__startswith=f"digest:{user.pk}:")
    last = made.exclude(state=Mail.State.CANCELLED).order_by("-created_at").first()
    if last is None:
        return now - timedelta(days=1)
    reached = last.state != Mail.State.FAILED
    return max(last.created_at if reached else datetime.fromisoformat(last.context["since"]), now - FURTHEST)
