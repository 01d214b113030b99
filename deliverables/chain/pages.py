"""What the pages of a draft's rows show."""

from cycles.pages import shown
from cycles.planning.forms import organisation_names
from deliverables.access import Seen
from deliverables.chain.declaration import DECLARATIONS, declaration, values_of
from deliverables.chain.forms import RowForm
from deliverables.chain.loose import LooseRow, loose_rows_beside
from deliverables.chain.models import Reference, Row, RowKind
from deliverables.chain.operations import move_with
from deliverables.chain.reading import Chain, chains_of, live_rows, rows_of
from deliverables.chain.showing import Said, said
from deliverables.chain.themes import offered_themes
from deliverables.models import Deliverable, Version
from deliverables.named.reading import with_answers
from deliverables.permissions import can_read_drafts
from deliverables.workflow import open_draft

# What rows of a kind name: the kind of the rows named.
NAMES = {RowKind.ACTION.value: RowKind.FINDING.value, RowKind.CONTRIBUTION.value: RowKind.ACTION.value}


def move_name(found: Seen) -> str:
    """The move by which this person changes rows: who delivers, as the team; else coordination."""
    return move_with(found.standing)


def rows_seen(found: Seen, draft: Version | None) -> list[Row]:
    """The draft's rows that the user may read: coordination reads of a draft that is not shared what it typed itself,
    until the team has confirmed it."""
    kind = found.deliverable.assignment.holds
    if draft is None or not kind:
        return []
    rows = rows_of(draft, kind)
    return list(rows if can_read_drafts(found.standing, found.deliverable) else rows.filter(to_confirm=True))


def section(
    found: Seen,
    *,
    form: RowForm | None = None,
    editing: Row | None = None,
    stale: dict | None = None,
    refused: str = "",
    typed: list[tuple[str, str]] | None = None,
    touched: tuple[int, str] = (0, ""),
) -> dict:
    """The rows of the draft, one of them in a form perhaps. ``touched``: the row just changed and the button used;
    ``typed``: what was typed and can be saved no more, to copy."""
    deliverable = found.deliverable
    draft = open_draft(deliverable)
    rows = rows_seen(found, draft)
    live = [row for row in rows if row.removed_at is None]
    chain = own_chain(found)
    return {
        "deliverable": deliverable,
        "declared": DECLARATIONS[deliverable.assignment.holds],
        "rows": with_answers(live),
        "removed": [said(row) for row in rows if row.removed_at],
        "waiting": sum(row.to_confirm for row in live),
        "types": move_name(found) == "type_rows",
        "may_change": move_name(found) in found.moves,
        "is_hidden": not can_read_drafts(found.standing, deliverable),
        "loose": loose_of(deliverable, chain),
        "form": form,
        "editing": editing.pk if editing else 0,
        "stale": stale,
        "refused": refused,
        "typed": typed or [],
        "touched": touched[0],
        "used": touched[1],
        **(suggestions(found, chain) if form else {"organisations": (), "neighbourhoods": (), "references": ()}),
    }


def own_chain(found: Seen) -> Chain | None:
    """The team's rows with its drafts, for its own members."""
    return chains_of([found.deliverable.team], with_drafts=True)[0] if found.standing.in_team else None


def loose_of(deliverable: Deliverable, chain: Chain | None) -> list[LooseRow]:
    return loose_rows_beside(chain, deliverable.assignment.holds) if chain else []


def suggestions(found: Seen, chain: Chain | None) -> dict:
    """What the fields propose: organisations of the directory, the territory's neighbourhoods, rows by their reference.

    Coordination is proposed what was delivered.
    """
    team, kind = found.deliverable.team, NAMES.get(found.deliverable.assignment.holds, "")
    chain = chain or chains_of([team])[0]
    return {
        "organisations": organisation_names(team.cycle.organiser),
        "neighbourhoods": [each.name for each in team.territory.neighbourhoods.all()],
        "references": [said(row) for row in chain.rows[kind]] if kind else [],
    }


def row_form(found: Seen, row: Row | None = None, data=None, **more) -> RowForm:
    """The form of the row, or of a new one."""
    assignment = found.deliverable.assignment
    themes = offered_themes(assignment.cycle)
    theme = getattr(row, "theme", None)
    if theme is not None and theme not in themes:
        themes.append(theme)
    given = frozenset()
    if data is not None and assignment.holds in NAMES:
        rows = Reference.objects.filter(team=found.deliverable.team, kind=NAMES[assignment.holds])
        given = frozenset(str(each) for each in rows)
    initial = {**values_of(row), "revision": row.revision} if row else {}
    return RowForm(data, declared=declaration(assignment.holds, themes), given=given, initial=initial, **more)


def typed_in(form: RowForm) -> list[tuple[str, str]]:
    """(label, words) of each field that was filled in."""
    return [(str(cell.label), words) for cell in form.cells() if (words := shown(cell))]


def rows_shown(deliverable: Deliverable, versions: list[Version], *, outside: bool = False) -> dict[int, list[Said]]:
    """The standing rows of each version as pages say them, by its key; none where no rows are held.

    One query, and one a version for what organisations answered, which ``outside`` of the team is not told.
    """
    found = live_rows(versions, deliverable.assignment.holds)
    if outside:
        return {key: [said(row, outside=True) for row in rows] for key, rows in found.items()}
    return {key: with_answers(rows) for key, rows in found.items()}
