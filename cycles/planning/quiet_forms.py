"""Forms of quiet periods, and what other forms share: a day that falls into one is confirmed, not taken by mistake."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycles.models import Cycle
from cycles.planning.quiet import Days, covering
from cycles.planning.widgets import DayInput
from lib.template_tags import day

LONGEST = 92
MOST = 12


class PeriodForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("What for"), max_length=60)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("Last day, included"), widget=DayInput)

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("last_day", _("A quiet period lasts three months at most."))
        return data


class Periods(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        ordered = sorted(self.periods(), key=lambda period: period.first_day)
        for earlier, later in pairwise(ordered):
            if later.first_day <= earlier.last_day:
                said = _("“%(one)s” and “%(other)s” overlap: make one of them.")
                raise forms.ValidationError(said % {"one": earlier.label, "other": later.label})

    def periods(self) -> list[Days]:
        """The rows that stay. Only of a valid formset."""
        rows = (form.cleaned_data for form in self.forms if form.has_changed() or not form.empty_permitted)
        return [
            Days(row["label"].strip(), row["first_day"], row["last_day"])
            for row in rows
            if row and not row.get("DELETE")
        ]


PeriodFormSet = forms.formset_factory(
    PeriodForm, formset=Periods, extra=1, can_delete=True, max_num=MOST, absolute_max=MOST, validate_max=True
)


def periods_of(cycle: Cycle) -> list[dict]:
    return list(cycle.quiet_periods.values("label", "first_day", "last_day"))


class QuietDaysMixin(forms.Form):
    """Days of ``quiet_days`` that are new and fall into a quiet period are refused beside their field until ticked."""

    quiet_days: ClassVar[tuple[str, ...]] = ()

    keep_quiet_day = forms.BooleanField(
        label=gettext_lazy("Keep this date all the same"), required=False, widget=forms.HiddenInput
    )

    def check_quiet_days(self, cycle: Cycle, **found: date) -> None:
        """To be called last in ``clean``; asks the database only where a day is new.

        ``found``: days that the form finds itself when a field stays empty, by the field's name.
        """
        typed = {name: self.cleaned_data.get(name) for name in self.quiet_days if name in self.changed_data}
        days = {name: value for name, value in (typed | found).items() if value}
        if not days:
            return
        periods = list(cycle.quiet_periods.all())
        fallen = {name: period for name, value in days.items() if (period := covering(periods, value))}
        if not fallen:
            return
        self.fields["keep_quiet_day"].widget = forms.CheckboxInput()
        if self.cleaned_data.get("keep_quiet_day"):
            return
        for name, period in fallen.items():
            self.add_error(name, quiet_day_in_words(days[name], period))


def quiet_day_in_words(value: date, period) -> str:
    said = _("%(day)s falls into the quiet period “%(label)s”. Choose another day, or tick that you keep this one.")
    return said % {"day": day(value).capitalize(), "label": period.label}
