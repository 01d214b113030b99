"""Telling people that a session is held at another time or place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.models import User
from cycles.models import Cycle, CycleRole, Participation, Session, Team
from cycles.planning import life
from partners.models import Person
from records import outbox
from records.log import record
from records.models import Mail

SESSION_MOVED = "session_moved"


@dataclass(frozen=True)
class Meeting:
    """When and where a session is held."""

    starts_at: datetime
    ends_at: datetime
    venue: str

    @classmethod
    def of(cls, session: Session) -> "Meeting":
        return cls(session.starts_at, session.ends_at, session.venue)

    def as_json(self) -> dict:
        return {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat(), "venue": self.venue}

    @classmethod
    def from_json(cls, data: dict) -> "Meeting":
        return cls(parse_datetime(data["starts_at"]), parse_datetime(data["ends_at"]), data["venue"])


def concerned(session: Session, but: User) -> dict[str, str]:
    """Names by e-mail address of those who are told: who takes part in the session and was invited, and who runs the
    cycle. Not those of teams that left, nor who moves it herself.
    """
    cycle: Cycle = session.cycle
    if not life.allows(cycle, "invite"):
        return {}
    teams = list(session.teams.values_list("pk", flat=True))
    members = (
        Participation.objects.active()
        .filter(Q(invited_at__isnull=False) | Q(accepted_at__isnull=False), cycle=cycle)
        .filter(Q(team__isnull=True) | Q(team__status=Team.Status.ACTIVE))
        .exclude(person__email="")
        .select_related("person__user")
    )
    if teams:
        members = members.filter(team__in=teams)
    found = {each.person.user.email if each.person.user else each.person.email: each.person.name for each in members}
    roles = CycleRole.objects.filter(cycle=cycle, user__is_active=True).values_list("user", "user__email")
    names = dict(Person.objects.filter(organiser=cycle.organiser_id, user__in=dict(roles)).values_list("user", "pk"))
    people = Person.objects.in_bulk(names.values())
    found = {email: people[names[user]].name if user in names else "" for user, email in roles} | found
    found.pop(but.email, None)
    return found


def tell_move(*, actor: User, session: Session, before: Meeting) -> int:
    """Queue the mail to all concerned but the actor; returns how many. A mail on an earlier move that has not left
    yet is replaced: people are told once, from what they knew.
    """
    people = concerned(session, actor)
    waiting = Mail.objects.filter(template=SESSION_MOVED, state=Mail.State.WAITING, context__session=session.pk)
    knew = {mail.to_email: mail.context["before"] for mail in waiting}
    waiting.update(state=Mail.State.CANCELLED)
    for email, name in people.items():
        outbox.send(
            SESSION_MOVED,
            to_email=email,
            to_name=name,
            language=session.cycle.language,
            cycle=session.cycle,
            session=session.pk,
            before=knew.get(email, before.as_json()),
        )
    record(actor, "session_told", session, cycle=session.cycle, after={"people": len(people)})
    return len(people)
