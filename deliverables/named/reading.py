"""Which organisations the rows of a cycle name, where, and what each answered."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cycles.models import Cycle, Participation, Team
from deliverables.chain.models import Row, RowKind
from deliverables.chain.reading import Chain, chains_of
from deliverables.chain.showing import Said, said
from deliverables.named.models import OrganisationAnswer, OrganisationQuestion, key_of

ANSWERED, ASKED, WITHDRAWN = (OrganisationQuestion.State[name] for name in ("ANSWERED", "ASKED", "WITHDRAWN"))


@dataclass(frozen=True)
class Mention:
    """A row that stands and names the organisation. ``part``: as what."""

    team: Team
    row: Row
    part: str

    @property
    def said(self) -> Said:
        """What the organisation is shown of it."""
        return said(self.row, outside=True)


@dataclass
class Named:
    """An organisation, by the first spelling that was met, with every row of the cycle that names it."""

    key: str
    name: str
    mentions: list[Mention] = field(default_factory=list)
    question: OrganisationQuestion | None = None

    @property
    def teams(self) -> list[Team]:
        return list(dict.fromkeys(mention.team for mention in self.mentions))

    @property
    def actions(self) -> int:
        return sum(mention.row.kind == RowKind.ACTION for mention in self.mentions)

    @property
    def contributions(self) -> int:
        return len(self.mentions) - self.actions

    @property
    def print(self) -> str:
        """Changes when the rows that were shown are no longer those that stand."""
        rows = [(mention.row.reference_id, mention.row.version_id) for mention in self.mentions]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:20]


def names_in(row: Row) -> list[tuple[str, str]]:
    """(name, as what) of the organisations that a row names."""
    if row.kind == RowKind.ACTION:
        partners = [(name, pgettext("part of an organisation", "partner")) for name in row.partners]
        return [(row.pilote, pgettext("part of an organisation", "pilote")), *partners]
    if row.kind == RowKind.CONTRIBUTION:
        return [(row.organisation, row.get_role_display() or _("contribution"))]
    return []


def named_in(chains: Iterable[Chain]) -> dict[str, Named]:
    """Every organisation that the rows name, by its key and in that order."""
    found: dict[str, Named] = {}
    for chain in chains:
        for kind in (RowKind.ACTION, RowKind.CONTRIBUTION):
            for row in chain.rows[kind]:
                once: dict[str, Mention] = {}
                for name, part in names_in(row):
                    key = key_of(name)
                    if key and key not in once:
                        once[key] = Mention(chain.team, row, part)
                        found.setdefault(key, Named(key, name)).mentions.append(once[key])
    return dict(sorted(found.items()))


def named_in_cycle(cycle: Cycle) -> dict[str, Named]:
    """Those of what active teams have delivered, with the question that each was asked; five queries."""
    teams = list(cycle.teams.filter(status=Team.Status.ACTIVE).select_related("territory"))
    found = named_in(chains_of(teams))
    questions = cycle.organisation_questions.exclude(state=WITHDRAWN).prefetch_related("answers")
    for question in questions:
        found.setdefault(question.key, Named(question.key, question.name)).question = question
    return found


def contacts_of(cycle: Cycle, key: str) -> list[tuple[str, str]]:
    """(name, e-mail) of the people of the cycle who are of this organisation."""
    rows = Participation.objects.active().filter(cycle=cycle, organisation__sort_key=key.replace("-", " "))
    rows = rows.select_related("person")
    return list(dict.fromkeys((str(row.person), row.person.email) for row in rows if row.person.email))


@dataclass(frozen=True)
class Told:
    """What an organisation said of a row, for who reads the row. ``of_version`` is its number where it was said of
    another version of the row, else 0."""

    name: str
    verdict: str
    words: str
    text: str
    of_version: int


def with_answers(rows: Sequence[Row]) -> list[Said]:
    """The rows in words, each with what organisations answered about it; one query, none without rows."""
    answers: dict[int, list[OrganisationAnswer]] = {}
    if rows:
        found = OrganisationAnswer.objects.filter(reference__in=[row.reference_id for row in rows])
        found = found.filter(question__state=ANSWERED).select_related("question", "version")
        for answer in found.order_by("question__key"):
            answers.setdefault(answer.reference_id, []).append(answer)
    return [
        replace(said(row), told=tuple(told(row, answer) for answer in answers.get(row.reference_id, ())))
        for row in rows
    ]


def told(row: Row, answer: OrganisationAnswer) -> Told:
    other = answer.version.number if answer.version_id != row.version_id else 0
    return Told(answer.question.name, answer.verdict, answer.get_verdict_display(), answer.text, other)
