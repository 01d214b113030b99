"""The cover: what, the line and its stops, who."""

from datetime import datetime

from django.utils.translation import gettext as _
from reportlab.lib.colors import Color

from capitalisation.content import Report, SessionPart
from lib.charts import stops
from lib.pdf import Element, Figure, NextFrame, Para, Space, Table
from lib.pdf.colours import line_of
from lib.pdf.theme import MARGIN, PAGE_WIDTH, PAPER
from lib.text import short_day

from . import words
from .words import Words

ROOM = PAGE_WIDTH - MARGIN - 50
A_ROW, ROWS = 5, 3


def cut(text: str, length: int) -> str:
    """The text, at most ``length`` characters, cut between words where there are any: a cover never runs over."""
    if len(text) <= length:
        return text
    whole = text[:length].rpartition(" ")[0]
    return (whole or text[: length - 1]).rstrip(" ,:\u00a0") + "…"


def cover(report: Report, say: Words, created_at: datetime, number: int) -> tuple[Element, ...]:
    """Three zones: titles, line, credits."""
    cycle = report.cycle
    return (
        Para(_("CAPITALISATION REPORT"), "cover-eyebrow"),
        Para(cut(say.text(cycle.title), 130), "cover-title"),
        *([Para(cut(say.text(cycle.subtitle), 200), "cover-sub")] if cycle.subtitle else []),
        NextFrame(),
        *line_and_stops(report, say, ROOM, PAPER),
        NextFrame(),
        Para(figures(report), "cover-strong"),
        Para(edition(say, created_at, number), "cover-text"),
        Para(cut(say.text(", ".join((cycle.organiser, *cycle.co_organisers))), 200), "cover-text"),
        *(
            [Para(_("Demonstration data: teams, people and deliverables are invented."), "cover-text")]
            if cycle.is_demonstration
            else []
        ),
    )


def edition(say: Words, created_at: datetime, number: int) -> str:
    words = _("Internal edition no. %(number)s, %(day)s") if number else _("Internal edition, draft of %(day)s")
    return words % {"number": number, "day": say.day(created_at)}


def figures(report: Report) -> str:
    """« 6 équipes territoriales · 34 personnes · … », leaving out what there is none of."""
    counted = (
        (words.teams, report.figures.teams),
        (words.people, report.figures.people),
        (words.sessions, report.figures.sessions),
        (words.deliverables, report.figures.delivered),
    )
    return " · ".join(say(count) for say, count in counted if count)


def line_and_stops(report: Report, say: Words, room: float, hole: Color) -> list[Element]:
    """The line over ``room`` points, five stops a row; what three rows cannot hold is counted."""
    shown = report.sessions[: A_ROW * ROWS]
    elements: list[Element] = []
    for start in range(0, len(shown), A_ROW):
        row = shown[start : start + A_ROW]
        width = room * len(row) / A_ROW
        goes_on = start + A_ROW < len(report.sessions)
        drawing = stops(
            len(row), colour=line_of(report.cycle.line_colour).strong, width=width, hole=hole, goes_on=goes_on
        )
        cells = tuple(stop(session, say) for session in row) + ("",) * (A_ROW - len(row))
        elements += [
            Figure(drawing, _("The line of the cycle")),
            Space(6),
            Table((cells,), ruled=False),
            Space(14),
        ]
    more = len(report.sessions) - len(shown)
    if more:
        elements.append(Para(_("and %(count)s more") % {"count": more}, "stop-title"))
    return elements


def stop(session: SessionPart, say: Words) -> tuple[Para, ...]:
    return (
        Para(session.label, "stop-label"),
        Para(short_day(session.starts_at, say.language), "stop-date"),
        Para(cut(say.text(session.title), 60), "stop-title"),
    )
