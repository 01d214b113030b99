"""The quiet periods of a cycle, on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.access import cycle_coordinated, cycle_seen
from cycles.models import Cycle
from cycles.pages import last_change
from cycles.planning.forms import RevisionForm
from cycles.planning.quiet import Days, write_periods
from cycles.planning.quiet_forms import MOST, PeriodFormSet, periods_of
from cycles.stale import StaleError
from deliverables.quiet_days import fallen_into, proposals


def quiet_edit(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    if request.method != "POST":
        return quiet_page(request, cycle, PeriodFormSet(initial=periods_of(cycle)))
    offered = proposals(cycle, timezone.localdate())
    if "add" in request.POST:
        return quiet_page(request, cycle, with_row(request, cycle, offered.get(request.POST["add"])))
    form, rows = RevisionForm(request.POST), PeriodFormSet(request.POST, initial=periods_of(cycle))
    if not (rows.is_valid() and form.is_valid()):
        return quiet_page(request, cycle, rows, status=422)
    try:
        write_periods(actor=request.user, cycle=cycle, revision=form.cleaned_data["revision"], periods=rows.periods())
    except StaleError:
        fresh = cycle_seen(request, slug)
        saved = ", ".join(f"{each.label} ({each.first_day} – {each.last_day})" for each in fresh.quiet_periods.all())
        stale = {"change": last_change(fresh, fresh), "rows": [(_("Quiet periods"), saved or "–")]}
        return quiet_page(request, fresh, rows, status=409, stale=stale)
    messages.success(request, _("The quiet periods are saved."))
    return redirect("deliverables:quiet-edit", slug)


def with_row(request: HttpRequest, cycle: Cycle, days: Days | None) -> PeriodFormSet:
    """What was typed, and one more row: the one proposed, or an empty one."""
    data = request.POST.copy()
    number = data.get("form-TOTAL_FORMS", "")
    if number.isdecimal() and int(number) < MOST:
        data["form-TOTAL_FORMS"] = str(int(number) + 1)
        if days is not None:
            place = next((each for each in range(int(number)) if not data.get(f"form-{each}-label")), int(number))
            data[f"form-{place}-label"] = days.label
            data[f"form-{place}-first_day"] = days.first_day.isoformat()
            data[f"form-{place}-last_day"] = days.last_day.isoformat()
    return PeriodFormSet(data, initial=periods_of(cycle))


def quiet_page(
    request: HttpRequest, cycle: Cycle, rows: PeriodFormSet, *, status: int = 200, stale: dict | None = None
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "rows": rows,
        "revision": cycle.revision,
        "stale": stale,
        "proposals": proposals(cycle, timezone.localdate()),
        "fallen": fallen_into(cycle, timezone.now()),
    }
    return render(request, "deliverables/quiet_edit.html", context, status=status)
