"""The tables of findings, actions and contributions of all teams, for those who run the cycle, and their workbooks."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from cycles import permissions
from cycles.access import cycle_facilitated, cycle_with_role, require_coordination, require_facilitation
from cycles.models import Cycle, CycleRole
from deliverables.chain.declaration import DECLARATIONS
from deliverables.chain.models import RowKind
from deliverables.chain.overview import teams_of
from deliverables.views.table import WORKBOOK
from deliverables.worksheets import About
from lib.clock import received_at
from records.log import record

from .chainbook import chain_subject, write_chain
from .filters import FILTERS, RowFilter
from .overview import rows_of_teams, shown_pictures
from .rows import Sums, euros, rows_across, sums_of, with_all
from .tables import PER_PAGE, RowTable
from .workbook import rows_sheet, sums_in_words, write_rows


def asked_for(request: HttpRequest, cycle: Cycle, kind: str) -> tuple[RowFilter, RowTable]:
    """The filters and the ordered, paged table that the address asks for."""
    teams = teams_of(cycle)
    chosen = FILTERS[kind](request.GET, cycle=cycle, teams=teams, queryset=rows_across(teams, kind))
    caption = _("Each row leads to the deliverable that holds it.")
    table = RowTable(with_all(chosen.result(), kind), kind=kind, caption=caption)
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    return chosen, table


@require_safe
def chain_overview(request: HttpRequest, slug: str) -> HttpResponse:
    """What is counted across the teams, in pictures with their figures."""
    cycle, role = cycle_with_role(request, slug)
    require_facilitation(request, cycle)
    teams = teams_of(cycle)
    told = rows_of_teams(cycle, teams)
    counts = {kind: sum(len(team.of(kind)) for team in told) for kind in RowKind}
    figures = [
        (count, rows_in_words(kind, count), reverse(f"deliverables:{kind}-table", args=[slug]), "")
        for kind, count in counts.items()
    ]
    context = {
        "cycle": cycle,
        "figures": figures,
        "count": sum(counts.values()),
        "shown": shown_pictures(cycle, told),
        "may_export": role == CycleRole.Role.COORDINATOR,
    }
    return render(request, "deliverables/across/overview.html", context)


@require_safe
def chain_export(request: HttpRequest, slug: str) -> HttpResponse:
    """All rows of all teams with their figures, as one workbook."""
    cycle = cycle_facilitated(request, slug)
    require_coordination(request, cycle)
    moment, target = received_at(request), io.BytesIO()
    write_chain(target, cycle, About(chain_subject(cycle), made_by=str(request.user), made_at=moment))
    record(request.user, "chain_exported", cycle, cycle=cycle, after={"rows": "all", "filters": ""})
    return workbook_answer(target, f"{cycle.slug}-{slugify(_('Across the teams'))}-{localdate(moment):%Y-%m-%d}.xlsx")


@require_safe
def row_table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    cycle = cycle_facilitated(request, slug)
    chosen, table = asked_for(request, cycle, kind)
    sums = sums_of(chosen.result(), kind)
    context = {
        "cycle": cycle,
        "here": kind,
        "title": DECLARATIONS[kind].title,
        "filter": chosen,
        "filters_set": chosen.in_words(),
        "sort": request.GET.get("sort", ""),
        "table": table,
        "count": sums.rows,
        "figures": figures_of(sums, kind),
        "parts": sums.parts,
        "may_export": permissions.can_coordinate(request.user, cycle),
        "export_url": f"{reverse(f'deliverables:{kind}-export', args=[slug])}?{request.GET.urlencode()}",
    }
    return render(request, "deliverables/across/list.html", context)


def figures_of(sums: Sums, kind: str) -> list[tuple]:
    """What the rows that are shown amount to, for ``ui/figures.html``."""
    figures = [
        (sums.rows, rows_in_words(kind, sums.rows), "", ""),
        (sums.teams, ngettext("team", "teams", sums.teams), "", ""),
    ]
    if kind == RowKind.ACTION:
        words = _("planned budget: planned, not committed")
        if without := sums.rows - sums.budgeted:
            more = ngettext("%(count)s action says none", "%(count)s actions say none", without) % {"count": without}
            words = f"{words} ({more})"
        return [*figures, (euros(sums.planned), words, "", "")]
    if kind == RowKind.CONTRIBUTION:
        return [*figures, (sums.organisations, ngettext("organisation", "organisations", sums.organisations), "", "")]
    return figures


def rows_in_words(kind: str, count: int) -> str:
    return {
        RowKind.FINDING: ngettext("finding", "findings", count),
        RowKind.ACTION: ngettext("action", "actions", count),
        RowKind.CONTRIBUTION: ngettext("contribution of a partner", "contributions of partners", count),
    }[kind]


@require_safe
def row_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What the address shows, as a workbook: for coordination, since it holds what is private."""
    cycle = cycle_facilitated(request, slug)
    require_coordination(request, cycle)
    chosen, table = asked_for(request, cycle, kind)
    if not chosen.is_valid():
        return redirect(f"{reverse(f'deliverables:{kind}-table', args=[slug])}?{request.GET.urlencode()}")
    rows, moment, target = table.data.data, received_at(request), io.BytesIO()
    title = str(DECLARATIONS[kind].title)
    about = About(
        subject=_("%(rows)s of the cycle “%(cycle)s”") % {"rows": title, "cycle": cycle.title},
        made_by=str(request.user),
        made_at=moment,
        filters=chosen.in_words(),
    )
    lines = sums_in_words(chosen.result(), kind)
    write_rows(target, [rows_sheet(rows, kind)], about, lines)
    after = {"rows": kind, "filters": request.GET.urlencode()}
    record(request.user, "chain_exported", cycle, cycle=cycle, after=after)
    return workbook_answer(target, f"{cycle.slug}-{PLACES[kind]}-{localdate(moment):%Y-%m-%d}.xlsx")


def workbook_answer(target: io.BytesIO, name: str) -> FileResponse:
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
    response["Cache-Control"] = "private, no-store"
    return response


# Where each table lives, below the cycle's address.
PLACES = {RowKind.FINDING: "constats", RowKind.ACTION: "actions", RowKind.CONTRIBUTION: "apports"}
