"""``manage.py export_worksheet SLUG TEAM_ID --output FILE.xlsx``: a team's workbook, to be filled in."""

from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.models import User
from cycles.commands import cycle_at, date_for
from cycles.models import Team
from deliverables.chain.worksheet.people import refuse_stranger, who_delivers
from deliverables.chain.worksheet.sheets import sheets_of, write_team_workbook
from deliverables.workflow import NotPermitted
from lib.whole_file import write_whole


class Command(BaseCommand):
    help = (
        "Write a team's workbook as its members download it: findings, actions and contributions, filled with what is "
        "known. The same rows and date give the same bytes."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="the cycle's address")
        parser.add_argument("team_id", type=int, help="the team's number, as in its address")
        parser.add_argument("--output", required=True, type=Path, help="the workbook to write")
        parser.add_argument("--as", dest="email", default="", help="who reads it (default: who delivers for the team)")
        parser.add_argument("--date", default="", help="the workbook's date, ISO 8601 (default: now)")

    def handle(self, *, slug: str, team_id: int, output: Path, email: str, date: str, **options) -> None:
        team = team_of(slug, team_id)
        made_at = date_for(output, date)
        user = actor(team, email)
        with translation.override(team.cycle.language):
            sheets = sheets_of(user, team, at=made_at)
            try:
                refuse_stranger(user, sheets)
            except NotPermitted as error:
                raise CommandError(str(error)) from error
            write_whole(output, partial(write_team_workbook, sheets=sheets, user=user, created_at=made_at))
        rows = sum(len(sheet.rows) for sheet in sheets)
        self.stdout.write(f"{output}: {len(sheets)} sheets, {rows} rows, {output.stat().st_size} bytes")


def team_of(slug: str, team_id: int) -> Team:
    teams = Team.objects.filter(cycle=cycle_at(slug)).select_related("cycle__organiser", "territory")
    team = teams.filter(pk=team_id).first()
    if team is None:
        known = ", ".join(f"{each.pk} ({each})" for each in teams.order_by("pk")[:20]) or "none"
        raise CommandError(f"The cycle has no team {team_id}. Known: {known}.")
    return team


def actor(team: Team, email: str) -> User:
    """Who acts: the person named, else who delivers for the team."""
    if email:
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            raise CommandError(f"No account has the address “{email}”.")
        return user
    user = who_delivers(team)
    if user is None:
        raise CommandError("Nobody with an account delivers for this team: say who acts by --as E-MAIL.")
    return user
