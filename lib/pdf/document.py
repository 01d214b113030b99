"""The document: pages, running header with its line, footer, bookmarks; the same input gives the same bytes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO

from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    Indenter,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)

from . import fonts, theme
from .elements import Document
from .render import INDENT, Renderer

Progress = Callable[[int, int], None]


class Stamp(TimeStamp):
    """The moment that the file says it was made, whatever the clock says."""

    def __init__(self, at: datetime) -> None:
        super().__init__(invariant=1)
        self.t, self.lt = at.timestamp(), at.astimezone(UTC).timetuple()
        self.YMDhms = tuple(self.lt)[:6]
        self.tzname, self.dhh, self.dmm = "UTC", 0, 0


class Pages(BaseDocTemplate):
    """Lays the flow on pages, twice or more, until the contents and the header's line tell the truth."""

    def __init__(
        self, target: BinaryIO, document: Document, line: theme.Line, at: datetime, progress: Progress
    ) -> None:
        super().__init__(
            target,
            pagesize=(theme.PAGE_WIDTH, theme.PAGE_HEIGHT),
            title=document.title,
            author=document.author,
            subject=document.subject,
            creator="Escale",
            lang=document.language,
            invariant=1,
            initialFontName=fonts.REGULAR,
            displayDocTitle=1,
            allowSplitting=1,
        )
        self.document, self.line, self.at, self.progress = document, line, at, progress
        self.drawn, self.expected = 0, 1
        self.map: list[tuple[int, str, int]] = []  # level, words, page
        self.previous_map, self.last_page = self.map, 1
        self.addPageTemplates([self.cover_template(), self.text_template()])

    def cover_template(self) -> PageTemplate:
        left, width = theme.MARGIN + 12, theme.PAGE_WIDTH - theme.MARGIN - 50

        def zone(bottom: float, top: float, room: float = width) -> Frame:
            return Frame(left, bottom, room, top - bottom, 0, 0, 0, 0)

        frames = [zone(430, 770, width - 70), zone(170, 410), zone(50, 160)]
        return PageTemplate("cover", frames, onPage=self.draw_cover)

    def text_template(self) -> PageTemplate:
        frame = Frame(theme.MARGIN, theme.BOTTOM, theme.WIDTH, theme.HEIGHT, 0, 0, 0, 0)
        return PageTemplate("text", [frame], onPage=self.draw_watermark, onPageEnd=self.draw_around)

    # What each pass notes for the next

    def beforeDocument(self) -> None:
        self.canv._doc._timeStamp = Stamp(self.at)
        self.canv.setViewerPreference("DisplayDocTitle", "true")
        if self.map:
            self.previous_map, self.last_page = self.map, self.final_page
        self.map, self.level = [], -1

    def beforePage(self) -> None:
        """Whether the text leaves the side column free at the page's top: not where a table takes the whole width."""
        self.has_margin = self._leftExtraIndent > 0

    def afterPage(self) -> None:
        self.final_page = self.page

    def afterFlowable(self, flowable: Flowable) -> None:
        self.drawn += 1
        if self.drawn % 20 == 0:
            self.progress(min(self.drawn, self.expected - 1), self.expected)

    def note_title(self, level: int, key: str, words: str, top: float) -> None:
        """A title was drawn on the present page: make it findable."""
        self.canv.bookmarkPage(key, fit="XYZ", left=0, top=top)
        depth = min(max(level - 1, 0), self.level + 1)  # an outline may not skip a level
        self.level = depth
        if level <= 3:
            self.canv.addOutlineEntry(words, key, depth, closed=depth > 0)
        if level <= 2:
            self.map.append((level, words, self.page))
        if level in (1, 2):
            self.notify("TOCEntry", (level, key, words, self.page))

    # What stands around the text

    def draw_cover(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        canvas.setFillColor(theme.PAPER)
        canvas.rect(0, 0, theme.PAGE_WIDTH, theme.PAGE_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(self.line.strong)
        canvas.rect(0, 0, 26, theme.PAGE_HEIGHT, stroke=0, fill=1)
        self.draw_watermark(canvas, _doc)

    def draw_watermark(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        """Across the page and below its text: pale enough to read through, also in grey."""
        canvas.saveState()
        canvas.setFillColor(theme.HexColor("#eeeeee"))
        canvas.setFont(fonts.BOLD, 64)
        canvas.translate(theme.PAGE_WIDTH / 2, theme.PAGE_HEIGHT / 2)
        canvas.rotate(55)
        canvas.drawCentredString(0, -20, fonts.fit(self.document.watermark, fonts.BOLD, 64, theme.PAGE_HEIGHT * 0.9))
        canvas.restoreState()

    def draw_around(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        canvas.saveState()
        here = self.map[-1] if self.map else (0, "", self.page)
        self.draw_header(canvas, here[1])
        if here[2] < self.page and here[0] > 0:
            self.draw_continued(canvas, here[1])
        canvas.setFillColor(theme.SOFT)
        canvas.setFont(fonts.REGULAR, 8.2)
        canvas.drawString(theme.MARGIN, 44, fonts.fit(self.document.footer, fonts.REGULAR, 8.2, theme.WIDTH - 60))
        canvas.setFont(fonts.STRONG, 9)
        canvas.drawRightString(theme.PAGE_WIDTH - theme.MARGIN, 44, str(self.page))
        canvas.restoreState()

    def draw_header(self, canvas: Canvas, words: str) -> None:
        y, half = theme.PAGE_HEIGHT - 44, theme.WIDTH / 2 - 8
        canvas.setFillColor(theme.SOFT)
        canvas.setFont(fonts.REGULAR, 8.2)
        canvas.drawString(theme.MARGIN, y, fonts.fit(self.document.running, fonts.REGULAR, 8.2, half))
        right = fonts.fit(words, fonts.REGULAR, 8.2, half)
        canvas.drawRightString(theme.PAGE_WIDTH - theme.MARGIN, y, right)
        self.draw_line(canvas, y - 13)

    def draw_line(self, canvas: Canvas, y: float) -> None:
        """The document's line: a stop a chapter, strong up to the present page."""
        span = max(self.last_page - 2, 1)

        def x(page: int) -> float:
            return theme.MARGIN + 3 + (theme.WIDTH - 6) * min(max(page - 2, 0) / span, 1)

        canvas.setLineCap(1)
        canvas.setLineWidth(2.2)
        for colour, end in ((self.line.soft, x(self.last_page)), (self.line.strong, x(self.page))):
            canvas.setStrokeColor(colour)
            canvas.line(x(2), y, end, y)
        canvas.setLineWidth(1.6)
        for level, _words, page in self.previous_map:
            if level == 1:
                canvas.setStrokeColor(self.line.strong if page <= self.page else self.line.soft)
                canvas.setFillColor(theme.HexColor("#ffffff"))
                canvas.circle(x(page), y, 2.6, stroke=1, fill=1)
        canvas.setFillColor(self.line.strong)
        canvas.circle(x(self.page), y, 3.4, stroke=0, fill=1)

    def draw_continued(self, canvas: Canvas, words: str) -> None:
        """In the margin of a later page: what continues here."""
        y = theme.PAGE_HEIGHT - theme.TOP - 10
        if not self.has_margin:
            return
        canvas.setFillColor(self.line.strong)
        canvas.setFont(fonts.STRONG, 8.8)
        canvas.drawString(theme.MARGIN, y, fonts.fit(words, fonts.STRONG, 8.8, theme.SIDE))
        canvas.setFillColor(theme.SOFT)
        canvas.setFont(fonts.REGULAR, 8.4)
        canvas.drawString(theme.MARGIN, y - 12, fonts.printable(self.document.continued))


def _ignore(done: int, total: int) -> None:
    pass


def draw(
    document: Document,
    target: BinaryIO,
    *,
    line: theme.Line,
    created_at: datetime,
    progress: Progress | None = None,
) -> None:
    """Write the document as a PDF into an open binary file. The same document, line and date give the same bytes.

    ``progress(done, total)`` is called now and then; nothing is read from outside and no text is taken for markup.
    """
    renderer = Renderer(line)
    pages = Pages(target, document, line, created_at, progress or _ignore)
    story = [
        *renderer.flow(document.cover, theme.WIDTH),
        NextPageTemplate("text"),
        PageBreak(),
        Indenter(left=INDENT),
        *renderer.flow(document.body, theme.TEXT_WIDTH),
        Indenter(left=-INDENT),  # or the next pass would begin where this one ended
    ]
    pages.expected = 2 * len(story)
    pages.multiBuild(story, maxPasses=6)
    (progress or _ignore)(pages.expected, pages.expected)
