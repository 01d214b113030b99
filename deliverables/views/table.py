"""The table of deliverables and its workbook."""

import io

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from cycles.models import Cycle
from deliverables.exports import exportable_by, may_export, subject
from deliverables.filters import DeliverableFilter
from deliverables.models import Deliverable
from deliverables.peers.worksheet import reading_sheets
from deliverables.tables import PER_PAGE, DeliverableTable
from deliverables.worksheets import About, with_columns, write_deliverables
from lib.clock import received_at
from records.log import record

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_for(request: HttpRequest, queryset: QuerySet[Deliverable]) -> tuple[DeliverableFilter, DeliverableTable]:
    """The filters and the ordered, paged table that the address asks for."""
    chosen = DeliverableFilter(request.GET, user=request.user, queryset=queryset)
    caption = _("Deliverables, one a row")
    table = DeliverableTable(
        with_columns(chosen.result(), chosen.now), now=chosen.now, caption=caption, one_cycle=bool(chosen.scope)
    )
    # The address chooses the page, not its length: a length of -1 would be an error, one of a million a burden.
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    return chosen, table


@require_safe
def deliverable_list(request: HttpRequest) -> HttpResponse:
    chosen, table = asked_for(request, Deliverable.objects.visible_to(request.user))
    context = {
        "filter": chosen,
        "filters_set": chosen.in_words(),
        "sort": request.GET.get("sort", ""),
        "table": table,
        "count": table.page.paginator.count,
        "may_export": chosen.may_export,
        "export_url": f"{reverse('deliverables:deliverable-export')}?{request.GET.urlencode()}",
        "pills": pills(chosen),
    }
    return render(request, "deliverables/deliverable_list.html", context)


def pills(chosen: DeliverableFilter) -> list[tuple[str, str, bool]]:
    """The filters that are used most, as (words, address, is on); each keeps the chosen cycle."""
    scope = chosen.chosen_cycle()
    cycle = f"cycle={scope['slug']}&" if scope else ""
    quick = (
        (_("All"), ""),
        (_("Waiting for feedback"), "waiting=yes"),
        (_("Late"), "late=yes"),
        (_("To deliver"), "state=not_delivered"),
        (_("To complete"), "state=to_complete"),
    )
    on = "&".join(f"{name}={value}" for name, value in chosen.data.items() if value and name in chosen.QUICK)
    return [(words, f"?{cycle}{query}".rstrip("&"), on == query) for words, query in quick]


@require_safe
def deliverable_export(request: HttpRequest) -> HttpResponse:
    if not may_export(request.user):
        raise PermissionDenied(_("Only coordination and referents export this table."))
    chosen, table = asked_for(request, exportable_by(request.user))
    if not chosen.is_valid():
        return redirect(f"{reverse('deliverables:deliverable-list')}?{request.GET.urlencode()}")
    words, cycle, moment = chosen.in_words(), chosen.chosen_cycle(), received_at(request)
    about = About(
        subject=subject(cycle["title"] if cycle else ""),
        made_by=str(request.user),
        made_at=moment,
        filters=words,
    )
    target = io.BytesIO()
    found = table.data.data
    count = write_deliverables(target, found, about, reading_sheets(found, request.user))
    record(
        request.user,
        "deliverables_exported",
        request.user,
        cycle=Cycle.objects.get(pk=cycle["pk"]) if cycle else None,
        after={"rows": count, "filters": request.GET.urlencode()},
    )
    target.seek(0)
    name = f"{cycle['slug'] if cycle else slugify(_('Deliverables'))}-{localdate(moment):%Y-%m-%d}.xlsx"
    response = FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
    response["Cache-Control"] = "private, no-store"
    return response
