"""The register of a session: read, ticked on a phone one tap a person, printed as a sheet to sign."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cycles.access import cycle_facilitated, require_open_plan, session_facilitated
from cycles.attendance import operations, pages
from cycles.attendance.forms import TickForm, WalkInForm
from cycles.attendance.overview import overview
from cycles.attendance.register import Register, register_of
from cycles.attendance.sheet import draw_attendance_sheet
from cycles.models import Session
from cycles.planning.words import session_name
from lib.clock import received_at
from records.files import clean_name, private


def presence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_facilitated(request, slug, pk)
    register = register_of(session)
    if request.method == "POST":
        require_open_plan(session.cycle)
        return save_ticks(request, register)
    context = pages.presence_page(request, register, pages.half_day_shown(request.GET, register))
    return render(request, "cycles/presence_edit.html", context)


def save_ticks(request: HttpRequest, register: Register) -> HttpResponse:
    session, form = register.session, TickForm(request.POST, register=register)
    if not form.is_valid():
        return refuse(request, session, _("Nothing was changed: the page was out of date. Here it is as it is now."))
    number, marks, at = form.cleaned_data["half_day"], form.marks(), received_at(request)
    try:
        count = operations.tick(actor=request.user, session=session, half_day=number, marks=marks, at=at)
    except operations.AttendanceError:
        return refuse(request, session, _("Attendance is ticked from the day of the session on: nothing was changed."))
    if request.htmx:
        context = pages.fragment(request, register_of(session), number)
        return render(request, "cycles/_presence_saved.html", context)
    text = ngettext("%(count)s person ticked.", "%(count)s people ticked.", count) % {"count": count}
    messages.success(request, text if count else _("Nothing was changed."))
    return redirect(pages.address(session, number))


def refuse(request: HttpRequest, session: Session, text: str) -> HttpResponse:
    """A tap that is refused is marked on the page by the script; a whole form comes back with the sentence."""
    if request.htmx:
        return HttpResponse(text, status=409, content_type="text/plain")
    messages.error(request, text)
    return redirect("cycles:presence", session.cycle.slug, session.pk)


def walk_in_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_facilitated(request, slug, pk)
    require_open_plan(session.cycle)
    register = register_of(session)
    half_day = pages.half_day_shown(request.POST or request.GET, register)
    form = WalkInForm(
        request.POST or None, register=register, cycle=session.cycle, initial={"half_day": half_day.number}
    )
    if form.is_valid():
        try:
            row, is_new = operations.add_walk_in(
                actor=request.user, session=session, at=received_at(request), **form.fields_to_write()
            )
        except operations.AttendanceError:
            form.add_error(None, _("Attendance is ticked from the day of the session on."))
        else:
            text = _("%(name)s is added and present.") if is_new else _("%(name)s was on the list: ticked present.")
            messages.success(request, text % {"name": row.person.name})
            return redirect(pages.address(session, form.cleaned_data["half_day"]))
    return render(request, "cycles/walk_in_add.html", pages.walk_in_page(session, half_day, form))


@require_safe
def attendance_sheet(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The sheet to print and have signed, as the list stands now."""
    session = session_facilitated(request, slug, pk)
    target = BytesIO()
    draw_attendance_sheet(register_of(session), target, at=received_at(request))
    target.seek(0)
    name = f"{_('Attendance sheet')} - {session_name(session)}.pdf"
    return private(FileResponse(target, as_attachment=True, filename=clean_name(name), content_type="application/pdf"))


@require_safe
def attendance_overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of the whole cycle, for those who run it."""
    cycle = cycle_facilitated(request, slug)
    return render(request, "cycles/attendance_overview.html", overview(cycle))
