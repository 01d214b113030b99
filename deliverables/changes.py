"""What differs between two versions of a deliverable, file by file; the note's words are compared elsewhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from deliverables.chain.reading import live_rows
from deliverables.chain.showing import RowPair, pair_rows, rows_counted
from deliverables.models import Deliverable, Version, VersionFile

NUMBERED = re.compile(r"([\s_.()-]*(v|version|vf|final|finale|def|\d+)\)?)+$")
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
KINDS = {
    CHANGED: gettext_lazy("replaced"),
    ADDED: gettext_lazy("added"),
    REMOVED: gettext_lazy("removed"),
    SAME: gettext_lazy("unchanged"),
}

RENAMED = {
    CHANGED: gettext_lazy("other name, other content"),
    SAME: gettext_lazy("other name, same content"),
}


@dataclass(frozen=True)
class Pair:
    """A file of the older version and what became of it in the newer one; one side is empty for what came or went."""

    kind: str
    before: VersionFile | None
    after: VersionFile | None

    @property
    def word(self) -> str | Promise:
        """What became of it; where two names were paired, what is known for sure."""
        return RENAMED[self.kind] if self.old_name else KINDS[self.kind]

    @property
    def name(self) -> str:
        return (self.after or self.before).name

    @property
    def old_name(self) -> str:
        """The name that the file had before, where it is another."""
        return self.before.name if self.before and self.after and self.before.name != self.after.name else ""


@dataclass(frozen=True)
class Changes:
    """``before`` is the older version, ``files`` what became of every file: changes first, the unchanged last.

    ``note_changed`` when the newer version has a note that says something else; none says nothing.
    """

    before: Version
    files: tuple[Pair, ...]
    note_changed: bool
    rows: tuple[RowPair, ...] = ()

    @property
    def nothing(self) -> bool:
        return not self.note_changed and all(pair.kind == SAME for pair in (*self.files, *self.rows))

    @property
    def summary(self) -> str:
        """« 1 fichier remplacé, 2 inchangés », in the order of ``KINDS``."""
        counts = {kind: sum(pair.kind == kind for pair in self.files) for kind in KINDS}
        said = [counted(kind, count) for kind, count in counts.items() if count]
        return ", ".join(said + rows_counted(self.rows))


def counted(kind: str, count: int) -> str:
    words = {
        CHANGED: ngettext("%(count)s file replaced", "%(count)s files replaced", count),
        ADDED: ngettext("%(count)s file added", "%(count)s files added", count),
        REMOVED: ngettext("%(count)s file removed", "%(count)s files removed", count),
        SAME: ngettext("%(count)s file unchanged", "%(count)s files unchanged", count),
    }
    return words[kind] % {"count": count}


def files_of(version: Version) -> list[VersionFile]:
    return list(version.files.select_related("file"))


def changes_between(before: Version, after: Version) -> Changes:
    """Two queries, three with rows. What was renamed without a change counts as unchanged, and says its old name."""
    note = after.note.strip()
    files = pair_files(files_of(before), files_of(after))
    return Changes(before, files, bool(note) and note != before.note.strip(), row_changes(before, after))


def row_changes(before: Version, after: Version) -> tuple[RowPair, ...]:
    """Every row of two versions of one deliverable with what became of it; one query, none where no rows are held."""
    rows = live_rows([before, after], after.deliverable.assignment.holds)
    return pair_rows(rows[before.pk], rows[after.pk])


def changes_of_draft(deliverable: Deliverable, draft: Version) -> Changes | None:
    """What the draft would change once delivered; None while nothing stands that it could change."""
    current = deliverable.current_version
    return changes_between(current, draft) if current else None


def pair_files(before: Iterable[VersionFile], after: Iterable[VersionFile], *, guess: bool = False) -> tuple[Pair, ...]:
    """Each file with what became of it: by its name, then by its content (SHA-256).

    ``guess`` also pairs what is left over by its name without a version's number, then by its extension, in order:
    enough to read two files side by side, too little to say that one replaces the other.
    """
    left, right = list(before), list(after)
    rules = [lambda file: file.name, lambda file: file.file.sha256, *([unnumbered, extension] if guess else [])]
    found: dict[int, VersionFile] = {}
    for rule in rules:
        for file in [each for each in right if each.pk not in found]:
            match = next((each for each in left if rule(each) == rule(file)), None)
            if match is not None:
                left.remove(match)
                found[file.pk] = match
    pairs = [pair_of(found.get(file.pk), file) for file in right] + [Pair(REMOVED, file, None) for file in left]
    return tuple(sorted(pairs, key=lambda pair: list(KINDS).index(pair.kind)))


def pair_of(before: VersionFile | None, after: VersionFile) -> Pair:
    if before is None:
        return Pair(ADDED, None, after)
    return Pair(SAME if before.file.sha256 == after.file.sha256 else CHANGED, before, after)


def unnumbered(file: VersionFile) -> tuple[str, str]:
    """« diagnostic » and « pdf » of « Diagnostic_v2 (3).pdf »."""
    stem = file.name.rpartition(".")[0].casefold()
    return NUMBERED.sub("", stem), extension(file)


def extension(file: VersionFile) -> str:
    return file.name.rpartition(".")[2].casefold()
