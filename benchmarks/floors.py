"""The least that the same work costs: bare Django views, bare openpyxl, bare reportlab. The data is the same."""

import io

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from openpyxl import Workbook
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from deliverables.models import Deliverable

FIELDS = (
    "team__territory__name", "assignment__title", "state", "effective_due_at", "late_seconds", "delivered_at",
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


urlpatterns = [path("ok/", ok), path("table/", table), path("cells/", cells)]


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


def pages(texts: list[list[str]]) -> int:
    """Lay out these lines, one list a page, as paragraphs of reportlab's own; the size in bytes."""
    style, story = getSampleStyleSheet()["BodyText"], []
    for lines in texts:
        story += [Paragraph(line, style) for line in lines]
        story.append(PageBreak())
    target = io.BytesIO()
    SimpleDocTemplate(target).build(story)
    return len(target.getvalue())
