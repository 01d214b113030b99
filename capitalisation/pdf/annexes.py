"""Annexes: every deliverable with its checksums, the participants, and how the document was made."""

from datetime import datetime

from django.utils.translation import gettext as _

from capitalisation.content import DeliverablePart, Report, TeamPart
from lib.pdf import Element, Heading, Para, Table, Wide

from .chapters import Numbering
from .words import Words


def annexes(
    report: Report, numbering: Numbering, say: Words, created_at: datetime, release: str, gaps: bool
) -> tuple[Element, ...]:
    return (
        Heading(_("Annexes"), 1, "annexes"),
        Wide(
            (
                *deliverables_table(report, numbering, say),
                *participants_table(report, numbering, say),
                *colophon(say, created_at, release, gaps),
            )
        ),
    )


def deliverables_table(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    rows = tuple(row(team, part, say) for team in report.teams for part in team.deliverables)
    if not rows:
        return ()
    caption = numbering.table(
        _("Deliverables and their files. The SHA-256 is a file’s fingerprint: a copy with the same one is the same.")
    )
    header = (_("Team"), _("Deliverable"), _("State"), _("Files and SHA-256"))
    return (
        Heading(_("Table of deliverables"), 3),
        Table(rows, header, widths=(1.15, 1.05, 1.1, 2.6), caption=caption),
    )


def row(team: TeamPart, part: DeliverablePart, say: Words) -> tuple:
    version = part.retained or part.delivered
    files = [
        para
        for file in (version.files if version else ())
        for para in (Para(file.name, "cell-soft"), Para(file.sha256, "sum"))
    ]
    state = [Para(say.state(part), "cell")]
    if version:
        state.append(Para(say.day(version.received_at), "cell-soft"))
    return say.text(team.name), say.text(part.title), tuple(state), tuple(files) or ""


def participants_table(report: Report, numbering: Numbering, say: Words) -> tuple[Element, ...]:
    """Everybody once a team; then those of no team, and those who left after having been there."""
    people = [(team.name, member) for team in report.teams for member in team.members]
    people += [("", member) for member in report.individuals]
    people += [(former.team, former.member) for former in report.former]
    if not people:
        return ()
    rows = tuple(
        (
            Para(member.name, "cell-strong"),
            say.text(member.function),
            (
                Para(say.text(member.organisation), "cell"),
                *(Para(say.text(each), "cell-soft") for each in member.earlier),
            ),
            say.text(team),
        )
        for team, member in people
    )
    header = (_("Name"), _("Function"), _("Organisation"), _("Team"))
    caption = numbering.table(_("People who took part, with the function and organisation that they had at the time."))
    return (
        Heading(_("Participants"), 3),
        Table(rows, header, widths=(1.3, 1.5, 1.6, 1.2), caption=caption),
    )


def colophon(say: Words, created_at: datetime, release: str, gaps: bool) -> tuple[Element, ...]:
    made = _("Built on %(day)s at %(time)s with Escale %(release)s from the data of the cycle.") % {
        "day": say.day(created_at),
        "time": say.clock(created_at),
        "release": release,
    }
    replaced = (
        [Para(_("A □ stands for a character that the fonts of this document do not have."), "small")] if gaps else []
    )
    return (Heading(_("About this document"), 3), Para(made, "small"), *replaced)
