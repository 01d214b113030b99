"""Coordination's page: who answered at 6 and 12 months, what became of each action, and what may still be asked."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles import permissions
from cycles.access import cycle_facilitated, require_coordination
from cycles.models import Cycle, Team
from cycles.planning import life, quiet
from cycles.stale import StaleError
from deliverables.after import operations
from deliverables.after.forms import RemindForm, SwitchForm
from deliverables.after.models import FollowUp
from deliverables.after.moments import MONTHS, last_day, months_after
from deliverables.after.reading import counts_of, followed
from deliverables.after.workbook import write_follow_up
from deliverables.views.table import WORKBOOK
from deliverables.worksheets import About
from lib.clock import received_at
from records.log import record


def cycle_followed(request: HttpRequest, slug: str) -> Cycle:
    """The cycle, for its coordination, while its actions may be followed: also once it is archived."""
    cycle = cycle_facilitated(request, slug)
    require_coordination(request, cycle)
    if not life.allows(cycle, "follow_up"):
        raise life.CycleClosed(str(life.CLOSED[cycle.state]))
    return cycle


def team_of(cycle: Cycle, pk: int) -> Team:
    team = get_object_or_404(cycle.teams.select_related("territory"), pk=pk)
    team.cycle = cycle
    return team


@require_safe
def follow_up_list(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_facilitated(request, slug)
    teams, ended_on = followed(cycle), last_day(cycle)
    forms = [form for team in teams for form in team.forms.values()]
    counts = counts_of(teams)
    context = {
        "cycle": cycle,
        "teams": teams,
        "counts": counts,
        "sums": [sum(column) for column in zip(*(row for _label, row in counts), strict=True)],
        "moments": [
            (months, months_after(ended_on, months) if ended_on else None, *answers_at(forms, months))
            for months in MONTHS
        ],
        "ended_on": ended_on,
        "may_follow": permissions.can_coordinate(request.user, cycle) and life.allows(cycle, "follow_up"),
        "may_export": permissions.can_coordinate(request.user, cycle),
    }
    return render(request, "deliverables/after/list.html", context)


def answers_at(forms: list[FollowUp], months: int) -> tuple[int, int]:
    """How many teams answered, of how many that were asked."""
    asked = [form for form in forms if form.months == months]
    return sum(form.sent_at is not None for form in asked), len(asked)


@require_safe
def follow_up_export(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_facilitated(request, slug)
    require_coordination(request, cycle)
    moment, target = received_at(request), io.BytesIO()
    subject = _("Follow-up of actions of the cycle “%(cycle)s”") % {"cycle": cycle.title}
    write_follow_up(target, followed(cycle), About(subject, made_by=str(request.user), made_at=moment))
    record(request.user, "follow_up_exported", cycle, cycle=cycle)
    target.seek(0)
    name = f"{cycle.slug}-{slugify(_('Afterwards'))}-{timezone.localdate(moment):%Y-%m-%d}.xlsx"
    response = FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def follow_up_ask(request: HttpRequest, slug: str, pk: int, months: int) -> HttpResponse:
    """Earlier than by itself, or later: one team's form, now."""
    cycle = cycle_followed(request, slug)
    team = team_of(cycle, pk)
    if months not in MONTHS:
        raise Http404
    try:
        operations.ask(actor=request.user, team=team, months=months)
    except operations.NothingToAsk:
        messages.error(
            request,
            _("%(team)s was not asked: it was asked already, has left, has no action, or no member has an account.")
            % {"team": team},
        )
    else:
        messages.success(request, sent_in_words(cycle, _("The form goes to %(team)s by mail.") % {"team": team}))
    return redirect("deliverables:follow-up-list", slug)


@require_POST
def follow_up_remind(request: HttpRequest, slug: str, pk: int, months: int) -> HttpResponse:
    cycle = cycle_followed(request, slug)
    team = team_of(cycle, pk)
    follow_up = get_object_or_404(team.follow_ups.all(), months=months)
    follow_up.team = team
    form = RemindForm(request.POST)
    if form.is_valid() and operations.remind(actor=request.user, follow_up=follow_up, **form.cleaned_data):
        messages.success(request, sent_in_words(cycle, _("The reminder goes to %(team)s by mail.") % {"team": team}))
    else:
        messages.error(request, _("Nothing was sent: the team has answered, or was reminded meanwhile."))
    return redirect("deliverables:follow-up-list", slug)


def sent_in_words(cycle: Cycle, words: str) -> str:
    if quiet.in_force(cycle, timezone.now()) is None:
        return words
    return _("%(sent)s It leaves on the first morning after the quiet period.") % {"sent": words}


@require_POST
def follow_up_switch(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_followed(request, slug)
    form = SwitchForm(request.POST)
    if form.is_valid():
        try:
            operations.switch(actor=request.user, cycle=cycle, **form.cleaned_data)
        except StaleError:
            messages.error(request, _("Something changed meanwhile: look at it again. Nothing was changed."))
        else:
            done = _("Teams are asked by themselves again."), _("Nothing is asked by itself any more.")
            messages.success(request, done[0] if form.cleaned_data["on"] else done[1])
    return redirect("deliverables:follow-up-list", slug)
