"""A team joins the cycle, also late; leaves it; comes back. Each shows what it means before it is saved."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cycles.access import cycle_coordinated, team_coordinated
from cycles.models import Cycle, Team
from cycles.pages import carried, last_change, retry_data
from cycles.people.errors import TeamExists
from cycles.people.forms import TeamForm, understood
from cycles.people.leaving import AlreadySo, leave
from cycles.stale import StaleError
from deliverables.figures import GIVEN, OWED
from deliverables.joining import join, past_due, past_due_of, rejoin
from deliverables.joining_forms import JoiningForm, LeavingForm
from deliverables.models import Deliverable, Version
from deliverables.workflow import IllegalMove
from lib.clock import received_at
from partners.models import Territory


def team_create(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    posted = request.POST if request.method == "POST" else None
    form = TeamForm(posted, cycle=cycle)
    joining = JoiningForm(posted, assignments=past_due(cycle, received_at(request)))
    if posted is None or not (form.is_valid() & joining.is_valid()) or "back" in posted:
        return create_page(request, cycle, form, joining)
    if joining.assignments and "checked" not in posted:
        return joining_check(request, cycle, joining, form.cleaned_data["territory_name"], _("Add the team"))
    try:
        team = join(
            actor=request.user,
            cycle=cycle,
            answers=joining.answers(),
            reason=joining.cleaned_data["reason"],
            **form.cleaned_data,
        )
    except (TeamExists, IntegrityError):
        form.add_error("territory_name", _("This territory already has a team in the cycle."))
        return create_page(request, cycle, form, joining)
    added = _("The team %(team)s is added. Add its members, then invite them.") % {"team": team}
    messages.success(request, f"{added} {understood(form.cleaned_data['neighbourhoods'])}")
    return redirect(team)


def create_page(request: HttpRequest, cycle: Cycle, form: TeamForm, joining: JoiningForm) -> HttpResponse:
    territories = Territory.objects.filter(organiser=cycle.organiser_id).exclude(teams__cycle=cycle)
    names = territories.values_list("name", flat=True)
    context = {"cycle": cycle, "form": form, "joining": joining, "territories": names}
    return render(request, "deliverables/team_create.html", context)


def joining_check(request: HttpRequest, cycle: Cycle, joining: JoiningForm, name: str, action: str) -> HttpResponse:
    """All that will be expected of the team and until when, before anything is saved."""
    answers = {answer.assignment.pk: answer for answer in joining.answers()}
    context = {
        "cycle": cycle,
        "heading": name,
        "rows": [(each, answers.get(each.pk)) for each in cycle.assignments.all()],
        "reason": joining.cleaned_data["reason"],
        "carried": carried(request),
        "action": action,
        "cancel_url": reverse("cycles:team-list", args=[cycle.slug]),
    }
    return render(request, "deliverables/joining_check.html", context)


def team_depart(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    if team.status != Team.Status.ACTIVE and request.method != "POST":
        return redirect(team)
    form = LeavingForm(request.POST or None, team=team, initial={"revision": team.revision, "status": "left"})
    if not form.is_valid():
        return depart_page(request, team, form)
    try:
        leave(actor=request.user, team=team, **form.cleaned_data)
    except (StaleError, AlreadySo):
        return depart_stale(request, team)
    messages.success(request, _("%(team)s no longer takes part: nothing more is expected of it.") % {"team": team})
    return redirect(team)


def depart_page(request: HttpRequest, team: Team, form: LeavingForm, *, status: int = 200, stale=None) -> HttpResponse:
    context = {"cycle": team.cycle, "team": team, "form": form, "means": what_leaving_means(team), "stale": stale}
    return render(request, "deliverables/team_depart.html", context, status=status)


def depart_stale(request: HttpRequest, team: Team) -> HttpResponse:
    """Somebody changed the team meanwhile: what was typed is kept, to send again while the team still takes part."""
    team.refresh_from_db()
    if team.status != Team.Status.ACTIVE:
        messages.error(request, _("Somebody else recorded it meanwhile: nothing was overwritten."))
        return redirect(team)
    form = LeavingForm(retry_data(request, team.revision), team=team)
    stale = {"change": last_change(team, team.cycle), "rows": []}
    return depart_page(request, team, form, status=409, stale=stale)


def what_leaving_means(team: Team) -> list[str]:
    """In sentences, with the numbers of this team."""
    rows = Deliverable.objects.filter(team=team)
    owed, given = rows.filter(state__in=OWED).count(), rows.filter(state__in=GIVEN).count()
    drafts = Version.objects.filter(deliverable__team=team, delivered_at__isnull=True).count()
    said = []
    if owed:
        text = ngettext(
            "%(count)s deliverable is no longer expected: it is not late, nobody is reminded of it.",
            "%(count)s deliverables are no longer expected: they are not late, nobody is reminded of them.",
            owed,
        )
        said.append(text % {"count": owed})
    if given:
        text = ngettext(
            "What it delivered (%(count)s deliverable) stays, in the table and in the report.",
            "What it delivered (%(count)s deliverables) stays, in the table and in the report.",
            given,
        )
        said.append(text % {"count": given})
    if drafts:
        text = ngettext(
            "%(count)s draft stays with the team and cannot be delivered any more.",
            "%(count)s drafts stay with the team and cannot be delivered any more.",
            drafts,
        )
        said.append(text % {"count": drafts})
    said.append(_("Its members still read its pages and the programme; they deliver nothing any more."))
    said.append(_("The report says neutrally that the team left, on this day, and why. It may come back."))
    return said


def team_return(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    if team.status == Team.Status.ACTIVE:
        return redirect(team)
    posted = request.POST if request.method == "POST" else None
    joining = JoiningForm(posted, assignments=past_due_of(team, received_at(request)))
    revision = posted.get("revision", "") if posted else str(team.revision)
    if posted is None or not joining.is_valid() or not revision.isdecimal() or len(revision) > 9:
        context = {"cycle": team.cycle, "team": team, "joining": joining, "revision": team.revision}
        return render(request, "deliverables/team_return.html", context)
    try:
        rejoin(
            actor=request.user,
            team=team,
            revision=int(revision),
            answers=joining.answers(),
            reason=joining.cleaned_data["reason"],
        )
    except (StaleError, AlreadySo):
        messages.error(request, _("Somebody else changed the team meanwhile: look at it, then try again."))
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(team)s takes part again.") % {"team": team})
    return redirect(team)
