"""The chapters before the sheets: foreword, the cycle in one page, lessons; and the composition of all teams."""

from django.utils.translation import gettext as _
from reportlab.lib.colors import white

from capitalisation.content import Count, Report, Text
from lib.charts import bars
from lib.pdf import Aside, Element, Figure, Heading, Para, Space, Table, Wide, markdown
from lib.pdf.colours import line_of
from lib.pdf.theme import TEXT_WIDTH, WIDTH

from . import words
from .cover import line_and_stops
from .words import Words


class Numbering:
    """Numbers figures and tables through the whole report, each on its own."""

    def __init__(self) -> None:
        self.figures = self.tables = 0

    def figure(self, caption: str) -> str:
        self.figures += 1
        return _("Figure %(number)s. %(caption)s") % {"number": self.figures, "caption": caption}

    def table(self, caption: str) -> str:
        self.tables += 1
        return _("Table %(number)s. %(caption)s") % {"number": self.tables, "caption": caption}


def typed(title: str, key: str, text: Text, say: Words) -> tuple[Element, ...]:
    """A typed chapter with its signature; nothing when nobody wrote it."""
    if not text.text.strip():
        return ()
    body = markdown.elements(say.text(text.text), level=3)
    signature = (Para(say.text(text.signature), "signature"),) if text.signature else ()
    return (Heading(title, 1, key), *body, *signature)


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
    cells = tuple(
        (Para(str(number), "figure"), Para(label.removeprefix(str(number)).strip(), "figure-label"))
        for number, label in units
    )
    return Table((cells,), ruled=False)


def composition_figure(counts: tuple[Count, ...], report: Report, caption: str) -> tuple[Element, ...]:
    """A chart of members by actor type with its table of figures; nothing when nobody is there."""
    total = sum(count.count for count in counts)
    if not total:
        return ()
    drawing = bars(
        [(count.label, count.count) for count in counts],
        colour=line_of(report.cycle.line_colour).strong,
        width=TEXT_WIDTH,
    )
    shares = hundredths([count.count for count in counts])
    rows = tuple(
        (count.label, str(count.count), f"{share}\u00a0%") for count, share in zip(counts, shares, strict=True)
    )
    table = Table(
        (*rows, (Para(_("Total"), "cell-strong"), str(total), "100\u00a0%")),
        header=(_("Actor type"), _("People"), _("Share")),
        widths=(3, 1, 1),
        numbers=frozenset({1, 2}),
    )
    alternative = ", ".join(f"{count.label} {count.count}" for count in counts)
    return (Figure(drawing, alternative, caption, table),)


def hundredths(counts: list[int]) -> list[int]:
    """Whole percentages that add up to 100: what rounding leaves goes to the largest remainders, first come first."""
    total = sum(counts)
    shares = [100 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(100 * counts[place] % total))
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares
