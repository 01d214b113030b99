"""Coordination's notes: their text, then their photos; a photo that is missing is named in its place."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capitalisation.content import Note, Photo, Report, SessionPart, TeamPart
from lib.pdf import Element, Heading, Para, Picture, Pictures, markdown

from .words import Words

MOST = 8  # photos of one note
Album = Mapping[str, Picture]


def synthesis(session: SessionPart, album: Album, say: Words) -> tuple[Element, ...]:
    """Coordination's notes on the session; those on one team stand on the team's own sheet."""
    found = [each for note in session.notes if not note.team for each in note_elements(note, album, say)]
    return under_synthesis(found)


def synthesis_of_team(team: TeamPart, report: Report, album: Album, say: Words) -> tuple[Element, ...]:
    """Coordination's notes on the team, session by session."""
    elements: list[Element] = []
    for session in report.sessions:
        found = [each for note in session.notes if note.team == team.name for each in note_elements(note, album, say)]
        elements += [Heading(session.label, 4), *found] if found else []
    return under_synthesis(elements)


def note_elements(note: Note, album: Album, say: Words) -> list[Element]:
    """The photos stand after the first paragraph: at the end they would often have a page for themselves."""
    text = list(markdown.elements(say.text(note.text), level=4)) if note.text.strip() else []
    first = next((place for place, each in enumerate(text, start=1) if isinstance(each, Para)), 0)
    return [*text[:first], *photos(note, album, say), *text[first:]]


def photos(note: Note, album: Album, say: Words) -> list[Element]:
    if not note.photos:
        return []
    shown = Pictures(tuple(cell(photo, album, say) for photo in note.photos[:MOST]))
    more = len(note.photos) - MOST
    left = ngettext("%(count)s more photo is in Escale.", "%(count)s more photos are in Escale.", more)
    return [shown, *([Para(left % {"count": more}, "small")] if more > 0 else [])]


def cell(photo: Photo, album: Album, say: Words) -> Picture | Para:
    caption = say.text(photo.caption)
    if photo.picture not in album:
        return Para(_("Photo that cannot be shown: %(caption)s") % {"caption": caption}, "note")
    return replace(album[photo.picture], caption=caption)


def under_synthesis(elements: list[Element]) -> tuple[Element, ...]:
    return (Heading(_("Synthesis of the resource centre"), 3), *elements) if elements else ()
