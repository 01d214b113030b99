"""What the pages of a workbook show: the sheets before it goes out, and row by row what it would do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from cycles.models import Cycle, Team
from deliverables.chain.declaration import KEY, Values
from deliverables.chain.worksheet.plan import OtherWorkbook, Plan, SheetPlan
from deliverables.chain.worksheet.sheets import Sheet
from deliverables.models import Version
from lib.worksheet.comparing import Change
from lib.worksheet.reading import ReadRow
from lib.worksheet.values import text_of

FATES = {
    "refused": gettext_lazy("Refused"),
    "removed": gettext_lazy("Removed"),
    "changed": gettext_lazy("Changed"),
    "new": gettext_lazy("New"),
    "unchanged": gettext_lazy("Unchanged"),
}
SINCE = gettext_lazy("Changed here since your workbook went out.")


@dataclass(frozen=True)
class Line:
    """One row of the preview. ``number`` is its line in the workbook, 0 for one that is no longer in it."""

    fate: str
    number: int
    reference: str
    heading: str
    changes: tuple[Change, ...] = ()
    refusals: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def word(self) -> str | Promise:
        return FATES[self.fate]


@dataclass(frozen=True)
class SheetShown:
    """A sheet of the preview: ``lines`` need a look, ``unchanged`` do not."""

    title: str
    deliverable: object
    begins: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    unchanged: tuple[Line, ...]


def shown(plan: Plan, *, is_done: bool = False) -> list[SheetShown]:
    """Every sheet. Once written, how the workbook was understood is told no more."""
    return [
        SheetShown(
            title=str(each.sheet.declaration.title),
            deliverable=each.sheet.deliverable,
            begins=begins_in_words(each.sheet) if each.begins else "",
            notes=() if is_done else tuple(notes_of(each, plan)),
            lines=tuple(lines_of(each)),
            unchanged=tuple(unchanged_of(each)),
        )
        for each in plan.sheets
    ]


def lines_of(plan: SheetPlan) -> Iterator[Line]:
    found, heading = plan.found, plan.sheet.declaration.heading
    for row in found.refused:
        refusals = tuple((each.header, each.why) for each in row.refusals)
        yield Line("refused", row.number, key_typed(row), typed(row, heading), refusals=refusals)
    for before in found.removed:
        note = str(SINCE) if plan.changed_here(before) else ""
        yield Line("removed", 0, str(before[KEY]), str(before[heading]), note=note)
    for each in found.changed:
        yield Line("changed", each.row.number, str(each.before[KEY]), str(each.before[heading]), each.changes)
    for row in found.new:
        yield Line("new", row.number, str(row.values.get(KEY) or ""), str(row.values[heading]))


def unchanged_of(plan: SheetPlan) -> Iterator[Line]:
    """With a word where only what is here changed: it stays."""
    there = {str(before[KEY]): before for before in plan.sheet.before}
    stays = _("Changed here since your workbook went out, and not by you: it stays as it is here.")
    for row in plan.found.unchanged:
        before = there.get(str(row.values.get(KEY) or ""))
        note = stays if before and differs(plan, row, before) else ""
        yield Line("unchanged", row.number, str(row.values.get(KEY) or ""), typed(row, plan.sheet.declaration.heading),
                   note=note)  # fmt: skip


def differs(plan: SheetPlan, row: ReadRow, before: Values) -> bool:
    return bool(plan.changed_here(before) & row.values.keys())


def typed(row: ReadRow, name: str) -> str:
    """What a column's cell holds, as it was typed."""
    raw = row.cells.get(name)
    return "" if raw is None or isinstance(raw, dict) else text_of(raw)[:200]


def key_typed(row: ReadRow) -> str:
    return str(row.values.get(KEY) or typed(row, KEY))


def notes_of(plan: SheetPlan, book: Plan) -> Iterator[str]:
    if plan.table is None:
        yield _("The workbook has no such sheet: its rows stay as they are.")
        return
    if plan.sheet.hindrance:
        yield plan.sheet.hindrance
    identity, version = plan.table.identity, plan.sheet.version
    if identity is None:
        yield _("This workbook does not say whose it is. Look at each change: what is not in it stays.")
    elif identity.is_part:
        yield _("A workbook of rows that were refused: what is not in it stays.")
    elif identity.version != (str(version.pk) if version else ""):
        yield went_out_with(identity.version, plan.sheet)
    yield from plan.table.notes
    refused = {str(row.values.get(KEY)) for row in plan.found.refused}
    missed = [before for before in plan.found.kept if str(before[KEY]) not in refused]
    stays = len(missed) if identity and not identity.is_part else 0
    if stays:
        note = ngettext(
            "%(count)s row that is not in your workbook stays.",
            "%(count)s rows that are not in your workbook stay.",
            stays,
        )
        yield note % {"count": stays}


def went_out_with(version: str, sheet: Sheet) -> str:
    """That the rows stand in another version by now."""
    past = sheet.deliverable.versions.filter(pk=number_of(version)).first()
    if not version:
        was = _("no row")
    else:
        was = _("version %(number)s") % {"number": past.number} if past else _("a draft that was discarded")
    now = version_in_words(sheet.version) if sheet.version else _("no version")
    return _("The workbook went out with %(was)s; the rows now stand in %(now)s.") % {"was": was, "now": now}


def version_in_words(version: Version) -> str:
    words = _("the draft of version %(number)s") if version.is_draft else _("version %(number)s")
    return words % {"number": version.number}


def begins_in_words(sheet: Sheet) -> str:
    number, current = (sheet.version.number if sheet.version else 0) + 1, sheet.deliverable.current_version
    if current and current.files.exists():
        words = _("This begins the draft of version %(number)s, with the files of version %(current)s.")
        return words % {"number": number, "current": current.number}
    return _("This begins the draft of version %(number)s.") % {"number": number}


def state_in_words(sheet: Sheet) -> str:
    """What filling in this sheet does, before it goes out."""
    if sheet.hindrance:
        return sheet.hindrance
    if sheet.version is None:
        return _("nothing yet")
    return version_in_words(sheet.version)


def sheets_shown(sheets: Sequence[Sheet]) -> list[dict]:
    return [
        {
            "title": str(sheet.declaration.title),
            "deliverable": sheet.deliverable,
            "count": len(sheet.rows),
            "state": state_in_words(sheet),
            "is_open": not sheet.hindrance,
        }
        for sheet in sheets
    ]


def counts(plan: Plan) -> list[tuple]:
    """What ``ui/figures.html`` prints."""
    words = {
        "new": ngettext("new row", "new rows", plan.count("new")),
        "changed": ngettext("row changed", "rows changed", plan.count("changed")),
        "removed": ngettext("row removed", "rows removed", plan.count("removed")),
        "unchanged": ngettext("row unchanged", "rows unchanged", plan.count("unchanged")),
        "refused": ngettext("row refused", "rows refused", plan.count("refused")),
    }
    return [
        (plan.count(fate), text, "", "warn" if fate == "refused" and plan.count(fate) else "")
        for fate, text in words.items()
        if plan.count(fate) or fate == "new"
    ]


def whose(error: OtherWorkbook, user: User, team: Team) -> str:
    """Whose the workbook is, named where the user sees it."""
    identity = error.identity
    if error.what == "cycle":
        cycle = Cycle.objects.visible_to(user).filter(pk=number_of(identity.cycle)).first()
        if cycle:
            return _("This workbook is of another cycle, “%(cycle)s”: send it there.") % {"cycle": cycle}
        return _("This workbook is of another cycle: nothing of it was taken.")
    if error.what == "team":
        other = team.cycle.teams.filter(pk=number_of(identity.team)).select_related("territory").first()
        if other:
            return _("This workbook is of another team, %(other)s: nothing of it was taken.") % {"other": other}
        return _("This workbook is of another team: nothing of it was taken.")
    return _("A sheet of this workbook is of another deliverable: download the workbook again.")


def number_of(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
