"""What happened lately, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import BigIntegerField, Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from deliverables.models import Deliverable
from partners.models import Person, Territory
from portal.history import in_words
from records.models import LogEntry

DELIVERABLE = Deliverable._meta.label_lower


@dataclass(frozen=True)
class Event:
    at: datetime
    text: str
    who: str = ""
    url: str = ""


def with_names(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """The rows with ``who`` (the actor's name, else her address), ``team_name``, and the ``title`` of a deliverable."""
    person = Person.objects.filter(user=OuterRef("actor")).order_by("pk")
    team = Territory.objects.filter(teams=OuterRef("team_id")).order_by()
    # The keys of other objects may be no numbers: CASE keeps them from the cast.
    row = Deliverable.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField())).order_by()
    title = When(object_type=DELIVERABLE, then=Subquery(row.values("assignment__title")))
    name = Subquery(person.values(name_=Concat("first_name", Value(" "), "last_name"))[:1])
    return entries.annotate(
        who=Coalesce(name, F("actor__email"), output_field=CharField()),
        team_name=Subquery(team.values("name")[:1]),
        title=Case(title, default=Value(""), output_field=CharField()),
    )


def events(entries: Iterable[LogEntry], *, most: int, with_team: bool = True) -> list[Event]:
    """Entries that came ``with_names``, in words; a team's own page need not name the team.

    What one person did several times in a row to one thing is one event, at the last of these times.
    """
    runs = [list(run) for _key, run in groupby(entries, key=lambda entry: (entry.action, entry.object_id, entry.who))]
    return [event(run[0], len(run) > 1, with_team) for run in runs[:most]]


def event(entry: LogEntry, is_repeated: bool, with_team: bool) -> Event:
    action = in_words(entry)
    if is_repeated:
        action = _("%(action)s (several times)") % {"action": action}
    words = (action, entry.title, entry.team_name if with_team else "")
    return Event(
        at=entry.at,
        text=" · ".join(part for part in words if part),
        who=entry.who or "",
        url=reverse("deliverables:deliverable-detail", args=[entry.object_id]) if entry.title else "",
    )
