"""A list pasted or chosen, its preview, and the confirmation. What was pasted travels with the page alone."""

from dataclasses import replace

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cycles.access import cycle_coordinated
from cycles.models import Cycle
from cycles.people.errors import PeopleError
from cycles.people.lists import worksheet
from cycles.people.lists.columns import LABELS, Columns, columns_of
from cycles.people.lists.entries import Teams
from cycles.people.lists.forms import MOST_ROWS, NO_TEAM, ColumnsForm, ListForm, OrganisationsForm
from cycles.people.lists.plan import CHANGED, DOUBLE, NEW, REFUSED, SAME, Plan, make_plan
from cycles.people.lists.reading import as_text
from cycles.people.lists.writing import PlanChanged, write
from cycles.stale import StaleError
from lib.text import sort_key


def people_import(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_coordinated(request, slug)
    initial = {"team": request.GET.get("team", NO_TEAM)}
    teams = list(cycle.teams.select_related("territory"))
    form = ListForm(request.POST or None, request.FILES or None, teams=teams, initial=initial)
    if not form.is_valid():
        return render(
            request,
            "cycles/people_import.html",
            {"cycle": cycle, "form": form, "most": MOST_ROWS, "left": 0, "refused": []},
        )
    preview = Preview(request, cycle, form)
    return preview.confirm() if "confirm" in request.POST and preview.plan else preview.page()


class Preview:
    """One list with the choices that were made about it."""

    def __init__(self, request: HttpRequest, cycle: Cycle, form: ListForm) -> None:
        self.request, self.cycle, self.form = request, cycle, form
        self.teams = Teams(form.by_name(), form.cleaned_data["team"])
        self.columns, self.column_form = self.read_columns()
        self.plan = None if self.columns.repeated or not self.columns.names_people else self.make()

    def read_columns(self) -> tuple[Columns, ColumnsForm]:
        """As recognised; as chosen, once the page that asked was about these columns."""
        organiser = self.cycle.organiser
        known = {organiser.sort_key, *organiser.directory.values_list("sort_key", flat=True)}
        found = columns_of(self.form.lines, self.teams.known, lambda cell: sort_key(cell) in known)
        if self.request.POST.get("columns") != found.signature:
            return found, ColumnsForm(columns=found)
        chosen = ColumnsForm(self.request.POST, columns=found)
        return (replace(found, fields=chosen.fields_chosen()) if chosen.is_valid() else found), chosen

    def make(self) -> Plan:
        prefix = "type_"
        choices = {
            key.removeprefix(prefix): self.request.POST[key] for key in self.request.POST if key.startswith(prefix)
        }
        return make_plan(self.cycle, self.columns, self.teams, choices)

    def confirm(self) -> HttpResponse:
        fingerprint = self.request.POST.get("fingerprint", "")
        try:
            plan = write(actor=self.request.user, cycle=self.cycle, plan_again=self.make, fingerprint=fingerprint)
        except (PlanChanged, StaleError, IntegrityError, PeopleError):
            self.plan = self.make()
            return self.page(status=409)
        return self.written(plan)

    def page(self, status: int = 200) -> HttpResponse:
        plan = self.plan
        form = ListForm(teams=self.form.teams, initial=self.form.cleaned_data | {"team": self.team_key(), "end": "1"})
        context = {
            "cycle": self.cycle,
            "form": form,
            "columns": self.columns,
            "column_form": self.column_form,
            "repeated": [str(LABELS[field]) for field in self.columns.repeated],
            "plan": plan,
            "entries": plan.shown if plan else [],
            "organisation_form": OrganisationsForm(organisations=plan.organisations) if plan else None,
            "counts": counts(plan) if plan else [],
            "to_write": plan.count(NEW) + plan.count(CHANGED) if plan else 0,
            "refused": plan.count(REFUSED) if plan else 0,
            "is_stale": status == 409,
        }
        return render(self.request, "cycles/people_import_check.html", context, status=status)

    def team_key(self) -> str:
        return str(self.teams.default.pk) if self.teams.default else NO_TEAM

    def written(self, plan: Plan) -> HttpResponse:
        """What happened; lines that were refused come back in the field, to be corrected and sent again."""
        say(self.request, plan)
        refused = [entry for entry in plan.entries if entry.status == REFUSED]
        if not refused:
            return redirect("cycles:people-list", self.cycle.slug)
        rows = [list(self.columns.headings)] if any(self.columns.headings) else []
        text = as_text([*rows, *(list(entry.line.cells) for entry in refused)])
        form = ListForm(teams=self.form.teams, initial={"text": text, "team": self.team_key(), "end": "1"})
        context = {"cycle": self.cycle, "form": form, "most": MOST_ROWS, "left": len(refused), "refused": refused}
        return render(self.request, "cycles/people_import.html", context)


def say(request: HttpRequest, plan: Plan) -> None:
    added, changed = plan.count(NEW), plan.count(CHANGED)
    if not plan.writes:
        messages.info(request, _("Nothing more to write: what could be written already is."))
        return
    parts = []
    if added:
        parts.append(ngettext("%(count)s person added.", "%(count)s people added.", added) % {"count": added})
    if changed:
        parts.append(ngettext("%(count)s person changed.", "%(count)s people changed.", changed) % {"count": changed})
    if added:
        parts.append(_("Nobody was invited: that is the next step."))
    messages.success(request, " ".join(parts))


def counts(plan: Plan) -> list[tuple]:
    """What ``ui/figures.html`` prints."""
    words = {
        NEW: ngettext("new person", "new people", plan.count(NEW)),
        CHANGED: ngettext("person changed", "people changed", plan.count(CHANGED)),
        SAME: ngettext("person already there", "people already there", plan.count(SAME)),
        DOUBLE: ngettext("double left aside", "doubles left aside", plan.count(DOUBLE)),
        REFUSED: ngettext("line refused", "lines refused", plan.count(REFUSED)),
    }
    return [
        (plan.count(status), text, "", "warn" if status == REFUSED and plan.count(status) else "")
        for status, text in words.items()
        if plan.count(status) or status == NEW
    ]


@require_safe
def people_import_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The workbook to fill in: headings that are recognised, and the cycle's teams."""
    cycle = cycle_coordinated(request, slug)
    response = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="personnes-{cycle.slug}.xlsx"'
    worksheet.write_template(response, cycle, created_at=timezone.now())
    return response
