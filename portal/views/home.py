"""Home, by role. Somebody with several roles finds them one after another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliverables.thread.reading import unread as unread_threads
from lib.clock import received_at
from portal.home.administration import administration_home
from portal.home.coordination import coordination_home
from portal.home.team import TeamCard, team_home


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = received_at(request)
    context = {
        "administration": administration_home(request.user),
        "coordination": coordination_home(request.user, now),
        "team": team_home(request.user, now),
    }
    unread = unread_threads(request.user)
    return render(request, "portal/home.html", {**context, "first_card": only_card(**context), "unread": unread})


def only_card(administration, coordination, team) -> TeamCard | None:
    """The one cycle of a person with only one place in the site: the page is then about it, heading included."""
    if administration or coordination or team is None or len(team.cards) != 1:
        return None
    return team.cards[0]
