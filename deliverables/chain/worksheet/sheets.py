"""The sheets of a team's workbook: one for each deliverable that holds rows, with what one person reads and changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Team
from cycles.planning.forms import organisation_names
from deliverables.chain.declaration import KEY, RowColumn, RowDeclaration, Values, declaration, values_of
from deliverables.chain.models import Reference, Row, RowKind, Theme
from deliverables.chain.operations import move_with
from deliverables.chain.reading import Chain, chains_of, live_rows, rows_of
from deliverables.chain.showing import said
from deliverables.chain.themes import offered_themes
from deliverables.models import Deliverable, Version
from deliverables.permissions import Standing, can_read_drafts, standing_of
from deliverables.workflow import hindrance, move_named, open_draft
from lib.worksheet.columns import Identity
from lib.worksheet.writing import Table, write_worksheets

LONGEST_OFFER = 70


@dataclass(frozen=True)
class Sheet:
    """One deliverable's rows as one person sees them.

    ``version`` is where they stand (None: nowhere yet), ``draft`` the open one. ``own`` are the references that the
    person may change, ``passed`` the rows that she typed and the team has confirmed out of her sight, ``given`` all
    references that the team ever got, by their letter. ``held`` counts the draft's rows, removed ones too.
    ``hindrance`` says why nothing can be changed now, "" when it can.
    """

    deliverable: Deliverable
    declaration: RowDeclaration
    version: Version | None
    draft: Version | None
    rows: tuple[Row, ...]
    own: frozenset[str]
    given: Mapping[str, frozenset[str]]
    passed: tuple[Row, ...]
    held: int
    hindrance: str

    @property
    def letter(self) -> str:
        return self.declaration.by_name[KEY].prefix

    @property
    def before(self) -> list[Values]:
        return [values_of(row) for row in self.rows]

    @property
    def identity(self) -> Identity:
        team = self.deliverable.team
        return Identity(
            self.declaration.kind,
            cycle=str(team.cycle_id),
            team=str(team.pk),
            deliverable=str(self.deliverable.pk),
            version=str(self.version.pk) if self.version else "",
        )


def sheets_of(user: User, team: Team, *, at: datetime) -> list[Sheet]:
    """Those of the team that the user sees, findings first; none of a deliverable from which the team is exempted.

    Two of one kind stand in the order in which they were asked for, whatever their place: workbooks come back later.
    """
    rows = Deliverable.objects.visible_to(user).filter(team=team).exclude(assignment__holds="")
    rows = rows.exclude(state=Deliverable.State.EXEMPTED).select_related(
        "assignment__cycle__organiser", "team__territory", "team__cycle", "current_version"
    )
    found = sorted(rows, key=lambda row: (list(RowKind).index(row.assignment.holds), row.assignment_id))
    if not found:
        return []
    standing, themes = standing_of(user, found[0]), offered_themes(team.cycle)
    given = given_to(team)
    kinds: list[str] = []
    sheets = []
    for row in found:
        kinds.append(row.assignment.holds)
        number = kinds.count(row.assignment.holds)
        sheets.append(sheet_of(user, standing, row, themes=themes, number=number, given=given, at=at))
    return sheets


def given_to(team: Team) -> dict[str, frozenset[str]]:
    """All references that the team ever got, by their letter."""
    found: dict[str, set[str]] = {kind.letter: set() for kind in RowKind}
    for reference in Reference.objects.filter(team=team):
        found[RowKind(reference.kind).letter].add(str(reference))
    return {letter: frozenset(references) for letter, references in found.items()}


def sheet_of(
    user: User,
    standing: Standing,
    deliverable: Deliverable,
    *,
    themes: list[Theme],
    number: int,
    given: Mapping[str, frozenset[str]],
    at: datetime,
) -> Sheet:
    kind, draft = deliverable.assignment.holds, open_draft(deliverable)
    last = deliverable.versions.filter(delivered_at__isnull=False).first()
    drafted = list(rows_of(draft, kind)) if draft else []
    live = [row for row in drafted if row.removed_at is None]
    as_team = move_with(standing) == "edit_draft"
    passed: list[Row] = []
    if draft and can_read_drafts(standing, deliverable):
        version, rows = draft, live
        own = {str(row.reference) for row in rows if as_team or row.to_confirm}
    else:
        # Coordination reads of a draft that is not shared what it typed itself, beside what was delivered.
        typed = {str(row.reference): row for row in live if row.to_confirm}
        passed = [row for row in live if not row.to_confirm and row.entered_by_id == user.pk]
        delivered = {str(row.reference): row for row in live_rows([last], kind)[last.pk]} if last else {}
        version, rows = last, [*(delivered | typed).values()]
        waiting = typed if draft else {key: row for key, row in delivered.items() if as_team or row.to_confirm}
        own = set(waiting)
    named = themes + [row.theme for row in rows if getattr(row, "theme", None) and row.theme not in themes]
    return Sheet(
        deliverable=deliverable,
        declaration=numbered(declaration(kind, dict.fromkeys(named)), number),
        version=version,
        draft=draft,
        rows=tuple(rows),
        own=frozenset(own),
        given=given,
        passed=tuple(passed),
        held=len(drafted) if draft else len(rows),
        hindrance=hindrance(move_named(move_with(standing)), deliverable, at=at),
    )


def numbered(declared: RowDeclaration, number: int) -> RowDeclaration:
    """Two deliverables may hold rows of one kind: the second one's sheet says so."""
    if number == 1:
        return declared
    return replace(declared, kind=f"{declared.kind}-{number}", title=f"{declared.title} {number}")


def write_team_workbook(
    target: IO[bytes], sheets: Sequence[Sheet], *, user: User, created_at: datetime, at_first: Deliverable | None = None
) -> None:
    """The workbook to fill in, in the language that is active; it opens at the sheet of ``at_first``."""
    team = sheets[0].deliverable.team
    with_drafts = standing_of(user, sheets[0].deliverable).in_team
    offers = offers_of(team, chains_of([team], with_drafts=with_drafts)[0])
    tables = [Table(offering(sheet.declaration, offers), sheet.identity, sheet.before, True) for sheet in sheets]
    active = next((place for place, sheet in enumerate(sheets) if sheet.deliverable == at_first), 0)
    title = _("%(team)s, %(cycle)s") % {"team": team, "cycle": team.cycle}
    write_worksheets(target, tables, created_at=created_at, title=title, active=active)


def offers_of(team: Team, chain: Chain) -> dict[str, tuple[str, ...]]:
    """What cells propose besides their closed lists, by ``RowColumn.suggests``; references by their letter."""
    offers = {
        "organisations": tuple(dict.fromkeys(organisation_names(team.cycle.organiser))),
        "neighbourhoods": tuple(each.name for each in team.territory.neighbourhoods.all()),
    }
    return offers | {
        kind.letter: tuple(offer(str(row.reference), said(row).heading) for row in chain.rows[kind]) for kind in RowKind
    }


def offer(reference: str, heading: str) -> str:
    """« D3 · Peu de crèches », without a sign by which a cell would be cut in two."""
    words = " ".join(heading.replace(";", ",").split())
    return f"{reference} · {words}"[:LONGEST_OFFER]


def offering(declared: RowDeclaration, offers: dict[str, tuple[str, ...]]) -> RowDeclaration:
    def offered(column: RowColumn) -> RowColumn:
        found = offers.get(column.prefix if column.suggests == "references" else column.suggests, ())
        return replace(column, offers=found) if found else column

    return replace(declared, columns=tuple(offered(column) for column in declared.columns))
