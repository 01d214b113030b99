"""Opinions of experts: asked, reminded, sent again, withdrawn, answered or declined.

An opinion informs and moves nothing. The expert has no account: a personal link leads to one version and the answer.
Lines in the log are on the opinion and name no team: what a team reads of its own history never tells of them.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cycles.people.roles import coordinators_of
from cycles.planning import life
from cycles.stale import claim
from deliverables.grid import Mark
from deliverables.models import Deliverable, Opinion, Version
from deliverables.quotas import make_room, refuse_beyond_quota
from records import links, outbox
from records.files import store
from records.log import record
from records.models import Mail, PersonalLink, StoredFile

PURPOSE, DAYS = "opinion", 30
ASKED, REMINDED, ANSWERED = "opinion_asked", "opinion_reminder", "opinion_answered"
State = Opinion.State


class OpinionClosed(Exception):
    """The opinion was answered, declined or withdrawn: nothing of it changes any more."""


@dataclass(frozen=True)
class Said:
    """What an expert writes. ``keeps_file`` is False to take out the file that was saved before."""

    text: str
    shares: bool = False
    marks: tuple[Mark, ...] = ()
    upload: BinaryIO | None = None
    keeps_file: bool = True


def cycle_of(opinion: Opinion):
    return opinion.version.deliverable.assignment.cycle


def note(actor: User | None, action: str, opinion: Opinion, **after) -> None:
    record(actor, action, opinion, cycle=cycle_of(opinion), after={"version": opinion.version.number, **after})


@transaction.atomic
def ask(
    *, actor: User, version: Version, name: str, email: str, question: str, wished_on: date | None, key: UUID
) -> Opinion:
    """Ask for an opinion on one version and send the link; the same form sent twice asks once."""
    life.require(version.deliverable.assignment.cycle, "answer")
    fields = {"version": version, "name": outbox.one_line(name), "email": email, "question": question.strip()}
    opinion, created = Opinion.objects.get_or_create(
        key=key, defaults={**fields, "wished_on": wished_on, "asked_by": actor}
    )
    if created:
        send(opinion, ASKED)
        note(actor, "opinion_asked", opinion, name=opinion.name)
    return opinion


def send(opinion: Opinion, template: str) -> None:
    cycle = cycle_of(opinion)
    outbox.send(
        template,
        to_email=opinion.email,
        to_name=opinion.name,
        language=cycle.language,
        cycle=cycle,
        opinion=opinion.pk,
    )


def waiting_mails(opinion: Opinion):
    return Mail.objects.filter(template__in=(ASKED, REMINDED), state=Mail.State.WAITING, context__opinion=opinion.pk)


def open_opinion(opinion: Opinion, revision: int) -> None:
    """Take the row for a change. Raises StaleError, OpinionClosed."""
    life.require(cycle_of(opinion), "answer")
    claim(opinion, revision)
    if opinion.state != State.ASKED:
        raise OpinionClosed


@transaction.atomic
def remind(*, actor: User, opinion: Opinion, revision: int) -> None:
    """Send the question once more, with a link of its own; the links that were sent before still work."""
    open_opinion(opinion, revision)
    opinion.reminded_at = timezone.now()
    opinion.save(update_fields=["reminded_at"])
    if not waiting_mails(opinion).exists():
        send(opinion, REMINDED)
    note(actor, "opinion_reminded", opinion)


@transaction.atomic
def send_again(*, actor: User, opinion: Opinion, revision: int, email: str) -> None:
    """Send the question to this address; every link that was sent before ends."""
    open_opinion(opinion, revision)
    before, opinion.email = opinion.email, email
    opinion.save(update_fields=["email"])
    stop(opinion)
    send(opinion, ASKED)
    note(actor, "opinion_sent_again", opinion, address_changed=before != email)


def stop(opinion: Opinion) -> None:
    """What was sent leads nowhere any more, what waits does not go."""
    links.revoke(PURPOSE, opinion)
    waiting_mails(opinion).update(state=Mail.State.CANCELLED)


@transaction.atomic
def withdraw(*, actor: User, opinion: Opinion, revision: int) -> None:
    """No opinion is asked any more; what the expert had saved and not sent is not kept."""
    open_opinion(opinion, revision)
    opinion.state, opinion.settled_at = State.WITHDRAWN, timezone.now()
    opinion.text, opinion.marks, opinion.file, opinion.shares = "", None, None, False
    opinion.save()
    stop(opinion)
    note(actor, "opinion_withdrawn", opinion)


def led_to(token: str) -> tuple[PersonalLink, Opinion] | None:
    """The link and the opinion that a token leads to; None for one that never was, is over, withdrawn or expired."""
    link = links.find(PURPOSE, token)
    if link is None:
        return None
    rows = Opinion.objects.exclude(state=State.WITHDRAWN).select_related(
        "version__deliverable__assignment__cycle__organiser", "version__deliverable__team__territory", "file"
    )
    opinion = rows.filter(pk=link.object_id).first()
    if opinion is None or opinion.version.taken_back_at or not life.allows(cycle_of(opinion), "answer"):
        return None
    return link, opinion


def save_answer(*, opinion: Opinion, revision: int, said: Said) -> None:
    """Keep what the expert wrote, unsent. Raises StaleError, OpinionClosed, QuotaError."""
    stored = keep(opinion, said)
    with transaction.atomic():
        make_room(opinion.version.deliverable.team, [stored] if stored else [])
        open_opinion(opinion, revision)
        write(opinion, said, stored)


def keep(opinion: Opinion, said: Said) -> StoredFile | None:
    if said.upload is None:
        return None
    refuse_beyond_quota(opinion.version.deliverable.team, said.upload.size)
    return store(said.upload, name=said.upload.name, origin="opinion")


def write(opinion: Opinion, said: Said, stored: StoredFile | None) -> None:
    opinion.text, opinion.shares = said.text.strip(), said.shares
    opinion.marks = [asdict(mark) for mark in said.marks] or None
    opinion.file = stored or (opinion.file if said.keeps_file else None)
    opinion.save()


def send_answer(*, opinion: Opinion, revision: int, said: Said) -> None:
    """The opinion is given: nothing of it changes any more, coordination is told. Raises as
    ``save_answer`` does.
    """
    stored = keep(opinion, said)
    with transaction.atomic():
        make_room(opinion.version.deliverable.team, [stored] if stored else [])
        open_opinion(opinion, revision)
        opinion.state = State.ANSWERED
        write(opinion, said, stored)
        file = opinion.file
        settle(opinion, "opinion_given", shares=opinion.shares, file=file.sha256 if file else "")


@transaction.atomic
def decline(*, opinion: Opinion, revision: int, text: str) -> None:
    """The expert gives none, with a word if she likes. Raises StaleError, OpinionClosed."""
    open_opinion(opinion, revision)
    opinion.state = State.DECLINED
    opinion.text, opinion.marks, opinion.file, opinion.shares = text.strip(), None, None, False
    opinion.save()
    settle(opinion, "opinion_declined")


def settle(opinion: Opinion, action: str, **facts) -> None:
    """Date it, stop mails on their way, write it down and tell the coordinators."""
    Opinion.objects.filter(pk=opinion.pk).update(settled_at=timezone.now())
    waiting_mails(opinion).update(state=Mail.State.CANCELLED)
    note(None, action, opinion, name=opinion.name, **facts)
    cycle = cycle_of(opinion)
    for user in coordinators_of(cycle):
        outbox.send(
            ANSWERED,
            to_email=user.email,
            language=cycle.language,
            cycle=cycle,
            key=f"{ANSWERED}:{opinion.pk}:{user.pk}",
            opinion=opinion.pk,
        )


def to_pass_on(deliverable: Deliverable) -> list[Opinion]:
    """Opinions that a feedback may pass on: given, with their author's agreement, and not passed on before."""
    rows = Opinion.objects.filter(
        version__deliverable=deliverable, state=State.ANSWERED, shares=True, passed_at__isnull=True
    )
    return list(rows.select_related("file"))
