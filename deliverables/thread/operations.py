"""Writing in a thread, and reading it."""

import uuid
from collections.abc import Iterable
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole
from cycles.planning import life
from deliverables.feedback import told
from deliverables.models import Deliverable, Message, MessageFile, ReadMark
from deliverables.permissions import standing_of
from deliverables.quotas import make_room, refuse_beyond_quota
from deliverables.thread.permissions import can_write
from records import outbox
from records.files import clean_name, store
from records.log import record

MAX_FILES = 10


class NotSent(Exception):
    """The message cannot be sent; the text says why."""


def post(
    *,
    actor: User,
    deliverable: Deliverable,
    text: str,
    internal: bool = False,
    files: Iterable[BinaryIO] = (),
    key: uuid.UUID | None = None,
) -> Message:
    """Send a message with its files; those who read the thread are told as each of them chose.

    The same ``key`` again gives the message that it made. Raises CycleClosed; NotSent when the person only reads or
    there are too many files; QuotaError.
    """
    key, files = key or uuid.uuid4(), list(files)
    if sent := Message.objects.filter(key=key, author=actor, deliverable=deliverable).first():
        return sent
    refuse(actor, deliverable, internal, len(files))
    refuse_beyond_quota(deliverable.team, sum(file.size for file in files))
    stored = [(clean_name(file.name), store(file, name=file.name, origin="message", actor=actor)) for file in files]
    with transaction.atomic():
        make_room(deliverable.team, [file for _name, file in stored])
        fields = {"deliverable": deliverable, "internal": internal, "author": actor, "text": text.strip()}
        message, created = Message.objects.get_or_create(key=key, defaults=fields)
        if not created:  # The other press of the same button was quicker; its files are the same ones.
            return message
        for position, (name, file) in enumerate(stored, start=1):
            MessageFile.objects.create(message=message, position=position, name=name, file=file)
        mark_read(user=actor, message=message)
        tell(message)
        log(message, [{"name": name, "sha256": file.sha256} for name, file in stored])
    return message


def refuse(actor: User, deliverable: Deliverable, internal: bool, count: int) -> None:
    """Raise NotSent or CycleClosed when the message may not be sent."""
    life.require(deliverable.assignment.cycle, "answer")
    if not can_write(standing_of(actor, deliverable), internal=internal):
        raise NotSent(_("You read this thread; those who work on the deliverable write in it."))
    if count > MAX_FILES:
        raise NotSent(_("A message holds at most %(count)s files.") % {"count": MAX_FILES})


def log(message: Message, files: list[dict]) -> None:
    """What happened to a team is shown to it: the line of coordination's own thread names none."""
    deliverable = message.deliverable
    record(
        message.author,
        "message_sent_internal" if message.internal else "message_sent",
        message,
        cycle=deliverable.assignment.cycle,
        team=None if message.internal else deliverable.team,
        after={"deliverable": deliverable.pk, "files": files},
    )


def mark_read(*, user: User, message: Message) -> None:
    """The user has read the message's thread up to it. Never moves back; idempotent."""
    about = {"user": user, "deliverable": message.deliverable, "internal": message.internal}
    mark, created = ReadMark.objects.get_or_create(**about, defaults={"last": message.pk})
    if not created:
        ReadMark.objects.filter(pk=mark.pk, last__lt=message.pk).update(last=message.pk)


def readers(deliverable: Deliverable, *, internal: bool) -> list[tuple[User, str]]:
    """Those who are told of a message, each with a name to greet (or none).

    Those who run the cycle, and those who work on the deliverable in its team.
    """
    roles = CycleRole.objects.filter(cycle=deliverable.assignment.cycle, user__is_active=True)
    found = {role.user_id: (role.user, "") for role in roles.select_related("user").order_by("role", "pk")}
    if not internal:
        found |= {member.person.user_id: (member.person.user, member.person.name) for member in told(deliverable)}
    return list(found.values())


def tell(message: Message) -> None:
    """Queue one mail for each reader who wants one at once."""
    cycle = message.deliverable.assignment.cycle
    for user, name in readers(message.deliverable, internal=message.internal):
        if user == message.author or user.news != User.News.AT_ONCE:
            continue
        outbox.send(
            "message",
            to_email=user.email,
            to_name=name,
            key=f"message:{message.pk}:{user.pk}",
            cycle=cycle,
            language=cycle.language,
            message=message.pk,
        )
