"""A team writes what it takes home from another's retained version; coordination may hide it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cycles.models import Team
from cycles.permissions import membership
from cycles.planning import life
from cycles.planning.operations import write_fields
from cycles.stale import StaleError, claim
from deliverables.feedback import told
from deliverables.models import PeerReading, Version
from deliverables.peers.reading import can_write, open_to
from records import outbox
from records.log import record

WORDS = ("takes_home", "question", "contact")
MAIL = "peer_reading"


class NotOpen(Exception):
    """The version is not open to the team, or no longer; nothing was written."""


@transaction.atomic
def write_reading(*, actor: User, team: Team, version: Version, revision: int, **words: str) -> PeerReading:
    """Write what the team takes home from the version, or change it; the team read is told of the first writing.

    ``words`` are of WORDS; ``revision`` is 0 for who saw nothing written yet. The same words again change nothing.
    Raises NotOpen, StaleError, CycleClosed.
    """
    life.require(team.cycle, "answer")
    if not can_write(membership(actor, team)) or not open_to(team).filter(retained_version=version).exists():
        raise NotOpen
    reading, created = PeerReading.objects.get_or_create(
        version=version, team=team, defaults={"author": actor, **words}
    )
    if created:
        tell(reading)
        note(actor, "peer_reading_written", reading, after=words)
    elif words != {name: getattr(reading, name) for name in words}:
        claim(reading, revision)
        before, after = write_fields(reading, WORDS, words)
        reading.author, reading.changed_at = actor, timezone.now()
        reading.save(update_fields=[*WORDS, "author", "changed_at"])
        note(actor, "peer_reading_changed", reading, before=before, after=after)
    return reading


def note(actor: User, action: str, reading: PeerReading, *, before: dict | None = None, after: dict) -> None:
    """A line of the deliverable that was read, and of its team."""
    deliverable = reading.version.deliverable
    after = {"version": reading.version.number, "read_by": str(reading.team), **after}
    cycle = deliverable.assignment.cycle
    record(actor, action, deliverable, cycle=cycle, team=deliverable.team, before=before, after=after)


def tell(reading: PeerReading) -> None:
    """Queue one mail for each member who works on the deliverable and wants one at once."""
    deliverable = reading.version.deliverable
    cycle = deliverable.assignment.cycle
    for member in told(deliverable):
        user = member.person.user
        if user.news == User.News.AT_ONCE:
            outbox.send(
                MAIL,
                to_email=user.email,
                to_name=member.person.name,
                key=f"{MAIL}:{reading.pk}:{user.pk}",
                cycle=cycle,
                language=cycle.language,
                reading=reading.pk,
            )


@transaction.atomic
def hide_reading(*, actor: User, reading: PeerReading, revision: int, reason: str) -> None:
    """Neither the team read nor the report has it any more; who wrote it sees why. Raises StaleError, CycleClosed."""
    settle(actor, "peer_reading_hidden", reading, revision, at=timezone.now(), by=actor, reason=reason.strip())


@transaction.atomic
def show_reading(*, actor: User, reading: PeerReading, revision: int) -> None:
    """It is shown again. Raises StaleError, CycleClosed."""
    settle(actor, "peer_reading_shown", reading, revision, at=None, by=None, reason="")


def settle(actor: User, action: str, reading: PeerReading, revision: int, *, at, by: User | None, reason: str) -> None:
    """Hide or show, with a line of the team that wrote it: the team read is told nothing of what it is not to read."""
    cycle = reading.team.cycle
    life.require(cycle, "answer")
    claim(reading, revision)
    if (reading.hidden_at is None) == (at is None):
        raise StaleError
    before = {"reason": reading.hidden_reason}
    reading.hidden_at, reading.hidden_by, reading.hidden_reason = at, by, reason
    reading.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    after = {"version": reading.version.number, "reason": reason}
    record(actor, action, reading, cycle=cycle, team=reading.team, before=before, after=after)
