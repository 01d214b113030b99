"""The short form of a team: where is each action?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm
from deliverables.after.models import FollowUp, FollowUpLine
from deliverables.after.operations import Said
from deliverables.chain.models import Action


class FollowUpForm(RevisionForm):
    """For each line a progress, a sentence, the result of its indicator. ``whole``: every progress is wanted."""

    def __init__(self, *args, lines: list[FollowUpLine], whole: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.whole = lines, whole
        for line in lines:
            about = {"reference": line.action.reference}
            self.fields[f"progress_{line.pk}"] = forms.ChoiceField(
                label=_("%(reference)s: where is it today?") % about,
                required=whole,
                choices=Action.Progress.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("%(reference)s: say where this action is.") % about},
            )
            self.fields[f"text_{line.pk}"] = forms.CharField(
                label=_("%(reference)s: in a sentence (optional)") % about,
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            if line.action.indicator:
                self.fields[f"result_{line.pk}"] = forms.CharField(
                    label=_("%(reference)s: result today (optional)") % about,
                    required=False,
                    max_length=200,
                    help_text=indicator_of(line.action),
                )

    @classmethod
    def of(cls, follow_up: FollowUp, lines: list[FollowUpLine]) -> "FollowUpForm":
        """The form with what is kept of it."""
        initial: dict = {"revision": follow_up.revision}
        for line in lines:
            initial |= {f"{name}_{line.pk}": getattr(line, name) for name in ("progress", "text", "result")}
        return cls(initial=initial, lines=lines)

    def rows(self) -> list[tuple[FollowUpLine, list[forms.BoundField]]]:
        """Each line with its fields, as the page prints them."""
        names = ("progress", "text", "result")
        return [
            (line, [self[f"{name}_{line.pk}"] for name in names if f"{name}_{line.pk}" in self.fields])
            for line in self.lines
        ]

    def said(self) -> dict[int, Said]:
        """What ``answer`` takes. Only for a valid form."""
        found = self.cleaned_data
        return {
            line.pk: (
                found[f"progress_{line.pk}"],
                found[f"text_{line.pk}"].strip(),
                found.get(f"result_{line.pk}", "").strip(),
            )
            for line in self.lines
        }


def indicator_of(action: Action) -> str:
    """The indicator with its target."""
    if not action.target:
        return action.indicator
    return str(_("%(indicator)s (target: %(target)s)") % {"indicator": action.indicator, "target": action.target})


class RemindForm(forms.Form):
    """How many reminders the page knew of, so that two clicks send one."""

    reminders = forms.IntegerField(min_value=0, max_value=1000, widget=forms.HiddenInput)


class SwitchForm(RevisionForm):
    on = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes", widget=forms.HiddenInput
    )
