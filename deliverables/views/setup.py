"""The layout of a cycle that exists: its sessions and what is expected of its teams, on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cycles.access import cycle_coordinated
from cycles.models import Cycle
from cycles.pages import carried
from cycles.stale import StaleError
from deliverables.layout import layout_of, layout_seen
from deliverables.layout_forms import LayoutForm
from deliverables.operations_layout import save_layout
from deliverables.shift_forms import ShiftForm, choices_of
from deliverables.shifts import Plan, is_by_date, setup_plan
from lib.clock import received_at


def cycle_setup(request: HttpRequest, slug: str) -> HttpResponse:
    """The layout of a cycle that exists."""
    cycle = cycle_coordinated(request, slug)
    sessions, assignments = layout_of(cycle)
    posted = request.POST if request.method == "POST" else None
    layout = LayoutForm(posted, sessions=sessions, assignments=assignments, has_deliverables=cycle.has_deliverables)
    by_date, seen = is_by_date(sessions), layout_seen(cycle, sessions, cycle.assignments.all())
    asked = posted and not {"more", "back"} & posted.keys()
    if not asked or not layout.is_valid():
        return setup_page(request, cycle, layout, posted.get("seen", "") if posted else seen, by_date)
    if posted.get("seen") != seen:
        return setup_page(request, cycle, layout, seen, by_date, status=409)
    plan = setup_plan(cycle, layout.session_lines(), layout.assignment_lines(), received_at(request), request.user)
    choices = choices_of(request, plan)
    if choices is None:
        return setup_check(request, cycle, plan)
    try:
        save(request, cycle, layout, choices)
    except StaleError:
        cycle.refresh_from_db()
        seen = layout_seen(cycle, cycle.sessions.all(), cycle.assignments.all())
        return setup_page(request, cycle, layout, seen, by_date, status=409)
    return redirect(cycle)


def save(request: HttpRequest, cycle: Cycle, layout: LayoutForm, choices: dict) -> None:
    told = save_layout(
        actor=request.user,
        cycle=cycle,
        seen=request.POST["seen"],
        sessions=layout.session_lines(),
        assignments=layout.assignment_lines(),
        follow=choices["follow"],
        tell=choices["tell"],
    )
    messages.success(request, _("Sessions and expected deliverables are saved."))
    if told:
        text = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", told)
        messages.info(request, text % {"count": told})


def setup_page(
    request: HttpRequest, cycle: Cycle, layout: LayoutForm, seen: str, by_date: bool, *, status: int = 200
) -> HttpResponse:
    layout.dress()
    context = {
        "cycle": cycle,
        "layout": layout,
        "seen": seen,
        "is_stale": status == 409,
        "has_deliverables": cycle.has_deliverables,
        "by_date": by_date,
    }
    return render(request, "deliverables/cycle_setup.html", context, status=status)


def setup_check(request: HttpRequest, cycle: Cycle, plan: Plan) -> HttpResponse:
    """What moves with the dates that were typed, before anything is saved."""
    context = {
        "cycle": cycle,
        "heading": _("Save these dates?"),
        "plan": plan,
        "carried": carried(request, ShiftForm.NAMES),
        "again": "checked" in request.POST,
        "action": _("Save"),
        "cancel_url": cycle.get_absolute_url(),
    }
    return render(request, "deliverables/shift_check.html", context)
