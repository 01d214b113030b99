"""From elements to flowables: the one place where text is escaped and looks are applied."""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    FrameBreak,
    Indenter,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
)

from . import fonts, theme
from .contents import ContentsList
from .elements import (
    Aside,
    Bar,
    Cell,
    Contents,
    Element,
    Figure,
    Heading,
    Inline,
    Link,
    NextFrame,
    Para,
    Picture,
    Pictures,
    Space,
    Span,
    Table,
    Wide,
)
from .flowables import Margin, Photo, Rows, Title

BREAKS = re.compile(r"\n(?:[ \t]*\n){2,}")
# A longer "word" is no word; reportlab measures it again for every line that it fills, so it is parted here.
ENDLESS = re.compile(r"\S{200}(?=\S)")
INDENT = theme.SIDE + theme.GUTTER
# Between two pictures, and the greatest height of one of a pair and of one alone.
BETWEEN, TALL, TALL_ALONE = 14, 165, 220


def markup(text: str) -> str:
    """Any text as reportlab's paragraph markup: literal, or visibly replaced where no font has the character.

    Line breaks are kept, at most two in a row and none at the ends: reportlab cannot split a paragraph of nothing else.
    """
    text = ENDLESS.sub(r"\g<0> ", text)
    text = BREAKS.sub("\n\n", text.replace("\r\n", "\n")).strip("\n")
    return "".join(
        f'<font name="{fonts.FALLBACK}">{escape(piece)}</font>' if lent else escape(piece).replace("\n", "<br/>")
        for piece, lent in fonts.runs(text)
    )


class Renderer:
    """Turns the elements of one document into flowables, in one line colour."""

    def __init__(self, line: theme.Line) -> None:
        self.line = line
        self.styles = theme.styles(line)
        self._keys = 0

    # Text

    def inline(self, part: Inline, plain_links: bool = False) -> str:
        if isinstance(part, str):
            return markup(part)
        if isinstance(part, Span):
            text = markup(part.text)
            text = f"<b>{text}</b>" if part.strong else text
            return f"<i>{text}</i>" if part.emphasis else text
        return self.link(part, plain_links)

    def link(self, link: Link, plain: bool) -> str:
        """Only to a place of the document or to an http(s) address: nothing else is followed, nothing is fetched."""
        target = f"#{link.key}" if link.key else link.address
        if not link.key and not target.startswith(("http://", "https://")):
            return markup(link.text)
        colour = "" if plain else f' color="{self.line.strong.hexval().replace("0x", "#")}"'
        return f"<a href={quoteattr(target)}{colour}>{markup(link.text)}</a>"

    def para(self, para: Para, plain_links: bool = False) -> Paragraph:
        """``plain_links``: in the paragraph's own colour, where all is link (the contents)."""
        parts = (para.content,) if isinstance(para.content, str) else para.content
        text = "".join(self.inline(part, plain_links) for part in parts)
        style = self.styles[para.kind]
        if not para.mark:
            return Paragraph(text, style)
        indented = ParagraphStyle(f"{para.kind}-marked", parent=style, leftIndent=14)
        indented.bulletColor = self.line.strong
        return Paragraph(text, indented, bulletText=fonts.printable(para.mark))

    def title(self, heading: Heading) -> list[Flowable]:
        self._keys += 1
        title = Title(markup(heading.text), self.styles[f"h{heading.level}"])
        words = fonts.printable(heading.contents or heading.text)[:250]
        title.place = (heading.level, heading.key or f"h{self._keys}", words)
        pieces: list[Flowable] = [title]
        if heading.eyebrow:
            pieces.insert(0, self.para(Para(heading.eyebrow, "eyebrow")))
        if heading.sub:
            pieces.append(self.para(Para(heading.sub, "sub")))
        return pieces

    # Boxes, tables, figures

    def cell(self, cell: Cell, number: bool) -> list[Flowable]:
        if isinstance(cell, Bar):
            return [cell.drawing]
        paras = cell if isinstance(cell, tuple) else (cell,)
        kind = "cell-number" if number else "cell"
        return [self.para(Para(para, kind) if isinstance(para, str) else para) for para in paras]

    def rows(self, table: Table, room: float) -> Rows:
        count = len(table.header or table.rows[0])
        shares = table.widths or (1.0,) * count
        widths = [room * share / sum(shares) for share in shares]
        head = [
            [self.para(Para(text, "header-number" if column in table.numbers else "header"))]
            for column, text in enumerate(table.header)
        ]
        body = [[self.cell(cell, column in table.numbers) for column, cell in enumerate(row)] for row in table.rows]
        flow = Rows([head, *body] if head else body, colWidths=widths, repeatRows=1 if head else 0, hAlign="LEFT")
        flow.setStyle(self.rules(table, bool(head)))
        flow.spaceAfter = 10 if table.ruled else 0
        return flow

    def rules(self, table: Table, headed: bool) -> list[tuple]:
        side = 5 if table.ruled else 4
        commands = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR),  # a cell's own default is never embedded
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), side * 2),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5 if table.ruled else 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5 if table.ruled else 0),
        ]
        if table.ruled:
            commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, theme.RULE))
        if headed:
            commands.append(("LINEBELOW", (0, 0), (-1, 0), 1, self.line.strong))
        return commands

    def figure(self, figure: Figure, room: float) -> list[Flowable]:
        pieces: list[Flowable] = [figure.drawing]
        if figure.caption:
            pieces.append(self.para(Para(figure.caption, "caption")))
        if figure.table:
            pieces.append(self.rows(figure.table, room))
        return pieces

    def whole(self, figure: Figure, room: float) -> bool:
        """Whether a figure stands with its table on one page; a longer table may go on to the next."""
        return sum(_height(piece, room) for piece in self.figure(figure, room)) <= theme.HEIGHT * 0.8

    def pictures(self, pictures: Pictures, room: float) -> Rows:
        width = (room - BETWEEN) / 2
        rows = [
            [self.picture(cells[0], room, TALL_ALONE), []]
            if len(cells) == 1
            else [self.picture(cell, width, TALL) for cell in cells]
            for cells in pictures.rows()
        ]
        flow = Rows(rows, colWidths=[width + BETWEEN, width], hAlign="LEFT")
        flow.setStyle(self.rules(Table((), ruled=False), headed=False))
        flow.setStyle([("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 4)])
        flow.setStyle([("RIGHTPADDING", (0, 0), (0, -1), BETWEEN)])
        flow.setStyle([("SPAN", (0, 0), (1, 0)), ("RIGHTPADDING", (0, 0), (0, 0), 0)] * (len(pictures.rows()[0]) == 1))
        flow.spaceAfter = 6
        return flow

    def picture(self, cell: Picture | Para, width: float, tall: float) -> list[Flowable]:
        if isinstance(cell, Para):
            return [self.para(cell)]
        photo = Photo(cell.jpeg, cell.size, cell.caption, width, tall)
        return [photo, self.para(Para(cell.caption, "caption"))]

    def aside(self, aside: Aside, room: float) -> list[Flowable]:
        box = Margin([self.element(element, theme.SIDE)[0] for element in aside.elements], self.line)
        if box.total() > theme.HEIGHT - 170:  # longer than the margin: it flows with the text
            return [piece for element in aside.elements for piece in self.element(element, room)]
        return [CondPageBreak(box.total()), box]

    # The flow

    def element(self, element: Element, room: float) -> list[Flowable]:
        match element:
            case Para():
                return [self.para(element)]
            case Table():
                caption = [self.para(Para(element.caption, "note"))] if element.caption else []
                return [*caption, self.rows(element, room)] if element.rows else []
            case Figure():
                pieces = self.figure(element, room)
                return [KeepTogether(pieces)] if self.whole(element, room) else pieces
            case Pictures():
                return [self.pictures(element, room)] if element.cells else []
            case Aside():
                return self.aside(element, room)
            case Space():
                return [Spacer(0, element.points)]
            case NextFrame():
                return [FrameBreak()]
            case Wide():
                return [
                    Indenter(left=-INDENT),
                    *self.flow(element.elements, theme.WIDTH),
                    Indenter(left=INDENT),
                ]
            case Contents():
                return self.contents(element)
        raise TypeError(f"Not an element of a flow: {element!r}")

    def contents(self, contents: Contents) -> list[Flowable]:
        title = Title(markup(contents.title), self.styles["h1"])
        title.place = (0, "contents", fonts.printable(contents.title))
        return [Indenter(left=-INDENT), title, Spacer(0, 24), ContentsList(self), Indenter(left=INDENT)]

    def flow(self, elements: Sequence[Element], room: float) -> list[Flowable]:
        """The flowables, each title kept with the beginning of what follows it."""
        story: list[Flowable] = []
        for place, element in enumerate(elements):
            if not isinstance(element, Heading):
                keep = isinstance(element, Table) and element.rows and (element.caption or element.whole)
                story += [CondPageBreak(self.beginning(element, room))] if keep else []
                story += self.element(element, room)
            elif element.level <= 2:
                story += [
                    PageBreak(),
                    Indenter(left=-INDENT),
                    *self.title(element),
                    Spacer(0, 22),
                    Indenter(left=INDENT),
                ]
            else:
                needed = sum(_height(piece, room) for piece in self.title(element))
                needed += self.following(elements[place + 1 :], room)
                story += [CondPageBreak(min(needed, theme.HEIGHT * 0.88)), *self.title(element)]
        return story

    def following(self, elements: Iterable[Element], room: float) -> float:
        """Height of what must stand under a title: further titles, the beginning of the first thing that is none."""
        height = 0.0
        for element in elements:
            if not isinstance(element, Heading):
                return height + self.beginning(element, room)
            if element.level <= 2:
                break
            height += sum(_height(piece, room) for piece in self.title(element))
        return height

    def beginning(self, element: Element, room: float) -> float:
        """Height of the first two lines, of the first row under its header, or of a whole figure."""
        if isinstance(element, Para):
            style = self.styles[element.kind]
            return min(_height(self.para(element), room), style.spaceBefore + 2 * style.leading)
        if isinstance(element, Table) and element.whole and element.rows:
            height = sum(_height(piece, room) for piece in self.element(element, room))
            if height <= theme.HEIGHT * 0.8:
                return height
        if isinstance(element, Table) and element.rows:
            first = Table(element.rows[:1], element.header, element.widths, "", element.numbers, element.ruled)
            caption = _height(self.para(Para(element.caption, "note")), room) if element.caption else 0
            return min(caption + _height(self.rows(first, room), room), theme.HEIGHT * 0.5)
        if isinstance(element, Figure):
            pieces = self.figure(element, room)
            kept = pieces if self.whole(element, room) else pieces[:2]
            return min(sum(_height(piece, room) for piece in kept), theme.HEIGHT * 0.8)
        if isinstance(element, Pictures) and element.cells:
            return _height(self.pictures(Pictures(element.rows()[0]), room), room)
        if isinstance(element, Wide):
            return self.following(element.elements, theme.WIDTH)
        return 0.0


def _height(piece: Flowable, room: float) -> float:
    return piece.wrap(room, 1e6)[1] + piece.getSpaceBefore() + piece.getSpaceAfter()
