"""Forms of teams that join late, leave and come back. They read and check; operations write."""

from collections.abc import Sequence
from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.models import Team
from cycles.planning.forms import RevisionForm
from cycles.planning.quiet_forms import QuietDaysMixin
from cycles.planning.widgets import DayInput
from deliverables.joining import EXEMPT, KEEP, UNTIL, Answer
from deliverables.models import Assignment
from lib import clock

EVENING = time(18)
CHOOSE = ("", _("Choose …"))
KEPT = (KEEP, _("keep the date: late at once"))
SETTLED = [(UNTIL, _("give until the day beside")), (EXEMPT, _("exempt the team"))]


class JoiningForm(QuietDaysMixin):
    """For each of ``assignments``, whose date is past: what holds for the team.

    Where deliveries have ended too, the date cannot stay: the team would be asked for what it cannot give.
    """

    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        required=False,
        help_text=_("Needed to give time or to exempt. The team and coordination read it."),
    )

    def __init__(self, *args, assignments: Sequence[Assignment], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.assignments = assignments
        for each in assignments:
            kept = [] if each.closes_at and each.closes_at < timezone.now() else [KEPT]
            self.fields[f"how_{each.pk}"] = forms.ChoiceField(
                label=_("What holds for the team"), choices=[CHOOSE, *kept, *SETTLED]
            )
            self.fields[f"day_{each.pk}"] = forms.DateField(label=_("Until, at 18:00"), widget=DayInput, required=False)
        self.order_fields([name for name in self.fields if name not in {"keep_quiet_day", "reason"}])

    def rows(self) -> list[tuple]:
        """(assignment, choice, day) as the page prints them."""
        return [(each, self[f"how_{each.pk}"], self[f"day_{each.pk}"]) for each in self.assignments]

    def clean(self) -> dict:
        data = super().clean()
        for each in self.assignments:
            self.check_day(data, each)
        asked = {data.get(f"how_{each.pk}") for each in self.assignments}
        if asked & {UNTIL, EXEMPT} and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why: the team reads it."))
        given = {f"day_{each.pk}" for each in self.assignments if data.get(f"how_{each.pk}") == UNTIL}
        if given:
            self.check_quiet_days(self.assignments[0].cycle, **{name: data[name] for name in given if data.get(name)})
        return data

    def check_day(self, data: dict, assignment: Assignment) -> None:
        name = f"day_{assignment.pk}"
        if data.get(f"how_{assignment.pk}") != UNTIL or name in self.errors:
            return
        if not data.get(name):
            self.add_error(name, _("Say until which day."))
        elif data[name] <= timezone.localdate():
            self.add_error(name, _("Give a day after today."))

    def answers(self) -> list[Answer]:
        data = self.cleaned_data
        return [
            Answer(
                each,
                data[f"how_{each.pk}"],
                evening(data[f"day_{each.pk}"]) if data[f"how_{each.pk}"] == UNTIL else None,
            )
            for each in self.assignments
        ]


def evening(day) -> datetime:
    return clock.local(day, EVENING)


class LeavingForm(RevisionForm):
    """Since when and why ``team`` takes part no more."""

    status = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (Team.Status.LEFT, _("It took part and leaves the cycle")),
            (Team.Status.WITHDRAWN, _("It withdraws before it began")),
        ],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Since when"), widget=DayInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=250, help_text=_("Read by the team and coordination; printed in the report.")
    )

    def __init__(self, *args, team: Team, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.team = team

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: record it when the team has left."))
        opened = timezone.localtime(self.team.cycle.created_at).date()
        if day < opened:
            raise forms.ValidationError(_("This day is before the cycle was created."))
        return day
