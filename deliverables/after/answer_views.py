"""The team's page: where is each action? One address, from the mail or from home; the others of the team read it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cycles.access import team_seen
from cycles.pages import conflict, differences, retry_data
from cycles.permissions import membership
from cycles.planning import life
from cycles.stale import StaleError
from deliverables.after import operations
from deliverables.after.forms import FollowUpForm
from deliverables.after.models import FollowUp, FollowUpLine
from deliverables.after.reading import can_answer, is_open
from deliverables.history import in_words
from deliverables.names import names_of
from lib.clock import received_at
from records.log import entries_of


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_answer(request: HttpRequest, slug: str, pk: int, months: int) -> HttpResponse:
    team = team_seen(request, slug, pk)
    follow_up = get_object_or_404(team.follow_ups.select_related("sent_by"), months=months)
    follow_up.team = team
    member = membership(request.user, team)
    may_answer = can_answer(member, team.cycle) and is_open(follow_up, received_at(request))
    if request.method != "POST":
        form = FollowUpForm.of(follow_up, lines_of(follow_up)) if may_answer else None
        return page(request, follow_up, form, in_team=member is not None)
    if not can_answer(member, team.cycle):
        raise PermissionDenied(_("Members who deliver for the team say where its actions are."))
    return answered(request, follow_up)


def answered(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    sends = "send" in request.POST or follow_up.sent_at is not None
    form = FollowUpForm(request.POST, lines=lines_of(follow_up), whole=sends)
    if not form.is_valid():
        return page(request, follow_up, form, status=422)
    revision = form.cleaned_data["revision"]
    try:
        operations.answer(actor=request.user, follow_up=follow_up, revision=revision, said=form.said(), sends=sends)
    except StaleError:
        return stale(request, follow_up, form)
    except (operations.FollowUpClosed, life.CycleClosed):
        return page(request, follow_up, form, is_closed=True, status=409)
    if sends:
        messages.success(request, _("Thank you: what your team says of its actions is sent."))
    else:
        messages.success(request, _("Saved. It counts once it is sent; your colleagues may go on with it."))
    return redirect(request.path)


def lines_of(follow_up: FollowUp) -> list[FollowUpLine]:
    return list(follow_up.lines.select_related("action__reference"))


def stale(request: HttpRequest, follow_up: FollowUp, form: FollowUpForm) -> HttpResponse:
    """A colleague was quicker: what she kept, where it differs, above what was typed."""
    follow_up.refresh_from_db()
    lines = lines_of(follow_up)
    typed = FollowUpForm(retry_data(request, follow_up.revision), lines=lines)
    entry = entries_of(follow_up).first()
    change = None
    if entry is not None:
        names = names_of(follow_up.team.cycle, [entry.actor_id])
        change = {"at": entry.at, "who": names.get(entry.actor_id, ""), "text": in_words(entry)}
    rows = differences(typed, FollowUpForm.of(follow_up, lines))
    return conflict(request, TEMPLATE, context_of(follow_up, typed), change=change, rows=rows)


TEMPLATE = "deliverables/after/answer.html"


def context_of(follow_up: FollowUp, form: FollowUpForm | None, *, in_team: bool = True) -> dict:
    """``shown``: what is kept, for those who read; outside the team only what was sent."""
    cycle = follow_up.team.cycle
    readable = in_team or follow_up.sent_at is not None
    return {
        "cycle": cycle,
        "team": follow_up.team,
        "follow_up": follow_up,
        "form": form,
        "lines": lines_of(follow_up) if readable and form is None else [],
        "sent_by": names_of(cycle, [follow_up.sent_by_id]).get(follow_up.sent_by_id, "") if follow_up.sent_at else "",
        "is_closed": False,
        "stale": None,
    }


def page(
    request: HttpRequest,
    follow_up: FollowUp,
    form: FollowUpForm | None,
    *,
    in_team: bool = True,
    is_closed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = context_of(follow_up, form, in_team=in_team) | {"is_closed": is_closed}
    return render(request, TEMPLATE, context, status=status)
