"""The contents: every chapter a stop of the document's line, with its page number and a link."""

from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, Spacer

from . import fonts, theme
from .elements import Link, Para
from .flowables import Rows, Stop

if TYPE_CHECKING:
    from .render import Renderer

Entry = tuple[int, str, str, int]  # level, key, words, page


class ContentsList(Flowable):
    """Drawn from the entries of the pass before; the document is built again until they no longer change."""

    def __init__(self, renderer: "Renderer") -> None:
        super().__init__()
        self.renderer = renderer
        self.entries: list[Entry] = []
        self.previous: list[Entry] = []

    def isIndexing(self) -> int:
        return 1

    def isSatisfied(self) -> bool:
        return self.entries == self.previous

    def beforeBuild(self) -> None:
        self.previous, self.entries = self.entries, []

    def afterBuild(self) -> None:
        pass

    def notify(self, kind: str, entry: Entry) -> None:
        """Called by the document for each title that it draws."""
        if kind == "TOCEntry":
            self.entries.append(entry)

    def table(self) -> Flowable:
        entries = self.previous
        if not entries:
            return Spacer(0, 0)
        rows = [self.row(entry, place, len(entries)) for place, entry in enumerate(entries)]
        table = Rows(rows, colWidths=[24, theme.WIDTH - 64, 40], hAlign="LEFT")
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        table.setStyle([("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR)])
        table.setStyle([("RIGHTPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)])
        table.setStyle(
            [("TOPPADDING", (0, place), (-1, place), 8 if entry[0] == 1 else 0) for place, entry in enumerate(entries)]
        )
        return table

    def row(self, entry: Entry, place: int, count: int) -> list:
        level, key, words, page = entry
        stop = Stop(self.renderer.line, level, first=place == 0, last=place == count - 1)
        title = Para((Link(words, key=key),), f"contents-{level}")
        return [
            stop,
            self.renderer.para(title, plain_links=True),
            self.renderer.para(Para(str(page), "contents-page")),
        ]

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        self._table = self.table()
        return self._table.wrapOn(self.canv, avail_width, avail_height)

    def split(self, avail_width: float, avail_height: float) -> list:
        return self._table.splitOn(self.canv, avail_width, avail_height)

    def drawOn(self, canvas, x: float, y: float, _sW: float = 0) -> None:
        self._table.drawOn(canvas, x, y, _sW)
