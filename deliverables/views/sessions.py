"""Changing a session. Here and not in ``cycles``: due dates move with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cycles.access import session_coordinated
from cycles.models import Session
from cycles.pages import carried, conflict, differences, last_change, retry_data
from cycles.planning.forms import SessionForm, organisation_names
from cycles.planning.telling import Meeting
from cycles.planning.views import host_of
from cycles.planning.words import session_name
from cycles.stale import StaleError
from deliverables.operations_sessions import shift_session
from deliverables.shift_forms import ShiftForm, choices_of
from deliverables.shifts import Plan, session_plan
from lib.clock import received_at


def session_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_coordinated(request, slug, pk)
    form = SessionForm(request.POST or None, cycle=session.cycle, initial=SessionForm.initial_of(session))
    if not form.is_valid() or "back" in request.POST:
        return render(request, "cycles/session_edit.html", page(session, form))
    if form.cleaned_data["revision"] != session.revision:
        return stale(request, session)
    fields = form.fields_to_write()
    after = Meeting(fields["starts_at"], fields["ends_at"], fields["venue"])
    plan = session_plan(session, after, received_at(request), request.user)
    choices = choices_of(request, plan)
    if choices is None:
        return ask_first(request, session, plan)
    return save(request, session, form, {**fields, **choices})


def save(request: HttpRequest, session: Session, form: SessionForm, fields: dict) -> HttpResponse:
    try:
        told = shift_session(
            actor=request.user,
            session=session,
            revision=form.cleaned_data["revision"],
            host=host_of(session.cycle, form),
            **fields,
        )
    except StaleError:
        return stale(request, session)
    session.refresh_from_db()
    messages.success(request, _("%(name)s is changed.") % {"name": session_name(session)})
    if told:
        text = ngettext("%(count)s person is told by mail.", "%(count)s people are told by mail.", told)
        messages.info(request, text % {"count": told})
    return redirect(session)


def ask_first(request: HttpRequest, session: Session, plan: Plan) -> HttpResponse:
    """The page that shows what moves with it, before anything is saved."""
    context = {
        "cycle": session.cycle,
        "heading": _("Move %(name)s?") % {"name": session_name(session)},
        "plan": plan,
        "carried": carried(request, ShiftForm.NAMES),
        "again": "checked" in request.POST,
        "action": _("Save the session"),
        "cancel_url": session.get_absolute_url(),
    }
    return render(request, "deliverables/shift_check.html", context)


def page(session: Session, form: SessionForm) -> dict:
    return {
        "cycle": session.cycle,
        "session": session,
        "name": session_name(session),
        "form": form,
        "stale": None,
        "organisations": organisation_names(session.cycle.organiser),
    }


def stale(request: HttpRequest, session: Session) -> HttpResponse:
    session.refresh_from_db()
    saved = SessionForm(cycle=session.cycle, initial=SessionForm.initial_of(session))
    typed = SessionForm(retry_data(request, session.revision), cycle=session.cycle)
    change = last_change(session, session.cycle)
    rows = differences(typed, saved)
    return conflict(request, "cycles/session_edit.html", page(session, typed), change=change, rows=rows)
