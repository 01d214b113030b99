"""Drawing pieces that reportlab lacks: a title that can be found again, rows that stay whole, a box in the margin."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus import Table as PlatypusTable

from . import theme


class Title(Paragraph):
    """A heading that says where it was drawn: bookmark, outline and an entry of the contents."""

    place = None  # (level, key, words), on the first part when the title itself is split over pages

    def split(self, avail_width: float, avail_height: float) -> list:
        parts = super().split(avail_width, avail_height)
        if parts and parts[0] is not self:
            parts[0].place = self.place
        return parts

    def draw(self) -> None:
        if self.place:
            self.canv._doctemplate.note_title(*self.place, top=self.canv.absolutePosition(0, self.height + 14)[1])
        super().draw()


class Rows(PlatypusTable):
    """A table that splits between rows only; inside a row when, and only when, the row is longer than a page."""

    def split(self, avail_width: float, avail_height: float) -> list:
        self._calc(avail_width, avail_height)
        head = sum(self._rowHeights[: self.repeatRows + 1])
        self.splitInRow = 1 if head > theme.HEIGHT else 0
        parts = super().split(avail_width, avail_height)
        if len(parts) == 2 and len(parts[1]._cellvalues) - self.repeatRows == 1 and self._nrows - self.repeatRows > 3:
            # No last row alone on a page: the one before goes with it.
            less = sum(self._rowHeights[:-2])
            return super().split(avail_width, less + 0.1)
        return parts


class Photo(Flowable):
    """A JPEG fitted into ``room`` by ``most`` points; its alternative text stands around it in the page."""

    def __init__(self, jpeg: bytes, size: tuple[int, int], alternative: str, room: float, most: float) -> None:
        super().__init__()
        scale = min(room / size[0], most / size[1])
        self.jpeg, self.alternative = jpeg, alternative
        self.width, self.height = size[0] * scale, size[1] * scale

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        words = f"\ufeff{self.alternative}".encode("utf-16-be", "replace").hex()
        self.canv._code.append(f"/Span <</Alt <{words}>>> BDC")
        self.canv.drawImage(ImageReader(BytesIO(self.jpeg)), 0, 0, self.width, self.height)
        self.canv._code.append("EMC")


class Margin(Flowable):
    """A box in the side column that takes no room of the text beside it."""

    def __init__(self, content: Sequence[Flowable], line: theme.Line) -> None:
        super().__init__()
        self.content, self.line = content, line

    PADDING = 11

    def heights(self) -> list[float]:
        """Of each piece, its own spaces included; known before the page is."""
        room = theme.SIDE - 2 * self.PADDING
        return [piece.wrap(room, 1e6)[1] + piece.getSpaceAfter() for piece in self.content]

    def total(self) -> float:
        return sum(self.heights()) + 2 * self.PADDING - 6

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        left, height, canvas = -(theme.SIDE + theme.GUTTER), self.total(), self.canv
        canvas.saveState()
        canvas.setFillColor(theme.BOX)
        canvas.rect(left, -height, theme.SIDE, height, stroke=0, fill=1)
        canvas.setStrokeColor(self.line.strong)
        canvas.setLineWidth(2.6)
        canvas.setLineCap(1)
        canvas.line(left, -height, left, 0)
        canvas.restoreState()
        y = -self.PADDING
        for piece, taken in zip(self.content, self.heights(), strict=True):
            piece.drawOn(canvas, left + self.PADDING, y - piece.height)
            y -= taken


class Stop(Flowable):
    """One stop of the line that runs down the contents; a small one for a sheet, half a line at the ends."""

    def __init__(self, line: theme.Line, level: int, first: bool, last: bool) -> None:
        super().__init__()
        self.line, self.level, self.first, self.last = line, level, first, last

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        return 12, 0

    def drawOn(self, canvas, x: float, y: float, _sW: float = 0) -> None:
        up, down = (8, -16) if self.level == 1 else (5, -14)
        canvas.saveState()
        canvas.setStrokeColor(self.line.strong)
        canvas.setLineWidth(2.4)
        canvas.line(x + 6, y if self.first else y + up + 6, x + 6, y - 6 if self.last else y + down)
        canvas.setFillColor(theme.PAPER if self.level == 1 else self.line.strong)
        canvas.circle(x + 6, y - 6, 4.2 if self.level == 1 else 1.4, stroke=1, fill=1)
        canvas.restoreState()
