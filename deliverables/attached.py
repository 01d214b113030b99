"""The files of a version: those that are sent now, and those that Escale holds already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils import timezone

from accounts.models import User
from deliverables.models import Version, VersionFile
from records.files import store
from records.models import StoredFile
from records.pictures import count_pages, kind_of

ORIGIN = "deliverable"


@dataclass(frozen=True)
class Attached:
    """A stored file on its way into a version."""

    name: str
    file: StoredFile
    pages: int | None
    preview: str

    @property
    def facts(self) -> dict:
        """What the log keeps of it."""
        return {"name": self.name, "sha256": self.file.sha256, "size": self.file.size}


def store_all(files: Iterable[BinaryIO], *, actor: User) -> list[Attached]:
    """Store the files, each with a ``name``. Raises StoreError and OSError as the store does."""
    return [of_stored(store(file, name=file.name, origin=ORIGIN, actor=actor)) for file in files]


def of_stored(file: StoredFile) -> Attached:
    """A file that was stored just now."""
    return Attached(file.original_name, file, count_pages(file), first_preview(file))


def again(rows: Iterable[VersionFile]) -> list[Attached]:
    """The files of other versions, to be held once more: the same stored file, no copy."""
    return [Attached(row.name, row.file, row.pages, row.preview) for row in rows]


def first_preview(file: StoredFile) -> str:
    return VersionFile.Preview.WAITING if kind_of(file) else VersionFile.Preview.NONE


def attach(version: Version, attached: Iterable[Attached]) -> None:
    """Add the files after those that the version holds."""
    held = list(version.files.values_list("position", "name"))
    last, names = max((position for position, _name in held), default=0), {name for _position, name in held}
    for position, each in enumerate(attached, start=last + 1):
        name = unused(each.name, names)
        names.add(name)
        VersionFile.objects.create(
            version=version, position=position, name=name, file=each.file, pages=each.pages, preview=each.preview
        )
    Version.objects.filter(pk=version.pk).update(changed_at=timezone.now())


def unused(name: str, names: set[str]) -> str:
    """The name, numbered when the version already holds a file of that name."""
    stem, dot, extension = name.rpartition(".")
    stem, extension = (stem, dot + extension) if dot else (name, "")
    number, candidate = 2, name
    while candidate in names:
        candidate, number = f"{stem} ({number}){extension}", number + 1
    return candidate
