"""The filters of the table of deliverables. What a filter offers is only what the user may see."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles.models import Cycle, CycleRole, Participation, Team
from cycles.permissions import sessions_seen
from cycles.planning.words import session_name
from deliverables.figures import OWED, late, received_late, waiting
from deliverables.models import Assignment, Deliverable

YES_NO = [("yes", _("yes")), ("no", _("no"))]
LATENESS = [("yes", _("expected, and late")), ("received", _("received late")), ("no", _("not late"))]
UNKNOWN = {
    "invalid_choice": _("This filter holds something that does not exist, or that you cannot see. Choose again.")
}


class LeanSelect(forms.Select):
    """A select that is written in one go: Django's renders a template or two for each of a filter's fifty options."""

    def render(self, name, value, attrs=None, renderer=None) -> str:
        marked = {str(value or ""): mark_safe(" selected")}
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, marked.get(str(key), ""), label) for key, label in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, "class": "form-select"} | (attrs or {})), options
        )


class Choice(django_filters.ChoiceFilter):
    """A choice among those offered; anything else in the address is answered with a sentence."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, error_messages=UNKNOWN, widget=LeanSelect, **{"empty_label": _("all"), **kwargs})


def offered_cycles(user: User) -> QuerySet:
    """Cycles with deliverables that the user sees, and whether she coordinates each or is a team's referent in it."""
    leads = CycleRole.objects.filter(cycle=OuterRef("pk"), user=user, role=CycleRole.Role.COORDINATOR)
    refers = Participation.objects.active().filter(
        cycle=OuterRef("pk"), person__user=user, role=Participation.Role.REFERENT, team__isnull=False
    )
    cycles = Cycle.objects.visible_to(user).filter(has_deliverables=True).order_by("sort_key", "id")
    return cycles.values("pk", "slug", "title", "session_label").annotate(leads=Exists(leads), refers=Exists(refers))


class DeliverableFilter(django_filters.FilterSet):
    """Cycle, team, session, kind, state, lateness, and what waits for coordination.

    Teams and sessions are offered once a cycle is chosen, or when there is only one.
    """

    cycle = Choice(field_name="assignment__cycle__slug", label=_("Cycle"))
    team = Choice(field_name="team", label=_("Team"))
    session = Choice(field_name="assignment__due_for", label=_("Due for"))
    kind = Choice(field_name="assignment__kind", label=_("Kind"), choices=Assignment.Kind.choices)
    state = Choice(label=_("State"), choices=Deliverable.State.choices, method="filter_state")
    late = Choice(label=_("Late"), choices=LATENESS, method="filter_late")
    waiting = Choice(label=_("Waiting for my feedback"), choices=YES_NO, method="filter_waiting")

    # Those that stand above the table as one click.
    QUICK = ("team", "session", "kind", "state", "late", "waiting")

    class Meta:
        model = Deliverable
        fields: list[str] = []

    def __init__(self, data, *, user: User, queryset: QuerySet[Deliverable]) -> None:
        super().__init__(data.copy(), queryset=queryset)
        self.now = timezone.now()
        cycles = list(offered_cycles(user))
        self.may_export = user.is_administrator or any(row["leads"] or row["refers"] for row in cycles)
        self.offer("cycle", [(cycle["slug"], cycle["title"]) for cycle in cycles])
        chosen = data.get("cycle") or (cycles[0]["slug"] if len(cycles) == 1 else "")
        self.scope = next((cycle for cycle in cycles if cycle["slug"] == chosen), None)
        self.offer("team", self.teams(user))
        self.offer("session", self.sessions(user))

    def chosen_cycle(self) -> dict | None:
        """The cycle that the address names, as its key, slug and title."""
        return self.scope if self.data.get("cycle") else None

    def offer(self, name: str, choices: list[tuple]) -> None:
        self.filters[name].extra["choices"] = choices

    def teams(self, user: User) -> list[tuple[str, str]]:
        """Teams of the chosen cycle, or only the one that the address names."""
        teams = Team.objects.visible_to(user)
        if self.scope:
            teams = teams.filter(cycle=self.scope["pk"])
        elif (named := self.data.get("team", "")).isdecimal() and len(named) < 19:
            teams = teams.filter(pk=named)
        else:
            return []
        return [(str(pk), name) for pk, name in teams.values_list("pk", "territory__name")]

    def sessions(self, user: User) -> list[tuple[str, str]]:
        """Sessions that something is due for, of those whose page the user may open."""
        if not self.scope:
            return []
        cycle = Cycle(pk=self.scope["pk"], session_label=self.scope["session_label"])
        expecting = Assignment.objects.filter(cycle=cycle, due_for__isnull=False).values("due_for")
        sessions = sessions_seen(user, cycle).filter(pk__in=expecting).only("cycle", "kind", "position", "title")
        return [(str(each.pk), f"{session_name(each, cycle)}, {each.title}") for each in sessions.order_by("position")]

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """In this state; what a team that left still owed is no longer expected, and in none."""
        return queryset.filter(state=value).exclude(Q(state__in=OWED) & ~Q(team__status=Team.Status.ACTIVE))

    def filter_late(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        late_now, came_late = late(self.now), received_late()
        return queryset.filter({"yes": late_now, "received": came_late}.get(value, ~(late_now | came_late)))

    def filter_waiting(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(waiting()) if value == "yes" else queryset.exclude(waiting())

    def result(self) -> QuerySet[Deliverable]:
        """What the filters let through: nothing when the address holds something unknown."""
        return self.qs if self.is_valid() else self.queryset.none()

    def in_words(self) -> list[tuple[str, str]]:
        """The filters that are set, as (label, value)."""
        words = []
        for name, value in self.form.cleaned_data.items() if self.is_valid() else ():
            if value:
                field = self.form.fields[name]
                words.append((str(field.label), str(dict(field.choices)[value])))
        return words
