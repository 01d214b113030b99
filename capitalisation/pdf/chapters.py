"""The chapters before the sheets: foreword, the cycle in one page, lessons; and the composition of all teams."""

from django.utils.translation import gettext as _
from reportlab.lib.colors import white

from capitalisation.content import Report, Text
from capitalisation.models import Chapter
from lib.pdf import Aside, Element, Heading, Para, Space, Table, Wide, markdown
from lib.pdf.theme import WIDTH

from . import words
from .cover import line_and_stops
from .words import Words


class Numbering:
    """Numbers the tables and the figures through the whole report."""

    def __init__(self) -> None:
        self.tables = self.figures = 0

    def table(self, caption: str) -> str:
        self.tables += 1
        return _("Table %(number)s. %(caption)s") % {"number": self.tables, "caption": caption}

    def figure(self, caption: str) -> str:
        self.figures += 1
        return _("Figure %(number)s. %(caption)s") % {"number": self.figures, "caption": caption}


def typed(place: Chapter.Place, text: Text, say: Words) -> tuple[Element, ...]:
    """A typed chapter with its signature; nothing when nobody wrote it."""
    if not text.text.strip():
        return ()
    body = markdown.elements(say.text(text.text), level=3)
    signature = (Para(say.text(text.signature), "signature"),) if text.signature else ()
    return (Heading(str(place.label), 1, place.value), *body, *signature)


def cycle_page(report: Report, say: Words) -> tuple[Element, ...]:
    """The cycle in one page: figures that speak, theme, stops, who ran it."""
    cycle = report.cycle
    return (
        Heading(_("The cycle in one page"), 1, "cycle", sub=say.period(report)),
        Wide((big_figures(report), Space(20), *line_and_stops(report, say, WIDTH, white))),
        *side(
            [
                (_("Organised by"), say.text("\n".join((cycle.organiser, *cycle.co_organisers)))),
                (_("Coordination"), "\n".join(cycle.coordinators)),
            ]
        ),
        *section(_("Theme and stakes"), cycle.theme, say),
        *section(_("Objectives"), cycle.objectives, say),
    )


def side(pairs: list[tuple[str, str]]) -> tuple[Element, ...]:
    """The box in the margin: small titles with their text, empty ones left out."""
    kept = [(title, text) for title, text in pairs if text]
    if not kept:
        return ()
    kinds = ("side-title", "side")
    return (Aside(tuple(Para(part, kind) for pair in kept for part, kind in zip(pair, kinds, strict=True))),)


def section(title: str, text: str, say: Words) -> tuple[Element, ...]:
    if not text.strip():
        return ()
    return (Heading(title, 3), *markdown.elements(say.text(text), level=4))


def half_days(report: Report) -> tuple[int, str]:
    """Those held; of a cycle that has not begun, those planned."""
    if report.figures.half_days:
        return report.figures.half_days, _("half-days held")
    return sum(session.half_days for session in report.sessions), _("half-days planned")


def big_figures(report: Report) -> Table:
    """One row of numbers, each above its unit."""
    figures = report.figures
    units = (
        (figures.teams, words.teams(figures.teams)),
        (figures.people, words.people(figures.people)),
        (figures.organisations, words.organisations(figures.organisations)),
        half_days(report),
        (figures.delivered, _("deliverables received, of %(expected)s") % {"expected": figures.expected}),
        (figures.retained, _("versions retained")),
    )
    return row_of_figures(tuple((number, label.removeprefix(str(number)).strip()) for number, label in units))


def row_of_figures(units: tuple[tuple[int, str], ...]) -> Table:
    cells = tuple((Para(str(number), "figure"), Para(label, "figure-label")) for number, label in units)
    return Table((cells,), ruled=False)


def hundredths(counts: list[int]) -> list[int]:
    """Whole percentages that add up to 100: what rounding leaves goes to the largest remainders, first come first."""
    total = sum(counts)
    shares = [100 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(100 * counts[place] % total))
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares
