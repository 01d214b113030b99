"""What reached coordination outside Escale: recorded for a team, with the day it was received and the original."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Team
from deliverables.attached import Attached, again, attach, store_all
from deliverables.chain.carrying import carry_rows
from deliverables.drafts import MAX_FILES, freeze, tell_coordinators
from deliverables.feedback import told
from deliverables.models import Deliverable, Version, VersionFile
from deliverables.quotas import make_room, refuse_beyond_quota
from deliverables.workflow import IllegalMove, StaleError, make_move, refuse_move
from lib import clock
from lib.template_tags import day, day_time
from records import jobs, outbox


@dataclass(frozen=True)
class Reception:
    """How and when a document reached coordination. Without a time, ``at`` is the start of the day."""

    channel: str
    at: datetime
    day_only: bool = True
    given_by: str = ""


def reception(channel: str, on: date, at: time | None = None, given_by: str = "") -> Reception:
    """From a day and perhaps a time of the place. A day alone counts from its start: what was received on the day when
    it was due is on time."""
    moment = clock.local(on, at or time.min)
    return Reception(channel, moment, at is None, given_by.strip())


def objection(deliverable: Deliverable, received: Reception, *, now: datetime) -> tuple[str, str] | None:
    """The field at fault, ``day`` or ``at``, and why nothing can have been received then; None when it can.

    An end of deliveries stops what came after it, not what coordination files after it; the same for a team that left.
    """
    on, cycle, team = timezone.localdate(received.at), deliverable.assignment.cycle, deliverable.team
    opened = timezone.localdate(cycle.opened_at or cycle.created_at)
    if on > timezone.localdate(now):
        return "day", _("This day is still to come: record a document once you have received it.")
    if on < opened:
        return "day", _("The cycle opened on %(day)s: nothing can have been received for it before.") % {
            "day": day(opened)
        }
    if received.at > now:
        return "at", _("This time is still to come.")
    if deliverable.closes_at and received.at > deliverable.closes_at:
        return "day", _("Deliveries ended %(when)s: what was received later is not recorded. Give more time first.") % {
            "when": day_time(deliverable.closes_at)
        }
    if team.status != Team.Status.ACTIVE and (team.status_on is None or on > team.status_on):
        return "day", _("The team left the cycle: only what was received by the day it left is recorded.")
    return None


def newer_than(deliverable: Deliverable, received: Reception) -> Version | None:
    """The current version when what it holds was received after this document; that of the same day is not, where the
    time of one is not known.
    """
    current = deliverable.current_version
    if current is None:
        return None
    if received.day_only or current.received_day_only:
        is_newer = timezone.localdate(current.received_at) > timezone.localdate(received.at)
    else:
        is_newer = current.received_at > received.at
    return current if is_newer else None


def next_number(deliverable: Deliverable) -> int:
    """The number that the next delivered version gets. An open draft has it until then: see ``make_way``."""
    last = deliverable.versions.filter(delivered_at__isnull=False).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def record_received(
    *,
    actor: User,
    deliverable: Deliverable,
    received: Reception,
    number: int,
    files: Iterable[BinaryIO] = (),
    existing: Iterable[VersionFile] = (),
    note: str = "",
    at: datetime | None = None,
) -> Version:
    """Record a document for the team as its current version; its open draft stays as it is, one number later.

    ``number`` is the one that the coordinator saw for it: StaleError when another version took it meanwhile. What the
    team does to its draft at the same time hinders nothing. ``existing`` are files that the caller has checked.
    Lateness is judged by the day received. The receipt goes to the team, a line to the other coordinators.
    Raises NotPermitted and IllegalMove (also without an original, beyond the team's
    quota, or when ``objection`` has one).
    """
    files, at = list(files), at or timezone.now()
    if next_number(deliverable) != number:
        raise StaleError
    refuse_move("record_received", actor, deliverable, at)
    if fault := objection(deliverable, received, now=at):
        raise IllegalMove(fault[1])
    refuse_beyond_quota(deliverable.team, sum(file.size for file in files))
    attached = [*store_all(files, actor=actor), *again(existing)]
    if not attached:
        raise IllegalMove(_("Attach the original."))
    if len(attached) > MAX_FILES:
        raise IllegalMove(_("A version holds at most %(count)s files: gather some of them.") % {"count": MAX_FILES})
    recorded: list[Version] = []

    def effect(row: Deliverable) -> dict:
        if next_number(row) != number:
            raise StaleError
        if fault := objection(row, received, now=at):
            raise IllegalMove(fault[1])
        version = Version(deliverable=row, number=number, author=actor, note=note.strip(), channel=received.channel)
        version.received_day_only, version.given_by = received.day_only, received.given_by
        make_way(row)
        freeze(row, version, actor, received.at)
        attach(version, attached)
        carry_rows(version)
        announce(row, version, actor)
        recorded.append(version)
        return facts(version, attached)

    with transaction.atomic():
        make_room(deliverable.team, [each.file for each in attached])
        make_move("record_received", actor=actor, deliverable=deliverable, revision=None, effect=effect, at=at)
    return recorded[0]


def make_way(deliverable: Deliverable) -> None:
    """Let the open draft take the number after the recorded version's: numbers follow the order of delivery."""
    draft = deliverable.versions.filter(delivered_at__isnull=True)
    draft.update(number=next_number(deliverable) + 1)


def facts(version: Version, attached: list[Attached]) -> dict:
    """What the log keeps: both dates, and what was attached."""
    return {
        "version": version.number,
        "channel": version.channel,
        "received_at": version.received_at.isoformat(),
        "received_day_only": version.received_day_only,
        "recorded_at": clock.now().isoformat(),
        "given_by": version.given_by,
        "late_seconds": version.late_seconds,
        "files": [each.facts for each in attached],
    }


def announce(deliverable: Deliverable, version: Version, actor: User) -> None:
    """Queue the team's receipt, the line to the other coordinators and the page pictures."""
    cycle = deliverable.assignment.cycle
    for member in told(deliverable):
        outbox.send(
            "recorded",
            to_email=member.person.user.email,
            to_name=member.person.name,
            key=f"recorded:{version.pk}:{member.person.user_id}",
            cycle=cycle,
            language=cycle.language,
            version=version.pk,
        )
    tell_coordinators(deliverable, version, but=actor)
    jobs.start("page_pictures", obj=version, actor=actor)
