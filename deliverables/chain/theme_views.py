"""The themes of a cycle, on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from cycles.access import cycle_coordinated, cycle_seen
from cycles.models import Cycle
from cycles.pages import last_change
from cycles.planning.forms import RevisionForm
from cycles.stale import StaleError
from deliverables.chain.forms import ThemeFormSet, ThemeRows, themes_initial
from deliverables.chain.themes import START, offered_themes, write_themes


def theme_list(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    if request.method != "POST":
        return themes_page(request, cycle, ThemeFormSet(initial=first_themes(cycle)))
    form, rows = RevisionForm(request.POST), ThemeFormSet(request.POST, initial=first_themes(cycle))
    if not (rows.is_valid() and form.is_valid()):
        return themes_page(request, cycle, rows, status=422)
    try:
        write_themes(actor=request.user, cycle=cycle, revision=form.cleaned_data["revision"], themes=rows.themes())
    except StaleError:
        fresh = cycle_seen(request, slug)
        saved = ", ".join(theme.name for theme in offered_themes(fresh))
        stale = {"change": last_change(fresh, fresh), "rows": [(_("Themes"), saved or "–")]}
        return themes_page(request, fresh, rows, status=409, stale=stale)
    messages.success(request, _("The themes are saved."))
    return redirect("deliverables:theme-list", slug)


def first_themes(cycle: Cycle) -> list[dict]:
    """The cycle's themes; before it has any, those that it would start from."""
    if themes := offered_themes(cycle):
        return themes_initial(themes)
    with translation.override(cycle.language):
        return [{"pk": None, "name": str(name)} for name in START]


def themes_page(
    request: HttpRequest, cycle: Cycle, rows: ThemeRows, *, status: int = 200, stale: dict | None = None
) -> HttpResponse:
    context = {"cycle": cycle, "rows": rows, "revision": cycle.revision, "stale": stale}
    return render(request, "deliverables/chain/theme_list.html", context, status=status)
