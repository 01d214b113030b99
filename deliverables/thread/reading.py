"""What pages show of the threads. Reading writes nothing: a mark is set by a press or by the page itself, with POST."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from cycles.models import CycleRole, Participation
from cycles.planning import life
from deliverables.models import Deliverable, Message, ReadMark
from deliverables.permissions import Standing
from deliverables.thread.permissions import can_read, can_write

AT_ONCE = 30


def address(deliverable: int | Deliverable, *, internal: bool) -> str:
    pk = deliverable.pk if isinstance(deliverable, Deliverable) else deliverable
    return reverse("deliverables:thread-internal" if internal else "deliverables:thread", args=[pk])


def with_read_mark(messages: QuerySet[Message], user: User) -> QuerySet[Message]:
    """Each message with ``read_to``: how far the user has read its thread."""
    marks = ReadMark.objects.filter(user=user, deliverable=OuterRef("deliverable"), internal=OuterRef("internal"))
    return messages.annotate(read_to=Coalesce(Subquery(marks.values("last")[:1]), 0))


def is_unread(user: User) -> Q:
    return Q(id__gt=F("read_to")) & ~Q(author=user)


@dataclass(frozen=True)
class Summary:
    """A thread in one line."""

    internal: bool
    url: str
    count: int = 0
    unread: int = 0
    last_at: datetime | None = None


def summaries(user: User, deliverable: Deliverable, standing: Standing) -> list[Summary]:
    """The threads that the user may read, the team's first; one query."""
    rows = with_read_mark(Message.objects.filter(deliverable=deliverable), user).order_by().values("internal")
    found = {
        row["internal"]: row
        for row in rows.annotate(count=Count("id"), unread=Count("id", filter=is_unread(user)), last_at=Max("sent_at"))
    }
    return [
        Summary(**{"internal": internal, "url": address(deliverable, internal=internal), **found.get(internal, {})})
        for internal in (False, True)
        if can_read(standing, internal=internal)
    ]


@dataclass(frozen=True)
class Thread:
    """A part of a thread, oldest first. ``first_unread`` is the key of the message above which the new ones begin."""

    internal: bool
    messages: list[Message]
    earlier: int
    first_unread: int
    may_write: bool
    url: str

    @property
    def last(self) -> int:
        return self.messages[-1].pk if self.messages else 0


def thread(user: User, deliverable: Deliverable, standing: Standing, *, internal: bool, before: int = 0) -> Thread:
    """The last messages, or those ``before`` a message; ``earlier`` says how many stand above."""
    rows = with_read_mark(Message.objects.filter(deliverable=deliverable, internal=internal), user)
    if before:
        rows = rows.filter(pk__lt=before)
    shown = list(rows.prefetch_related("files__file").order_by("-id")[:AT_ONCE])[::-1]
    unread = [row.pk for row in shown if row.pk > row.read_to and row.author_id != user.pk]
    return Thread(
        internal=internal,
        messages=shown,
        earlier=rows.filter(pk__lt=shown[0].pk).count() if len(shown) == AT_ONCE else 0,
        first_unread=unread[0] if unread else 0,
        may_write=can_write(standing, internal=internal) and life.allows(deliverable.assignment.cycle, "answer"),
        url=address(deliverable, internal=internal),
    )


def unread_messages(user: User) -> QuerySet[Message]:
    """What the user has not read in her own teams' threads and in those of the cycles that she runs."""
    led = CycleRole.objects.filter(user=user).values("cycle")
    own = Participation.objects.active().filter(person__user=user, team__isnull=False).values("team")
    mine = Q(deliverable__assignment__cycle__in=led) | Q(deliverable__team__in=own, internal=False)
    messages = Message.objects.filter(mine).exclude(deliverable__assignment__cycle__state__in=["draft", "archived"])
    return with_read_mark(messages, user).filter(is_unread(user))


@dataclass(frozen=True)
class Unread:
    """What waits to be read in one thread."""

    title: str
    team: str
    cycle: str
    internal: bool
    count: int
    url: str


def unread(user: User, *, but: Iterable[int] = ()) -> list[Unread]:
    """The threads with something new, the newest first, leaving out those of the cycles ``but``; one query."""
    about = ("deliverable", "internal", "deliverable__assignment__title", "deliverable__team__territory__name")
    messages = unread_messages(user).exclude(deliverable__assignment__cycle__in=but)
    rows = messages.order_by().values(*about, "deliverable__assignment__cycle__title")
    return [as_unread(row) for row in rows.annotate(count=Count("id"), last=Max("id")).order_by("-last")]


def as_unread(row: dict) -> Unread:
    return Unread(
        title=row["deliverable__assignment__title"],
        team=row["deliverable__team__territory__name"],
        cycle=row["deliverable__assignment__cycle__title"],
        internal=row["internal"],
        count=row["count"],
        url=address(row["deliverable"], internal=row["internal"]),
    )
