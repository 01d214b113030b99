"""Creating a cycle and laying it out on one page, and adding a team with what it is expected to deliver."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cycles.models import Cycle
from cycles.once import AlreadyCreated
from cycles.planning.formats import FORMATS
from deliverables.layout import propose
from deliverables.layout_forms import LayoutForm
from deliverables.operations import create_cycle_with_assignments
from deliverables.planning_forms import CycleStartForm, KeyForm, organisers_of


def require_organiser(request: HttpRequest) -> None:
    if not organisers_of(request.user).exists():
        raise PermissionDenied(_("Only the coordination of an organiser creates a cycle."))


@require_safe
def cycle_create(request: HttpRequest) -> HttpResponse:
    require_organiser(request)
    return render(request, "deliverables/cycle_create.html", {"form": CycleStartForm(user=request.user)})


def cycle_layout(request: HttpRequest) -> HttpResponse:
    """The proposed layout of a new cycle, from the answers in the address; POST creates it."""
    require_organiser(request)
    start = CycleStartForm(request.GET, user=request.user)
    if not start.is_valid():
        return render(request, "deliverables/cycle_create.html", {"form": start})
    plan = FORMATS[start.cleaned_data["format"]]
    sessions, assignments = propose(plan, start.cleaned_data["first_day"], get_language() or "fr")
    posted = request.POST if request.method == "POST" else None
    key = KeyForm(posted) if posted else KeyForm.fresh()
    layout = LayoutForm(posted, sessions=sessions, assignments=assignments, has_deliverables=plan.has_deliverables)
    if posted and "more" not in posted and layout.is_valid() and key.is_valid():
        return create(request, start.cleaned_data, layout, str(key.cleaned_data["key"]))
    layout.dress()
    context = {"start": start, "plan": plan, "layout": layout, "key": key, "has_deliverables": plan.has_deliverables}
    return render(request, "deliverables/cycle_layout.html", {**context, "by_date": True})


def create(request: HttpRequest, start: dict, layout: LayoutForm, key: str) -> HttpResponse:
    try:
        cycle = create_cycle_with_assignments(
            actor=request.user,
            organiser=start["organiser"],
            format=start["format"],
            title=start["title"],
            sessions=layout.session_lines(),
            assignments=layout.assignment_lines(),
            key=key,
        )
    except AlreadyCreated as error:
        made = Cycle.objects.visible_to(request.user).filter(slug=error.slug).first()
        return redirect(made or "deliverables:cycle-list")
    messages.success(
        request,
        _("The cycle “%(title)s” is created. It is in preparation: only coordination sees it.")
        % {"title": cycle.title},
    )
    return redirect(cycle)
