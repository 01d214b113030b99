"""The elements of a printed document as a Word file: plain, styled by styles alone, for people to rework.

It takes the same ``Document`` as ``lib.pdf.draw``, photos too. Drawings are left out: each stands with its caption and
its table.
"""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO

from docx import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from lib.pdf.elements import (
    Aside,
    Bar,
    Cell,
    Contents,
    Document,
    Element,
    Figure,
    Heading,
    Inline,
    Link,
    Para,
    Picture,
    Pictures,
    Table,
    Wide,
)

# What XML 1.0 cannot hold.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
ROOM = Cm(16)
PICTURE_WIDTH, PICTURE_HEIGHT = Cm(7.4), Cm(8.5)
# kind of paragraph: (name of the style, size in points, grey, bold, italic)
STYLES = {
    "Lead": (12, False, False, False),
    "Small text": (9, True, False, False),
    "Signed": (11, False, True, False),
    "Before a title": (9, True, True, False),
    "Under a title": (12, True, False, False),
    "Figure number": (20, False, True, False),
    "Cell": (9.5, False, False, False),
    "Cell strong": (9.5, False, True, False),
    "Cell number": (9.5, False, False, False),
    "Checksum": (7, True, False, False),
}
KINDS = {
    "lead": "Lead",
    "small": "Small text",
    "note": "Small text",
    "caption": "Caption",
    "signature": "Signed",
    "cell": "Cell",
    "cell-strong": "Cell strong",
    "cell-line": "Cell strong",
    "cell-soft": "Cell",
    "cell-number": "Cell number",
    "header": "Cell strong",
    "sum": "Checksum",
    "side-title": "Cell strong",
    "side": "Cell",
    "figure": "Figure number",
    "figure-label": "Cell",
    "quote": "Quote",
    "cover-title": "Title",
    "cover-sub": "Subtitle",
    "cover-eyebrow": "Before a title",
    "cover-strong": "Lead",
    "stop-label": "Cell strong",
}


def write(document: Document, target: BinaryIO, *, created_at: datetime) -> None:
    """Write the document as .docx into an open binary file. The same document and date give the same bytes."""
    whole = BytesIO()
    Writer(document, created_at).word.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(part, source.read(name))


def legal(text: str) -> str:
    return ILLEGAL.sub("\ufffd", text)


class Writer:
    """Writes the elements one after the other into ``word``."""

    def __init__(self, document: Document, created_at: datetime) -> None:
        self.document, self.word, self.marks = document, Word(), 0
        self._properties(created_at)
        self._styles()
        self._around()
        self.elements(document.cover)
        self.elements(document.body)

    # The file

    def _properties(self, at: datetime) -> None:
        about, naive = self.word.core_properties, at.astimezone(UTC).replace(tzinfo=None)
        about.title, about.author = legal(self.document.title)[:255], legal(self.document.author)[:255]
        about.subject, about.language = legal(self.document.subject)[:255], self.document.language
        about.created = about.modified = naive
        about.last_modified_by, about.comments, about.keywords = "Escale", "", ""

    def _styles(self) -> None:
        styles = self.word.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            defaults.set(qn(name), {"fr": "fr-FR", "en": "en-GB"}.get(self.document.language, self.document.language))
        for name, (size, grey, bold, italic) in STYLES.items():
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.font.size, style.font.bold, style.font.italic = (
                styles["Normal"],
                Pt(size),
                bold,
                italic,
            )
            style.paragraph_format.space_after = Pt(2)
            if grey:
                style.font.color.rgb = RGBColor(0x56, 0x60, 0x72)
        styles["Cell number"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        styles["Before a title"].paragraph_format.keep_with_next = True
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Heading 1"].paragraph_format.page_break_before = True
        for level in range(1, 5):
            styles[f"Heading {level}"].font.color.rgb = RGBColor(0x1C, 0x24, 0x30)
        styles["TOC Heading"].paragraph_format.page_break_before = True
        styles["Normal"].font.name = "Calibri"
        for level in (1, 2):
            line = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
            line.base_style = styles["Normal"]
            line.paragraph_format.space_after = Pt(2)
            line.paragraph_format.left_indent = Cm(level - 1)

    def _around(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        header = " · ".join(part for part in (self.document.running, self.document.watermark) if part)
        section.header.paragraphs[0].add_run(legal(header))
        footer = section.footer.paragraphs[0]
        footer.add_run(legal(self.document.footer) + " · ")
        self.field(footer, "PAGE", "1")

    # Elements

    def elements(self, elements: tuple[Element, ...]) -> None:
        for element in elements:
            self.element(element)

    def element(self, element: Element) -> None:
        match element:
            case Heading():
                self.heading(element)
            case Para():
                self.para(self.word.add_paragraph(), element)
            case Table():
                self.table(element)
            case Figure():
                if element.caption:
                    self.word.add_paragraph(legal(element.caption), style="Caption")
                if element.table:
                    self.table(element.table)
            case Pictures():
                self.pictures(element)
            case Aside() | Wide():
                self.elements(element.elements)
            case Contents():
                self.contents(element)

    def heading(self, heading: Heading) -> None:
        if heading.eyebrow:
            self.word.add_paragraph(legal(heading.eyebrow), style="Before a title")
        title = self.word.add_paragraph(style=f"Heading {heading.level}")
        if heading.key:
            self.bookmark(title, heading.key, legal(heading.text))
        else:
            title.add_run(legal(heading.text))
        if heading.sub:
            self.word.add_paragraph(legal(heading.sub), style="Under a title")

    def para(self, paragraph, para: Para) -> None:
        marked = "List Bullet" if para.mark == "•" else "List Number" if para.mark else ""
        paragraph.style = marked or KINDS.get(para.kind, "Normal")
        for part in (para.content,) if isinstance(para.content, str) else para.content:
            self.inline(paragraph, part)

    def inline(self, paragraph, part: Inline) -> None:
        if isinstance(part, Link) and (part.key or part.address.startswith(("http://", "https://"))):
            self.link(paragraph, part)
            return
        run = paragraph.add_run(legal(part if isinstance(part, str) else part.text))
        if getattr(part, "strong", False):
            run.style = "Strong"
        elif getattr(part, "emphasis", False):
            run.style = "Emphasis"

    def table(self, table: Table) -> None:
        if not table.rows:
            return
        if table.caption:
            self.word.add_paragraph(legal(table.caption), style="Caption")
        table = without_bars(table)
        head = [table.header] if table.header else []
        count = len(table.header or table.rows[0])
        grid = self.word.add_table(rows=0, cols=count, style="Table Grid" if table.ruled else "Normal Table")
        shares = table.widths or (1.0,) * count
        for row in (*head, *table.rows):
            cells = grid.add_row().cells
            for column, (cell, content) in enumerate(zip(cells, row, strict=True)):
                cell.width = int(ROOM * shares[column] / sum(shares))
                kind = "header" if head and row is head[0] else "cell-number" if column in table.numbers else "cell"
                self.cell(cell, content, kind)
        for column, share in zip(grid.columns, shares, strict=True):
            column.width = int(ROOM * share / sum(shares))
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if table.whole:
            for row in grid.rows[:-1]:
                row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
        if head:
            grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.word.add_paragraph(style="Small text")

    def cell(self, cell, content: Cell, kind: str) -> None:
        paras = content if isinstance(content, tuple) else (content,)
        for place, para in enumerate(paras):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self.para(paragraph, Para(para, kind) if isinstance(para, str) else para)

    def pictures(self, pictures: Pictures) -> None:
        """Two a row, an odd one first and alone, each with its caption below and its alternative text."""
        grid = self.word.add_table(rows=0, cols=2, style="Normal Table")
        for contents in pictures.rows():
            row = grid.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if len(contents) == 1:
                self.picture(row.cells[0].merge(row.cells[1]), contents[0], ROOM)
                continue
            for cell, content in zip(row.cells, contents, strict=True):
                self.picture(cell, content, PICTURE_WIDTH)
        self.word.add_paragraph(style="Small text")

    def picture(self, cell, content: Picture | Para, most: int) -> None:
        if isinstance(content, Para):
            self.para(cell.paragraphs[0], content)
            return
        across, down = content.size
        width = int(min(most, PICTURE_HEIGHT * across / down))
        shown = cell.paragraphs[0].add_run().add_picture(BytesIO(content.jpeg), width=width)
        shown._inline.docPr.set("descr", legal(content.caption))
        self.para(cell.add_paragraph(), Para(content.caption, "small"))

    # Contents, links, fields

    def contents(self, contents: Contents) -> None:
        """A contents field; until Word brings it up to date it holds the titles."""
        self.word.add_paragraph(legal(contents.title), style="TOC Heading")
        titles = [each for each in self.document.body if isinstance(each, Heading) and each.level <= 2]
        lines = [(each.level, legal(each.contents or each.text)) for each in titles] or [(1, "")]
        for place, (level, words) in enumerate(lines):
            paragraph = self.word.add_paragraph(style=f"TOC {level}")
            if place == 0:
                self.mark(paragraph, "begin", 'TOC \\o "1-2" \\h \\z \\u')
            paragraph.add_run(words)
            if place == len(lines) - 1:
                self.mark(paragraph, "end")

    def field(self, paragraph, code: str, shown: str) -> None:
        self.mark(paragraph, "begin", code)
        paragraph.add_run(shown)
        self.mark(paragraph, "end")

    def mark(self, paragraph, kind: str, code: str = "") -> None:
        """A boundary of a field; the one that begins it says its code too."""
        run = paragraph.add_run()._r
        begin = OxmlElement("w:fldChar")
        begin.set(qn("w:fldCharType"), kind)
        run.append(begin)
        if code:
            begin.set(qn("w:dirty"), "true")
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            paragraph.add_run()._r.append(instruction)
            self.mark(paragraph, "separate")

    def bookmark(self, paragraph, key: str, words: str) -> None:
        self.marks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self.marks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), anchor(key))
            paragraph._p.append(mark)
            if tag == "w:bookmarkStart":
                paragraph.add_run(words)

    def link(self, paragraph, link: Link) -> None:
        """To a title of the document, or to an http(s) address, which nothing opens by itself."""
        leads = OxmlElement("w:hyperlink")
        if link.key:
            leads.set(qn("w:anchor"), anchor(link.key))
        else:
            related = self.word.part.relate_to(legal(link.address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            leads.set(qn("r:id"), related)
        run = paragraph.add_run(legal(link.text))
        leads.append(run._r)
        paragraph._p.append(leads)


def without_bars(table: Table) -> Table:
    """The table without the columns of drawings."""
    kept = [column for column, cell in enumerate(table.rows[0]) if not isinstance(cell, Bar)]
    if len(kept) == len(table.rows[0]):
        return table
    return replace(
        table,
        rows=tuple(tuple(row[column] for column in kept) for row in table.rows),
        header=tuple(table.header[column] for column in kept) if table.header else (),
        widths=tuple(table.widths[column] for column in kept) if table.widths else (),
        numbers=frozenset(place for place, column in enumerate(kept) if column in table.numbers),
    )


def anchor(key: str) -> str:
    """A bookmark's name: letters, digits and underscores, 40 at most."""
    return "t_" + re.sub(r"\W", "_", key)[:36]
