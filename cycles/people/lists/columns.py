"""Which column holds what: by its heading in French or English, else by what its cells look like."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cycles.people.lists import guesses
from cycles.people.lists.reading import Line
from lib.text import normalise, sort_key

LABELS = {
    "last_name": _("Last name"),
    "first_name": _("First name"),
    "last_then_first": _("Last and first name"),
    "first_then_last": _("First and last name"),
    "email": _("E-mail address"),
    "organisation": _("Organisation"),
    "actor_type": _("Actor type"),
    "function": _("Function"),
    "team": _("Team"),
    "role": _("Role in the team"),
}
NAMES = ("last_name", "first_name", "last_then_first", "first_then_last")
HEADINGS = {
    "last_name": "nom|noms|nom de famille|nom d usage|last name|surname|family name|name",
    "first_name": "prenom|prenoms|first name|given name",
    "last_then_first": "nom et prenom|nom prenom|noms et prenoms|noms prenoms|nom complet|participant|participants|"
    "participante|personne|membre|contact|full name|identite",
    "first_then_last": "prenom et nom|prenom nom|prenoms et noms|prenoms noms|first and last name",
    "email": "courriel|courriels|mail|mails|e mail|e mails|email|emails|adresse mail|adresse e mail|adresse email|"
    "adresse courriel|adresse electronique|adresse de messagerie|mel|e mail address|email address|adresse",
    "organisation": "structure|organisme|organisation|organization|employeur|institution|etablissement|collectivite|"
    "association|structure de rattachement|nom de la structure",
    "actor_type": "type|type d acteur|type de structure|type d organisme|categorie|nature|actor type|acteur",
    "function": "fonction|poste|titre|qualite|metier|mission|function|job title|position|intitule du poste",
    "team": "equipe|territoire|equipe territoire|equipes|territoires|team|territory|site|agglomeration",
    "role": "role|role dans l equipe|statut|role in the team",
}
BY_HEADING = {name: field for field, names in HEADINGS.items() for name in names.split("|")}
ROLES = {
    "referent": "referent|referente|referent e|pilote|chef de file|responsable d equipe",
    "contributor": "contributeur|contributrice|contributeur rice|contributor|membre|member|participant|participante",
    "reader": "lecteur|lectrice|lecteur rice|reader|observateur|observatrice|lecture",
}
BY_ROLE = {name: role for role, names in ROLES.items() for name in names.split("|")}
LOOKED_AT = 5  # a title and a date may stand above the headings


@dataclass(frozen=True)
class Columns:
    """``fields``: what each column holds, "" for what is left aside; ``body``: the lines below the headings."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    body: tuple[Line, ...]
    guessed: bool

    def place(self, field: str) -> int | None:
        return self.fields.index(field) if field in self.fields else None

    @property
    def repeated(self) -> list[str]:
        """Fields that two columns claim."""
        return sorted({field for field in self.fields if field and self.fields.count(field) > 1})

    @property
    def names_people(self) -> bool:
        return "email" in self.fields or any(field in self.fields for field in NAMES)

    @property
    def signature(self) -> str:
        """Changes when the list gets other columns: a choice made for the former ones then no longer counts."""
        text = json.dumps([self.headings, len(self.fields), self.guessed])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def heading_key(text: str) -> str:
    return sort_key(re.sub(r"\(.*?\)|\*", " ", text))


def columns_of(lines: list[Line], is_team: Callable[[str], bool], is_known: Callable[[str], bool]) -> Columns:
    """The columns of a list. ``is_team`` and ``is_known`` tell the names of the cycle's teams and of organisations."""
    for place, line in enumerate(lines[:LOOKED_AT]):
        fields = tuple(BY_HEADING.get(heading_key(cell), "") for cell in line.cells)
        told = sum(bool(field) for field in fields)
        if told >= min(2, len(fields)) and not any("@" in cell for cell in line.cells):
            body = tuple(lines[place + 1 :])
            fields = tuple("" if is_street(line, number, body) else field for number, field in enumerate(fields))
            return Columns(line.cells, whole_names(once(fields)), body, guessed=False)
    return Columns(("",) * len(lines[0].cells), guess(lines, is_team, is_known), tuple(lines), guessed=True)


def is_street(heading: Line, place: int, body: tuple[Line, ...]) -> bool:
    """« Adresse » may be that of a mailbox or that of a house."""
    cells = [line.cell(place) for line in body if line.cell(place)]
    return heading_key(heading.cell(place)) == "adresse" and bool(cells) and not any("@" in cell for cell in cells)


def once(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Of two columns with the same heading the first counts."""
    return tuple(field if field not in fields[:place] else "" for place, field in enumerate(fields))


def whole_names(fields: tuple[str, ...]) -> tuple[str, ...]:
    """« Nom » alone, without a « Prénom » beside it, holds both."""
    if "last_name" in fields and "first_name" not in fields:
        return tuple("last_then_first" if field == "last_name" else field for field in fields)
    return fields


def guess(lines: list[Line], is_team: Callable[[str], bool], is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """What each column looks like; each field once, the surest first."""
    tests: dict[str, Callable[[str], bool]] = {
        "email": lambda cell: "@" in cell,
        "role": lambda cell: sort_key(cell) in BY_ROLE,
        "team": is_team,
        "organisation": lambda cell: is_known(cell) or bool(guesses.actor_type_of(cell)),
    }
    width = len(lines[0].cells)
    fields = [""] * width
    for field, looks in tests.items():
        shares = {place: share(lines, place, looks) for place in range(width) if not fields[place]}
        best = max(shares, key=lambda place: shares[place], default=None)
        if best is not None and shares[best] >= 0.5:
            fields[best] = field
    left = [place for place in range(width) if not fields[place] and share(lines, place, str.strip) >= 0.5]
    name_columns(lines, fields, left)
    for field in ("organisation", "function"):
        if field not in fields and left:
            fields[left.pop(0)] = field
    return tuple(fields)


def name_columns(lines: list[Line], fields: list[str], left: list[int]) -> None:
    """Names stand in the first columns left: both in one, or side by side, the last name in capitals or first."""
    if not left or fields == ["email"]:
        return
    first, *others = left
    if share(lines, first, lambda cell: len(cell.split()) > 1) > 0.6 or not others:
        fields[left.pop(0)] = "last_then_first"
        return
    second = others[0]
    swapped = share(lines, second, str.isupper) > share(lines, first, str.isupper)
    if "email" in fields:
        address = fields.index("email")
        swapped = swapped or begins(lines, address, first) > begins(lines, address, second)
    fields[first], fields[second] = ("first_name", "last_name") if swapped else ("last_name", "first_name")
    del left[:2]


def begins(lines: list[Line], address: int, place: int) -> int:
    """How many addresses begin with the column's word: those are mostly first names."""
    cells = [(normalise(line.cell(address)), normalise(line.cell(place))) for line in lines]
    return sum(bool(word) and email.startswith(word) for email, word in cells)


def share(lines: list[Line], place: int, looks: Callable[[str], object]) -> float:
    """How many of the column's filled cells look so, from 0 to 1; 0 for a column that is mostly empty."""
    cells = [line.cell(place) for line in lines if line.cell(place)]
    if len(cells) * 2 < len(lines):
        return 0
    return sum(bool(looks(cell)) for cell in cells) / len(cells)
