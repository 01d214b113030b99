"""The grid of an assignment, written by coordination."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cycles.access import cycle_coordinated
from cycles.models import Cycle
from cycles.stale import StaleError
from deliverables.grid import Grid, as_json, grid_of, ready_made
from deliverables.grid_forms import CriterionFormSet, GridForm
from deliverables.models import Assignment
from deliverables.operations import edit_assignment


def grid_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    assignment = get_object_or_404(cycle.assignments.select_related("cycle"), pk=pk)
    if request.method != "POST":
        return grid_page(request, assignment, *blank_forms(assignment, ready="ready" in request.GET))
    form, formset = GridForm(request.POST), CriterionFormSet(request.POST, prefix="criteria")
    if not (form.is_valid() and formset.is_valid()):
        return grid_page(request, assignment, form, formset, status=422)
    try:
        save(request, assignment, form, formset)
    except StaleError:
        return grid_stale(request, cycle, pk)
    if "more" in request.POST:
        return redirect("deliverables:grid-edit", slug, pk)
    return redirect("deliverables:assignment-edit", slug, pk)


def save(request: HttpRequest, assignment: Assignment, form: GridForm, formset) -> None:
    criteria = formset.criteria()
    grid = Grid(form.cleaned_data["levels"], criteria) if criteria else None
    edit_assignment(
        actor=request.user, assignment=assignment, revision=form.cleaned_data["revision"], grid=as_json(grid)
    )
    values = {"title": assignment.title}
    if grid:
        messages.success(request, _("The grid of “%(title)s” is saved: teams see what feedback is about.") % values)
    else:
        messages.success(request, _("“%(title)s” has no grid: feedback is a text.") % values)


def blank_forms(assignment: Assignment, *, ready: bool) -> tuple[GridForm, CriterionFormSet]:
    """The forms with the assignment's grid, or with the ready-made one where it has none or ``ready`` asks for it."""
    grid = None if ready else grid_of(assignment)
    grid = grid or ready_made(assignment)
    form = GridForm(initial={"revision": assignment.revision, "levels": "\n".join(grid.levels)})
    rows = [{"title": each.title, "help": each.help} for each in grid.criteria]
    return form, CriterionFormSet(initial=rows, prefix="criteria")


def grid_page(request: HttpRequest, assignment: Assignment, form, formset, *, status: int = 200) -> HttpResponse:
    context = {
        "cycle": assignment.cycle,
        "assignment": assignment,
        "form": form,
        "formset": formset,
        "saved": grid_of(assignment),
        "is_ready_made": not form.is_bound and (grid_of(assignment) is None or "ready" in request.GET),
        "changed": status == 409,
        "no_feedback": assignment.return_mode == Assignment.ReturnMode.NONE,
    }
    return render(request, "deliverables/grid_edit.html", context, status=status)


def grid_stale(request: HttpRequest, cycle: Cycle, pk: int) -> HttpResponse:
    """Somebody was quicker: what is saved now, and what was typed, to send again."""
    assignment = get_object_or_404(cycle.assignments.select_related("cycle"), pk=pk)
    data = request.POST.copy()
    data["revision"] = assignment.revision
    return grid_page(request, assignment, GridForm(data), CriterionFormSet(data, prefix="criteria"), status=409)
