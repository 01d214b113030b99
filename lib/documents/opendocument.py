"""The text of LibreOffice files: texts, sheets and slides share one way of writing it down."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .blocks import Block, Text, Unreadable
from .packages import attribute, local, open_package, part, whole_number

SKIPPED = {"tracked-changes", "annotation", "forms", "script", "event-listeners", "notes", "note-citation", "desc"}
BREAKS = {"tab": "\t", "line-break": "\n"}


def said(element: Element) -> str:
    """The text of a paragraph; a note's text follows in place."""
    pieces = [element.text or ""]
    for each in element:
        name = local(each)
        if name == "s":
            pieces.append(" ")
        elif name in BREAKS:
            pieces.append(BREAKS[name])
        elif name not in SKIPPED:
            pieces.append(said(each))
        pieces.append(each.tail or "")
    return "".join(pieces)


def walk(element: Element, mark: str = "") -> Iterator[Block]:
    """Titles, paragraphs, items and tables below an element; frames, sections and slides are looked through."""
    for each in element:
        name = local(each)
        if name == "h":
            yield Block(said(each), level=min(whole_number(attribute(each, "outline-level")) or 1, 6))
        elif name == "p":
            yield Block(said(each), mark=mark)
        elif name == "table":
            yield Block(rows=tuple(rows(each)))
        elif name in {"list-item", "list-header"}:
            yield from walk(each, "•")
        elif name not in SKIPPED:
            yield from walk(each, mark)


def rows(table: Element) -> Iterator[tuple[str, ...]]:
    """Each row as it is written: a row or a cell that stands for many equal ones counts once."""
    for row in table.iter():
        if local(row) == "table-row":
            cells = [each for each in row if local(each) in {"table-cell", "covered-table-cell"}]
            yield tuple("\n".join(block.text for block in walk(cell) if block.text) for cell in cells)


def read_open_document(path: str) -> Text:
    with open_package(path) as package:
        manifest = part(package, "META-INF/manifest.xml")
        if manifest is not None and any(local(each) == "encryption-data" for each in manifest.iter()):
            raise Unreadable("encrypted")
        content, meta = part(package, "content.xml"), part(package, "meta.xml")
    held = next((each for each in content if local(each) == "body"), ()) if content is not None else ()
    blocks = tuple(walk(held))
    return Text(blocks, pages_of(meta, content))


def pages_of(meta: Element | None, content: Element) -> int | None:
    for each in meta.iter() if meta is not None else ():
        if local(each) == "document-statistic":
            return whole_number(attribute(each, "page-count"))
    slides = sum(local(each) == "page" for each in content.iter())
    return slides or None
