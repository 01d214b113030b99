"""The least that the same work costs: bare Django views, bare openpyxl, bare reportlab. The data is the same."""

import io
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from openpyxl import Workbook, load_workbook
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table
from reportlab.platypus.tableofcontents import TableOfContents

from deliverables.models import Deliverable
from lib.pdf import Document, elements

FIELDS = (
    "team__territory__name", "assignment__title", "state", "effective_due_at", "late_seconds", "received_at",
    "current_version__number", "current_version__delivered_by__email",
)  # fmt: skip
LOOP = (
    "<!doctype html><title>Floor</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>"
    "{% endfor %}</tr>{% endfor %}</table>"
)
PER_PAGE = 25


def plain_loop(rows) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(LOOP).render({"rows": rows}))


@login_required
def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """25 rows × 8 columns of one cycle, one kind, by due date."""
    found = Deliverable.objects.filter(assignment__cycle__slug=request.GET["cycle"], assignment__kind="diagnostic")
    return plain_loop(found.order_by("effective_due_at", "pk").values_list(*FIELDS)[:PER_PAGE])


@login_required
def cells(request: HttpRequest) -> HttpResponse:
    """As many cells as the board of one cycle has, one row a team."""
    found = Deliverable.objects.filter(assignment__cycle__slug=request.GET["cycle"])
    found = found.order_by("team__territory__sort_key", "assignment__position")
    rows: dict[str, list] = {}
    for name, *cell in found.values_list("team__territory__name", "state", "late_seconds", "current_version__number"):
        rows.setdefault(name, [name]).append(" ".join(map(str, cell)))
    return plain_loop(rows.values())


@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the file that a form sends."""
    return HttpResponse(default_storage.save("bench", request.FILES["file"]))


urlpatterns = [path("ok/", ok), path("table/", table), path("cells/", cells), path("save/", save)]


def workbook(rows: list[list], headings: list[str]) -> int:
    """Write these rows with openpyxl as it comes; the size in bytes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return len(target.getvalue())


def read_workbook(path: str) -> int:
    """Walk every cell of the first sheet with openpyxl as it comes; how many there are."""
    book = load_workbook(path, read_only=True, data_only=True)
    count = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


class Bare(SimpleDocTemplate):
    """Reportlab as it comes, telling its contents where the titles stand."""

    def afterFlowable(self, flowable) -> None:
        if (level := getattr(flowable, "level", 0)) in (1, 2):
            self.notify("TOCEntry", (level - 1, flowable.getPlainText(), self.page))


def report(document: Document) -> int:
    """Draw a document's paragraphs, tables, figures and contents by reportlab directly, in its own styles; the size in
    bytes. It has the words, the cells and the page breaks of ours; no bookmarks, links, columns, margins or own fonts.
    """
    styles = getSampleStyleSheet()
    story = [*flow(document.cover, styles), PageBreak(), *flow(document.body, styles)]
    target = io.BytesIO()
    Bare(target).multiBuild(story)
    return len(target.getvalue())


def flow(found: Iterable[elements.Element], styles) -> Iterator[Flowable]:
    for each in found:
        match each:
            case elements.Para():
                yield Paragraph(escape(f"{each.mark} {elements.plain(each.content)}"), styles["BodyText"])
            case elements.Heading():
                if each.level < 3:
                    yield PageBreak()
                title = Paragraph(escape(each.text), styles[f"Heading{each.level}"])
                title.level = each.level
                yield title
            case elements.Table():
                yield grid(each, styles)
            case elements.Figure():
                yield each.drawing
                if each.table:
                    yield grid(each.table, styles)
            case elements.Aside() | elements.Wide():
                yield from flow(each.elements, styles)
            case elements.Contents():
                yield TableOfContents()


def grid(table: elements.Table, styles) -> Table:
    """Its cells as paragraphs, under its header."""
    rows = [[Paragraph(escape(cell), styles["BodyText"]) for cell in table.header]] if table.header else []
    rows += [[list(flow(cell_of(cell), styles)) for cell in row] for row in table.rows]
    return Table(rows, repeatRows=1 if table.header else 0)


def cell_of(cell: elements.Cell) -> tuple[elements.Para, ...]:
    if isinstance(cell, str):
        return (elements.Para(cell),)
    return cell if isinstance(cell, tuple) else (cell,)
