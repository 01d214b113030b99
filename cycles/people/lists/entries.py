"""One line of a list as it is understood: who, where, and what is wrong with it, before the directory is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cycles.models import Participation, Team
from cycles.people.lists import guesses
from cycles.people.lists.columns import BY_ROLE, LABELS, Columns
from cycles.people.lists.reading import Line
from lib.text import sort_key

NO_TEAM = {"", "sans equipe", "aucune", "aucun", "neant", "none", "without a team"}
LONGEST = {"first_name": 100, "last_name": 100, "organisation": 200, "function": 200}


@dataclass
class Entry:
    """``problems`` are (column, why it is refused), ``notes`` are sentences, ``changes`` (what, from, to)."""

    line: Line
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    organisation: str = ""
    actor_type: str = ""
    function: str = ""
    role: str = ""
    team: Team | None = None
    status: str = ""
    member: Participation | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def number(self) -> int:
        return self.line.number

    def refuse(self, column: str, why: str) -> None:
        self.problems.append((str(LABELS[column]), why))

    def as_written(self) -> list:
        """What would be written for it: the preview's promise, compared when it is confirmed."""
        team, member = self.team and self.team.pk, self.member and [self.member.pk, self.member.revision]
        who = [self.first_name, self.last_name, self.email, self.organisation, self.actor_type, self.function]
        return [self.status, *who, self.role, team, member, self.changes]


@dataclass(frozen=True)
class Teams:
    """The cycle's teams by the sort key of their territory, and the one for lines that name none."""

    by_name: dict[str, Team]
    default: Team | None

    def known(self, cell: str) -> bool:
        return bool(cell) and team_key(cell) in self.by_name


def team_key(cell: str) -> str:
    return sort_key(cell).removeprefix("equipe ").removeprefix("de ").removeprefix("d ").removeprefix("du ")


def entry_of(line: Line, columns: Columns, teams: Teams, domains: list[str]) -> Entry:
    """The line, its cells understood. ``domains`` are those that the list itself uses often."""

    def cell(name: str) -> str:
        place = columns.place(name)
        return line.cell(place) if place is not None else ""

    entry = Entry(line, organisation=cell("organisation"), function=cell("function"))
    entry.actor_type = guesses.named_type(cell("actor_type")) if cell("actor_type") else ""
    read_address(entry, cell("email"), domains)
    read_name(entry, cell)
    read_team(entry, cell("team"), teams)
    read_role(entry, cell("role"))
    for name, most in LONGEST.items():
        if len(getattr(entry, name)) > most:
            text = _("This is longer than the %(most)s signs that fit.")
            entry.refuse(name, text % {"most": most})
    return entry


def read_address(entry: Entry, cell: str, domains: list[str]) -> None:
    name, entry.email = guesses.split_address(cell)
    if name and not entry.name:
        entry.first_name, entry.last_name = guesses.split_name(name, last_first=False)
    if not entry.email:
        entry.notes.append(_("No address: this person cannot be invited."))
    elif not guesses.is_address(entry.email):
        hint = guesses.mended(entry.email)
        if hint:
            why = _("“%(typed)s” is no address. Did you mean %(hint)s?") % {"typed": entry.email[:80], "hint": hint}
        else:
            why = _("“%(typed)s” is no address: write it in full, or leave the cell empty.") % {
                "typed": entry.email[:80]
            }
        entry.refuse("email", why)
    elif near := guesses.near_address(entry.email, domains):
        entry.notes.append(_("Is the address right? It looks like %(near)s.") % {"near": near})


def read_name(entry: Entry, cell: Callable[[str], str]) -> None:
    first, last = cell("first_name"), cell("last_name")
    if whole := cell("last_then_first"):
        first, last = guesses.split_name(whole, last_first=True)
    elif whole := cell("first_then_last"):
        first, last = guesses.split_name(whole, last_first=False)
    if first or last:
        entry.first_name, entry.last_name = first, last
    if not entry.name:
        entry.first_name, entry.last_name = guesses.name_of_address(entry.email)
        if entry.name:
            entry.notes.append(_("The name is taken from the address: check it."))
    entry.first_name, entry.last_name = guesses.tidy_name(entry.first_name), guesses.tidy_name(entry.last_name)
    if not entry.name:
        entry.refuse("last_name", _("The name is missing."))
    elif not (entry.first_name and entry.last_name):
        entry.refuse("first_name" if entry.last_name else "last_name", _("Give both first and last name."))


def read_team(entry: Entry, cell: str, teams: Teams) -> None:
    key = team_key(cell)
    if not cell or not teams.by_name:
        entry.team = teams.default  # a cycle without teams: the column tells where people come from
    elif key in teams.by_name:
        entry.team = teams.by_name[key]
        if entry.team.status != Team.Status.ACTIVE:
            why = _("The team “%(typed)s” no longer takes part: nobody is added to it.")
            entry.refuse("team", why % {"typed": cell[:80]})
    elif key not in NO_TEAM:
        near = guesses.closest(key, teams.by_name)
        if near:
            why = _("The cycle has no team “%(typed)s”. Did you mean “%(near)s”?")
        else:
            why = _("The cycle has no team “%(typed)s”: add it first, or correct its name.")
        entry.refuse("team", why % {"typed": cell[:80], "near": near})


def read_role(entry: Entry, cell: str) -> None:
    if entry.team is None:
        entry.role = Participation.Role.PARTICIPANT.value
        return
    entry.role = BY_ROLE.get(sort_key(cell), "") if cell else ""
    if cell and not entry.role:
        why = _("“%(typed)s” is no role: write referent, contributor or reader, or leave the cell empty.")
        entry.refuse("role", why % {"typed": cell[:80]})
