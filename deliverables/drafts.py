"""What a team does with its deliverable: prepare a draft, deliver it, take a delivery back.

Every function makes one move of ``deliverables.workflow``; those that take no ``revision`` use that of the row given.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Participation, Team
from cycles.people.roles import coordinators_of
from deliverables.attached import Attached, again, attach, store_all
from deliverables.chain.carrying import carry_rows, standing_references
from deliverables.models import Assignment, Deliverable, Version, VersionFile
from deliverables.quotas import make_room, refuse_beyond_quota
from deliverables.what_stands import seconds_late
from deliverables.workflow import (
    IllegalMove,
    StaleError,
    first_received,
    make_move,
    open_draft,
    refuse_move,
)
from records import jobs, outbox
from records.log import record

MAX_FILES = 40


def start_draft(*, actor: User, deliverable: Deliverable, revision: int | None = None) -> Version:
    """The deliverable's open draft, begun when there is none."""
    draft = open_draft(deliverable)
    if draft is not None:
        return draft

    def effect(row: Deliverable) -> dict:
        return {"version": draft_of(row, actor).number}

    made = move(actor, deliverable, revision, effect, action="deliverable_draft_started")
    return open_draft(made)


def move(actor: User, deliverable: Deliverable, revision: int | None, effect, **options) -> Deliverable:
    """One change of the draft; without ``revision`` another one hinders nothing."""
    return make_move("edit_draft", actor=actor, deliverable=deliverable, revision=revision, effect=effect, **options)


def draft_of(deliverable: Deliverable, actor: User) -> Version:
    """The open draft, created under the deliverable's claim when there is none; rows go on from the last version."""
    draft = open_draft(deliverable)
    if draft is None:
        number = (deliverable.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        draft = Version.objects.create(deliverable=deliverable, number=number, author=actor)
        carry_rows(draft)
    return draft


def add_files(
    *,
    actor: User,
    deliverable: Deliverable,
    files: Iterable[BinaryIO],
    revision: int | None = None,
    at: datetime | None = None,
) -> Version:
    """Store the files (each with a ``name``) and add them to the draft, begun when there is none.

    Without ``revision`` another change of the draft hinders nothing.

    Raises IllegalMove beyond MAX_FILES in one version and beyond the team's quota; NotPermitted, StaleError.
    """
    files = list(files)
    refuse_move("edit_draft", actor, deliverable, at)
    refuse_beyond(deliverable, len(files))
    refuse_beyond_quota(deliverable.team, sum(file.size for file in files))
    if revision not in {None, Deliverable.objects.get(pk=deliverable.pk).revision}:
        raise StaleError
    return attach_to_draft(actor, deliverable, store_all(files, actor=actor), revision, at, "deliverable_files_added")


def reuse_files(
    *,
    actor: User,
    deliverable: Deliverable,
    files: Iterable[VersionFile],
    revision: int | None = None,
    at: datetime | None = None,
) -> Version:
    """Add files that Escale holds already to the draft: the same stored files. The caller has checked who reads them.

    Raises as ``add_files`` does.
    """
    return attach_to_draft(actor, deliverable, again(files), revision, at, "deliverable_files_reused")


def attach_to_draft(
    actor: User,
    deliverable: Deliverable,
    attached: list[Attached],
    revision: int | None,
    at: datetime | None,
    action: str,
) -> Version:
    def effect(row: Deliverable) -> dict:
        if at and not open_draft(row) and row.versions.filter(delivered_at__gt=at).exists():
            raise IllegalMove(
                _("A version was delivered while this was being sent, without it: send it again for a newer version.")
            )
        draft = draft_of(row, actor)
        refuse_beyond(row, len(attached))
        attach(draft, attached)
        return {"version": draft.number, "files": [each.facts for each in attached]}

    with transaction.atomic():
        make_room(deliverable.team, [each.file for each in attached])
        return open_draft(move(actor, deliverable, revision, effect, at=at, action=action))


def refuse_beyond(deliverable: Deliverable, count: int) -> None:
    held = VersionFile.objects.filter(version__deliverable=deliverable, version__delivered_at__isnull=True).count()
    if held + count > MAX_FILES:
        raise IllegalMove(_("A version holds at most %(count)s files: gather some of them.") % {"count": MAX_FILES})


def remove_file(*, actor: User, deliverable: Deliverable, file: VersionFile, revision: int | None = None) -> None:
    """Take one file out of the draft. Raises IllegalMove when it is no longer in one."""

    def effect(row: Deliverable) -> dict:
        found = VersionFile.objects.filter(pk=file.pk, version=open_draft(row))
        if not found.delete()[0]:
            raise IllegalMove(_("This file is no longer in the draft."))
        return {"files": [{"name": file.name, "sha256": file.file.sha256}]}

    move(actor, deliverable, revision, effect, action="deliverable_file_removed")


def write_note(*, actor: User, deliverable: Deliverable, note: str, revision: int | None = None) -> Version:
    """Write the draft's note, begun when there is none."""

    def effect(row: Deliverable) -> dict:
        draft = draft_of(row, actor)
        Version.objects.filter(pk=draft.pk).update(note=note.strip(), changed_at=timezone.now())
        return {"version": draft.number}

    return open_draft(move(actor, deliverable, revision, effect, action="deliverable_note_written"))


def discard(*, actor: User, deliverable: Deliverable, revision: int) -> None:
    """Throw the draft away; what was delivered stays."""

    def effect(row: Deliverable) -> dict:
        draft = open_draft(row)
        facts = {"version": draft.number, "files": list(draft.files.values_list("name", flat=True))}
        draft.delete()
        return facts

    make_move("discard", actor=actor, deliverable=deliverable, revision=revision, effect=effect)


@transaction.atomic
def share_drafts(*, actor: User, deliverable: Deliverable, shared: bool) -> None:
    """Let coordination read the team's drafts of this deliverable, or no longer. Idempotent.

    Whoever may change the draft now may do it: raises NotPermitted and IllegalMove as that move does.
    """
    refuse_move("edit_draft", actor, Deliverable.objects.get(pk=deliverable.pk), None)
    changed = Deliverable.objects.filter(pk=deliverable.pk, shares_drafts=not shared).update(
        shares_drafts=shared, revision=F("revision") + 1
    )
    if changed:
        record(
            actor,
            "deliverable_drafts_shared" if shared else "deliverable_drafts_unshared",
            deliverable,
            cycle=deliverable.assignment.cycle,
            team=deliverable.team,
            after={"shares_drafts": shared},
        )


def late_by(deliverable: Deliverable, received_at: datetime) -> int:
    """Seconds between due and received; 0 when on time.

    Only what was received first, among the versions that stand, can be late: what comes after it answers feedback or
    improves, and nobody set it a date.
    """
    first = first_received(deliverable)
    if first is not None and first.received_at <= received_at:
        return 0
    return seconds_late(received_at, deliverable.effective_due_at)


def missing_files(deliverable: Deliverable, draft: Version) -> int:
    """How many files the draft lacks before it can be delivered; there must be one at least, unless rows will do."""
    required = deliverable.assignment.min_files
    if deliverable.assignment.content == Assignment.Content.FILES:
        required = max(1, required)
    return max(0, required - draft.files.count())


def holds_nothing(deliverable: Deliverable, draft: Version) -> bool:
    """Whether a draft for which rows will do has neither a row nor a file."""
    return bool(deliverable.assignment.holds) and not draft.files.exists() and not standing_references(draft)


def deliver(*, actor: User, deliverable: Deliverable, received_at: datetime, revision: int) -> Version:
    """Deliver the draft as it stands: its files and note never change after.

    Lateness is judged by ``received_at``, the start of the request. One receipt goes to the actor, one line to each
    coordinator; page pictures are queued. Raises IllegalMove, NotPermitted, StaleError.
    """
    delivered: list[Version] = []

    def effect(row: Deliverable) -> dict:
        draft = open_draft(row)
        if lack := missing_files(row, draft):
            raise IllegalMove(_("Files are missing: add %(count)s more.") % {"count": lack})
        if holds_nothing(row, draft):
            raise IllegalMove(_("There is nothing in the draft yet: add rows or files."))
        freeze(row, draft, actor, received_at)
        delivered.append(draft)
        announce(row, draft, actor)
        return {
            "version": draft.number,
            "received_at": received_at.isoformat(),
            "late_seconds": draft.late_seconds,
            "files": [{"name": each.name, "sha256": each.file.sha256} for each in draft.files.select_related("file")],
            "rows": standing_references(draft),
        }

    make_move("deliver", actor=actor, deliverable=deliverable, revision=revision, effect=effect, at=received_at)
    return delivered[0]


def freeze(deliverable: Deliverable, draft: Version, actor: User, received_at: datetime) -> None:
    """Make the draft the delivered, current version of the deliverable."""
    draft.late_seconds = late_by(deliverable, received_at)
    draft.received_at, draft.delivered_at, draft.delivered_by = received_at, timezone.now(), actor
    done = deliverable.assignment.return_mode == Assignment.ReturnMode.NONE
    if done:
        draft.retained_at = draft.delivered_at
    draft.save()
    if done:
        deliverable.retained_version = draft
    deliverable.current_version, deliverable.received_at = draft, received_at
    if first_received(deliverable) == draft:
        deliverable.late_seconds = draft.late_seconds


def announce(deliverable: Deliverable, version: Version, actor: User) -> None:
    """Queue the receipt, to the team's referents too, the line to coordinators and the page pictures."""
    cycle = deliverable.assignment.cycle
    for user in {actor, *referents(deliverable.team)}:
        outbox.send(
            "receipt",
            to_email=user.email,
            key=f"receipt:{version.pk}:{user.pk}",
            cycle=cycle,
            language=cycle.language,
            version=version.pk,
        )
    tell_coordinators(deliverable, version)
    jobs.start("page_pictures", obj=version, actor=actor)


def referents(*teams: Team | int) -> list[User]:
    """Those who answer for these teams, given as rows or keys, and have an account."""
    rows = Participation.objects.active().filter(
        team__in=teams, role=Participation.Role.REFERENT, person__user__is_active=True
    )
    return [row.person.user for row in rows.select_related("person__user")]


def tell_coordinators(deliverable: Deliverable, version: Version, *, but: User | None = None) -> None:
    """Queue the line to each coordinator, ``but`` the one who did it herself."""
    cycle = deliverable.assignment.cycle
    for user in coordinators_of(cycle):
        if user == but:
            continue
        outbox.send(
            "delivered",
            to_email=user.email,
            key=f"delivered:{version.pk}:{user.pk}",
            cycle=cycle,
            language=cycle.language,
            version=version.pk,
        )
