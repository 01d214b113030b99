"""The teams of a cycle."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cycles import permissions
from cycles.access import cycle_seen, team_coordinated, team_seen
from cycles.models import Cycle, CycleRole, Participation, Team
from cycles.pages import conflict, differences, last_change, retry_data
from cycles.people import operations
from cycles.people.composition import composition
from cycles.people.forms import TeamEditForm, understood
from cycles.people.invitation_states import states
from cycles.people.invitations import is_invitable
from cycles.planning import life
from cycles.planning.notes import notes_of_team
from cycles.stale import StaleError
from lib.template_tags import of


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
        "people": sum(row["count"] for row in rows if row["team"].status == Team.Status.ACTIVE),
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
    role = permissions.role_in(user, cycle)
    coordinates = role == CycleRole.Role.COORDINATOR
    invites = coordinates or permissions.is_referent(user, team)
    past = past_of(team.members) if invites else []
    context = {
        "cycle": cycle,
        "team": team,
        "rows": member_rows(cycle, members, past, invites),
        "past": [row for row in past if not row.is_followed],
        "neighbourhoods": team.territory.neighbourhoods.all(),
        "composition": composition(cycle, members),
        "runs": bool(role),
        "may_edit": coordinates and life.allows(cycle, "plan"),
        "may_add": invites and life.allows(cycle, "plan"),
        "own_sessions": team.own_sessions.all(),
        "notes": notes_of_team(team) if role else [],
    }
    return render(request, "cycles/team_detail.html", context)


def member_rows(cycle: Cycle, members: list[Participation], past: list[Participation], invites: bool) -> list[dict]:
    """Each member with where her invitation stands and the organisations that she was in before, in this team."""
    found = states(cycle, members, get_language() or "fr", with_mails=invites)
    before = earlier(past)
    rows = []
    for member in members:
        member.cycle = cycle
        rows.append(
            {
                "member": member,
                "invitation": found[member.pk],
                "can_be_invited": invites and is_invitable(member),
                "earlier": before.get(member.person_id, []),
            }
        )
    return rows


def earlier(past: list[Participation]) -> dict[int, list[Participation]]:
    """By person, the ended rows that another one follows."""
    found: dict[int, list[Participation]] = {}
    for row in past:
        if row.is_followed:
            found.setdefault(row.person_id, []).append(row)
    return found


def past_of(rows) -> list[Participation]:
    """The ended ones among the rows, latest first, each with ``is_followed``: she goes on for another organisation.

    Walk-ins, who came with the team to one session, were no members.
    """
    ended = rows.filter(left_at__isnull=False).exclude(role=Participation.Role.PARTICIPANT)
    ended = ended.select_related("person", "organisation")
    return list(ended.annotate(is_followed=Q(followed_by__isnull=False)).order_by("-left_at"))


def team_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    form = TeamEditForm(request.POST or None, initial=TeamEditForm.initial_of(team))
    if form.is_valid():
        try:
            operations.edit_team(actor=request.user, team=team, **form.cleaned_data)
        except StaleError:
            return team_stale(request, slug, pk)
        changed = _("The team %(of_team)s is changed.") % {"of_team": of(team)}
        messages.success(request, f"{changed} {understood(form.cleaned_data['neighbourhoods'])}")
        if operations.is_shared(team):
            messages.info(request, _("This territory has a team in another cycle too: nothing was taken away from it."))
        return redirect("cycles:team-detail", slug, pk)
    return render(request, "cycles/team_edit.html", {"cycle": team.cycle, "team": team, "form": form, "stale": None})


def team_stale(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_seen(request, slug, pk)
    saved = TeamEditForm(initial=TeamEditForm.initial_of(team))
    typed = TeamEditForm(retry_data(request, team.revision), initial=TeamEditForm.initial_of(team))
    context = {"cycle": team.cycle, "team": team, "form": typed}
    change = last_change(team, team.cycle)
    return conflict(request, "cycles/team_edit.html", context, change=change, rows=differences(typed, saved))
