"""The filters of the tables of rows: team, theme, neighbourhood, words, and what each kind has of its own."""

from collections.abc import Sequence

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycles.models import Cycle, Team
from deliverables.chain.declaration import DECLARATIONS, RowColumn
from deliverables.chain.models import Action, Contribution, Finding, Row, RowKind, Theme
from deliverables.filters import Choice
from deliverables.named.models import key_of
from lib.text import normalise
from lib.worksheet.columns import MANY, TEXT
from partners.models import ActorType

from .rows import TEAM

NONE = "-"
SEARCHED = 100


class RowFilter(django_filters.FilterSet):
    """What every kind may be filtered by. Something unknown in the address is answered with a sentence and no row."""

    kind: str

    q = django_filters.CharFilter(
        label=gettext_lazy("Words"),
        method="filter_words",
        max_length=SEARCHED,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    team = Choice(field_name=TEAM, label=gettext_lazy("Team"))

    def __init__(self, data, *, cycle: Cycle, teams: Sequence[Team], queryset: QuerySet[Row]) -> None:
        super().__init__(data.copy(), queryset=queryset)
        self.offer("team", [(str(team.pk), str(team)) for team in teams])
        if "theme" in self.filters:
            themes = [(str(theme.pk), theme.name) for theme in Theme.objects.filter(cycle=cycle)]
            self.offer("theme", [*themes, (NONE, _("without a theme"))])
        if "neighbourhood" in self.filters:
            named = [(key, name) for key, (name, _rows) in self.neighbourhoods.items()]
            self.offer("neighbourhood", [*sorted(named), (NONE, _("whole territory"))])

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.filters[name].extra["choices"] = choices

    @cached_property
    def neighbourhoods(self) -> dict[str, tuple[str, list[int]]]:
        """Those that rows name, by a key that their spellings share: the first spelling, and the keys of the rows."""
        found: dict[str, tuple[str, list[int]]] = {}
        for row, names in self.queryset.values_list("pk", "neighbourhoods"):
            for name in names:
                found.setdefault(key_of(name), (name, []))[1].append(row)
        return found

    def filter_theme(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(theme__isnull=True) if value == NONE else queryset.filter(theme=value)

    def filter_neighbourhood(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == NONE:
            return queryset.filter(neighbourhoods=[])
        return queryset.filter(pk__in=self.neighbourhoods[value][1])

    def filter_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Rows whose reference and texts hold every word, whatever its accents; what is private is not searched."""
        words = normalise(value).split()
        columns = [column.name for column in DECLARATIONS[self.kind].content if is_searched(column)]
        letter, found = RowKind(self.kind).letter, []
        for row, number, *texts in queryset.order_by().values_list("pk", "reference__number", *columns):
            said = [each if isinstance(each, str) else " ".join(each) for each in texts]
            text = normalise(" ".join((f"{letter}{number}", *said)))
            if all(word in text for word in words):
                found.append(row)
        return queryset.filter(pk__in=found)

    def result(self) -> QuerySet[Row]:
        """What the filters let through: nothing when the address holds something unknown."""
        return self.qs if self.is_valid() else self.queryset.none()

    def in_words(self) -> list[tuple[str, str]]:
        """The filters that are set, as (label, value)."""
        said = []
        for name, value in self.form.cleaned_data.items() if self.is_valid() else ():
            if value:
                field = self.form.fields[name]
                said.append((str(field.label), str(dict(getattr(field, "choices", ())).get(value, value))))
        return said


def is_searched(column: RowColumn) -> bool:
    return column.kind in {TEXT, MANY} and not column.choices and not column.is_private


THEME = {"label": gettext_lazy("Theme"), "method": "filter_theme"}
NEIGHBOURHOOD = {"label": gettext_lazy("Neighbourhood"), "method": "filter_neighbourhood"}


class FindingFilter(RowFilter):
    kind = RowKind.FINDING
    theme = Choice(**THEME)
    category = Choice(label=gettext_lazy("Category"), choices=Finding.Category.choices)
    priority = Choice(label=gettext_lazy("Priority"), choices=Finding.Priority.choices)
    neighbourhood = Choice(**NEIGHBOURHOOD)


class ActionFilter(RowFilter):
    kind = RowKind.ACTION
    theme = Choice(**THEME)
    progress = Choice(label=gettext_lazy("Progress"), choices=Action.Progress.choices)
    neighbourhood = Choice(**NEIGHBOURHOOD)


class ContributionFilter(RowFilter):
    kind = RowKind.CONTRIBUTION
    role = Choice(label=gettext_lazy("Role"), choices=Contribution.Role.choices)
    actor_type = Choice(label=gettext_lazy("Actor type"), choices=ActorType.choices)


FILTERS: dict[str, type[RowFilter]] = {each.kind: each for each in (FindingFilter, ActionFilter, ContributionFilter)}
