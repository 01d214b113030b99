"""Adding, correcting and removing those who take part: members of a team, and participants without one."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cycles import permissions
from cycles.access import (
    cycle_coordinated,
    member_of,
    participant_of,
    present_key,
    require_open_plan,
    team_coordinated,
    team_seen,
)
from cycles.models import AccessRequest, Cycle, Participation, Team
from cycles.pages import confirm, conflict, differences, last_change, retry_data
from cycles.people import access_requests, errors, invitations, operations
from cycles.people.forms import MemberEditForm, MemberForm
from cycles.people.invitation_states import states
from cycles.planning.forms import organisation_names
from cycles.stale import StaleError
from lib.template_tags import of
from lib.text import normalise


def team_inviting(request: HttpRequest, slug: str, pk: int) -> Team:
    """The team, for those who may add and invite its members."""
    team = team_seen(request, slug, pk)
    if not permissions.can_invite(request.user, team):
        raise PermissionDenied(_("Members are added and invited by coordination and the team’s referent."))
    require_open_plan(team.cycle)
    return team


def home_of(cycle: Cycle, team: Team | None) -> str:
    """The page that lists those who take part: the team's, or all people's."""
    return team.get_absolute_url() if team else reverse("cycles:people-list", args=[cycle.slug])


def edit_url(cycle: Cycle, row: Participation) -> str:
    if row.team_id:
        return reverse("cycles:member-edit", args=[cycle.slug, row.team_id, row.pk])
    return reverse("cycles:participant-edit", args=[cycle.slug, row.pk])


def member_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_inviting(request, slug, pk)
    return add(request, team.cycle, team)


def participant_add(request: HttpRequest, slug: str) -> HttpResponse:
    return add(request, cycle_coordinated(request, slug), None)


def add(request: HttpRequest, cycle: Cycle, team: Team | None) -> HttpResponse:
    initial = said_by(access_requests.asking(cycle, request.GET.get("demande", "")))
    form = MemberForm(request.POST or None, cycle=cycle, team=team, user=request.user, initial=initial)
    if form.is_valid():
        try:
            row = write(request, cycle, team, form)
        except errors.MemberExists:
            form.add_error("email", _("This person takes part already."))
        else:
            added(request, row)
            return redirect(request.path if "more" in request.POST else home_of(cycle, team))
    return render(request, "cycles/member_edit.html", form_context(cycle, team, form, None))


def said_by(asked: AccessRequest | None) -> dict:
    """What somebody who asked to take part said of herself, to begin the form with."""
    if asked is None:
        return {}
    first, _space, last = asked.name.strip().partition(" ")
    return {"first_name": first, "last_name": last, "email": asked.email, "organisation_name": asked.organisation}


def write(request: HttpRequest, cycle: Cycle, team: Team | None, form: MemberForm) -> Participation:
    if team is None:
        return operations.add_participant(actor=request.user, cycle=cycle, **form.cleaned_data)
    return operations.add_member(actor=request.user, team=team, **form.cleaned_data)


def added(request: HttpRequest, row: Participation) -> None:
    """Say what happened, and that the directory's name was kept when it differs from what was typed."""
    typed = f"{request.POST.get('first_name', '')} {request.POST.get('last_name', '')}"
    if row.team:
        text = _("%(name)s is now a member of the team %(of_team)s.")
    else:
        text = _("%(name)s now takes part, without a team.")
    messages.success(request, text % {"name": row.person.name, "of_team": of(row.team)})
    if normalise(typed) != normalise(row.person.name):
        messages.info(request, _("The directory knows this address: the name is the one that it holds."))


def form_context(cycle: Cycle, team: Team | None, form: MemberForm, row: Participation | None) -> dict:
    return {
        "cycle": cycle,
        "team": team,
        "form": form,
        "member": row,
        "invitation": states(cycle, [row], get_language() or "fr")[row.pk] if row else None,
        "can_be_invited": row is not None and invitations.is_invitable(row),
        "organisations": organisation_names(cycle.organiser),
        "home_url": home_of(cycle, team),
        "post_url": edit_url(cycle, row) if row else "",
        "stale": None,
    }


def member_edit(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    row = member_of(team, present_key(team.cycle, member))
    return edit(request, team.cycle, team, row, is_past=row.pk != member)


def participant_edit(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    row = participant_of(cycle, present_key(cycle, member))
    return edit(request, cycle, None, row, is_past=row.pk != member)


def edit(request: HttpRequest, cycle: Cycle, team: Team | None, row: Participation, *, is_past: bool) -> HttpResponse:
    """``is_past``: the page was of a participation that a change of organisation ended meanwhile."""
    who = {"cycle": cycle, "team": team, "user": request.user, "member": row}
    if is_past and request.POST:
        return stale(request, cycle, team, who)
    form = MemberEditForm(request.POST or None, **who)
    if form.is_valid():
        try:
            again = operations.edit_member(actor=request.user, participation=row, **form.cleaned_data)
        except StaleError:
            return stale(request, cycle, team, who)
        except (errors.EmailTaken, errors.EmailFixed):
            form.add_error("email", _("This address cannot be given to this person."))
        else:
            edited(request, row, again)
            return redirect(home_of(cycle, team))
    return render(request, "cycles/member_edit.html", form_context(cycle, team, form, row))


def edited(request: HttpRequest, row: Participation, again: int) -> None:
    messages.success(request, _("%(name)s: changes saved.") % {"name": row.person.name})
    if again:
        text = ngettext(
            "The invitation goes anew, to %(email)s; the link sent before no longer works.",
            "%(count)s invitations go anew, to %(email)s; the links sent before no longer work.",
            again,
        )
        messages.info(request, text % {"email": row.person.email, "count": again})


def stale(request: HttpRequest, cycle: Cycle, team: Team | None, who: dict) -> HttpResponse:
    """Somebody else changed the person meanwhile: what was typed stays, beside what is saved."""
    row = who["member"]
    row.refresh_from_db()
    saved = MemberEditForm(**who)
    data = retry_data(request, row.revision)
    data["seen"] = row.person.seen
    typed = MemberEditForm(data, **who)
    context = form_context(cycle, team, typed, row)
    rows = differences(typed, saved)
    return conflict(request, "cycles/member_edit.html", context, change=last_change(row, cycle), rows=rows)


def member_remove(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    team = team_coordinated(request, slug, pk)
    return remove(request, team.cycle, team, member_of(team, member))


def participant_remove(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    return remove(request, cycle, None, participant_of(cycle, member))


def remove(request: HttpRequest, cycle: Cycle, team: Team | None, row: Participation) -> HttpResponse:
    name = {"name": row.person.name}
    if request.method == "POST":
        operations.remove_member(actor=request.user, participation=row)
        done = _("%(name)s is no longer a member of the team.") if team else _("%(name)s no longer takes part.")
        messages.success(request, done % name)
        return redirect(home_of(cycle, team))
    asked = _("Remove %(name)s from the team?") if team else _("Remove %(name)s from the cycle?")
    return confirm(
        request,
        cycle,
        heading=asked % name,
        text=_("This person loses access to the pages at once, and an invitation not yet used stops working."),
        lost=[_("What this person wrote and delivered stays, under the same name.")],
        action=_("Remove from the team") if team else _("Remove from the cycle"),
        cancel_url=home_of(cycle, team),
    )


@require_POST
def member_invite(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    team = team_inviting(request, slug, pk)
    return invite(request, member_of(team, member))


def invite(request: HttpRequest, row: Participation) -> HttpResponse:
    if not ratelimit.consume(request, action="invite", key=str(row.pk)):
        messages.error(request, _("This person was invited several times just now: try again in an hour."))
        return redirect(home_of(row.cycle, row.team))
    try:
        invitations.invite(actor=request.user, participation=row)
    except errors.CannotInvite:
        messages.error(request, not_invitable(row))
    else:
        text = _("The invitation of %(name)s is on its way to %(email)s. Its link holds for %(days)s days.")
        days = invitations.INVITATION_DAYS
        messages.success(request, text % {"name": row.person.name, "email": row.person.email, "days": days})
    return redirect(home_of(row.cycle, row.team))


def not_invitable(row: Participation) -> str:
    """Why the invitation was not sent, and what to do."""
    name = {"name": row.person.name}
    if row.accepted_at:
        return _("%(name)s already accepted the invitation.") % name
    if not row.person.email:
        return _("%(name)s has no e-mail address: add it first.") % name
    if not row.takes_part:
        return _("The team of %(name)s no longer takes part in the cycle: nobody is invited for it.") % name
    return _("The cycle is not open: open it before you invite.")
