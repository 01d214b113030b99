"""What hangs in the air: rows that lead to nothing yet. It is advice, and stands in nobody's way."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliverables.chain.declaration import DECLARATIONS
from deliverables.chain.models import Row, RowKind
from deliverables.chain.reading import Chain


class Lack(models.TextChoices):
    UNANSWERED = "unanswered", gettext_lazy("finding without an action")
    NO_PILOTE = "no_pilote", gettext_lazy("action without a pilote")
    NO_DATE = "no_date", gettext_lazy("action without a date")
    NO_PARTNER = "no_partner", gettext_lazy("action without a partner")
    BACKS_NOTHING = "backs_nothing", gettext_lazy("contribution that backs nothing")
    GONE = "gone", gettext_lazy("names a row that is gone")


@dataclass(frozen=True)
class LooseEnd:
    row: Row
    lack: Lack
    gone: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return str(getattr(self.row, DECLARATIONS[self.row.kind].heading))

    @property
    def words(self) -> str:
        if self.lack == Lack.GONE:
            return _("names %(references)s, which the team no longer has") % {"references": ", ".join(self.gone)}
        return str(self.lack.label)


def loose_ends(chain: Chain) -> list[LooseEnd]:
    """What hangs in the air of one team, in the order of its rows.

    A finding is looked at once the team has an action: before that its action plan is still to come.
    """
    findings, actions, contributions = (chain.rows[kind] for kind in RowKind)
    answered = {reference for action in actions for reference in action.findings}
    found = [LooseEnd(row, Lack.UNANSWERED) for row in findings if actions and str(row.reference) not in answered]
    for action in actions:
        found += [LooseEnd(action, lack) for lack in lacks_of(action)]
        found += gone(action, action.findings, findings)
    for row in contributions:
        if not row.actions:
            found.append(LooseEnd(row, Lack.BACKS_NOTHING))
        found += gone(row, row.actions, actions)
    return found


def lacks_of(action: Row) -> list[Lack]:
    lacks = {
        Lack.NO_PILOTE: not action.pilote,
        Lack.NO_DATE: action.starts is None,
        Lack.NO_PARTNER: not action.partners,
    }
    return [lack for lack, is_so in lacks.items() if is_so]


def gone(row: Row, named: Iterable[str], rows: list[Row]) -> list[LooseEnd]:
    """References that the row names and no row has; nothing while the team has no such rows at all."""
    there = {str(each.reference) for each in rows}
    missing = tuple(reference for reference in named if there and reference not in there)
    return [LooseEnd(row, Lack.GONE, missing)] if missing else []


def loose_rows_beside(chain: Chain, kind: str) -> list["LooseRow"]:
    """Those to settle where rows of the kind are written: its own, and for actions the findings without one."""
    kinds = {RowKind.ACTION, RowKind.FINDING} if kind == RowKind.ACTION else {kind}
    return by_row(each for each in loose_ends(chain) if each.row.kind in kinds)


@dataclass(frozen=True)
class LooseRow:
    """A row with all that hangs in the air of it."""

    row: Row
    ends: tuple[LooseEnd, ...]

    @property
    def heading(self) -> str:
        return self.ends[0].heading

    @property
    def words(self) -> str:
        return ", ".join(end.words for end in self.ends)


def by_row(ends: Iterable[LooseEnd]) -> list[LooseRow]:
    """One line a row, in the same order."""
    found: dict[Row, list[LooseEnd]] = {}
    for end in ends:
        found.setdefault(end.row, []).append(end)
    return [LooseRow(row, tuple(together)) for row, together in found.items()]
