"""What the coordinator ticks on the page that shows what moves with a date."""

from django import forms
from django.http import HttpRequest

from deliverables.shifts import Plan


class ShiftForm(forms.Form):
    """``checked`` is the fingerprint of the plan that the page showed."""

    NAMES = ("checked", "follow", "tell", "reorder")

    checked = forms.CharField(max_length=20)
    follow = forms.MultipleChoiceField(required=False)
    tell = forms.BooleanField(required=False)
    reorder = forms.BooleanField(required=False)

    def __init__(self, *args, plan: Plan, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["follow"].choices = [(due.key, due.key) for due in plan.offers]

    def clean_checked(self) -> str:
        if self.cleaned_data["checked"] != self.plan.fingerprint:
            raise forms.ValidationError("shown before something changed", code="other")
        return self.cleaned_data["checked"]

    def follow_dates(self) -> dict:
        """The new due date of each assignment that was ticked, by key."""
        ticked = set(self.cleaned_data["follow"])
        return {due.assignment.pk: due.after for due in self.plan.offers if due.key in ticked}


def choices_of(request: HttpRequest, plan: Plan) -> dict | None:
    """What was ticked of this very plan, as the operations take it; None while it was not shown yet."""
    if plan.is_silent:
        return {"follow": {}, "tell": False, "reorder": False}
    form = ShiftForm(request.POST, plan=plan)
    if not form.is_valid():
        return None
    ticks = {name: form.cleaned_data[name] for name in ("tell", "reorder")}
    return {"follow": form.follow_dates(), **ticks}
