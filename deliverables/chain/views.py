"""The rows of a draft: the section that holds them is answered whole, with the row at hand in a form."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cycles.once import AlreadyCreated, once
from cycles.pages import differences, retry_data
from deliverables import pages
from deliverables.access import Seen, may_ever, seen, why_not_now
from deliverables.chain import operations
from deliverables.chain.forms import MoveForm
from deliverables.chain.models import Row
from deliverables.chain.pages import move_name, row_form, rows_seen, section, typed_in
from deliverables.workflow import IllegalMove, NotPermitted, StaleError, open_draft
from lib.clock import received_at

MEANWHILE = gettext_lazy("Somebody changed it at the same moment. Nothing was overwritten: look at it again.")
NEXT = "next"  # the button that saves and opens another row


def changing(request: HttpRequest, pk: int) -> Seen:
    """A deliverable that holds rows, for who may ever change them."""
    found = seen(request, pk)
    may_ever(found, move_name(found))
    if not found.deliverable.assignment.holds:
        raise Http404
    return found


def row_seen(found: Seen, row: int) -> Row:
    draft = open_draft(found.deliverable)
    rows = {each.pk: each for each in rows_seen(found, draft)}
    if row not in rows:
        raise Http404
    return rows[row]


def answer(request: HttpRequest, found: Seen, *, status: int = 200, **shown) -> HttpResponse:
    """The section alone for htmx, else the page around it."""
    context = section(found, **shown)
    if request.htmx:
        return render(request, "deliverables/chain/_rows.html", context, status=status)
    context = pages.inner(found.deliverable) | {"in_team": found.standing.in_team} | context
    return render(request, "deliverables/chain/row_list.html", context, status=status)


def done(request: HttpRequest, pk: int, row: Row | None = None, button: str = "edit") -> HttpResponse:
    """After a change: the section as it is now, or its page at the row."""
    if not request.htmx:
        address = reverse("deliverables:row-list", args=[pk])
        return redirect(f"{address}#{row.reference}" if row else f"{address}#rows")
    return answer(request, seen(request, pk), touched=(row.pk, button) if row else (0, ""))


def attempt(request: HttpRequest, pk: int, move: Callable[[], Row | None], button: str) -> HttpResponse:
    """Make one change of one button; what stands in its way is said in the section."""
    try:
        row = move()
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    except IllegalMove as error:
        return answer(request, seen(request, pk), refused=str(error), status=409)
    except StaleError:
        return answer(request, seen(request, pk), refused=str(MEANWHILE), status=409)
    return done(request, pk, row, button)


@require_safe
def row_list(request: HttpRequest, pk: int) -> HttpResponse:
    found = changing(request, pk)
    if begins_elsewhere(found):
        return redirect("deliverables:draft-begin", pk)
    return answer(request, found)


def begins_elsewhere(found: Seen) -> bool:
    """A team says first how its newer version begins."""
    begins = found.deliverable.current_version and not open_draft(found.deliverable)
    return bool(begins) and "edit_draft" in found.moves


def row_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = changing(request, pk)
    if begins_elsewhere(found):
        return redirect("deliverables:draft-begin", pk)
    if reason := why_not_now(request, found, move_name(found)):
        return too_late(request, found, None, reason)
    if request.method != "POST":
        return answer(request, found, form=row_form(found))
    form = row_form(found, data=request.POST)
    if not form.is_valid():
        return answer(request, found, form=form, status=422)
    try:
        with once(form.cleaned_data["key"]):
            row = operations.add_row(
                actor=request.user, deliverable=found.deliverable, values=form.values(), at=received_at(request)
            )
    except AlreadyCreated:
        return done(request, pk)
    except IllegalMove as error:
        return answer(request, found, form=form, refused=str(error), status=409)
    except StaleError:
        return answer(request, found, form=form, refused=str(MEANWHILE), status=409)
    return added(request, pk, row)


def too_late(request: HttpRequest, found: Seen, row: Row | None, reason: str) -> HttpResponse:
    """It can be saved no more: why, and what was typed, to copy."""
    typed = typed_in(row_form(found, row, request.POST)) if request.method == "POST" else []
    return answer(request, seen(request, found.deliverable.pk), refused=reason, typed=typed, status=409)


def added(request: HttpRequest, pk: int, row: Row) -> HttpResponse:
    """The row where it stands, or the form of the next one."""
    if request.POST.get("then") != NEXT:
        return done(request, pk, row)
    if not request.htmx:
        return redirect("deliverables:row-add", pk)
    found = seen(request, pk)
    return answer(request, found, form=row_form(found))


def row_edit(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    found = changing(request, pk)
    kept = row_seen(found, row)
    if reason := why_not_now(request, found, move_name(found)):
        return too_late(request, found, kept, reason)
    if request.method != "POST":
        return answer(request, found, form=row_form(found, kept), editing=kept)
    form = row_form(found, kept, request.POST)
    if not form.is_valid():
        return answer(request, found, form=form, editing=kept, status=422)
    revision = form.cleaned_data["revision"]
    if operations.says_the_same(kept, form.values()) and revision == kept.revision and not kept.to_confirm:
        return done(request, pk, kept)
    options = {"values": form.values(), "revision": -1 if revision is None else revision, "at": received_at(request)}
    try:
        operations.edit_row(actor=request.user, deliverable=found.deliverable, row=kept, **options)
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    except IllegalMove as error:
        return too_late(request, found, kept, str(error))
    except StaleError:
        return row_stale(request, pk, row)
    return done(request, pk, kept)


def row_stale(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Somebody was quicker: what the row says now, and what was typed, to send again."""
    found = seen(request, pk)
    now = row_seen(found, row)
    typed = row_form(found, now, retry_data(request, now.revision))
    typed.is_valid()
    change = pages.last_change(found.user, found.deliverable)
    stale = {"change": change, "rows": differences(typed, row_form(found, now))}
    return answer(request, found, form=typed, editing=now, stale=stale, status=409)


def one_row(request: HttpRequest, pk: int, row: int, name: str, button: str, **options) -> HttpResponse:
    """One change of one row by a button."""
    found = changing(request, pk)
    kept = row_seen(found, row)
    options |= {"actor": request.user, "deliverable": found.deliverable, "row": kept, "at": received_at(request)}
    return attempt(request, pk, lambda: getattr(operations, name)(**options), button)


@require_POST
def row_duplicate(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    return one_row(request, pk, row, "duplicate_row", "edit")


@require_POST
def row_move(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    form = MoveForm(request.POST)
    direction = form.cleaned_data["direction"] if form.is_valid() else "down"
    return one_row(request, pk, row, "move_row", direction, direction=direction)


@require_POST
def row_remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    return one_row(request, pk, row, "remove_row", "restore")


@require_POST
def row_restore(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    return one_row(request, pk, row, "restore_row", "edit")


@require_POST
def row_confirm(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    found = changing(request, pk)
    kept = row_seen(found, row)
    return confirmed(request, found, kept)


@require_POST
def rows_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return confirmed(request, changing(request, pk), None)


def confirmed(request: HttpRequest, found: Seen, row: Row | None) -> HttpResponse:
    def move() -> Row | None:
        options = {"deliverable": found.deliverable, "row": row, "at": received_at(request)}
        operations.confirm_rows(actor=request.user, **options)
        return row

    return attempt(request, found.deliverable.pk, move, "edit")
