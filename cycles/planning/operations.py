"""What coordination writes about a cycle and its sessions. Each operation is one transaction and leaves its log row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from accounts.models import User
from cycles.people.invitations import invite_everyone
from cycles.people.models import CycleRole, Team
from cycles.planning import life
from cycles.planning.formats import FORMATS, Format
from cycles.planning.models import Cycle, Session
from cycles.stale import StaleError, claim
from lib import clock
from lib.holidays import meeting_day
from partners.models import Organisation, write_keys
from records.log import record

CYCLE_FIELDS = (
    "title",
    "subtitle",
    "theme",
    "objectives",
    "language",
    "line_colour",
    "session_label",
    "has_teams",
    "has_deliverables",
    "is_open_to_all",
    "shares_drafts",
    "opens_retained",
    "reserves_delivery",
    "sends_reminders",
    "wanted_actor_types",
)
RESERVED_SLUGS = {"invitation", "nouveau"}
SESSION_FIELDS = (
    "kind",
    "title",
    "starts_at",
    "ends_at",
    "host",
    "venue",
    "address",
    "remote_link",
    "questions",
    "contact",
)


class PlanningError(Exception):
    """A change of the plan that is refused; nothing was written."""


class NoSuchStep(PlanningError):
    """The cycle cannot go from its state to the one asked for."""


class SessionInUse(PlanningError):
    """Expected deliverables are worked on in, or due for, the session. ``titles`` names them."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


class SessionAttended(PlanningError):
    """It was ticked who came to the session: that stays."""


class SessionNoted(PlanningError):
    """Coordination wrote notes on the session, or added photos: what people wrote is not thrown away with it."""


@dataclass(frozen=True)
class LaidOutSession:
    """A session to create with its cycle; aware datetimes."""

    title: str
    starts_at: datetime
    ends_at: datetime
    closing: bool = False


def at(day: date, hour: str) -> datetime:
    """The aware moment of a day at ``HH:MM`` local time."""
    return clock.local(day, time.fromisoformat(hour))


def propose_sessions(format: Format, first_day: date, language: str = "fr") -> list[LaidOutSession]:
    """The sessions that a format lays out, titled in the cycle's language: the first on ``first_day`` as given, each
    later one on a day when people can come."""
    days = [
        meeting_day(first_day + timedelta(weeks=planned.weeks)) if planned.weeks else first_day
        for planned in format.sessions
    ]
    with translation.override(language):
        return [
            LaidOutSession(str(planned.title), at(day, planned.starts), at(day, planned.ends), planned.closing)
            for planned, day in zip(format.sessions, days, strict=True)
        ]


def free_slug(title: str) -> str:
    """An address for a cycle that no other has: the title's first words, numbered when they are taken."""
    base = slugify(title)[:60].rstrip("-") or "cycle"
    slug, number = base, 1
    while slug in RESERVED_SLUGS or Cycle.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def create_cycle(
    *,
    actor: User,
    organiser: Organisation,
    format: Format | str,
    title: str,
    sessions: Sequence[LaidOutSession] | None = None,
    first_day: date | None = None,
    slug: str = "",
    is_demonstration: bool = False,
    **fields,
) -> Cycle:
    """A cycle in preparation with its sessions, the actor its coordinator.

    ``sessions`` are those to lay out; without them the format's own from ``first_day`` on, or none. ``fields`` are of
    CYCLE_FIELDS. The address is made from the title unless ``slug`` gives a free one.
    """
    plan = FORMATS[format] if isinstance(format, str) else format
    defaults = {
        "session_label": plan.session_label,
        "has_teams": plan.has_teams,
        "has_deliverables": plan.has_deliverables,
    }
    cycle = Cycle(organiser=organiser, format=plan.slug, is_demonstration=is_demonstration)
    write_fields(cycle, CYCLE_FIELDS, {**defaults, **fields, "title": title.strip()})
    cycle.slug = slug or free_slug(cycle.title)
    write_keys(cycle, cycle.title)
    cycle.save()
    CycleRole.objects.create(cycle=cycle, user=actor, role=CycleRole.Role.COORDINATOR)
    if sessions is None:
        sessions = propose_sessions(plan, first_day, cycle.language) if first_day else []
    for position, planned in enumerate(sessions, start=1):
        Session.objects.create(
            cycle=cycle,
            position=position,
            kind=Session.Kind.CLOSING if planned.closing else Session.Kind.SESSION,
            title=planned.title,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
        )
    record(actor, "cycle_created", cycle, cycle=cycle, after={"title": cycle.title, "format": plan.slug})
    return cycle


def write_fields(row, names: Sequence[str], values: dict) -> tuple[dict, dict]:
    """Set those of ``names`` that ``values`` gives; returns (before, after) of what changes, as text for the log.

    Raises TypeError for a value that is none of ``names``: nothing else can be written this way.
    """
    unknown = set(values) - set(names)
    if unknown:
        raise TypeError(f"not a field to write: {sorted(unknown)}")
    before, after = {}, {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = in_log(old), in_log(value)
            setattr(row, name, value)
    return before, after


def in_log(value):
    """The value as the log keeps it."""
    return value if value is None or isinstance(value, bool | int | list) else str(value)


@transaction.atomic
def edit_cycle(*, actor: User, cycle: Cycle, revision: int, **fields) -> Cycle:
    """Change what CYCLE_FIELDS lists. Raises StaleError, CycleClosed."""
    life.require(cycle)
    claim(cycle, revision)
    before, after = write_fields(cycle, CYCLE_FIELDS, fields)
    write_keys(cycle, cycle.title)
    cycle.save(update_fields=[*CYCLE_FIELDS, "search_key", "sort_key"])
    record(actor, "cycle_edited", cycle, cycle=cycle, before=before, after=after)
    return cycle


@transaction.atomic
def move_cycle(*, actor: User, cycle: Cycle, to: str, revision: int | None = None) -> int:
    """Take the cycle one step forward or back; returns how many invitations that sends.

    Raises NoSuchStep, and StaleError when ``revision`` is given and somebody was quicker.
    """
    step = life.step_to(cycle.state, to)
    if step is None:
        raise NoSuchStep(to)
    claim(cycle, cycle.revision if revision is None else revision)
    cycle.state = to
    if cycle.opened_at is None and to == Cycle.State.OPEN:
        cycle.opened_at = timezone.now()
    cycle.save(update_fields=["state", "opened_at"])
    record(actor, "cycle_moved", cycle, cycle=cycle, before={"state": step.from_state}, after={"state": to})
    return invite_everyone(actor=actor, cycle=cycle) if step.sends_invitations else 0


def renumber(sessions: Iterable[Session]) -> None:
    """Give the sessions the positions 1, 2, 3 … in the order given."""
    for position, session in enumerate(sessions, start=1):
        if session.position != position:
            session.position = position
            session.save(update_fields=["position"])


@transaction.atomic
def add_session(*, actor: User, cycle: Cycle, teams: Iterable[Team] = (), **fields) -> Session:
    """A new session of the cycle, placed by its date among the others. ``teams`` empty: for all. Raises CycleClosed."""
    life.require(cycle)
    others = list(cycle.sessions.all())
    session = Session(cycle=cycle, position=len(others) + 1)
    write_fields(session, SESSION_FIELDS, fields)
    session.save()
    session.teams.set(teams)
    place = next((i for i, other in enumerate(others) if other.starts_at > session.starts_at), len(others))
    renumber([*others[:place], session, *others[place:]])
    record(actor, "session_added", session, cycle=cycle, after={"title": session.title})
    return session


@transaction.atomic
def edit_session(
    *, actor: User, session: Session, revision: int, teams: Iterable[Team] | None = None, **fields
) -> Session:
    """Change what SESSION_FIELDS lists, and for which teams it is held. Raises StaleError, CycleClosed."""
    life.require(session.cycle)
    claim(session, revision)
    before, after = write_fields(session, SESSION_FIELDS, fields)
    session.save(update_fields=SESSION_FIELDS)
    if teams is not None:
        before["teams"], after["teams"] = (
            sorted(t.pk for t in session.teams.all()),
            sorted(t.pk for t in teams),
        )
        session.teams.set(teams)
    record(actor, "session_edited", session, cycle=session.cycle, before=before, after=after)
    return session


@transaction.atomic
def move_session(*, actor: User, session: Session, up: bool, position: int | None = None) -> None:
    """Swap the session with its neighbour; nothing happens at the end of the line.

    ``position`` is the place where its page showed it: pressed twice, it moves once. Raises StaleError, CycleClosed.
    """
    life.require(session.cycle)
    Cycle.objects.select_for_update(no_key=True).get(pk=session.cycle_id)
    order = list(session.cycle.sessions.all())
    place = order.index(session)
    if position not in {None, order[place].position}:
        raise StaleError
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    renumber(order)
    record(
        actor,
        "session_reordered",
        session,
        cycle=session.cycle,
        before={"position": place + 1},
        after={"position": other + 1},
    )


def uses_of(session: Session) -> list[str]:
    """The titles of the expected deliverables that are worked on in, or due for, the session."""
    rows = {row.pk: row.title for name in ("works_on", "expects") for row in getattr(session, name).all()}
    return list(rows.values())


def has_notes(session: Session) -> bool:
    """Whether somebody wrote on the session, or on a team in it, or added a photo."""
    return session.notes.exclude(text="", photos=None).exists()


@transaction.atomic
def remove_session(*, actor: User, session: Session) -> None:
    """Delete the session with its programme and the list of its documents.

    Raises SessionInUse, SessionAttended, SessionNoted, CycleClosed.
    """
    life.require(session.cycle)
    titles = uses_of(session)
    if titles:
        raise SessionInUse(titles)
    if session.presences.exists():
        raise SessionAttended
    if has_notes(session):
        raise SessionNoted
    session.notes.all().delete()  # those that were opened and left empty
    cycle = session.cycle
    record(
        actor,
        "session_removed",
        session,
        cycle=cycle,
        before={"title": session.title, "starts_at": session.starts_at.isoformat()},
    )
    session.delete()
    renumber(cycle.sessions.all())
