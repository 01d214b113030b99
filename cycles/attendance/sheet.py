"""The attendance sheet to print: who is expected, with a box to sign for each half-day."""

from datetime import datetime
from typing import BinaryIO

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cycles.attendance.half_days import HalfDay, name_of_half_day
from cycles.attendance.register import Entry, Register
from cycles.models import Session
from cycles.planning.words import session_name
from lib.pdf import Para, Space, Table
from lib.pdf.colours import line_of
from lib.pdf.sheet import Grid, Group, Sheet, cut, draw_sheet
from lib.template_tags import clock, day
from lib.text import typography_fr

MOST_COLUMNS = 6  # half-days side by side on a page's width
WALK_IN_LINES = 6
SPEAKER_LINES = 2


def draw_attendance_sheet(register: Register, target: BinaryIO, *, at: datetime) -> int:
    """Write the sheet as a PDF in the cycle's language; returns its number of pages."""
    cycle = register.session.cycle
    with translation.override(cycle.language):
        return draw_sheet(sheet_of(register), target, line=line_of(cycle.line_colour), created_at=at)


def sheet_of(register: Register) -> Sheet:
    session, cycle = register.session, register.session.cycle
    name = f"{session_name(session)} · {printed(session.title)}"
    running = f"{_('Attendance sheet')} · {printed(cycle.title)} · {name} · {when(session)}"
    return Sheet(
        title=f"{_('Attendance sheet')}: {name}",
        author=cycle.organiser.name,
        language=cycle.language,
        subject=cycle.title,
        running=running,
        footer=f"{cycle.organiser.name} · {printed(cycle.title)}",
        page=_("page {page}/{pages}"),
        head=head(session),
        grids=(speakers(session), *(people(register, halves) for halves in columns(register.half_days))),
    )


def columns(half_days: list[HalfDay]) -> list[list[HalfDay]]:
    """The half-days of each grid: those that stand side by side."""
    return [half_days[start : start + MOST_COLUMNS] for start in range(0, len(half_days), MOST_COLUMNS)]


def printed(text: str) -> str:
    return typography_fr(text) if translation.get_language() == "fr" else text


def when(session: Session) -> str:
    """« jeudi 18 juin 2026, 9 h 30 – 16 h 30 »."""
    if session.lasts_days:
        return (
            f"{day(session.starts_at)}, {clock(session.starts_at)} – {day(session.ends_at)}, {clock(session.ends_at)}"
        )
    return f"{day(session.starts_at)}, {clock(session.starts_at)} – {clock(session.ends_at)}"


def head(session: Session) -> tuple:
    """Title, then who organises, when and where, side by side."""
    cycle = session.cycle
    place = (session.venue, session.address) if session.venue or session.address else (session.remote_link or "–",)
    facts = {
        _("Organiser"): (cycle.organiser.name, cycle.organiser.address),
        _("Dates and times"): (when(session),),
        _("Place"): place,
    }
    cells = tuple(
        (Para(label, "header"), *(Para(cut(text), "cell") for text in texts if text)) for label, texts in facts.items()
    )
    return (
        Para(_("Attendance sheet"), "eyebrow"),
        Para(cut(printed(session.title)), "h3"),
        Para(f"{session_name(session)} · {cut(printed(cycle.title))}", "cell-soft"),
        Space(6),
        Table((cells,), widths=(1.1, 1, 1.2), ruled=False),
    )


def speakers(session: Session) -> Grid:
    """Two speakers a line, each with a box to sign; empty lines when the programme names nobody."""
    names = dict.fromkeys(name for item in session.items.all() for name in item.speaker_list)
    cells = list(names) or [""] * 2 * SPEAKER_LINES
    cells += [""] * (len(cells) % 2)
    rows = tuple((left, "", right, "") for left, right in zip(cells[::2], cells[1::2], strict=True))
    heading = (_("Speaker"), _("Signature")) * 2
    return Grid(header=heading, groups=(Group("", rows),), widths=(1.5, 1, 1.5, 1), padding=7)


def people(register: Register, halves: list[HalfDay]) -> Grid:
    session = register.session
    boxes = tuple(
        f"{name_of_half_day(half, session).capitalize()}, {clock(timezone.localtime(half.starts))} – "
        f"{clock(timezone.localtime(half.ends))}"
        for half in halves
    )
    groups = [
        Group(
            group.team.territory.name if group.team else _("Without team"),
            tuple(line(entry, len(halves)) for entry in group.entries),
        )
        for group in register.groups
    ]
    empty = tuple([("",) * (2 + len(halves))] * WALK_IN_LINES)
    return Grid(
        header=(_("Name"), _("Organisation"), *boxes),
        groups=(*groups, Group(_("Other people who came"), empty)),
        widths=(1.35, 1.5, *[1.2] * len(halves)),
    )


def line(entry: Entry, boxes: int) -> tuple:
    row = entry.participation
    name = Para(cut(row.person.name), "cell-strong")
    return (name, row.organisation.name if row.organisation else "", *[""] * boxes)
