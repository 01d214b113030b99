"""The text of Word and PowerPoint files."""

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .blocks import Block, Text
from .packages import attribute, local, open_package, part, whole_number

# What is deleted, told twice (the fallback of a drawing) or no text of the document.
SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr"}
HEADING = re.compile(r"(?:heading|titre|title)\s*(\d)?$", re.IGNORECASE)
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def child(element: Element | None, *names: str) -> Element | None:
    """The descendant at that path of local names."""
    for name in names:
        element = next((each for each in element if local(each) == name), None) if element is not None else None
    return element


def said(element: Element) -> str:
    """The text of a paragraph, of what hangs in it too."""
    pieces = []
    for each in element:
        name = local(each)
        if name == "t":
            pieces.append(each.text or "")
        elif name not in SKIPPED:
            pieces.append(BREAKS.get(name) or said(each))
    return "".join(pieces)


def levels(package: zipfile.ZipFile) -> dict[str, int]:
    """The styles that are titles, by their key, with their level."""
    found = {}
    for style in part(package, "word/styles.xml") or ():
        outline, name = child(style, "pPr", "outlineLvl"), child(style, "name")
        named = HEADING.match(attribute(name, "val")) if name is not None else None
        if outline is not None and attribute(outline, "val").isdecimal() and int(attribute(outline, "val")) < 9:
            found[attribute(style, "styleId")] = int(attribute(outline, "val")) + 1
        elif named:
            found[attribute(style, "styleId")] = int(named[1] or 1)
    return found


def paragraph(element: Element, titles: dict[str, int]) -> Block:
    style, listed = child(element, "pPr", "pStyle"), child(element, "pPr", "numPr")
    key = attribute(style, "val") if style is not None else ""
    if key in titles:
        return Block(said(element), level=min(titles[key], 6))
    return Block(said(element), mark="•" if listed is not None or key.startswith("List") else "")


def body(element: Element, titles: dict[str, int]) -> Iterator[Block]:
    """Paragraphs and tables; what only wraps them (content controls, footnotes) is looked through."""
    for each in element:
        name = local(each)
        if name == "p":
            yield paragraph(each, titles)
        elif name == "tbl":
            yield Block(rows=tuple(rows(each)))
        elif name not in SKIPPED:
            yield from body(each, titles)


def rows(table: Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter():
        if local(row) == "tr":
            cells = [each for each in row if local(each) == "tc"]
            yield tuple("\n".join(block.text for block in body(cell, {}) if block.text) for cell in cells)


def read_word(path: str) -> Text:
    with open_package(path) as package:
        titles = levels(package)
        blocks: list[Block] = []
        for name in ("word/document.xml", "word/footnotes.xml"):
            tree = part(package, name)
            blocks += body(tree, titles) if tree is not None else ()
        pages = child(part(package, "docProps/app.xml"), "Pages")
    return Text(tuple(blocks), whole_number(pages.text) if pages is not None else None)


def read_slides(path: str) -> Text:
    with open_package(path) as package:
        numbers = sorted(int(match[1]) for name in package.namelist() if (match := SLIDE.fullmatch(name)))
        blocks: list[Block] = []
        for number in numbers:
            tree = part(package, f"ppt/slides/slide{number}.xml")
            blocks += [Block(said(each)) for each in tree.iter() if local(each) == "p"]
    return Text(tuple(blocks), len(numbers) or None)
