"""Coordination's notes on a session and on each team in it, and their photos. Each write leaves its log row."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cycles.people.models import Team
from cycles.planning import life
from cycles.planning.models import CoordinationNote, NotePhoto, Session
from cycles.planning.operations import PlanningError
from cycles.stale import StaleError, claim
from partners.models import Organisation
from partners.names import names_of
from records import pictures
from records.files import store
from records.log import record
from records.models import StoredFile

MOST_PHOTOS = 30


class PhotoUnreadable(PlanningError):
    """No picture could be made of the file. ``reason``: ``broken`` or ``too_large``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyPhotos(PlanningError):
    """The note has MOST_PHOTOS already."""


@transaction.atomic
def write_note(
    *, actor: User, session: Session, text: str, revision: int | None = None, team: Team | None = None
) -> CoordinationNote:
    """Coordination's text on the session, or on one team in it. Without ``revision`` the latest text is overwritten.

    Raises StaleError when somebody wrote since ``revision`` was read (0: there was no note yet), CycleClosed.
    """
    life.require(session.cycle)
    note, created = CoordinationNote.objects.get_or_create(session=session, team=team)
    if created and revision:
        raise StaleError
    claim(note, note.revision if revision is None else revision)
    before = note.text
    note.text, note.written_by, note.written_at = text, actor, timezone.now()
    note.save(update_fields=["text", "written_by", "written_at"])
    record(
        actor,
        "note_written",
        note,
        cycle=session.cycle,
        team=team,
        before={"text": before},
        after={"text": text, "session": session.pk},
    )
    return note


def require_room(session: Session, team: Team | None) -> None:
    """Raises TooManyPhotos: asked before a photo is stored, so that none is stored for nothing."""
    if NotePhoto.objects.filter(note__session=session, note__team=team).count() >= MOST_PHOTOS:
        raise TooManyPhotos


def receive_photo(source, *, name: str, actor: User) -> StoredFile:
    """Store a photo and make the picture that pages show. Raises PhotoUnreadable; then no row is left."""
    stored = store(source, name=name, origin="note_photo", actor=actor)
    outcome = pictures.draw(stored)
    if "error" in outcome:
        stored.delete()  # its bytes are an orphan of the store, which `purge_orphans` removes
        raise PhotoUnreadable(outcome["error"])
    return stored


@transaction.atomic
def add_photo(*, actor: User, session: Session, file: StoredFile, caption: str, team: Team | None = None) -> NotePhoto:
    """A photo at the end of the note's. Raises TooManyPhotos, CycleClosed."""
    life.require(session.cycle)
    note, _created = CoordinationNote.objects.get_or_create(session=session, team=team)
    places = list(note.photos.values_list("position", flat=True))
    if len(places) >= MOST_PHOTOS:
        raise TooManyPhotos
    photo = NotePhoto.objects.create(
        note=note, position=max(places, default=0) + 1, file=file, caption=caption, added_by=actor
    )
    after = {"caption": caption, "session": session.pk, "sha256": file.sha256}
    record(actor, "photo_added", photo, cycle=session.cycle, team=team, after=after)
    return photo


@transaction.atomic
def describe_photo(*, actor: User, photo: NotePhoto, caption: str, seen: str = "") -> None:
    """Change what is said of the photo. ``seen`` is what a page said. Raises StaleError, CycleClosed."""
    session = photo.note.session
    life.require(session.cycle)
    before = NotePhoto.objects.select_for_update().get(pk=photo.pk).caption
    if seen not in {"", before}:
        raise StaleError
    if caption == before:
        return
    photo.caption = caption
    photo.save(update_fields=["caption"])
    changes = {"before": {"caption": before}, "after": {"caption": caption}}
    record(actor, "photo_edited", photo, cycle=session.cycle, team=photo.note.team, **changes)


@transaction.atomic
def move_photo(*, actor: User, photo: NotePhoto, up: bool, position: int | None = None) -> None:
    """Swap the photo with its neighbour; nothing happens at an end.

    ``position`` is the place where its page showed it: pressed twice, it moves once. Raises StaleError, CycleClosed.
    """
    session = photo.note.session
    life.require(session.cycle)
    CoordinationNote.objects.select_for_update(no_key=True).get(pk=photo.note_id)
    order = list(photo.note.photos.all())
    place = order.index(photo)
    if position not in {None, order[place].position}:
        raise StaleError
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        NotePhoto.objects.filter(pk=each.pk).update(position=position)
    changes = {"before": {"position": place + 1}, "after": {"position": other + 1}}
    record(actor, "photo_edited", photo, cycle=session.cycle, team=photo.note.team, **changes)


@transaction.atomic
def remove_photo(*, actor: User, photo: NotePhoto) -> None:
    """Take the photo out of the note; the stored file itself stays in the store. Raises CycleClosed."""
    note, cycle = photo.note, photo.note.session.cycle
    life.require(cycle)
    before = {"caption": photo.caption, "session": note.session_id, "sha256": photo.file.sha256}
    record(actor, "photo_removed", photo, cycle=cycle, team=note.team, before=before)
    photo.delete()


# Reading


def note_address(name: str, session: Session, team: Team | None) -> str:
    """``name`` is ``note-edit`` or ``photo-add``; a team's has an address of its own."""
    slug, pk = session.cycle.slug, session.pk
    if team is None:
        return reverse(f"cycles:{name}", args=[slug, pk])
    return reverse(f"cycles:team-{name}", args=[slug, pk, team.pk])


@dataclass(frozen=True)
class NoteShown:
    """A note as pages show it; ``note`` is None where nobody wrote yet."""

    session: Session
    team: Team | None
    note: CoordinationNote | None
    author: str

    @property
    def edit_url(self) -> str:
        return note_address("note-edit", self.session, self.team)

    @property
    def is_empty(self) -> bool:
        return self.note is None or not (self.note.text.strip() or self.note.photos.all())


def teams_noted(session: Session) -> list[Team]:
    """The teams that notes of the session may be about: those it is held for, or all."""
    own = list(session.teams.select_related("territory"))
    return own or list(session.cycle.teams.select_related("territory"))


def with_photos(notes: QuerySet[CoordinationNote]) -> list[CoordinationNote]:
    """The notes with their photos and the pictures of these. Three queries."""
    photos = NotePhoto.objects.select_related("file").prefetch_related("file__pictures")
    return list(notes.select_related("written_by").prefetch_related(Prefetch("photos", photos)))


def shown(
    places: Iterable[tuple[Session, Team | None]], notes: Iterable[CoordinationNote], organiser: Organisation
) -> list[NoteShown]:
    """The note of each (session, team), with its author's name. One query."""
    found = {(note.session_id, note.team_id): note for note in notes}
    names = names_of({note.written_by for note in found.values() if note.written_by}, organiser)
    rows = []
    for session, team in places:
        note = found.get((session.pk, team.pk if team else None))
        rows.append(NoteShown(session, team, note, names.get(note.written_by_id, "") if note else ""))
    return rows


def notes_of_session(session: Session) -> list[NoteShown]:
    """The session's own note first, then one a team that it is held for."""
    places = [(session, None), *((session, team) for team in teams_noted(session))]
    return shown(places, with_photos(session.notes.all()), session.cycle.organiser)


def notes_of_team(team: Team) -> list[NoteShown]:
    """What was written on the team, session by session."""
    notes = with_photos(team.notes.select_related("session").order_by("session__position"))
    places = [(note.session, team) for note in notes]
    return [row for row in shown(places, notes, team.cycle.organiser) if not row.is_empty]
