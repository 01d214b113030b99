"""A cycle's own page of settings, the steps of its life, and its sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cycles import permissions
from cycles.access import (
    cycle_coordinated,
    cycle_seen,
    require_coordination,
    session_coordinated,
    session_seen,
)
from cycles.attendance import pages as attendance
from cycles.models import Cycle, Session
from cycles.once import AlreadyCreated, once
from cycles.pages import confirm, conflict, differences, last_change, retry_data
from cycles.people.invitations import waiting_for_invitation
from cycles.planning import life, operations
from cycles.planning.forms import CycleForm, PlaceForm, SessionForm, organisation_names
from cycles.planning.notes import notes_of_session
from cycles.planning.words import session_name
from cycles.stale import StaleError
from lib.clock import received_at
from partners.operations import organisation_named


def cycle_edit(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    form = CycleForm(request.POST or None, instance=cycle, initial={"revision": cycle.revision})
    if form.is_valid():
        try:
            operations.edit_cycle(
                actor=request.user, cycle=cycle, revision=form.cleaned_data["revision"], **form.changes()
            )
        except StaleError:
            return cycle_stale(request, slug)
        messages.success(request, _("The cycle is changed."))
        return redirect("deliverables:cycle-detail", cycle.slug)
    return render(request, "cycles/cycle_edit.html", {"cycle": cycle_seen(request, slug), "form": form, "stale": None})


def cycle_stale(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody else changed the cycle meanwhile."""
    cycle = cycle_seen(request, slug)
    saved = CycleForm(instance=cycle, initial={"revision": cycle.revision})
    typed = CycleForm(retry_data(request, cycle.revision), instance=cycle_seen(request, slug))
    context = {"cycle": cycle, "form": typed}
    change = last_change(cycle, cycle)
    return conflict(request, "cycles/cycle_edit.html", context, change=change, rows=differences(typed, saved))


def cycle_move(request: HttpRequest, slug: str, to: str) -> HttpResponse:
    cycle = cycle_seen(request, slug)
    require_coordination(request, cycle)
    step = life.step_to(cycle.state, to)
    if step is None:
        if request.method == "POST":  # A GET writes nothing, not even a message.
            messages.error(request, _("The cycle cannot go there from its present stage: nothing was changed."))
        return redirect("deliverables:cycle-detail", cycle.slug)
    if request.method == "POST":
        return move(request, cycle, step)
    context = {
        "cycle": cycle,
        "step": step,
        "now": Cycle.State(cycle.state).label,
        "then": Cycle.State(to).label,
        "allows": life.STAGES[to].sentences,
        "waiting": waiting_for_invitation(cycle).count() if step.sends_invitations else 0,
    }
    return render(request, "cycles/cycle_move.html", context)


def move(request: HttpRequest, cycle: Cycle, step: life.Step) -> HttpResponse:
    try:
        sent = operations.move_cycle(actor=request.user, cycle=cycle, to=step.to_state)
    except (StaleError, operations.NoSuchStep):
        messages.error(request, _("Somebody else moved the cycle meanwhile: look at its stage before you go on."))
    else:
        messages.success(request, _("The cycle is now: %(state)s.") % {"state": Cycle.State(step.to_state).label})
        if sent:
            text = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent)
            messages.info(request, text % {"count": sent})
    return redirect("deliverables:cycle-detail", cycle.slug)


@require_safe
def session_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_seen(request, slug, pk)
    cycle, user = session.cycle, request.user
    role = permissions.role_in(user, cycle)
    open_plan = life.allows(cycle, "plan")
    order = list(permissions.sessions_seen(user, cycle))
    place = order.index(session)
    notes = notes_of_session(session) if role else []
    context = {
        "cycle": cycle,
        "session": session,
        "name": session_name(session),
        "items": session.items.all(),
        "documents": session.documents.select_related("file"),
        "teams": session.teams.select_related("territory"),
        "may_edit": open_plan and role == "coordinator",
        "may_write_note": open_plan and bool(role),
        "notes": notes,
        "blank_notes": [row for row in notes if row.team and row.is_empty],
        "attendance": attendance.summary(session, received_at(request)) if role else None,
        "own_presence": [] if role else attendance.own_presence(session, user),
        "previous": order[place - 1] if place else None,
        "next": order[place + 1] if place + 1 < len(order) else None,
    }
    return render(request, "cycles/session_detail.html", context)


def host_of(cycle: Cycle, form: SessionForm):
    """The host organisation that the form names, which the directory gains when it is new."""
    data = form.cleaned_data
    return organisation_named(organiser=cycle.organiser, name=data["host_name"], actor_type=data["host_actor_type"])


def session_create(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    form = SessionForm(request.POST or None, cycle=cycle, initial={"revision": 0, "kind": Session.Kind.SESSION})
    if form.is_valid():
        try:
            with once(form.cleaned_data["key"]):
                session = operations.add_session(
                    actor=request.user, cycle=cycle, host=host_of(cycle, form), **form.fields_to_write()
                )
        except AlreadyCreated:
            return redirect(cycle)
        messages.success(request, _("%(name)s is added.") % {"name": session_name(session)})
        return redirect(session)
    context = {"cycle": cycle, "session": None, "form": form, "stale": None}
    return render(
        request, "cycles/session_edit.html", {**context, "organisations": organisation_names(cycle.organiser)}
    )


@require_POST
def session_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_coordinated(request, slug, pk)
    up, form = request.POST.get("direction") == "up", PlaceForm(request.POST)
    try:
        operations.move_session(actor=request.user, session=session, up=up, position=form.place())
    except StaleError:
        messages.info(request, _("It was moved already: look at the order as it is now."))
    else:
        messages.success(request, _("The order of the sessions is changed."))
    return redirect(session)


def session_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_coordinated(request, slug, pk)
    name = session_name(session)
    if request.method == "POST":
        try:
            operations.remove_session(actor=request.user, session=session)
        except (operations.SessionInUse, operations.SessionAttended, operations.SessionNoted):
            messages.error(request, why_it_stays(session, name))
            return redirect(session)
        messages.success(request, _("%(name)s is removed.") % {"name": name})
        return redirect("deliverables:cycle-detail", slug)
    stays = why_it_stays(session, name)
    return confirm(
        request,
        session.cycle,
        heading=_("Remove %(name)s?") % {"name": f"{name} « {session.title} »"},
        text=stays or _("This cannot be undone. Will be lost:"),
        lost=[] if stays else what_is_lost(session),
        action="" if stays else _("Remove the session"),
        cancel_url=session.get_absolute_url(),
    )


def why_it_stays(session: Session, name: str) -> str:
    """Why the session cannot be removed, and what to do; empty when it can."""
    titles = operations.uses_of(session)
    if titles:
        text = _("%(name)s cannot be removed: it is a date for %(titles)s. Give these another session first.")
        return text % {"name": name, "titles": ", ".join(titles)}
    if session.presences.exists():
        return _("%(name)s cannot be removed: its attendance was ticked. Change its date or its title instead.") % {
            "name": name
        }
    if operations.has_notes(session):
        return _(
            "%(name)s cannot be removed: it has coordination notes or photos. Empty the notes and remove the photos "
            "first, or change its date or its title instead."
        ) % {"name": name}
    return ""


def what_is_lost(session: Session) -> list[str]:
    items, documents = session.items.count(), session.documents.count()
    lost = [_("its date, its place and its questions")]
    if items:
        lost.append(ngettext("%(count)s programme item", "%(count)s programme items", items) % {"count": items})
    if documents:
        lost.append(ngettext("%(count)s document", "%(count)s documents", documents) % {"count": documents})
    return lost
