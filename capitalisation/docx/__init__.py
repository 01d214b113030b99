"""The report as a Word file, from the same elements as the printed one."""

from datetime import datetime
from typing import BinaryIO

from capitalisation.content import Report
from capitalisation.pdf import document_of
from capitalisation.pdf.notes import Album
from lib import word

__all__ = ["write_word"]


def write_word(
    content: Report,
    target: BinaryIO,
    *,
    created_at: datetime,
    release: str,
    number: int = 0,
    album: Album | None = None,
) -> None:
    """Write the report as .docx. The same content, date, release and number give the same bytes."""
    document = document_of(content, created_at=created_at, release=release, number=number, album=album)
    word.write(document, target, created_at=created_at)
