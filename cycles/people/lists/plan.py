"""What confirming a list would write: each line new, changed, the same, a double or refused, and why."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cycles.models import Cycle, Participation
from cycles.people.lists import guesses
from cycles.people.lists.columns import LABELS, Columns
from cycles.people.lists.entries import Entry, Teams, entry_of
from lib.text import normalise, sort_key
from partners.models import ActorType, Organisation, Person

NEW, CHANGED, SAME, DOUBLE, REFUSED = "new", "changed", "same", "double", "refused"
WRITTEN = (NEW, CHANGED)
SHOWN = (REFUSED, CHANGED, NEW, SAME, DOUBLE)  # what needs a hand first
OFTEN = 2


@dataclass
class NewOrganisation:
    """An organisation that the directory lacks: what type it will have, and a known one that it may be."""

    name: str
    key: str
    chosen: str
    near: Organisation | None
    lines: list[int] = field(default_factory=list)


@dataclass
class Plan:
    """The lines of a list, decided; nothing is written."""

    columns: Columns
    entries: list[Entry]
    organisations: list[NewOrganisation]

    def count(self, status: str) -> int:
        return sum(entry.status == status for entry in self.entries)

    @property
    def shown(self) -> list[Entry]:
        """The entries, those first that need a hand."""
        return sorted(self.entries, key=lambda entry: (SHOWN.index(entry.status), entry.number))

    @property
    def writes(self) -> bool:
        return any(entry.status in WRITTEN for entry in self.entries)

    @property
    def fingerprint(self) -> str:
        """Changes when confirming would write something else: the list, a choice, or the directory changed."""
        written = [entry.as_written() for entry in self.entries]
        return hashlib.sha256(json.dumps(written, default=str).encode()).hexdigest()


class Directory:
    """What the organiser's directory and the cycle know that a list may touch; loaded in four queries."""

    def __init__(self, cycle: Cycle, emails: list[str]) -> None:
        people = Person.objects.filter(organiser=cycle.organiser_id, email__in=emails).select_related("organisation")
        self.people = {person.email: person for person in people}
        rows = cycle.participations.active().select_related("person", "organisation", "team__territory")
        self.rows_of: dict[int, list[Participation]] = {}
        self.rows_named: dict[str, list[Participation]] = {}
        for row in rows:
            row.cycle = cycle
            self.rows_of.setdefault(row.person_id, []).append(row)
            self.rows_named.setdefault(normalise(row.person.name), []).append(row)
        known = [cycle.organiser, *cycle.organiser.directory.all()]
        self.organisations = {row.sort_key: row for row in known}


def make_plan(cycle: Cycle, columns: Columns, teams: Teams, choices: Mapping[str, str]) -> Plan:
    """``choices`` are the actor types chosen for new organisations, or ``known:<key>``, by ``NewOrganisation.key``."""
    domains = often(columns)
    entries = [entry_of(line, columns, teams, domains) for line in columns.body]
    directory = Directory(cycle, [entry.email for entry in entries if entry.email])
    found: dict[str, NewOrganisation] = {}
    for entry in entries:
        settle_organisation(entry, directory, found, choices)
    mark_doubles(entries)
    for entry in entries:
        decide(entry, directory)
    return Plan(columns, entries, list(found.values()))


def often(columns: Columns) -> list[str]:
    """The address domains that several lines share: the structures' own, which no list of ours can know."""
    place = columns.place("email")
    if place is None:
        return []
    cells = [guesses.split_address(line.cell(place))[1] for line in columns.body]
    counted = Counter(cell.rpartition("@")[2] for cell in cells if "@" in cell)
    return [domain for domain, count in counted.items() if count >= OFTEN]


def settle_organisation(
    entry: Entry, directory: Directory, found: dict[str, NewOrganisation], choices: Mapping[str, str]
) -> None:
    """Give the entry's organisation the directory's own spelling, or ask, once a name, for its actor type."""
    if not entry.organisation:
        return
    known = directory.organisations.get(sort_key(entry.organisation))
    if known is None:
        new = asked_of(entry, directory, found, choices)
        new.lines.append(entry.number)
        if new.near and new.chosen == f"known:{new.near.pk}":
            known = new.near
        elif new.chosen in ActorType.values:
            entry.organisation, entry.actor_type = new.name, new.chosen
            if new.lines == [entry.number]:
                entry.notes.append(_("“%(name)s” is new in the directory.") % {"name": new.name})
        else:
            text = _("“%(name)s” is new in the directory: say above what it is.")
            entry.refuse("organisation", text % {"name": new.name[:80]})
    if known is not None:
        entry.organisation, entry.actor_type = known.name, ""


def asked_of(
    entry: Entry, directory: Directory, found: dict[str, NewOrganisation], choices: Mapping[str, str]
) -> NewOrganisation:
    plain = sort_key(entry.organisation)
    if plain not in found:
        key = hashlib.sha256(plain.encode()).hexdigest()[:12]
        guessed = entry.actor_type or guesses.actor_type_of(entry.organisation)
        near = guesses.closest(entry.organisation, directory.organisations)
        found[plain] = NewOrganisation(entry.organisation, key, choices.get(key) or guessed, near)
    return found[plain]


def mark_doubles(entries: list[Entry]) -> None:
    """Of lines with the same address (or, without one, the same name and team) the first counts."""
    first: dict[object, Entry] = {}
    for entry in entries:
        key = entry.email or (normalise(entry.name), entry.team and entry.team.pk)
        if not entry.email and not entry.name:
            continue
        before = first.setdefault(key, entry)
        if before is not entry:
            entry.status = DOUBLE
            text = _("Same person as line %(number)s: this line is left aside.")
            entry.notes = [text % {"number": before.number}]


def decide(entry: Entry, directory: Directory) -> None:
    """The entry's status, and what changes from what to what."""
    if entry.status == DOUBLE:
        entry.problems.clear()
        return
    person = directory.people.get(entry.email) if entry.email else None
    rows = directory.rows_of.get(person.pk, []) if person else same_name(entry, directory)
    if person and normalise(person.name) != normalise(entry.name):
        text = _("The directory knows this address as %(name)s: this name stays.")
        entry.notes.append(text % {"name": person.name})
    elif person and not rows and person.organisation and entry.organisation not in ("", person.organisation.name):
        text = _("The directory has this person at “%(organisation)s”: from now on at “%(new)s”.")
        entry.notes.append(text % {"organisation": person.organisation, "new": entry.organisation})
    if person:
        entry.first_name, entry.last_name = person.first_name, person.last_name
    if person and not rows:
        entry.organisation = entry.organisation or (person.organisation.name if person.organisation else "")
        entry.function = entry.function or person.function
    place(entry, rows)
    if entry.problems:
        entry.status = REFUSED


def same_name(entry: Entry, directory: Directory) -> list[Participation]:
    """Who is in the cycle under this name, when that tells who it is: one of the two has no address."""
    rows = directory.rows_named.get(normalise(entry.name), [])
    certain = [row for row in rows if not row.person.email or not entry.email]
    if rows and not certain:
        text = _("Somebody of this name is in the cycle with the address %(email)s.")
        entry.notes.append(text % {"email": rows[0].person.email})
    return certain if len({row.person_id for row in certain}) == 1 else []


def place(entry: Entry, rows: list[Participation]) -> None:
    """Against what the person already is in the cycle."""
    by_team = {row.team_id: row for row in rows}
    here = by_team.get(entry.team.pk if entry.team else None)
    if not rows:
        entry.status = NEW
        if not entry.organisation:
            entry.notes.append(_("No organisation given."))
        entry.role = entry.role or Participation.Role.CONTRIBUTOR.value
    elif here:
        compare(entry, here)
    elif entry.team is None:
        entry.status, entry.member = SAME, rows[0]
        entry.notes.append(_("Already in the team of %(team)s.") % {"team": rows[0].team})
    elif None in by_team:
        compare(entry, by_team[None])
        entry.status = CHANGED
        entry.role = entry.role or Participation.Role.CONTRIBUTOR.value
        entry.changes.append((str(LABELS["team"]), _("without a team"), str(entry.team)))
    else:
        text = _("Already in the team of %(team)s: remove the person there first, or take this line out.")
        entry.refuse("team", text % {"team": rows[0].team})


def compare(entry: Entry, row: Participation) -> None:
    """What the line changes in a participation; an empty cell changes nothing."""
    entry.member = row
    entry.first_name, entry.last_name = row.person.first_name, row.person.last_name
    now = {
        "email": row.person.email,
        "organisation": row.organisation.name if row.organisation else "",
        "function": row.function,
    }
    for name, value in now.items():
        told = getattr(entry, name)
        if told and told != value:
            entry.changes.append((str(LABELS[name]), value, told))
        setattr(entry, name, told or value)
    was = row.role
    if entry.role and entry.role != was and row.team_id:
        roles = dict(Participation.Role.choices)
        entry.changes.append((str(LABELS["role"]), str(roles[was]), str(roles[entry.role])))
    entry.role = entry.role or (was if row.team_id else "")
    entry.status = CHANGED if entry.changes else SAME
    if any(change[0] == str(LABELS["organisation"]) and change[1] for change in entry.changes):
        text = _("This corrects the past too. For a change in mid-cycle, open the person and note it with its day.")
        entry.notes.append(text)
