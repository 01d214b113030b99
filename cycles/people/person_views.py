"""All people of a cycle on one page, and what coordination does for one of them: invitation, link, organisation."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles import permissions
from cycles.access import cycle_coordinated, cycle_seen, present_key, taking_part
from cycles.models import AccessRequest, Cycle, Participation
from cycles.pages import confirm, conflict, differences, last_change, retry_data
from cycles.people import access_requests, errors, invitations, operations
from cycles.people.forms import OrganisationChangeForm, PeopleFilter
from cycles.people.invitation_states import InvitationState, states
from cycles.people.member_views import edit_url, home_of, invite, not_invitable
from cycles.planning import life
from cycles.planning.forms import organisation_names
from cycles.stale import StaleError
from lib.text import normalise
from records.outbox import absolute

PER_PAGE = 50


@require_safe
def people_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody of the cycle. A cycle has some hundred people: they are read once, and narrowed here."""
    cycle = cycle_seen(request, slug)
    role = permissions.role_in(request.user, cycle)
    if not role:
        raise PermissionDenied(_("The list of people is for those who run the cycle."))
    rows = cycle.participations.active().select_related("person", "organisation", "team__territory")
    people = Everybody(list(rows))
    form = PeopleFilter(request.GET, teams=people.teams())
    shown = people.narrowed(**form.cleaned_data) if form.is_valid() else []
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = role == "coordinator" and life.allows(cycle, "plan")
    found = states(cycle, people.rows, get_language() or "fr")
    context = {
        "cycle": cycle,
        "form": form,
        "page": page,
        "rows": person_rows(cycle, page.object_list, found),
        "in_trouble": person_rows(cycle, [row for row in people.rows if found[row.pk].needs_help], found),
        "people": people,
        "is_filtered": bool(form.errors or any(form.cleaned_data.values())),
        "may_edit": may_edit,
        "to_invite": len(people.not_invited()) if may_edit and life.allows(cycle, "invite") else 0,
        "requests": access_requests.open_in(cycle) if may_edit else [],
    }
    return render(request, "cycles/people_list.html", context)


@dataclass(frozen=True)
class Everybody:
    """Who takes part in a cycle; person, organisation and team loaded."""

    rows: list[Participation]

    def teams(self) -> list:
        found = {row.team_id: row.team for row in self.rows if row.team}
        return sorted(found.values(), key=lambda team: team.territory.sort_key)

    def count(self) -> int:
        """Who takes part now, each counted once; not those of teams that left."""
        return len({row.person_id for row in self.rows if row.takes_part})

    def gone(self) -> int:
        """Those who are here only as members of teams that left."""
        return len({row.person_id for row in self.rows}) - self.count()

    def without_team(self) -> int:
        return sum(row.team_id is None for row in self.rows)

    def not_invited(self) -> list[Participation]:
        return [
            row
            for row in self.rows
            if row.takes_part and row.person.email and not row.invited_at and not row.accepted_at
        ]

    def narrowed(self, q: str, team: str) -> list[Participation]:
        words = normalise(q).split()
        wanted = None if team == "none" else team
        return [
            row
            for row in self.rows
            if (not team or (str(row.team_id) if row.team_id else None) == wanted)
            and all(word in search_text(row) for word in words)
        ]


def search_text(row: Participation) -> str:
    return f"{row.person.search_key} {row.organisation.search_key if row.organisation else ''}"


def person_rows(cycle: Cycle, people: list[Participation], found: dict[int, InvitationState]) -> list[dict]:
    rows = []
    for row in people:
        row.cycle = cycle
        rows.append({"member": row, "invitation": found[row.pk], "url": edit_url(cycle, row)})
    return rows


def people_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite everybody who has an address and was not invited yet, after naming them."""
    cycle = cycle_coordinated(request, slug)
    if not life.allows(cycle, "invite"):
        raise PermissionDenied(_("The cycle is not open: open it before you invite."))
    if request.method == "POST":
        count = invitations.invite_everyone(actor=request.user, cycle=cycle)
        text = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count)
        messages.success(request, text % {"count": count})
        return redirect("cycles:people-list", slug)
    waiting = list(invitations.waiting_for_invitation(cycle))
    context = {"cycle": cycle, "waiting": waiting, "days": invitations.INVITATION_DAYS}
    return render(request, "cycles/people_invite.html", context)


@require_POST
def person_invite(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    return invite(request, taking_part(cycle_coordinated(request, slug), member))


def person_uninvite(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    row = taking_part(cycle, member)
    name = {"name": row.person.name}
    if request.method == "POST":
        try:
            invitations.withdraw(actor=request.user, participation=row)
        except errors.CannotInvite:
            messages.error(request, _("There is no invitation of %(name)s to withdraw.") % name)
        else:
            messages.success(request, _("The invitation of %(name)s is withdrawn: its link no longer works.") % name)
        return redirect(home_of(cycle, row.team))
    return confirm(
        request,
        cycle,
        heading=_("Withdraw the invitation of %(name)s?") % name,
        text=_("Its link stops working at once, and a mail that did not go yet will not go."),
        lost=[_("The person stays on the list and can be invited again.")],
        action=_("Withdraw the invitation"),
        cancel_url=edit_url(cycle, row),
    )


def person_link(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """A fresh link for coordination to hand over when mail fails: asked for by POST, shown once, kept nowhere."""
    cycle = cycle_coordinated(request, slug)
    row = taking_part(cycle, member)
    context = {"cycle": cycle, "member": row, "back_url": edit_url(cycle, row), "link": ""}
    if request.method == "POST":
        try:
            token = invitations.hand_over(actor=request.user, participation=row)
        except errors.CannotInvite:
            messages.error(request, not_invitable(row))
            return redirect(context["back_url"])
        context["link"] = absolute(reverse("cycles:invitation", args=[token]))
    context["days"] = invitations.INVITATION_DAYS
    return render(request, "cycles/person_link.html", context)


def person_organisation(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """The person changes organisation in mid-cycle: what is past keeps the one that she had."""
    cycle = cycle_coordinated(request, slug)
    row = taking_part(cycle, present_key(cycle, member))
    if row.pk != member:  # somebody noted a change meanwhile
        return organisation_stale(request, cycle, row) if request.POST else redirect(row_url(cycle, row))
    initial = {"revision": row.revision, "function": row.function}
    form = OrganisationChangeForm(request.POST or None, member=row, initial=initial)
    if form.is_valid():
        try:
            now = operations.change_organisation(actor=request.user, participation=row, **form.cleaned_data)
        except StaleError:
            return organisation_stale(request, cycle, taking_part(cycle, present_key(cycle, member)))
        except errors.BadDay:
            form.add_error(
                "on", _("This day does not fit: choose one since the person takes part, today at the latest.")
            )
        else:
            text = _("%(name)s is now with %(organisation)s. What is past keeps the former organisation.")
            messages.success(request, text % {"name": now.person.name, "organisation": now.organisation})
            return redirect(home_of(cycle, now.team))
    return render(request, "cycles/person_organisation.html", organisation_context(cycle, row, form))


def organisation_context(cycle: Cycle, row: Participation, form: OrganisationChangeForm) -> dict:
    return {
        "cycle": cycle,
        "member": row,
        "form": form,
        "organisations": organisation_names(cycle.organiser),
        "back_url": edit_url(cycle, row),
        "post_url": row_url(cycle, row),
        "stale": None,
    }


def organisation_stale(request: HttpRequest, cycle: Cycle, row: Participation) -> HttpResponse:
    """Somebody was quicker: what she saved, and what was typed, to send again."""
    typed = OrganisationChangeForm(retry_data(request, row.revision), member=row)
    initial = {"organisation_name": row.organisation.name if row.organisation else "", "function": row.function}
    saved = OrganisationChangeForm(member=row, initial=initial)
    rows = [each for each in differences(typed, saved) if each[1] != "–"]
    context = organisation_context(cycle, row, typed)
    change = last_change(row, cycle)
    return conflict(request, "cycles/person_organisation.html", context, change=change, rows=rows)


def row_url(cycle: Cycle, row: Participation) -> str:
    return reverse("cycles:person-organisation", args=[cycle.slug, row.pk])


@require_POST
def access_request_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    asked = get_object_or_404(AccessRequest, participation__cycle=cycle, pk=pk)
    access_requests.close(actor=request.user, access_request=asked)
    messages.success(request, _("The request of %(name)s is closed.") % {"name": asked.name})
    return redirect("cycles:people-list", slug)
