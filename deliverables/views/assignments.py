"""What is expected of teams, one assignment a page."""

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cycles.access import cycle_coordinated, cycle_seen
from cycles.models import Cycle
from cycles.once import AlreadyCreated, once
from cycles.pages import carried, confirm, conflict, differences, last_change, retry_data
from cycles.stale import StaleError
from deliverables.assignment_form import AssignmentForm
from deliverables.grid import grid_of
from deliverables.history import in_words
from deliverables.layout import AssignmentLine
from deliverables.models import Assignment, Deliverable, Version
from deliverables.operations import (
    AlreadyDelivered,
    RowsHeld,
    WrittenAbout,
    add_assignment,
    delivered_teams,
    edit_assignment,
    has_words,
    remove_assignment,
)
from deliverables.shift_forms import ShiftForm, choices_of
from deliverables.shifts import Plan, added, assignment_plan
from lib.clock import received_at
from records import files
from records.log import entries_of
from records.models import StoredFile

KEPT, KEPT_SECONDS = "assignment-template", 3600


def assignment_create(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    form = AssignmentForm(request.POST or None, request.FILES or None, cycle=cycle)
    if request.method != "POST" or not form.is_valid() or "back" in request.POST:
        return assignment_page(request, cycle, None, form)
    line = AssignmentLine(form.cleaned_data["title"], form.cleaned_data["kind"], form.cleaned_data["due_at"])
    plan = Plan(added=added(cycle, [line], received_at(request)))
    if choices_of(request, plan) is None:
        return assignment_check(request, cycle, form, plan)
    fields = form.fields_to_write() | template_change(request, form)
    try:
        with once(form.cleaned_data["key"]):
            assignment = add_assignment(actor=request.user, cycle=cycle, **fields)
    except AlreadyCreated:
        return redirect("deliverables:cycle-setup", cycle.slug)
    messages.success(request, _("“%(title)s” is now expected of the teams.") % {"title": assignment.title})
    return redirect("deliverables:cycle-setup", cycle.slug)


def assignment_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    assignment = get_object_or_404(cycle.assignments.select_related("template_file"), pk=pk)
    initial = AssignmentForm.initial_of(assignment)
    form = AssignmentForm(
        request.POST or None, request.FILES or None, cycle=cycle, instance=assignment, initial=initial
    )
    valid = request.method == "POST" and form.is_valid() and "back" not in request.POST
    saved = get_object_or_404(cycle.assignments.select_related("cycle", "template_file"), pk=pk)
    if not valid:
        return assignment_page(request, cycle, saved, form)
    revision = form.cleaned_data["revision"]
    if revision not in {None, saved.revision}:
        return assignment_stale(request, cycle, saved)
    plan = assignment_plan(saved, form.cleaned_data["due_at"], form.cleaned_data["closes_at"], received_at(request))
    if choices_of(request, plan) is None:
        return assignment_check(request, cycle, form, plan)
    fields = form.fields_to_write() | template_change(request, form)
    try:
        edit_assignment(actor=request.user, assignment=assignment, revision=revision, **fields)
    except (StaleError, RowsHeld, Assignment.DoesNotExist):
        return assignment_stale(request, cycle, get_object_or_404(cycle.assignments, pk=pk))
    messages.success(request, _("“%(title)s” is changed.") % {"title": fields["title"]})
    return redirect("deliverables:cycle-setup", cycle.slug)


def assignment_stale(request: HttpRequest, cycle: Cycle, saved: Assignment) -> HttpResponse:
    """Somebody was quicker: what is saved now, and what was typed, to send again."""
    initial = AssignmentForm.initial_of(saved)
    present = AssignmentForm(cycle=cycle, instance=saved, initial=initial)
    other = cycle.assignments.select_related("template_file").get(pk=saved.pk)
    typed = AssignmentForm(retry_data(request, saved.revision), cycle=cycle, instance=other, initial=initial)
    context = page_context(request, cycle, saved, typed)
    change = last_change(saved, cycle)
    if change:
        change["text"] = in_words(entries_of(saved).first())
    rows = differences(typed, present)
    return conflict(request, "deliverables/assignment_edit.html", context, change=change, rows=rows)


def assignment_page(
    request: HttpRequest, cycle: Cycle, assignment: Assignment | None, form: AssignmentForm
) -> HttpResponse:
    context = page_context(request, cycle, assignment, form)
    return render(request, "deliverables/assignment_edit.html", {**context, "stale": None})


def page_context(request: HttpRequest, cycle: Cycle, assignment: Assignment | None, form: AssignmentForm) -> dict:
    grid = grid_of(assignment) if assignment else None
    return {"cycle": cycle, "assignment": assignment, "form": form, "kept": kept_template(request), "grid": grid}


def assignment_check(request: HttpRequest, cycle: Cycle, form: AssignmentForm, plan: Plan) -> HttpResponse:
    """Who is concerned and until when, before anything is saved; the file that came with it is kept meanwhile."""
    pairs = carried(request, (*ShiftForm.NAMES, "kept"))
    if file := template_change(request, form).get("template_file"):
        pairs.append(("kept", signing.dumps(str(file.pk), salt=KEPT)))
    context = {
        "cycle": cycle,
        "heading": form.cleaned_data["title"],
        "plan": plan,
        "carried": pairs,
        "again": "checked" in request.POST,
        "action": _("Save"),
        "cancel_url": reverse("deliverables:cycle-setup", args=[cycle.slug]),
    }
    return render(request, "deliverables/shift_check.html", context)


def kept_template(request: HttpRequest) -> StoredFile | None:
    """The file that came with the form when its dates were shown first; None without, or when it was kept too long."""
    try:
        key = signing.loads(request.POST.get("kept", ""), salt=KEPT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=key, created_by=request.user, origin="template").first()


def template_change(request: HttpRequest, form: AssignmentForm) -> dict:
    """The template file to write: the one that was sent, none when it was removed, nothing when it stays.

    A file is stored before the transaction that takes it: hashing it would keep everybody else from writing.
    """
    if upload := form.cleaned_data["template"]:
        return {"template_file": files.store(upload, name=upload.name, origin="template", actor=request.user)}
    if kept := kept_template(request):
        return {"template_file": kept}
    return {"template_file": None} if form.cleaned_data.get("remove_template") else {}


def assignment_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    assignment = get_object_or_404(cycle.assignments, pk=pk)
    setup = redirect("deliverables:cycle-setup", cycle.slug)
    if request.method == "POST":
        try:
            remove_assignment(actor=request.user, assignment=assignment)
        except (AlreadyDelivered, WrittenAbout):
            messages.error(request, why_it_stays(assignment))
        else:
            messages.success(request, _("“%(title)s” is no longer expected.") % {"title": assignment.title})
        return setup
    stays = why_it_stays(assignment)
    return confirm(
        request,
        cycle,
        heading=_("Remove “%(title)s”?") % {"title": assignment.title},
        text=stays or _("This cannot be undone. Will be lost:"),
        lost=[] if stays else what_is_lost(assignment),
        action="" if stays else _("Remove this expected deliverable"),
        cancel_url=setup.url,
    )


def why_it_stays(assignment: Assignment) -> str:
    """Why the assignment cannot be removed, in a sentence; empty when it can."""
    teams = delivered_teams(assignment)
    if not teams:
        text = _("“%(title)s” cannot be removed: messages or notes were written about it. Exempt the teams instead.")
        return text % {"title": assignment.title} if has_words(assignment) else ""
    text = ngettext(
        "“%(title)s” cannot be removed: %(teams)s team has delivered something for it.",
        "“%(title)s” cannot be removed: %(teams)s teams have delivered something for it.",
        teams,
    )
    return text % {"title": assignment.title, "teams": teams}


def what_is_lost(assignment: Assignment) -> list[str]:
    """What goes with an assignment that nobody has delivered."""
    lost = [_("its instructions, its template file and its dates")]
    teams = assignment.deliverables.count()
    if teams:
        words = ngettext(
            "the expected deliverable of %(teams)s team", "the expected deliverables of %(teams)s teams", teams
        )
        lost.append(words % {"teams": teams})
    drafts = Version.objects.filter(deliverable__assignment=assignment, delivered_at__isnull=True).count()
    if drafts:
        words = ngettext("%(drafts)s draft with its files", "%(drafts)s drafts with their files", drafts)
        lost.append(words % {"drafts": drafts})
    return lost


@require_safe
def assignment_template(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The template file, for those who deliver it and those who run the cycle."""
    cycle = cycle_seen(request, slug)
    mine = Deliverable.objects.visible_to(request.user).values("assignment")
    led = cycle.roles.filter(user=request.user).exists() or request.user.is_administrator
    assignments = cycle.assignments.filter(template_file__isnull=False)
    assignment = get_object_or_404(assignments if led else assignments.filter(pk__in=mine), pk=pk)
    return files.download(assignment.template_file)
