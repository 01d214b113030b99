"""Who runs the cycle: its coordinators and co-facilitators, and the organisations that organise it together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.operations import AccountClosed
from cycles.access import cycle_coordinated
from cycles.models import Cycle, CycleRole
from cycles.pages import confirm
from cycles.people import roles
from cycles.people.animation import runners
from cycles.people.role_forms import CoOrganiserForm, RoleChangeForm, RoleForm
from cycles.permissions import can_coordinate
from cycles.planning.forms import organisation_names
from partners.names import name_of


def roles_edit(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    form = RoleForm(request.POST or None, cycle=cycle)
    if form.is_valid() and (given := give(request, cycle, form)):
        text = _("%(name)s now runs the cycle. A mail to %(email)s says how to sign in.")
        name = name_of(given.user, cycle.organiser)
        messages.success(request, text % {"name": name, "email": given.user.email})
        return redirect("cycles:roles-edit", slug)
    return show(request, cycle, form, CoOrganiserForm(cycle=cycle, prefix="co"))


def give(request: HttpRequest, cycle: Cycle, form: RoleForm) -> CycleRole | None:
    """The role given, or None with the refusal beside the address."""
    try:
        return roles.give_role(actor=request.user, cycle=cycle, **form.cleaned_data)
    except roles.RoleExists:
        form.add_error("email", _("This person already runs the cycle: change her role below."))
    except AccountClosed:
        form.add_error("email", _("The account of this address is disabled. Ask an administrator."))
    return None


def show(request: HttpRequest, cycle: Cycle, form: RoleForm, organisers: CoOrganiserForm) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "organiser_form": organisers,
        "runners": runners(cycle),
        "roles": CycleRole.Role.choices,
        "co_organisers": cycle.co_organisers.all(),
        "organisations": organisation_names(cycle.organiser),
    }
    return render(request, "cycles/roles_edit.html", context)


def role_of(request: HttpRequest, slug: str, pk: int) -> CycleRole:
    cycle = cycle_coordinated(request, slug)
    given = get_object_or_404(cycle.roles.select_related("user"), pk=pk)
    given.cycle = cycle
    return given


def last_one(name: str) -> str:
    text = _("%(name)s is the last coordinator of the cycle: nothing was changed. Name another coordinator first.")
    return text % {"name": name}


@require_POST
def role_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    given = role_of(request, slug, pk)
    name, form = name_of(given.user, given.cycle.organiser), RoleChangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the two roles: nothing was changed."))
        return redirect("cycles:roles-edit", slug)
    try:
        roles.change_role(actor=request.user, given=given, role=form.cleaned_data["role"])
    except roles.LastCoordinator:
        messages.error(request, last_one(name))
    except roles.RoleGone:
        messages.error(
            request, _("%(name)s no longer runs the cycle: somebody else changed it meanwhile.") % {"name": name}
        )
    else:
        text = _("%(name)s: the role is now “%(role)s”.")
        messages.success(request, text % {"name": name, "role": given.get_role_display()})
    return onwards(request, given.cycle)


def role_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    given = role_of(request, slug, pk)
    name = name_of(given.user, given.cycle.organiser)
    if request.method == "POST":
        try:
            roles.remove_role(actor=request.user, given=given)
        except roles.LastCoordinator:
            messages.error(request, last_one(name))
        else:
            messages.success(request, _("%(name)s no longer runs the cycle.") % {"name": name})
        return onwards(request, given.cycle)
    return confirm(
        request,
        given.cycle,
        heading=_("%(name)s no longer runs the cycle?") % {"name": name},
        text=_("This person loses access to the cycle’s pages at once, unless a team counts her among its members."),
        lost=[_("The feedback and notes that this person wrote stay, under the same name.")],
        action=_("Remove from the cycle"),
        cancel_url=reverse("cycles:roles-edit", args=[slug]),
    )


def onwards(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Back to the page, or to the cycles when the person has just given up her own right to it."""
    if can_coordinate(request.user, cycle):
        return redirect("cycles:roles-edit", cycle.slug)
    return redirect("deliverables:cycle-list")


@require_POST
def co_organiser_add(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    form = CoOrganiserForm(request.POST, cycle=cycle, prefix="co")
    if not form.is_valid():
        return show(request, cycle, RoleForm(cycle=cycle), form)
    try:
        added = roles.add_co_organiser(actor=request.user, cycle=cycle, **form.cleaned_data)
    except roles.AlreadyOrganises:
        messages.info(request, _("This organisation already organises the cycle."))
    else:
        messages.success(request, _("%(name)s now organises the cycle too.") % {"name": added.name})
    return redirect("cycles:roles-edit", slug)


@require_POST
def co_organiser_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    organisation = get_object_or_404(cycle.co_organisers, pk=pk)
    roles.remove_co_organiser(actor=request.user, cycle=cycle, organisation=organisation)
    messages.success(request, _("%(name)s no longer organises the cycle.") % {"name": organisation.name})
    return redirect("cycles:roles-edit", slug)
