"""The workbook to fill in before a list is added."""

from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from cycles.models import Cycle
from cycles.people.lists.columns import LABELS
from lib.xlsx import Heading, Sheet, write_workbook
from partners.models import ActorType

FIELDS = ("last_name", "first_name", "email", "organisation", "actor_type", "function", "team", "role")
WIDTHS = {"email": 32, "organisation": 32, "function": 28, "team": 24}


def help_rows(cycle: Cycle) -> list[list[str]]:
    teams = ", ".join(str(team) for team in cycle.teams.select_related("territory"))
    rows = {
        "last_name": _("Needed, with the first name."),
        "email": _("Needed to invite; may stay empty."),
        "actor_type": _("Only for an organisation that is new: %(types)s.")
        % {"types": ", ".join(str(label) for label in ActorType.labels)},
        "team": _("Empty for somebody without a team. Teams: %(teams)s.") % {"teams": teams or "–"},
        "role": _("Referent, contributor or reader; contributor when it is empty."),
    }
    return [[str(LABELS[field]), text] for field, text in rows.items()]


def write_template(target: IO[bytes], cycle: Cycle, *, created_at: datetime) -> None:
    headings = [Heading(str(LABELS[field]), WIDTHS.get(field, 18)) for field in FIELDS]
    helps = [Heading(_("Column"), 24), Heading(_("What to write"), 80, wrap=True)]
    people = Sheet(_("People"), headings, [])
    write_workbook(target, [people, Sheet(_("Help"), helps, help_rows(cycle))], created_at=created_at)
