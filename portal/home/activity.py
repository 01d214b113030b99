"""What happened lately, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse

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
    """The rows with ``team_name`` and ``who``: the actor's name, else her address."""
    person = Person.objects.filter(user=OuterRef("actor")).order_by("pk")
    team = Territory.objects.filter(teams=OuterRef("team_id")).order_by()
    name = Subquery(person.values(name_=Concat("first_name", Value(" "), "last_name"))[:1])
    return entries.annotate(
        who=Coalesce(name, F("actor__email"), output_field=CharField()),
        team_name=Subquery(team.values("name")[:1]),
    )


def events(entries: Iterable[LogEntry], with_team: bool = True) -> list[Event]:
    """Entries that came ``with_names``, in words, in one query more; a team's own page need not name the team."""
    entries = list(entries)
    about = [entry.object_id for entry in entries if entry.object_type == DELIVERABLE]
    rows = Deliverable.objects.order_by().filter(pk__in=about).values_list("pk", "assignment__title")
    titles = {str(pk): title for pk, title in rows}
    return [event(entry, titles, with_team) for entry in entries]


def event(entry: LogEntry, titles: dict[str, str], with_team: bool) -> Event:
    title = titles.get(entry.object_id, "") if entry.object_type == DELIVERABLE else ""
    words = (in_words(entry), title, entry.team_name if with_team else "")
    return Event(
        at=entry.at,
        text=" · ".join(part for part in words if part),
        who=entry.who or "",
        url=reverse("deliverables:deliverable-detail", args=[entry.object_id]) if title else "",
    )
