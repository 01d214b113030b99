"""The teams of a cycle and their members."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from cycles import permissions
from cycles.access import (
    cycle_seen,
    member_of,
    require_open_plan,
    team_coordinated,
    team_seen,
)
from cycles.models import Cycle, Participation, Team
from cycles.pages import confirm, conflict, differences, last_change, retry_data
from cycles.people import operations
from cycles.people.composition import composition
from cycles.people.forms import MemberForm, TeamEditForm
from cycles.planning import life
from cycles.planning.forms import organisation_names
from cycles.stale import StaleError
from lib.text import normalise


@require_safe
def team_list(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_seen(request, slug)
    role = permissions.role_in(request.user, cycle)
    teams = list(teams_of(cycle, request.user))
    if not role and not teams:
        raise PermissionDenied(_("The teams are shown to those who take part in the cycle."))
    rows = [team_row(cycle, team) for team in teams]
    context = {
        "cycle": cycle,
        "rows": rows,
        "people": sum(row["count"] for row in rows),
        "may_edit": role == "coordinator" and life.allows(cycle, "plan"),
        "sees_all": bool(role),
    }
    return render(request, "cycles/team_list.html", context)


def teams_of(cycle: Cycle, user: User):
    """The cycle's teams whose page the user may open, with territory, neighbourhoods and present members."""
    present = Participation.objects.active().select_related("person", "organisation")
    return (
        Team.objects.visible_to(user)
        .filter(cycle=cycle)
        .select_related("territory")
        .prefetch_related(Prefetch("members", queryset=present), "territory__neighbourhoods")
    )


def team_row(cycle: Cycle, team: Team) -> dict:
    members = list(team.members.all())
    referents = [member.person.name for member in members if member.role == Participation.Role.REFERENT]
    return {
        "team": team,
        "url": team_url("cycles:team-detail", cycle, team),
        "count": len(members),
        "organisations": len({member.organisation_id for member in members if member.organisation_id}),
        "referents": ", ".join(referents),
        "invited": sum(1 for member in members if member.invited_at and not member.accepted_at),
        "composition": composition(cycle, members),
    }


def team_url(name: str, cycle: Cycle, team: Team) -> str:
    return reverse(name, args=[cycle.slug, team.pk])


@require_safe
def team_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_seen(request, slug, pk)
    cycle, user = team.cycle, request.user
    members = list(team.members.active().select_related("person", "organisation"))
    coordinates = permissions.can_coordinate(user, cycle)
    invites = coordinates or permissions.is_referent(user, team)
    past = team.members.filter(left_at__isnull=False).select_related("person", "organisation")
    context = {
        "cycle": cycle,
        "team": team,
        "rows": [member_row(member, cycle, invites) for member in members],
        "past": past.order_by("-left_at") if invites else [],
        "neighbourhoods": team.territory.neighbourhoods.all(),
        "composition": composition(cycle, members),
        "may_edit": coordinates and life.allows(cycle, "plan"),
        "may_add": invites and life.allows(cycle, "plan"),
        "own_sessions": team.own_sessions.all(),
    }
    return render(request, "cycles/team_detail.html", context)


def member_row(member: Participation, cycle: Cycle, invites: bool) -> dict:
    member.cycle = cycle
    return {
        "member": member,
        "state": invitation_state(member),
        "can_be_invited": invites and operations.is_invitable(member),
    }


def invitation_state(member: Participation) -> str:
    """``accepted``, ``sent``, ``no_address`` or ``not_sent``."""
    if member.accepted_at:
        return "accepted"
    if member.invited_at:
        return "sent"
    return "not_sent" if member.person.email else "no_address"


def team_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    form = TeamEditForm(request.POST or None, initial=TeamEditForm.initial_of(team))
    if form.is_valid():
        try:
            operations.edit_team(actor=request.user, team=team, **form.cleaned_data)
        except StaleError:
            return team_stale(request, slug, pk)
        messages.success(request, _("The team of %(team)s is changed.") % {"team": team})
        return redirect("cycles:team-detail", slug, pk)
    return render(request, "cycles/team_edit.html", {"cycle": team.cycle, "team": team, "form": form, "stale": None})


def team_stale(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_seen(request, slug, pk)
    saved = TeamEditForm(initial=TeamEditForm.initial_of(team))
    typed = TeamEditForm(retry_data(request, team.revision), initial=TeamEditForm.initial_of(team))
    context = {"cycle": team.cycle, "team": team, "form": typed}
    change = last_change(team, team.cycle)
    return conflict(request, "cycles/team_edit.html", context, change=change, rows=differences(typed, saved))


def team_inviting(request: HttpRequest, slug: str, pk: int) -> Team:
    """The team, for those who may add and invite its members."""
    team = team_seen(request, slug, pk)
    if not permissions.can_invite(request.user, team):
        raise PermissionDenied(_("Members are added and invited by coordination and the team’s referent."))
    require_open_plan(team.cycle)
    return team


def member_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_inviting(request, slug, pk)
    form = MemberForm(request.POST or None, team=team, user=request.user)
    if form.is_valid():
        member = add(request, team, form)
        if member is not None:
            added(request, member)
            more = "more" in request.POST
            return redirect("cycles:member-add" if more else "cycles:team-detail", slug, pk)
    return render(request, "cycles/member_edit.html", member_context(team, form, None))


def add(request: HttpRequest, team: Team, form: MemberForm) -> Participation | None:
    """The new member, or None with the refusal beside the address."""
    try:
        return operations.add_member(actor=request.user, team=team, **form.cleaned_data)
    except operations.MemberExists:
        form.add_error("email", _("This person is already a member of the team."))
        return None


def added(request: HttpRequest, member: Participation) -> None:
    """Say what happened, and that the directory's name was kept when it differs from what was typed."""
    typed = f"{request.POST.get('first_name', '')} {request.POST.get('last_name', '')}"
    text = _("%(name)s is now a member of the team of %(team)s.")
    messages.success(request, text % {"name": member.person.name, "team": member.team})
    if normalise(typed) != normalise(member.person.name):
        messages.info(request, _("The directory knows this address: the name is the one that it holds."))


def member_context(team: Team, form: MemberForm, member: Participation | None) -> dict:
    names = organisation_names(team.cycle.organiser)
    return {"cycle": team.cycle, "team": team, "form": form, "member": member, "organisations": names}


def member_edit(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    row = member_of(team, member)
    form = MemberForm(
        request.POST or None, team=team, user=request.user, member=row, initial=MemberForm.initial_of(row)
    )
    if form.is_valid():
        try:
            operations.edit_member(actor=request.user, participation=row, **form.cleaned_data)
        except (operations.EmailTaken, operations.EmailFixed):
            form.add_error("email", _("This address cannot be given to this person."))
        else:
            messages.success(request, _("%(name)s: changes saved.") % {"name": row.person.name})
            return redirect("cycles:team-detail", slug, pk)
    return render(request, "cycles/member_edit.html", member_context(team, form, row))


def member_remove(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    row = member_of(team, member)
    if request.method == "POST":
        operations.remove_member(actor=request.user, participation=row)
        messages.success(request, _("%(name)s is no longer a member of the team.") % {"name": row.person.name})
        return redirect("cycles:team-detail", slug, pk)
    return confirm(
        request,
        team.cycle,
        heading=_("Remove %(name)s from the team?") % {"name": row.person.name},
        text=_("This person loses access to the team’s pages at once, and an invitation not yet used stops working."),
        lost=[_("What this person wrote and delivered stays, under the same name.")],
        action=_("Remove from the team"),
        cancel_url=team.get_absolute_url(),
    )


@require_POST
def member_invite(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    team = team_inviting(request, slug, pk)
    row = member_of(team, member)
    try:
        operations.invite(actor=request.user, participation=row)
    except operations.CannotInvite:
        messages.error(request, not_invitable(row))
    else:
        text = _("The invitation of %(name)s is on its way to %(email)s. Its link holds for %(days)s days.")
        days = operations.INVITATION_DAYS
        messages.success(request, text % {"name": row.person.name, "email": row.person.email, "days": days})
    return redirect("cycles:team-detail", slug, pk)


def not_invitable(member: Participation) -> str:
    """Why the invitation was not sent, and what to do."""
    name = {"name": member.person.name}
    if member.accepted_at:
        return _("%(name)s already accepted the invitation.") % name
    if not member.person.email:
        return _("%(name)s has no e-mail address: add it first.") % name
    return _("The cycle is not open: open it before you invite.")
