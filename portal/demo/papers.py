"""PDFs of the teams: a document of several pages, and slides."""

from functools import cache
from io import BytesIO

from reportlab.graphics.charts.barcharts import HorizontalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from lib.pdf import fonts
from portal.demo.paper import Paper, Part

INKS = ("#7a3b12", "#1f4e79", "#3d5a1e", "#6b2d5c", "#0f5257", "#8a6d00")


def ink(paper: Paper) -> HexColor:
    """The team's own colour."""
    return HexColor(INKS[sum(map(ord, paper.territory)) % len(INKS)])


@cache
def style(name: str, size: float = 10.5, color: str = "#222222", after: float = 6) -> ParagraphStyle:
    fonts.register()
    return ParagraphStyle(
        f"{name}-{size}-{color}",
        fontName=name,
        size=size,
        fontSize=size,
        leading=size * 1.4,
        textColor=HexColor(color),
        spaceAfter=after,
    )


def chart(paper: Paper, width: float = 430, height: float = 150) -> Drawing:
    """The team's figures as bars, each with its number."""
    fonts.register()
    drawing, bars = Drawing(width, height), HorizontalBarChart()
    bars.x, bars.y, bars.width, bars.height = 120, 10, width - 160, height - 20
    bars.data = [[number for _, number in reversed(paper.work.figures)]]
    bars.categoryAxis.categoryNames = [name for name, _ in reversed(paper.work.figures)]
    bars.categoryAxis.labels.fontName = bars.barLabels.fontName = bars.valueAxis.labels.fontName = fonts.REGULAR
    bars.categoryAxis.labels.fontSize = bars.barLabels.fontSize = 9
    bars.valueAxis.valueMin, bars.valueAxis.visible = 0, False
    bars.barLabelFormat, bars.barLabels.dx, bars.barLabels.boxAnchor = "%d", 4, "w"
    bars.bars[0].fillColor, bars.bars[0].strokeColor = ink(paper), None
    drawing.add(bars)
    return drawing


def table(part: Part, paper: Paper, width: float) -> Table:
    head = [Paragraph(text, style(fonts.STRONG, 9.5, "#ffffff", 0)) for text in part.header]
    rows = [[Paragraph(text, style(fonts.REGULAR, 9.5, after=0)) for text in row] for row in part.rows]
    shares = {2: (0.65, 0.35), 3: (0.3, 0.45, 0.25), 4: (0.3, 0.28, 0.16, 0.26)}[len(part.header)]
    return Table(
        [head, *rows],
        colWidths=[width * share for share in shares],
        repeatRows=1,
        style=[
            ("BACKGROUND", (0, 0), (-1, 0), ink(paper)),
            ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#999999")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )


def build(paper: Paper, story: list, pagesize: tuple[float, float]) -> bytes:
    target = BytesIO()

    def foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(fonts.REGULAR, 8)
        canvas.drawString(2 * cm, 1.1 * cm, f"{paper.heading} – version {paper.version} – données de démonstration")
        canvas.drawRightString(pagesize[0] - 2 * cm, 1.1 * cm, str(document.page))

    document = SimpleDocTemplate(
        target, pagesize=pagesize, invariant=1, title=paper.heading, author=paper.territory, lang="fr",
        subject=paper.cycle, leftMargin=2 * cm, rightMargin=2 * cm, topMargin=2 * cm, bottomMargin=2 * cm,
        initialFontName=fonts.REGULAR,
    )  # fmt: skip
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


def pdf(paper: Paper) -> bytes:
    """A document: summary and chart, then one page a part, then what is not known."""
    width = A4[0] - 4 * cm
    title, text = style(fonts.STRONG, 14, "#222222"), style(fonts.REGULAR)
    story = [
        Paragraph(paper.cycle, style(fonts.ITALIC, 10, "#555555")),
        Paragraph(paper.heading, style(fonts.BOLD, 24, "#222222", 14)),
        Paragraph(paper.summary, style(fonts.REGULAR, 12, after=14)),
        Paragraph(paper.work.figures_title, title),
        chart(paper),
        Spacer(0, 10),
        Paragraph(f"Lieu observé : {paper.work.place}.", text),
    ]
    for part in paper.parts():
        story += [PageBreak(), Paragraph(part.title, title), Paragraph(part.introduction, text)]
        story += [Spacer(0, 6), table(part, paper, width)]
    story += [Spacer(0, 18), Paragraph("Ce que nous ne savons pas encore", title), Paragraph(paper.unknown, text)]
    return build(paper, story, A4)


def slides(paper: Paper) -> bytes:
    """Slides: a title, the figures, then one slide a part, and a question to end."""
    page = landscape(A4)
    head, text = style(fonts.BOLD, 26, "#222222", 16), style(fonts.REGULAR, 16, after=10)
    story = [
        Spacer(0, 5 * cm),
        Paragraph(paper.territory, style(fonts.BOLD, 40, "#222222", 22)),
        Paragraph(paper.summary, text),
    ]
    story += [PageBreak(), Paragraph(paper.work.figures_title, head), chart(paper, 680, 300)]
    for part in paper.parts():
        story += [PageBreak(), Paragraph(part.title, head)]
        story += [Paragraph(f"• {row[0]}", text) for row in part.rows]
    question = f"Que faudrait-il pour que {paper.work.place} existe encore dans trois ans ?"
    story += [PageBreak(), Spacer(0, 5 * cm), Paragraph(question, head)]
    return build(paper, story, page)
