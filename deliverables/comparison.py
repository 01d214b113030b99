"""Two versions of one deliverable side by side: dates, files, note, and what the text of changed files says now."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliverables.chain.showing import RowPair
from deliverables.changes import CHANGED, Pair, files_of, pair_files, row_changes
from deliverables.models import Version, VersionFile
from deliverables.names import names_of
from deliverables.words import received_in_words
from lib.compare import Comparison, Purse, compare
from records.models import FileText
from records.texts import known_texts

OF_DRAFT = _("The text of a draft’s files is compared once it is delivered.")
NOT_READ = _("The text of these files is being read: load the page again in a moment.")
CLOSED = _("The antivirus keeps one of these files closed: its text is not shown.")
NO_TEXT = _("There is no text to compare in these files (pictures, tables, scanned pages): open both.")
UNREADABLE = _("The text of one of these files cannot be read (password, damaged or too large): open both.")


@dataclass(frozen=True)
class Side:
    """One of the two versions, in words."""

    version: Version
    reception: str
    files: tuple[VersionFile, ...]

    @property
    def size(self) -> int:
        return sum(each.file.size for each in self.files)


@dataclass(frozen=True)
class ComparedFile:
    """``text`` for a file that changed and whose text is known on both sides; else ``why_not`` says why."""

    pair: Pair
    text: Comparison | None
    why_not: str | Promise = ""


@dataclass(frozen=True)
class Compared:
    """``note`` is None when both say the same, or nothing; ``rows`` are none where the deliverable holds none."""

    before: Side
    after: Side
    files: tuple[ComparedFile, ...]
    note: Comparison | None
    rows: tuple[RowPair, ...] = ()

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.before, self.after


def compared(before: Version, after: Version) -> Compared:
    """Compare two versions of one deliverable; five queries whatever they hold, one more with rows."""
    old, new = files_of(before), files_of(after)
    pairs = pair_files(old, new, guess=True)
    changed = [pair for pair in pairs if pair.kind == CHANGED]
    texts = known_texts(file.file for pair in changed for file in (pair.before, pair.after))
    names = names_of(before.deliverable.assignment.cycle, [before.delivered_by_id, after.delivered_by_id])
    purse = Purse()
    note = compare(before.note.splitlines(), after.note.splitlines(), purse)
    return Compared(
        side(before, old, names),
        side(after, new, names),
        tuple(compared_file(pair, texts, purse, of_draft=after.is_draft) for pair in pairs),
        None if note.is_same else note,
        row_changes(before, after),
    )


def side(version: Version, files: list[VersionFile], names: dict[int, str]) -> Side:
    by = names.get(version.delivered_by_id, "")
    return Side(version, "" if version.is_draft else received_in_words(version, by, in_full=True), tuple(files))


def compared_file(pair: Pair, texts: dict[UUID, FileText], purse: Purse, *, of_draft: bool) -> ComparedFile:
    if pair.kind != CHANGED:
        return ComparedFile(pair, None)
    old, new = (texts.get(file.file_id) for file in (pair.before, pair.after))
    if not (pair.before.file.is_released and pair.after.file.is_released):
        return ComparedFile(pair, None, why_not=CLOSED)
    if old is None or new is None:
        return ComparedFile(pair, None, why_not=OF_DRAFT if of_draft else NOT_READ)
    if {old.state, new.state} == {FileText.State.READY}:
        return ComparedFile(pair, compare(old.paragraphs, new.paragraphs, purse))
    read = {FileText.State.READY, FileText.State.NONE}
    return ComparedFile(pair, None, why_not=NO_TEXT if {old.state, new.state} <= read else UNREADABLE)
