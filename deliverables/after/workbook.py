"""The follow-up as a workbook: a row an action, what was said at 6 and 12 months beside what its plan said."""

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from deliverables.after.forms import indicator_of
from deliverables.after.models import FollowUp, FollowUpLine
from deliverables.after.moments import MONTHS
from deliverables.after.reading import TeamFollowed, counts_of
from deliverables.chain.models import Action
from deliverables.worksheets import About
from lib.xlsx import Heading, Sheet, Value, write_workbook


def write_follow_up(target: IO[bytes], teams: list[TeamFollowed], about: About) -> None:
    """Actions, forms and sums; only what teams have sent."""
    sheets = [actions_sheet(teams), forms_sheet(teams), counts_sheet(teams), about_sheet(about)]
    write_workbook(target, sheets, created_at=about.made_at, title=about.subject)


def at(months: int) -> str:
    return str(FollowUp.Moment(months).label)


def actions_sheet(teams: list[TeamFollowed]) -> Sheet:
    headings = [
        Heading(_("Team"), 22),
        Heading(_("Reference"), 11),
        Heading(_("Action"), 40, wrap=True),
        Heading(_("Pilote"), 28, wrap=True),
        Heading(_("Indicator"), 30, wrap=True),
        Heading(_("In the action plan"), 16),
    ]
    for months in MONTHS:
        headings += [
            Heading(_("At %(months)s") % {"months": at(months)}, 16),
            Heading(_("In a sentence, at %(months)s") % {"months": at(months)}, 50, wrap=True),
            Heading(_("Result, at %(months)s") % {"months": at(months)}, 24, wrap=True),
        ]
    return Sheet(_("Actions"), headings, action_rows(teams))


def action_rows(teams: list[TeamFollowed]) -> Iterator[list[Value]]:
    for team in teams:
        for row in team.actions:
            action = row.action
            said = [cell for line in row.cells for cell in cells_of(line)]
            before = in_words(row.before)
            yield [
                str(team.team), str(action.reference), action.title, action.pilote, indicator_of(action), before, *said
            ]  # fmt: skip


def cells_of(line: FollowUpLine | None) -> list[Value]:
    return [in_words(line.progress), line.text or None, line.result or None] if line else [None, None, None]


def in_words(progress: str) -> str | None:
    return str(Action.Progress(progress).label) if progress else None


def forms_sheet(teams: list[TeamFollowed]) -> Sheet:
    """Who was asked when, and answered."""
    headings = [Heading(_("Team"), 22), Heading(_("After"), 12), Heading(_("Asked on"), 16)]
    headings += [Heading(_("Reminders"), 12), Heading(_("Answered on"), 16)]
    rows = [
        [str(team.team), str(form.get_months_display()), form.asked_at, form.reminders, form.sent_at]
        for team in teams
        for form in team.forms.values()
    ]
    return Sheet(_("Teams"), headings, rows)


def counts_sheet(teams: list[TeamFollowed]) -> Sheet:
    headings = [Heading(_("Progress"), 22), Heading(_("In the action plan"), 18)]
    headings += [Heading(_("At %(months)s") % {"months": at(months)}, 14) for months in MONTHS]
    counts = counts_of(teams)
    sums = [sum(column) for column in zip(*(row for _label, row in counts), strict=True)]
    return Sheet(_("Sums"), headings, [*([label, *row] for label, row in counts), [_("Total"), *sums]], filters=False)


def about_sheet(about: About) -> Sheet:
    rows: list[list[Value]] = [
        [_("Content"), about.subject],
        [_("Which answers"), _("Those that teams have sent. What is saved and not sent yet is the team’s own.")],
        [_("Made on"), about.made_at],
        [_("Made by"), about.made_by],
    ]
    return Sheet(_("About"), [Heading(_("About this workbook"), 28), Heading("", 80, wrap=True)], rows, filters=False)
