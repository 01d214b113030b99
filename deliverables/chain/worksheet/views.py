"""The workbook of a team: downloaded, sent back, previewed, confirmed."""

import io
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from deliverables import pages as delivery
from deliverables.access import Seen
from deliverables.chain.pages import move_name
from deliverables.chain.views import changing
from deliverables.chain.worksheet.applying import PlanChanged, Reader, import_rows
from deliverables.chain.worksheet.carried import NotCarried, pack, unpack
from deliverables.chain.worksheet.forms import CarriedForm, WorkbookForm
from deliverables.chain.worksheet.pages import counts, sheets_shown, shown, whose
from deliverables.chain.worksheet.plan import OtherWorkbook, Plan, plan_of
from deliverables.chain.worksheet.refused import write_refused_rows
from deliverables.chain.worksheet.sheets import Sheet, sheets_of, write_team_workbook
from deliverables.workflow import IllegalMove, NotPermitted, StaleError
from lib.clock import received_at
from lib.worksheet.cells import UnreadableWorkbook
from lib.worksheet.reading import understand

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheets_seen(request: HttpRequest, found: Seen) -> list[Sheet]:
    return sheets_of(found.user, found.deliverable.team, at=received_at(request))


def file_of(found: Seen, target: io.BytesIO, words: str, request: HttpRequest) -> FileResponse:
    target.seek(0)
    name = f"{slugify(words)}-{slugify(found.deliverable.team)}-{localdate(received_at(request)):%Y-%m-%d}.xlsx"
    response = FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def workbook_download(request: HttpRequest, pk: int) -> HttpResponse:
    found = changing(request, pk)
    sheets = sheets_seen(request, found)
    if not sheets:
        return redirect(found.deliverable)
    target = io.BytesIO()
    options = {"user": found.user, "created_at": received_at(request), "at_first": found.deliverable}
    write_team_workbook(target, sheets, **options)
    return file_of(found, target, _("To fill in"), request)


def workbook_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = changing(request, pk)
    if "carried" in request.POST:
        return carried_back(request, found)
    sheets = sheets_seen(request, found)
    form = WorkbookForm(
        request.POST or None, request.FILES or None, declarations=[sheet.declaration for sheet in sheets]
    )
    if not form.is_valid():
        return sending_page(request, found, sheets, form)
    try:
        return preview_page(request, found, plan_of(sheets, form.book), pack(found.deliverable.team, form.raws))
    except OtherWorkbook as error:
        form.add_error("file", whose(error, found.user, found.deliverable.team))
    except NotCarried as error:
        form.add_error("file", str(error))
    return sending_page(request, found, sheets, form)


def sending_page(request: HttpRequest, found: Seen, sheets: list[Sheet], form: WorkbookForm) -> HttpResponse:
    context = delivery.inner(found.deliverable) | {
        "form": form,
        "sheets": sheets_shown(sheets),
        "may_send": any(not sheet.hindrance for sheet in sheets),
        "types": move_name(found) == "type_rows",
    }
    return render(request, "deliverables/chain/workbook_import.html", context, status=422 if form.is_bound else 200)


def preview_page(
    request: HttpRequest, found: Seen, plan: Plan, carried: str, *, status: int = 200, reason: str = "", done: str = ""
) -> HttpResponse:
    """``reason``: why nothing was written; ``done``: what was, when refused rows are left."""
    context = delivery.inner(found.deliverable) | {
        "form": CarriedForm(initial={"carried": carried, "fingerprint": plan.fingerprint}),
        "plan": plan,
        "sheets": shown(plan, is_done=bool(done)),
        "counts": counts(plan),
        "to_write": plan.to_write,
        "refused": plan.count("refused"),
        "types": move_name(found) == "type_rows",
        "reason": reason,
        "done": done,
    }
    return render(request, "deliverables/chain/workbook_check.html", context, status=status)


def reader_of(request: HttpRequest, found: Seen) -> tuple[CarriedForm, str, Reader]:
    """The form of a preview's page and what reads what it carries. Raises NotCarried."""
    form = CarriedForm(request.POST)
    carried = form.cleaned_data["carried"] if form.is_valid() else ""
    raws = unpack(found.deliverable.team, carried)
    return form, carried, partial(understand, raws)


NO_LONGER = (NotCarried, OtherWorkbook, UnreadableWorkbook)  # the last two where the deliverables changed meanwhile


def too_old(request: HttpRequest, found: Seen) -> HttpResponse:
    messages.error(request, _("This preview is too old to be used: send the workbook again."))
    return redirect("deliverables:workbook-import", found.deliverable.pk)


def carried_back(request: HttpRequest, found: Seen) -> HttpResponse:
    """Write what the preview showed; where that is not what would be written now, show what would."""
    try:
        form, carried, read = reader_of(request, found)
        plan_now(request, found, read)
    except NO_LONGER:
        return too_old(request, found)
    options = {"fingerprint": form.cleaned_data["fingerprint"], "at": received_at(request)}
    page = partial(preview_page, request, found, carried=carried)
    try:
        plan = import_rows(actor=found.user, team=found.deliverable.team, read=read, **options)
    except PlanChanged as error:
        if error.plan.writes:
            return page(plan=error.plan, status=409, reason=_("Something changed since the preview."))
        plan = error.plan
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    except (IllegalMove, StaleError) as error:
        return page(plan=plan_now(request, found, read), status=409, reason=str(error))
    return written(request, found, plan, read, carried)


def plan_now(request: HttpRequest, found: Seen, read: Reader) -> Plan:
    sheets = sheets_seen(request, found)
    return plan_of(sheets, read([sheet.declaration for sheet in sheets]))


def written(request: HttpRequest, found: Seen, plan: Plan, read: Reader, carried: str) -> HttpResponse:
    """What was written, and the rows that were refused, to take away and correct."""
    said = written_in_words(plan)
    if not plan.count("refused"):
        messages.success(request, said)
        return redirect("deliverables:row-list", found.deliverable.pk)
    return preview_page(request, found, plan_now(request, found, read), carried, done=said)


def written_in_words(plan: Plan) -> str:
    if not plan.writes:
        return _("Nothing more to write: what could be written already is.")
    parts = {
        "new": ngettext("%(count)s row added.", "%(count)s rows added.", plan.count("new")),
        "changed": ngettext("%(count)s row changed.", "%(count)s rows changed.", plan.count("changed")),
        "removed": ngettext("%(count)s row removed.", "%(count)s rows removed.", plan.count("removed")),
    }
    told = [words % {"count": plan.count(fate)} for fate, words in parts.items() if plan.count(fate)]
    if plan.count("new"):
        told.append(_("To go on in Excel, download the workbook again: the new rows have their references now."))
    return " ".join(told)


@require_POST
def workbook_refused(request: HttpRequest, pk: int) -> HttpResponse:
    found = changing(request, pk)
    try:
        _form, _carried, read = reader_of(request, found)
        plan = plan_now(request, found, read)
    except NO_LONGER:
        return too_old(request, found)
    if not plan.count("refused"):
        return redirect("deliverables:row-list", pk)
    target = io.BytesIO()
    write_refused_rows(target, plan, created_at=received_at(request))
    return file_of(found, target, _("Refused rows"), request)
