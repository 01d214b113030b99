"""What the mails about messages print: one for each message, or one a day. Read when the mail goes."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole
from deliverables.models import Message, Version
from deliverables.names import names_of
from deliverables.thread.operations import readers
from deliverables.thread.reading import address, unread
from lib import clock
from records import outbox
from records.models import Mail
from records.outbox import absolute

MORNING = 7, 30
FURTHEST = timedelta(days=7)


def choice_of_mails() -> dict:
    return {
        "fewer": _("Fewer of these mails, or one a day: choose it on your profile."),
        "fewer_url": absolute(reverse("portal:profile") + "#mails"),
    }


def message(mail: Mail) -> dict | None:
    """To one reader: somebody wrote. None for who reads the thread no more, or chose otherwise since."""
    rows = Message.objects.select_related("deliverable__assignment__cycle__organiser", "deliverable__team__territory")
    row = rows.prefetch_related("files__file").filter(pk=mail.context["message"]).first()
    if row is None:
        return None
    told = [user for user, _name in readers(row.deliverable, internal=row.internal) if user.email == mail.to_email]
    if not told or told[0].news != User.News.AT_ONCE:
        return None
    cycle = row.deliverable.assignment.cycle
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
    threads, versions = unread(user), list(delivered_since(user, datetime.fromisoformat(mail.context["since"])))
    if not threads and not versions:
        return None
    return {
        "threads": [{"row": row, "url": absolute(row.url)} for row in threads],
        "versions": [{"row": row, "url": absolute(row.deliverable.get_absolute_url())} for row in versions],
        "count": sum(row.count for row in threads),
        "action_url": absolute(reverse("portal:home")),
        "action_label": _("Open Escale"),
        "why": _("You receive this message because you asked for one mail a day."),
        **choice_of_mails(),
    }


def delivered_since(user: User, since: datetime) -> QuerySet[Version]:
    """What teams delivered in the cycles that the user coordinates."""
    led = CycleRole.objects.filter(user=user, role=CycleRole.Role.COORDINATOR).values("cycle")
    return (
        Version.objects.filter(
            deliverable__assignment__cycle__in=led, delivered_at__gt=since, taken_back_at__isnull=True
        )
        .exclude(delivered_by=user)
        .select_related("deliverable__assignment__cycle", "deliverable__team__territory")
        .order_by("delivered_at")
    )


def send_digests() -> int:
    """From half past seven, once a day, queue the mail of each person who asked for one and has something in it.

    Safe to run at any time, twice and at once: one mail a person and day.
    """
    now = timezone.localtime(clock.now())
    if (now.hour, now.minute) < MORNING:
        return 0
    queued = 0
    for user in User.objects.filter(is_active=True, news=User.News.DAILY).order_by("pk"):
        key = f"digest:{user.pk}:{now.date()}"
        if Mail.objects.filter(key=key).exists():
            continue
        since = last_digest(user, now)
        if unread(user) or delivered_since(user, since).exists():
            language = user.language or "fr"
            queued += bool(
                outbox.send("digest", to_email=user.email, language=language, key=key, since=since.isoformat())
            )
    return queued


def last_digest(user: User, now: datetime) -> datetime:
    """When the person's last one was made, at most a week ago; a day ago when there was none."""
    made = Mail.objects.filter(template="digest", key__startswith=f"digest:{user.pk}:").order_by("-created_at").first()
    return max(made.created_at, now - FURTHEST) if made else now - timedelta(days=1)
