"""What a session holds: its programme and its documents. Each write leaves its log row."""

from collections.abc import Sequence
from datetime import time

from django.db import transaction

from accounts.models import User
from cycles.planning import life
from cycles.planning.models import ProgrammeItem, Session, SessionDocument
from cycles.stale import claim
from records.log import record
from records.models import StoredFile

ITEM_FIELDS = ("starts_at", "ends_at", "kind", "title", "description", "speakers")


def write_item(session: Session, known: dict[int, ProgrammeItem], values: dict) -> ProgrammeItem:
    """One item of the programme from ``values`` (ITEM_FIELDS, and ``id`` for one that is changed), saved."""
    item = known.get(values.get("id")) or ProgrammeItem(session=session)
    for name in ITEM_FIELDS:
        if name in values:
            setattr(item, name, values[name])
    item.save()
    return item


def in_log(items: Sequence[ProgrammeItem]) -> list[str]:
    return [f"{item.starts_at:%H:%M}-{item.ends_at:%H:%M} {item.title}" for item in items]


@transaction.atomic
def write_programme(*, actor: User, session: Session, revision: int, items: Sequence[dict]) -> list[ProgrammeItem]:
    """The session's whole programme: items named by ``id`` are changed, others made, those not named deleted.

    Raises StaleError when the session changed since ``revision`` was read, CycleClosed.
    """
    life.require(session.cycle)
    claim(session, revision)
    known = {item.pk: item for item in session.items.all()}
    before = in_log(list(known.values()))
    kept = [write_item(session, known, values) for values in items]
    session.items.exclude(pk__in=[item.pk for item in kept]).delete()
    record(
        actor,
        "programme_edited",
        session,
        cycle=session.cycle,
        before={"items": before},
        after={"items": in_log(list(session.items.all()))},
    )
    return kept


@transaction.atomic
def add_item(
    *,
    actor: User,
    session: Session,
    starts_at: time,
    ends_at: time,
    title: str,
    kind: str = ProgrammeItem.Kind.PLENARY,
    description: str = "",
    speakers: str = "",
) -> ProgrammeItem:
    """One more item at the end of a programme. Raises CycleClosed."""
    life.require(session.cycle)
    item = ProgrammeItem.objects.create(
        session=session,
        starts_at=starts_at,
        ends_at=ends_at,
        title=title,
        kind=kind,
        description=description,
        speakers=speakers,
    )
    record(actor, "programme_edited", session, cycle=session.cycle, after={"items": in_log([item])})
    return item


@transaction.atomic
def add_document(*, actor: User, session: Session, title: str, file: StoredFile) -> SessionDocument:
    """A stored file as a document of the session, under its own name when it has no title. Raises CycleClosed."""
    life.require(session.cycle)
    title = title.strip() or file.original_name[:200]
    document = SessionDocument.objects.create(session=session, title=title, file=file, added_by=actor)
    record(
        actor,
        "document_added",
        document,
        cycle=session.cycle,
        after={"title": title, "session": session.pk, "sha256": file.sha256},
    )
    return document


@transaction.atomic
def remove_document(*, actor: User, document: SessionDocument) -> None:
    """Take the document off the session; the stored file itself stays in the store. Raises CycleClosed."""
    cycle = document.session.cycle
    life.require(cycle)
    record(
        actor,
        "document_removed",
        document,
        cycle=cycle,
        before={"title": document.title, "session": document.session_id, "sha256": document.file.sha256},
    )
    document.delete()
