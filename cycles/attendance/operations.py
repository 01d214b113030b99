"""Ticking who is there. Each operation is one transaction and leaves its log row."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cycles.attendance.half_days import half_days_of
from cycles.attendance.models import Presence
from cycles.attendance.register import register_of
from cycles.people.models import Participation, Team
from cycles.planning import life
from cycles.planning.models import Session
from lib.text import normalise
from partners import operations as directory
from partners.models import Organisation, Person
from records.log import record


class AttendanceError(Exception):
    """Attendance that is refused; nothing was written."""


class NotYet(AttendanceError):
    """Before the session's first day nobody can have been there."""


class NoSuchHalfDay(AttendanceError):
    """The session has no half-day of this number (any more)."""


def is_open(session: Session, at: datetime) -> bool:
    """Whether attendance may be ticked: from the session's first day on."""
    return timezone.localtime(at).date() >= timezone.localtime(session.starts_at).date()


def require_attendance(session: Session, half_day: int, at: datetime) -> None:
    """Raises CycleClosed, NotYet, NoSuchHalfDay."""
    life.require(session.cycle)
    if not is_open(session, at):
        raise NotYet
    if half_day not in {half.number for half in half_days_of(session)}:
        raise NoSuchHalfDay


@transaction.atomic
def tick(*, actor: User, session: Session, half_day: int, marks: Mapping[int, str], at: datetime) -> int:
    """Write the status of each participation (by key) at a half-day; returns how many that changed.

    Of two who tick the same person the last one counts; other people's marks stay. Whom the session does not expect is
    left out: ``marks`` come from its register. Raises NotYet, NoSuchHalfDay, CycleClosed.
    """
    require_attendance(session, half_day, at)
    now = dict(session.presences.filter(half_day=half_day).values_list("participation_id", "status"))
    changed = {pk: status for pk, status in marks.items() if now.get(pk) != status}
    if not changed:
        return 0
    Presence.objects.bulk_create(
        [
            Presence(
                session=session, half_day=half_day, participation_id=pk, status=status, ticked_by=actor, ticked_at=at
            )
            for pk, status in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["session", "half_day", "participation"],
        update_fields=["status", "ticked_by", "ticked_at"],
    )
    record(
        actor,
        "attendance_ticked",
        session,
        cycle=session.cycle,
        before={"half_day": half_day, "people": {str(pk): now.get(pk, "") for pk in changed}},
        after={"half_day": half_day, "people": {str(pk): status for pk, status in changed.items()}},
    )
    return len(changed)


@transaction.atomic
def add_walk_in(
    *,
    actor: User,
    session: Session,
    half_day: int,
    at: datetime,
    first_name: str,
    last_name: str,
    organisation_name: str,
    actor_type: str = "",
    email: str = "",
    team: Team | None = None,
) -> tuple[Participation, bool]:
    """Somebody who came without being expected, ticked present; returns her participation and whether it is new.

    Who is on the session's list already, by address or by name and organisation, is ticked there. Another takes part in
    this session alone: her participation ends with it and opens no page of the cycle. Raises as ``tick``.
    """
    require_attendance(session, half_day, at)
    # Of two at once the second waits here, then finds the person on the list (SQLite's transactions do so anyway).
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    organiser = session.cycle.organiser
    organisation = directory.organisation_named(organiser=organiser, name=organisation_name, actor_type=actor_type)
    person = known_person(organiser, email=email, name=f"{first_name} {last_name}", organisation=organisation)
    row = on_the_list(session, person) if person else None
    is_new = row is None
    if row is None:
        person = person or new_person(organiser, first_name, last_name, email, organisation)
        row = Participation.objects.create(
            cycle=session.cycle,
            team=team,
            person=person,
            role=Participation.Role.PARTICIPANT,
            organisation=organisation,
            joined_at=session.starts_at,
            left_at=session.ends_at,
        )
        after = {
            "person": person.pk,
            "session": session.pk,
            "organisation": organisation.name if organisation else "",
        }
        record(actor, "walk_in_added", row, cycle=session.cycle, team=team, after=after)
    tick(actor=actor, session=session, half_day=half_day, marks={row.pk: Presence.Status.PRESENT}, at=at)
    return row, is_new


def known_person(organiser: Organisation, *, email: str, name: str, organisation: Organisation | None) -> Person | None:
    """Whom the directory knows by her address, else by name and organisation when no address tells them apart."""
    people, email = Person.objects.filter(organiser=organiser), email.strip().lower()
    known = people.filter(email=email).first() if email else None
    if known:
        return known
    same = people.filter(organisation=organisation, search_key__startswith=normalise(name)[:300])
    same = same.filter(email="") if email else same
    return next((person for person in same if normalise(person.name) == normalise(name)), None)


def new_person(
    organiser: Organisation, first_name: str, last_name: str, email: str, organisation: Organisation | None
) -> Person:
    person = Person(organiser=organiser, email=email.strip().lower(), organisation=organisation)
    person.name_it(first_name, last_name)
    person.save()
    return person


def on_the_list(session: Session, person: Person) -> Participation | None:
    """The person's line in the session's register; hers as a member before one that ended."""
    lines = [entry.participation for entry in register_of(session).entries]
    return next((line for line in lines if line.person_id == person.pk), None)
