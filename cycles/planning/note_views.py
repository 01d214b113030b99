"""Coordination's notes on a session, on each team in it, and their photos."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles.access import require_open_plan, session_facilitated
from cycles.models import CoordinationNote, NotePhoto, Session, Team
from cycles.pages import confirm, conflict, last_change, preview, retry_data, sent_again
from cycles.planning import notes
from cycles.planning.forms import CaptionEditForm, NoteForm, PhotoForm, PlaceForm
from cycles.planning.notes import note_address
from cycles.planning.words import session_name
from cycles.stale import StaleError
from records import files
from records.models import PagePicture
from records.uploads import PHOTO_ACCEPT


def session_noting(request: HttpRequest, slug: str, pk: int) -> Session:
    """A session, for those who run its cycle, while that may be written in."""
    session = session_facilitated(request, slug, pk)
    require_open_plan(session.cycle)
    return session


def team_noted(session: Session, pk: int | None) -> Team | None:
    """The team that the note is about; None for the session's own note."""
    if pk is None:
        return None
    teams = session.cycle.teams.select_related("territory")
    if session.teams.exists():
        teams = teams.filter(own_sessions=session)
    return get_object_or_404(teams, pk=pk)


def note_of(session: Session, team: Team | None) -> CoordinationNote | None:
    return session.notes.filter(team=team).first()


def note_edit(request: HttpRequest, slug: str, pk: int, team: int | None = None) -> HttpResponse:
    session = session_noting(request, slug, pk)
    about = team_noted(session, team)
    note = note_of(session, about)
    initial = {"text": note.text, "revision": note.revision} if note else {"revision": 0}
    form = NoteForm(request.POST or None, initial=initial)
    if "preview" in request.POST:
        return preview(request, "cycles/note_edit.html", note_context(session, about, note, form))
    if form.is_valid():
        try:
            notes.write_note(
                actor=request.user,
                session=session,
                team=about,
                text=form.cleaned_data["text"],
                revision=form.cleaned_data["revision"],
            )
        except StaleError:
            return note_stale(request, session, about)
        messages.success(request, _("The coordination notes are saved."))
        return redirect(place_of(session, about))
    return render(request, "cycles/note_edit.html", note_context(session, about, note, form))


def place_of(session: Session, team: Team | None) -> str:
    """Where the note stands on the session's page."""
    return session.get_absolute_url() + (f"#notes-{team.pk}" if team else "#notes")


def note_context(session: Session, team: Team | None, note: CoordinationNote | None, form: NoteForm) -> dict:
    photos = notes.with_photos(session.notes.filter(pk=note.pk))[0].photos.all() if note else []
    return {
        "cycle": session.cycle,
        "session": session,
        "team": team,
        "name": session_name(session),
        "form": form,
        "preview": None,
        "photos": photos,
        "photo_add_url": note_address("photo-add", session, team),
        "back_url": place_of(session, team),
        "stale": None,
    }


def note_stale(request: HttpRequest, session: Session, team: Team | None) -> HttpResponse:
    note = note_of(session, team)
    typed = NoteForm(retry_data(request, note.revision if note else 0))
    rows = [(str(typed.fields["text"].label), note.text)] if note else []
    change = last_change(note, session.cycle) if note else None
    context = note_context(session, team, note, typed)
    return conflict(request, "cycles/note_edit.html", context, change=change, rows=rows)


def photo_add(request: HttpRequest, slug: str, pk: int, team: int | None = None) -> HttpResponse:
    session = session_noting(request, slug, pk)
    about = team_noted(session, team)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and add(request, session, about, form):
        messages.success(request, _("The photo is added."))
        return redirect(note_address("note-edit", session, about) + "#photos")
    context = photo_context(session, about, form) | {"accept": PHOTO_ACCEPT}
    return render(request, "cycles/photo_add.html", context)


def add(request: HttpRequest, session: Session, team: Team | None, form: PhotoForm) -> NotePhoto | None:
    """The photo, or None with the reason beside its field."""
    upload = form.cleaned_data["file"]
    try:
        notes.require_room(session, team)
        stored = notes.receive_photo(upload, name=upload.name, actor=request.user)
        return notes.add_photo(
            actor=request.user, session=session, team=team, file=stored, caption=form.cleaned_data["caption"]
        )
    except notes.PhotoUnreadable:
        form.add_error("file", _("This photo cannot be read: open it, save it as JPEG and choose it again."))
    except notes.TooManyPhotos:
        text = _("These notes have %(count)s photos: take one out before you add another.")
        form.add_error(None, text % {"count": notes.MOST_PHOTOS})
    return None


def photo_context(session: Session, team: Team | None, form) -> dict:
    return {
        "cycle": session.cycle,
        "session": session,
        "team": team,
        "name": session_name(session),
        "form": form,
        "note_url": note_address("note-edit", session, team),
    }


def photo_of(session: Session, pk: int) -> NotePhoto:
    rows = NotePhoto.objects.filter(note__session=session).select_related("file", "note__team__territory")
    photo = get_object_or_404(rows, pk=pk)
    photo.note.session = session
    return photo


def photo_edit(request: HttpRequest, slug: str, pk: int, photo: int) -> HttpResponse:
    session = session_noting(request, slug, pk)
    row = photo_of(session, photo)
    form = CaptionEditForm(request.POST or None, initial={"caption": row.caption, "seen": row.caption})
    if form.is_valid():
        try:
            notes.describe_photo(actor=request.user, photo=row, **form.cleaned_data)
        except StaleError:
            return photo_stale(request, session, row)
        messages.success(request, _("The photo’s caption is saved."))
        return redirect(note_address("note-edit", session, row.note.team) + "#photos")
    context = photo_context(session, row.note.team, form) | {"photo": row, "stale": None}
    return render(request, "cycles/photo_edit.html", context)


def photo_stale(request: HttpRequest, session: Session, row: NotePhoto) -> HttpResponse:
    """Somebody else wrote the caption meanwhile: what was typed stays, beside what is saved."""
    row.refresh_from_db(fields=["caption"])
    typed = CaptionEditForm(sent_again(request, seen=row.caption))
    context = photo_context(session, row.note.team, typed) | {"photo": row}
    rows = [(str(typed.fields["caption"].label), row.caption)]
    return conflict(request, "cycles/photo_edit.html", context, change=last_change(row, session.cycle), rows=rows)


@require_safe
def photo_picture(request: HttpRequest, slug: str, pk: int, photo: int) -> FileResponse:
    """The picture that we made of the photo."""
    session = session_facilitated(request, slug, pk)
    row = photo_of(session, photo)
    made = get_object_or_404(PagePicture.objects.select_related("picture"), file=row.file, number=1)
    return files.picture(made.picture, of=row.file)


@require_POST
def photo_move(request: HttpRequest, slug: str, pk: int, photo: int) -> HttpResponse:
    session = session_noting(request, slug, pk)
    row = photo_of(session, photo)
    up, form = request.POST.get("direction") == "up", PlaceForm(request.POST)
    try:
        notes.move_photo(actor=request.user, photo=row, up=up, position=form.place())
    except StaleError:
        messages.info(request, _("It was moved already: look at the order as it is now."))
    else:
        messages.success(request, _("The order of the photos is changed."))
    return redirect(note_address("note-edit", session, row.note.team) + "#photos")


def photo_remove(request: HttpRequest, slug: str, pk: int, photo: int) -> HttpResponse:
    session = session_noting(request, slug, pk)
    row = photo_of(session, photo)
    back = note_address("note-edit", session, row.note.team) + "#photos"
    if request.method == "POST":
        notes.remove_photo(actor=request.user, photo=row)
        messages.success(request, _("The photo is taken out of the notes."))
        return redirect(back)
    return confirm(
        request,
        session.cycle,
        heading=_("Take this photo out of the notes?"),
        text=_("“%(caption)s” will no longer stand in the notes nor in the report.") % {"caption": row.caption},
        action=_("Take the photo out"),
        cancel_url=back,
    )
