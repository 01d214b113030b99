"""Plain pages of somebody else's text: what a document says, not how it looks. Each page says so."""

from collections.abc import Iterable
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer

from . import fonts, theme
from .elements import Element
from .render import Renderer

TOP, BOTTOM = 70, 56
LINE = theme.Line.of("#566072", "#d9d4c8")


class Pages(BaseDocTemplate):
    """``notice`` stands at the head of each page, with the page's number."""

    def __init__(self, target: BinaryIO, notice: str, language: str) -> None:
        size = (theme.PAGE_WIDTH, theme.PAGE_HEIGHT)
        super().__init__(target, pagesize=size, lang=language, invariant=1, initialFontName=fonts.REGULAR)
        self.notice = notice
        room = theme.PAGE_HEIGHT - TOP - BOTTOM
        frame = Frame(theme.MARGIN, BOTTOM, theme.WIDTH, room, 0, 0, 0, 0)
        self.addPageTemplates([PageTemplate("text", [frame], onPageEnd=self.draw_around)])

    def draw_around(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFillColor(theme.SOFT)
        canvas.setFont(fonts.ITALIC, 9)
        y = theme.PAGE_HEIGHT - 44
        canvas.drawString(theme.MARGIN, y, fonts.fit(self.notice, fonts.ITALIC, 9, theme.WIDTH - 40))
        canvas.drawRightString(theme.PAGE_WIDTH - theme.MARGIN, y, str(self.page))
        canvas.setStrokeColor(theme.RULE)
        canvas.line(theme.MARGIN, y - 8, theme.PAGE_WIDTH - theme.MARGIN, y - 8)
        canvas.restoreState()


def draw_simple(elements: Iterable[Element], target: BinaryIO, *, notice: str, language: str) -> None:
    """Write paragraphs and tables as a PDF into an open binary file. Titles are paragraphs of kind ``h3`` or ``h4``."""
    fonts.register()
    renderer = Renderer(LINE)
    story = [piece for element in elements for piece in renderer.element(element, theme.WIDTH)]
    Pages(target, notice, language).build(story or [Spacer(0, 1)])
