"""A sheet of a few pages: facts, grids whose header is repeated, page n/N; landscape to fill in by hand, or upright."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus import Table as PlatypusTable

from . import fonts, theme
from .document import Stamp
from .elements import Cell, Element, Para
from .render import Renderer

MARGIN, TOP, BOTTOM = 40, 46, 38
# No row may be longer than a page: a cell's text is cut long before.
LONGEST = 250
EMPTY = "\u00a0"  # an empty box is as high as one with a line of text


@dataclass(frozen=True)
class Group:
    """Rows under a title of their own; without a title they follow on."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Grid:
    """Boxes under a header that is repeated on each page. No row is torn, no title stands alone at a page's foot."""

    header: tuple[str, ...]
    groups: tuple[Group, ...]
    widths: tuple[float, ...]
    padding: float = 8.5  # above and below a row's text: how much room a hand has


@dataclass(frozen=True)
class Sheet:
    """``head`` stands on the first page, ``running`` on the others; ``page`` is "page {page}/{pages}" in words.

    ``foot`` follows the last grid. A4 landscape unless ``upright``.
    """

    title: str
    author: str
    language: str
    subject: str
    running: str
    footer: str
    page: str
    head: tuple[Element, ...]
    grids: tuple[Grid, ...]
    foot: tuple[Element, ...] = ()
    upright: bool = False

    @property
    def size(self) -> tuple[float, float]:
        return A4 if self.upright else landscape(A4)

    @property
    def room(self) -> float:
        """The width that is printed on."""
        return self.size[0] - 2 * MARGIN


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


class Pages(BaseDocTemplate):
    def __init__(self, target: BinaryIO, sheet: Sheet, line: theme.Line, at: datetime, pages: int) -> None:
        super().__init__(
            target,
            pagesize=sheet.size,
            title=sheet.title,
            author=sheet.author,
            subject=sheet.subject,
            creator="Escale",
            lang=sheet.language,
            invariant=1,
            initialFontName=fonts.REGULAR,
            displayDocTitle=1,
        )
        self.sheet, self.line, self.at, self.pages = sheet, line, at, pages
        frame = Frame(MARGIN, BOTTOM, sheet.room, sheet.size[1] - TOP - BOTTOM, 0, 0, 0, 0)
        self.addPageTemplates([PageTemplate("sheet", [frame], onPageEnd=self.draw_around)])

    def beforeDocument(self) -> None:
        self.canv._doc._timeStamp = Stamp(self.at)
        self.canv.setViewerPreference("DisplayDocTitle", "true")

    def draw_around(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        (width, height), room = self.sheet.size, self.sheet.room
        canvas.saveState()
        canvas.setFillColor(theme.SOFT)
        canvas.setFont(fonts.REGULAR, 8.2)
        if self.page > 1:
            running = fonts.fit(self.sheet.running, fonts.REGULAR, 8.2, room)
            canvas.drawString(MARGIN, height - 28, running)
        canvas.drawString(MARGIN, 22, fonts.fit(self.sheet.footer, fonts.REGULAR, 8.2, room - 90))
        canvas.setFont(fonts.STRONG, 8.6)
        number = self.sheet.page.format(page=self.page, pages=self.pages)
        canvas.drawRightString(width - MARGIN, 22, fonts.printable(number))
        canvas.setStrokeColor(self.line.strong)
        canvas.setLineWidth(2)
        canvas.line(MARGIN, height - 34, width - MARGIN, height - 34)
        canvas.restoreState()


def grid_flow(grid: Grid, renderer: Renderer, room: float) -> Flowable:
    """The grid as one table: a group's title is a row over all columns that keeps its first row beside it."""
    rows: list[list] = [[renderer.para(Para(cut(text), "header")) for text in grid.header]]
    style = list(box_style(grid, renderer.line))
    for group in grid.groups:
        if group.title:
            place = len(rows)
            title = renderer.para(Para(cut(group.title), "cell-strong"))
            rows.append([title, *[""] * (len(grid.header) - 1)])
            style += [
                ("SPAN", (0, place), (-1, place)),
                ("BACKGROUND", (0, place), (-1, place), renderer.line.soft),
                ("TOPPADDING", (0, place), (-1, place), 3),
                ("BOTTOMPADDING", (0, place), (-1, place), 4),
            ]
            style += [("NOSPLIT", (0, place), (-1, place + 1))] if group.rows else []
        rows += [
            [renderer.cell(cut(cell) or EMPTY if isinstance(cell, str) else cell, False) for cell in row]
            for row in group.rows
        ]
    widths = [room * share / sum(grid.widths) for share in grid.widths]
    flow = PlatypusTable(rows, colWidths=widths, repeatRows=1, hAlign="LEFT")
    flow.setStyle(style)
    flow.spaceBefore, flow.spaceAfter = 6, 12
    return flow


def box_style(grid: Grid, line: theme.Line) -> Sequence[tuple]:
    return (
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR),  # a cell's own default is never embedded
        ("GRID", (0, 0), (-1, -1), 0.6, theme.SOFT),
        ("LEFTPADDING", (0, 0), (-1, -1), 6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 1), (-1, -1), grid.padding),
        ("BOTTOMPADDING", (0, 1), (-1, -1), grid.padding),
        ("TOPPADDING", (0, 0), (-1, 0), 4),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 5),
        ("LINEBELOW", (0, 0), (-1, 0), 1.2, line.strong),
    )


def draw_sheet(sheet: Sheet, target: BinaryIO, *, line: theme.Line, created_at: datetime) -> int:
    """Write the sheet as a PDF; returns its number of pages. The same sheet, line and date give the same bytes.

    Drawn twice: the first time tells how many pages there are.
    """
    pages = 0
    for place in (BytesIO(), target):
        renderer = Renderer(line)
        story: list[Flowable] = []
        for element in sheet.head:
            story += renderer.element(element, sheet.room)
        story += [grid_flow(grid, renderer, sheet.room) for grid in sheet.grids]
        for element in sheet.foot:
            story += renderer.element(element, sheet.room)
        document = Pages(place, sheet, line, created_at, pages)
        document.build(story)
        pages = document.page
    return pages
