"""What hangs in the air, for those who run the cycle."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cycles.access import cycle_facilitated
from deliverables.chain.overview import EndsFilter, ends_by_team, teams_of


@require_safe
def loose_list(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_facilitated(request, slug)
    teams = teams_of(cycle)
    form = EndsFilter(request.GET, teams=teams)
    shown = ends_by_team(teams, team=form.chosen("team"), lack=form.chosen("lack"))
    context = {
        "cycle": cycle,
        "form": form,
        "teams": shown,
        "count": sum(len(each.ends) for each in shown),
        "rows": sum(count for each in shown for _label, count in each.counts),
    }
    return render(request, "deliverables/chain/loose_list.html", context)
