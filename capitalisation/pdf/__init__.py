"""The printed report: ``draw_report`` lays the content out chapter by chapter and has ``lib.pdf`` draw it."""

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from capitalisation.content import Report
from capitalisation.models import Chapter
from lib.pdf import Contents, Document, Element, Heading, Link, Para, Space, Table, draw, fonts
from lib.pdf.colours import line_of

from .annexes import annexes
from .chain import cross_reading
from .chapters import Numbering, cycle_page, typed
from .cover import cover, edition
from .notes import Album
from .sheets import session_ahead, session_sheet, team_sheet
from .synthesis import composition, synthesis
from .words import Words

__all__ = ["document_of", "draw_report"]

Place = Chapter.Place


def draw_report(
    content: Report,
    target: BinaryIO,
    *,
    created_at: datetime,
    release: str,
    number: int = 0,
    album: Album | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the report as a PDF into an open binary file, in the report's own language.

    ``created_at`` (aware) and ``release`` are printed and stand in the file: the same content, date, release
    and ``number`` (the edition's; 0: a draft) give the same bytes.

    ``album``: the photos by their key (``capitalisation.album``); one that is missing is named in its place.

    ``progress(done, total)`` is called as pages are laid out. Nothing is read from anywhere else.
    """
    document = document_of(content, created_at=created_at, release=release, number=number, album=album)
    draw(document, target, line=line_of(content.cycle.line_colour), created_at=created_at, progress=progress)


def document_of(
    content: Report, *, created_at: datetime, release: str, number: int = 0, album: Album | None = None
) -> Document:
    """The report in elements, in its own language: what every drawing of it takes."""
    with translation.override(content.cycle.language):
        return _document(content, timezone.localtime(created_at), release, number, album or {})


def _document(report: Report, created_at: datetime, release: str, number: int, album: Album) -> Document:
    say, cycle = Words(report), report.cycle
    return Document(
        title=_("%(title)s: capitalisation report") % {"title": say.text(cycle.title)},
        author=cycle.organiser,
        language=cycle.language,
        subject=cycle.subtitle or cycle.title,
        running=say.text(cycle.title),
        footer=edition(say, created_at, number),
        continued=_("(continued)"),
        cover=cover(report, say, created_at, number),
        watermark=_("Internal edition") if number else _("Draft, internal"),
        body=tuple(_body(report, say, created_at, release, album)),
    )


def _body(report: Report, say: Words, created_at: datetime, release: str, album: Album) -> list[Element]:
    numbering = Numbering()
    gaps = fonts.has_missing(report.to_json())
    return [
        Contents(_("Contents")),
        *typed(Place.FOREWORD, report.foreword, say),
        *cycle_page(report, say),
        *synthesis(report, numbering, say),
        *typed(Place.LESSONS, report.lessons, say),
        *typed(Place.CONTEXT, report.context, say),
        *typed(Place.METHOD, report.method, say),
        *_sessions(report, created_at, album, say),
        *_teams(report, numbering, album, say),
        *cross_reading(report, numbering, say),
        *typed(Place.RECOMMENDATIONS, report.recommendations, say),
        *typed(Place.NEXT, report.next, say),
        *annexes(report, numbering, say, created_at, release, gaps),
    ]


def _sessions(report: Report, created_at: datetime, album: Album, say: Words) -> list[Element]:
    if not report.sessions:
        return []
    opening: list[Element] = [
        Heading(_("Session by session"), 1, "sessions"),
        Para(_("What each meeting asked, how it went, and what the resource centre draws from it."), "lead"),
        Space(6),
        Table(
            tuple(
                (
                    Para((Link(session.label, key=f"session-{place}"),), "cell-strong"),
                    (Para(say.text(session.title), "cell"), Para(say.text(session.venue), "cell-soft")),
                    Para(say.day(session.starts_at), "cell-soft"),
                )
                for place, session in enumerate(report.sessions, start=1)
            ),
            widths=(1, 2.4, 1.2),
        ),
    ]
    ahead: list[Element] = []
    for place, session in enumerate(report.sessions, start=1):
        if session.starts_at > created_at:
            ahead += session_ahead(session, place, say)
        else:
            opening += session_sheet(session, place, album, say)
    return [*opening, *([Heading(_("Sessions still to come"), 2, "sessions-ahead"), *ahead] if ahead else [])]


def _teams(report: Report, numbering: Numbering, album: Album, say: Words) -> list[Element]:
    if not report.teams:
        return []
    opening: list[Element] = [
        Heading(_("Teams and territories"), 1, "teams"),
        Table(
            tuple(
                (
                    Para((Link(say.text(team.name), key=f"team-{place}"),), "cell-strong"),
                    Para(say.text(", ".join(team.neighbourhoods) or team.departments), "cell-soft"),
                    str(len(team.members)),
                )
                for place, team in enumerate(report.teams, start=1)
            ),
            header=(_("Team"), _("Neighbourhoods"), _("Members")),
            widths=(1.5, 2, 0.7),
            numbers=frozenset({2}),
        ),
        *composition(report, numbering),
    ]
    for place, team in enumerate(report.teams, start=1):
        opening += team_sheet(team, place, report, album, say)
    return opening
