"""``manage.py import_worksheet FILE.xlsx [--apply] [--json]``: what a team's workbook would write, and its writing."""

import json
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.models import User
from cycles.models import Team
from cycles.stale import StaleError
from deliverables.chain.declaration import KEY
from deliverables.chain.worksheet.applying import import_rows, make_plan
from deliverables.chain.worksheet.forms import MOST_READ, why_unreadable
from deliverables.chain.worksheet.pages import notes_of, whose
from deliverables.chain.worksheet.people import refuse_stranger
from deliverables.chain.worksheet.plan import OtherWorkbook, Plan, SheetPlan
from deliverables.chain.worksheet.sheets import sheets_of
from deliverables.management.commands.export_worksheet import actor
from deliverables.workflow import IllegalMove, NotPermitted
from lib.worksheet.cells import Raw, UnreadableWorkbook, read_cells
from lib.worksheet.reading import MOST_COLUMNS, identities_of, understand
from records.uploads import check_safe, check_upload

FATES = ("new", "changed", "unchanged", "removed", "kept", "refused")


class Command(BaseCommand):
    help = (
        "Say row by row what a team's workbook would write. With --apply it is written: all that is not refused, or "
        "nothing. Sent twice it changes nothing more. The exit status is 1 where something is refused."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="the workbook that came back")
        parser.add_argument("--apply", action="store_true", help="write it; without, nothing changes")
        parser.add_argument("--as", dest="email", default="", help="who acts (default: who delivers for the team)")
        parser.add_argument(
            "--team", type=int, default=0, help="the team, for a workbook that does not say whose it is"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="say it as JSON")

    def handle(self, *, file: Path, apply: bool, email: str, team: int, as_json: bool, **options) -> None:
        self.as_json = as_json
        raws = self.read(file)
        owner = self.team_of(raws, team)
        with translation.override(owner.cycle.language):
            plan, user = self.plan(raws, owner, email, apply)
            if as_json:
                self.stdout.write(json.dumps(as_data(plan, owner, user, apply), ensure_ascii=False, indent=2))
            else:
                self.tell(plan, owner, user, apply)
        if plan.count("refused"):
            raise SystemExit(1)

    def fail(self, why: str) -> None:
        """Say why nothing was read or written, and end with status 1."""
        if self.as_json:
            self.stdout.write(json.dumps({"error": why}, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError(why)

    def read(self, path: Path) -> list[Raw]:
        """The cells of a file that passed the checks of any that is sent."""
        try:
            with path.open("rb") as stream:
                check_safe(check_upload(File(stream, name=path.name)))
            if path.suffix.lower() != ".xlsx":
                self.fail(f"{path} is no .xlsx workbook.")
            return read_cells(path, most_rows=MOST_READ, most_columns=MOST_COLUMNS)
        except OSError as error:
            self.fail(f"{path} cannot be opened: {error.strerror}.")
        except ValidationError as error:
            self.fail(" ".join(error.messages))
        except UnreadableWorkbook as error:
            self.fail(why_unreadable(error))

    def team_of(self, raws: list[Raw], told: int) -> Team:
        said = {identity.team for identity in identities_of(raws).values()}
        if not said and not told:
            self.fail("This workbook does not say whose it is: name the team by --team.")
        key = said.pop() if said else ""
        number = int(key) if key.isdecimal() and len(key) < 12 else 0
        team = Team.objects.filter(pk=told or number).select_related("cycle__organiser", "territory").first()
        if team is None:
            self.fail("There is no such team here: the workbook is of another one, or of another installation.")
        return team

    def plan(self, raws: list[Raw], team: Team, email: str, apply: bool) -> tuple[Plan, User]:
        at, read = timezone.now(), partial(understand, raws)
        try:
            user = actor(team, email)
            refuse_stranger(user, sheets_of(user, team, at=at))
            plan = make_plan(user, team, read, at=at)
            if apply and plan.writes:
                options = {"fingerprint": plan.fingerprint, "at": at, "through": "command"}
                plan = import_rows(actor=user, team=team, read=read, **options)
        except OtherWorkbook as error:
            self.fail(whose(error, user, team))
        except UnreadableWorkbook as error:
            self.fail(why_unreadable(error))
        except (IllegalMove, NotPermitted, CommandError) as error:
            self.fail(str(error))
        except StaleError:
            self.fail("Somebody changed these rows at the same moment: nothing was written. Run it again.")
        return plan, user

    def tell(self, plan: Plan, team: Team, user: User, applied: bool) -> None:
        self.stdout.write(f"{team.cycle.slug}, {team}, as {user.email}")
        for each in plan.sheets:
            self.stdout.write(f"{each.sheet.declaration.title} ({each.sheet.deliverable.assignment.title})")
            for note in notes_of(each, plan):
                self.stdout.write(f"  {note}")
            for line in lines_of(each):
                self.stdout.write(f"  {line}")
        counted = ", ".join(f"{plan.count(fate)} {fate}" for fate in FATES)
        done = "written" if applied and plan.writes else "nothing written"
        self.stdout.write(f"{counted}: {done}")


def lines_of(plan: SheetPlan) -> list[str]:
    found, heading = plan.found, plan.sheet.declaration.heading
    lines = [f"refused: {refusal}" for row in found.refused for refusal in row.refusals]
    lines += [f"removed: {row[KEY]} {row[heading]}" for row in found.removed]
    for each in found.changed:
        lines += [f"changed: {each.before[KEY]} {change.header}: {change.before} → {change.after}" +
                  (" (changed here since)" if change.since else "") for change in each.changes]  # fmt: skip
    return lines + [f"new: row {row.number} {row.values[heading]}" for row in found.new]


def as_data(plan: Plan, team: Team, user: User, applied: bool) -> dict:
    return {
        "cycle": team.cycle.slug,
        "team": team.pk,
        "as": user.email,
        "applied": applied and plan.writes,
        "totals": {fate: plan.count(fate) for fate in FATES},
        "sheets": [sheet_data(each, plan) for each in plan.sheets],
    }


def sheet_data(plan: SheetPlan, book: Plan) -> dict:
    found, heading = plan.found, plan.sheet.declaration.heading
    changed = [
        {
            "row": each.row.number,
            "reference": each.before[KEY],
            "changes": [
                {"column": one.header, "from": one.before, "to": one.after, "changed_since": one.since}
                for one in each.changes
            ],
        }
        for each in found.changed
    ]
    refused = [
        {"row": row.number, "sheet": row.sheet, "column": one.header, "cell": cell_of(one), "why": one.why}
        for row in found.refused
        for one in row.refusals
    ]
    return {
        "kind": plan.sheet.declaration.kind,
        "sheet": str(plan.sheet.declaration.title),
        "deliverable": plan.sheet.deliverable.pk,
        "begins_draft": plan.begins,
        "notes": list(notes_of(plan, book)),
        "new": [{"row": row.number, "heading": row.values[heading]} for row in found.new],
        "changed": changed,
        "unchanged": [row.number for row in found.unchanged],
        "removed": [row[KEY] for row in found.removed],
        "kept": [row[KEY] for row in found.kept],
        "refused": refused,
    }


def cell_of(refusal) -> str:
    return f"{refusal.letter}{refusal.row}" if refusal.letter else ""
