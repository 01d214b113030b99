"""The text of PDF files: lines put together to paragraphs as a reader would."""

import re
from collections import Counter
from itertools import pairwise

import pypdfium2

from .blocks import MOST_CHARACTERS, Block, Text, Unreadable

ENDS = re.compile(r"[.!?:;…»”)]$")
ITEM = re.compile(r"(?:[•▪◦–*-]|\(?\d{1,2}[.)])\s")
FULL = 0.7  # a line shorter than this share of the page's long ones ends its paragraph
MARKS_OF_A_BREAK = "\ufffe\u00ad\x02"  # a hyphen that pdfium found to be one of the line's end
RUNNING = 3  # pages that begin or end alike before that line counts as a running title


def open_pdf(path: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("encrypted" if "assword" in str(error) else "broken") from error


def lines_of(document: pypdfium2.PdfDocument) -> list[list[str]]:
    """The lines of each page, the empty ones left out."""
    pages, length = [], 0
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        lines = [line.strip() for line in text.get_text_bounded().replace("\r", "\n").split("\n")]
        pages.append([line for line in lines if line])
        length += sum(map(len, pages[-1]))
        text.close()
        page.close()
        if length > MOST_CHARACTERS:
            raise Unreadable("too_large")
    return pages


def alike(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def without_running(pages: list[list[str]]) -> list[list[str]]:
    """The pages without the titles and numbers that stand at the head or foot of most of them."""
    for place in (0, -1):
        while True:
            seen = Counter(alike(lines[place]) for lines in pages if lines)
            running = {line for line, times in seen.items() if times >= RUNNING and times > len(pages) / 2}
            if not running:
                break
            pages = [cut(lines, place) if lines and alike(lines[place]) in running else lines for lines in pages]
    return pages


def cut(lines: list[str], place: int) -> list[str]:
    return lines[1:] if place == 0 else lines[:-1]


def goes_on(line: str, following: str, full: float) -> bool:
    """Whether a paragraph goes on from one line of a page to the next."""
    if line[-1] in MARKS_OF_A_BREAK:
        return True
    return len(line) >= full and not ITEM.match(following) and (following[0].islower() or not ENDS.search(line))


def glued(line: str, following: str) -> str:
    return line.rstrip(MARKS_OF_A_BREAK) + following if line[-1] in MARKS_OF_A_BREAK else f"{line} {following}"


def joined(lines: list[str]) -> list[str]:
    """The paragraphs of one page."""
    lengths = sorted(map(len, lines))
    full = FULL * lengths[int(len(lengths) * 0.9)] if lines else 0
    found = lines[:1]
    for line, following in pairwise(lines):
        if goes_on(line, following, full):
            found[-1] = glued(found[-1], following)
        else:
            found.append(following)
    return found


def flowing(pages: list[list[str]]) -> list[str]:
    """The paragraphs of the pages, one that goes over the edge of a page put together."""
    found: list[str] = []
    for paragraphs in map(joined, pages):
        if found and paragraphs and paragraphs[0][0].islower() and not ENDS.search(found[-1]):
            found[-1] = glued(found[-1], paragraphs.pop(0))
        found += paragraphs
    return found


def read_pdf(path: str) -> Text:
    document = open_pdf(path)
    return Text(tuple(Block(text) for text in flowing(without_running(lines_of(document)))), len(document))
