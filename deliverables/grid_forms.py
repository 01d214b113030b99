"""Forms around the grid: the one that coordination writes it with, and the marks that feedback gives with it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm
from deliverables.grid import FEWEST_LEVELS, MOST_CRITERIA, MOST_LEVELS, Criterion, Grid, Mark

LEVEL_LENGTH = 60


class GridForm(RevisionForm):
    levels = forms.CharField(
        label=_("The words of your feedback"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=400,
        help_text=_("One a line, from the lowest to the highest: two to five. The same for every criterion."),
    )

    def clean_levels(self) -> tuple[str, ...]:
        levels = tuple(" ".join(line.split()) for line in self.cleaned_data["levels"].splitlines() if line.strip())
        if not FEWEST_LEVELS <= len(levels) <= MOST_LEVELS:
            raise forms.ValidationError(_("Write two to five words or short phrases, one a line."))
        if len({level.casefold() for level in levels}) < len(levels):
            raise forms.ValidationError(_("Two lines are the same: each level needs its own words."))
        if any(len(level) > LEVEL_LENGTH for level in levels):
            raise forms.ValidationError(
                gettext("Each line holds at most %(count)s characters.") % {"count": LEVEL_LENGTH}
            )
        return levels


class CriterionForm(forms.Form):
    """A row without a title is left out."""

    title = forms.CharField(label=_("Criterion"), max_length=100, required=False)
    help = forms.CharField(label=_("What it means, in a sentence"), max_length=250, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("help") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Give this criterion a title, or empty its sentence too."))
        return data


class BaseCriterionFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        titles = [criterion.title.casefold() for criterion in self.criteria()]
        if len(set(titles)) < len(titles):
            raise forms.ValidationError(_("Two criteria have the same title."))

    def criteria(self) -> tuple[Criterion, ...]:
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return tuple(Criterion(row["title"], row.get("help", "")) for row in rows if row.get("title"))


CriterionFormSet = forms.formset_factory(
    CriterionForm,
    formset=BaseCriterionFormSet,
    extra=1,
    max_num=MOST_CRITERIA,
    absolute_max=MOST_CRITERIA + 5,
    validate_max=True,
)


class MarksMixin(forms.Form):
    """The marks of a form that answers with a ``grid``, or none. Each mark is optional.

    A page that was made with another grid marks nothing: its marks are asked for again, what was typed stays.
    """

    grid_print = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, grid: Grid | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.grid, self.grid_changed = grid, False
        self.mark_names = [f"mark_{number}" for number in range(len(grid.criteria))] if grid else []
        present = grid.print if grid else ""
        if self.is_bound and self.add_prefix("grid_print") in self.data and self.data["grid_print"] != present:
            self.grid_changed = True
            self.data = self.data.copy()
            for name in [name for name in self.data if name.startswith("mark_")]:
                del self.data[name]
            self.data["grid_print"] = present
        self.initial["grid_print"] = present
        for name, criterion in zip(self.mark_names, grid.criteria if grid else (), strict=True):
            levels = [(str(step), level) for step, level in enumerate(grid.levels, start=1)]
            self.fields[name] = forms.TypedChoiceField(
                label=criterion.title,
                help_text=criterion.help,
                choices=[*levels, ("", _("not said"))],
                coerce=int,
                empty_value=0,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )

    def clean(self) -> dict:
        data = super().clean()
        if self.grid_changed:
            self.add_error(None, _("The grid was changed meanwhile: look at your marks again. Your text is kept."))
        return data

    def mark_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.mark_names]

    def marks(self) -> list[Mark]:
        """What was marked, in the words of the grid. Only for a valid form."""
        return [
            Mark(criterion.title, self.grid.levels[step - 1], step, len(self.grid.levels))
            for name, criterion in zip(self.mark_names, self.grid.criteria if self.grid else (), strict=True)
            if (step := self.cleaned_data[name])
        ]
