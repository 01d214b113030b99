"""The teams' files, made from what they found and plan: the same content gives the same bytes.

They are meant to look as if each team had made them with its own tools, so they do not share the report's look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docx import Document
from docx.shared import Pt

from lib.text import sort_key
from lib.xlsx import Heading, Sheet, SteadyZip, write_workbook
from portal.demo import papers, pictures
from portal.demo.paper import Paper

MADE_ON = datetime(2026, 1, 1, 12, tzinfo=UTC)  # a date inside the files, fixed so that they never differ


@dataclass(frozen=True)
class MadeFile:
    name: str
    content: bytes


def docx(paper: Paper) -> bytes:
    """A Word document with headings, paragraphs and one table a part."""
    document = Document()
    document.core_properties.title = paper.heading
    document.core_properties.author = paper.territory
    document.core_properties.created = document.core_properties.modified = MADE_ON.replace(tzinfo=None)
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(paper.heading, 0)
    document.add_paragraph(paper.cycle)
    document.add_paragraph(paper.summary)
    for part in paper.parts():
        document.add_heading(part.title, 1)
        document.add_paragraph(part.introduction)
        table = document.add_table(rows=1, cols=len(part.header), style="Light Grid Accent 1")
        for cell, text in zip(table.rows[0].cells, part.header, strict=True):
            cell.text = text
        for row in part.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.add_heading("Ce que nous ne savons pas encore", 1)
    document.add_paragraph(paper.unknown)
    draft = BytesIO()
    document.save(draft)
    return repacked(draft.getvalue())


def repacked(content: bytes) -> bytes:
    """The archive with one fixed date on all its entries."""
    steady = BytesIO()
    with ZipFile(BytesIO(content)) as source, SteadyZip(steady, MADE_ON) as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    return steady.getvalue()


ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODT_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{where}:1.0"'
    for name, where in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)
ODT_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODT_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
ODT_STYLES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles {ODT_NAMES} office:version="1.3"><office:styles>
<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm"/></style:style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1">
<style:text-properties fo:font-size="18pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:default-outline-level="2">
<style:text-properties fo:font-size="13pt" fo:font-weight="bold"/></style:style>
</office:styles></office:document-styles>"""


def odt_table(name: str, rows: tuple[tuple[str, ...], ...]) -> str:
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f'<table:table table:name="{name}">{columns}{cells}</table:table>'


def odt(paper: Paper) -> bytes:
    """An OpenDocument text, its archive written by hand: ``mimetype`` first and uncompressed, as the format asks."""
    body = [f'<text:h text:style-name="Heading_20_1" text:outline-level="1">{escape(paper.heading)}</text:h>']
    body.append(f"<text:p>{escape(paper.summary)}</text:p>")
    for number, part in enumerate(paper.parts(), start=1):
        body.append(f'<text:h text:style-name="Heading_20_2" text:outline-level="2">{escape(part.title)}</text:h>')
        body.append(f"<text:p>{escape(part.introduction)}</text:p>")
        body.append(odt_table(f"Tableau{number}", (part.header, *part.rows)))
    body.append(f"<text:p>{escape(paper.unknown)}</text:p>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {ODT_NAMES} office:version="1.3">'
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document-content>"
    )
    steady = BytesIO()
    with ZipFile(steady, "w") as archive:
        for name, text, how in (
            ("mimetype", ODT_TYPE, ZIP_STORED),
            ("content.xml", content, ZIP_DEFLATED),
            ("styles.xml", ODT_STYLES, ZIP_DEFLATED),
            ("META-INF/manifest.xml", ODT_MANIFEST, ZIP_DEFLATED),
        ):
            info = ZipInfo(name, MADE_ON.timetuple()[:6])
            info.compress_type = how
            archive.writestr(info, text)
    return steady.getvalue()


def xlsx(paper: Paper) -> bytes:
    """A workbook: one sheet a part, and the figures."""
    sheets = [
        Sheet(part.title, [Heading(text, 34, wrap=True) for text in part.header], part.rows) for part in paper.parts()
    ]
    sheets.append(Sheet("Chiffres", [Heading(paper.work.figures_title, 44), Heading("Nombre")], paper.work.figures))
    target = BytesIO()
    write_workbook(target, sheets, created_at=MADE_ON, title=paper.heading)
    return target.getvalue()


MAKERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": (".pdf", papers.pdf),
    "slides": (".pdf", papers.slides),
    "docx": (".docx", docx),
    "odt": (".odt", odt),
    "xlsx": (".xlsx", xlsx),
    "map": (".png", pictures.map_sketch),
    "photo": (".jpg", pictures.paperboard),
}
STEMS = {"map": "carte", "photo": "photo-paperboard", "slides": "diapositives"}


def make(kind: str, paper: Paper) -> MadeFile:
    """One of the team's files, named as its author would."""
    suffix, maker = MAKERS[kind]
    words = (STEMS.get(kind, paper.stem), sort_key(paper.territory), f"v{paper.version}" if paper.version else "")
    return MadeFile("-".join(word.replace(" ", "-") for word in words if word) + suffix, maker(paper))
