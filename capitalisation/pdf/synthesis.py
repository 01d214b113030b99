"""Two pages that a funder can take out: attendance in the units that funders count, deliverables, organisations."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from capitalisation.content import DeliverablePart, Report, SessionPresence, Share, TeamPart
from deliverables.figures import OWED
from lib.charts import bar
from lib.pdf import Bar, Element, Heading, Para, Space, Table, Wide, markdown, plain
from lib.pdf.colours import line_of
from lib.pdf.theme import TEXT_WIDTH, WIDTH
from lib.text import short_day

from .chapters import Numbering, hundredths, row_of_figures
from .cover import cut
from .words import Words

LESSONS, A_LESSON = 5, 230
# So many territories that two pages only hold them two a row, and lessons of one line.
MANY, A_LINE = 8, 100
NUMBERS = frozenset({1, 2, 3})
# Shares of the width of a table with bars, from the label to the last number, and what is kept free beside a bar.
LABEL, BAR, NUMBER, GAP = 2.6, 2.2, 1.1, 12


def synthesis(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    """Nothing of a cycle without sessions, teams or people."""
    if not (report.sessions or report.teams or report.individuals):
        return ()
    sub = " · ".join(part for part in (say.text(report.cycle.title), say.period(report)) if part)
    return (
        Heading(_("Synthesis of the cycle"), 1, "synthesis", sub=sub),
        Wide(
            (
                *presence(report, numbering, say),
                *by_actor_type(report, numbering),
                *by_territory(report, numbering, say),
                *deliverables(report, numbering, say),
                *lessons(report, say),
            )
        ),
    )


def presence(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    """The four figures and the table of sessions; a sentence when nobody ticked anything."""
    found = report.attendance
    if not any(session.is_taken for session in found.sessions):
        return (Para(_("No attendance was recorded for this cycle."), "note"), Space(4))
    units = (
        (found.half_days_held, _("half-days held")),
        (found.participations, _("participations (half-days attended, added up)")),
        (found.persons, _("different people")),
        (round(found.minutes / 60), _("hours attended, added up")),
    )
    rows = tuple(session_row(session, say) for session in found.sessions if session.is_taken or session.half_days_held)
    total = (_("Total"), "", str(found.half_days_held), "", str(found.participations), str(found.persons))
    header = (
        _("Session"),
        _("Date"),
        _("Half-days held"),
        _("Present at each half-day"),
        _("Participations"),
        _("People"),
    )
    table = Table(
        (*rows, strong(total)),
        header,
        (1.3, 1.4, 1, 1.5, 1.2, 1),
        numbering.table(_("Attendance by session. People: different people who were present.")),
        frozenset({2, 3, 4, 5}),
        whole=True,
    )
    return (row_of_figures(units), Space(10), table, Para(what_counts(), "small"))


def what_counts() -> str:
    return _(
        "A participation is one person at one half-day. A person who changed organisation counts once among different "
        "people, and under each organisation for what was attended for it."
    )


def session_row(session: SessionPresence, say: Words) -> tuple:
    day = short_day(session.starts_at, say.language)
    if not session.is_taken:
        return session.label, day, str(session.half_days_held), _("not recorded"), "", ""
    each = " + ".join(str(number) for number in session.per_half_day)
    held, there = str(session.half_days_held), str(sum(session.per_half_day))
    return session.label, day, held, each, there, str(session.present)


def strong(cells: Sequence[str]) -> tuple:
    """The last row of a table: its label stands out."""
    return Para(cells[0], "cell-strong"), *cells[1:]


def bars_table(
    rows: Sequence[tuple[str, int, tuple[str, ...]]],
    header: tuple[str, ...],
    caption: str,
    report: Report,
    room: float = WIDTH,
) -> Table:
    """Rows of (label, what the bar says, numbers), each with its bar between the label and the numbers."""
    colour, most = line_of(report.cycle.line_colour).strong, max([value for _label, value, _numbers in rows] + [1])
    shares = (LABEL, BAR, *(NUMBER,) * (len(header) - 1))
    width = room * BAR / sum(shares) - GAP
    cells = tuple(
        (label, Bar(bar(value, most, colour=colour, width=width)), *numbers) for label, value, numbers in rows
    )
    return Table(cells, (header[0], "", *header[1:]), shares, caption, frozenset(range(2, len(shares))), whole=True)


def composition(report: Report, numbering: Numbering) -> tuple[Element, ...]:
    """Members of all teams by actor type; nothing when nobody is there."""
    counts = [count.count for count in report.composition]
    if not counts:
        return ()
    shares = hundredths(counts)
    rows = [
        (count.label, count.count, (str(count.count), f"{share}\u00a0%"))
        for count, share in zip(report.composition, shares, strict=True)
    ]
    header = (_("Actor type"), _("People"), _("Share"))
    caption = numbering.table(_("Members of all teams, by actor type."))
    table = bars_table(rows, header, caption, report, room=TEXT_WIDTH)
    total = (Para(_("Total"), "cell-strong"), "", str(sum(counts)), "100\u00a0%")
    return Heading(_("Who came together"), 3), replace(table, rows=(*table.rows, total))


def by_actor_type(report: Report, numbering: Numbering) -> tuple[Element, ...]:
    """Organisations of the teams, people present and participations; without attendance, organisations and members."""
    organisations = {count.label: count.count for count in report.organisations}
    shares = {share.name: share for share in report.attendance.by_actor_type}
    names = list(dict.fromkeys([*(count.label for count in report.organisations), *shares]))
    if not names:
        return ()
    if not shares:
        rows = [(name, organisations[name], (str(organisations[name]),)) for name in names]
        caption = numbering.table(_("Organisations of the people who take part, by actor type."))
        header = (_("Actor type"), _("Organisations"))
        return Heading(_("By actor type"), 3), bars_table(rows, header, caption, report)
    rows = []
    for name in sorted(names, key=lambda name: -shares[name].participations if name in shares else 0):
        share = shares.get(name)
        numbers = (share.persons, share.participations) if share else (0, 0)
        rows.append((name, numbers[1], tuple(str(each) for each in (organisations.get(name, 0), *numbers))))
    caption = numbering.table(_("Organisations that take part, people present and participations (bars)."))
    header = (_("Actor type"), _("Organisations"), _("People"), _("Participations"))
    return Heading(_("By actor type"), 3), bars_table(rows, header, caption, report)


def by_territory(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    shares = report.attendance.by_territory
    if not shares:
        return ()
    if len(shares) > MANY:
        return Heading(_("By territory"), 3), two_a_row(shares, numbering, say)
    rows = [
        (say.text(share.name), share.participations, (str(share.persons), str(share.participations)))
        for share in shares
    ]
    header = (_("Territory"), _("People"), _("Participations"))
    caption = numbering.table(_("People present and participations (bars), by territory."))
    return Heading(_("By territory"), 3), bars_table(rows, header, caption, report)


def two_a_row(shares: Sequence[Share], numbering: Numbering, say: Words) -> Table:
    """Many territories without bars, to be read down the left half, then the right one."""
    rows = [(say.text(share.name), str(share.persons), str(share.participations)) for share in shares]
    half = -(-len(rows) // 2)
    right = [*rows[half:], *[("", "", "")] * (2 * half - len(rows))]
    header = (_("Territory"), _("People"), _("Participations")) * 2
    caption = numbering.table(_("People present and participations, by territory."))
    pairs = tuple((*one, *other) for one, other in zip(rows[:half], right, strict=True))
    return Table(pairs, header, (2.3, 0.8, 1.1) * 2, caption, frozenset({1, 2, 4, 5}), whole=True)


def deliverables(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    """Expected, received and retained, by deliverable, as the board counts them."""
    counted: dict[str, list[int]] = {}
    for part in (part for team in report.teams for part in team.deliverables if is_expected(team, part)):
        row = counted.setdefault(part.title, [0, 0, 0])
        for place, counts in enumerate((True, part.delivered or part.retained, part.retained)):
            row[place] += bool(counts)
    if not counted:
        return ()
    rows = [(say.text(title), *(str(number) for number in numbers)) for title, numbers in counted.items()]
    total = (_("Total"), *(str(sum(column)) for column in zip(*counted.values(), strict=True)))
    header = (_("Deliverable"), _("Expected"), _("Received"), _("Retained"))
    caption = numbering.table(
        _("Deliverables of the teams, without exempted ones and what teams that left still owed.")
    )
    table = Table((*rows, strong(total)), header, (LABEL + BAR, NUMBER, NUMBER, NUMBER), caption, NUMBERS, whole=True)
    return Heading(_("Deliverables"), 3), table


def is_expected(team: TeamPart, part: DeliverablePart) -> bool:
    """Not of an exempted team, nor what a team that left still owes."""
    return part.state != "exempted" and (team.status == "active" or part.state not in OWED)


def lessons(report: Report, say: Words) -> tuple[Element, ...]:
    """The first five items of the typed lessons, or their first paragraph when they are no list."""
    written = [each for each in markdown.elements(say.text(report.lessons.text)) if isinstance(each, Para)]
    items = [each for each in written if each.mark][:LESSONS] or written[:1]
    if not items:
        return ()
    most = A_LINE if len(report.attendance.by_territory) > MANY else A_LESSON
    return Heading(_("Key lessons"), 3), *(shortened(item, most) for item in items)


def shortened(item: Para, most: int) -> Para:
    """The item, or its first words without their styles when it is long."""
    text = plain(item.content)
    return item if len(text) <= most else Para(cut(text, most), item.kind, item.mark)
