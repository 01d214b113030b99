"""The form of one assignment. It reads and checks; operations write."""

import uuid
from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.models import Cycle
from cycles.planning.quiet_forms import QuietDaysMixin
from cycles.planning.widgets import DayInput, HourInput
from deliverables.chain.carrying import rows_held
from deliverables.chain.models import RowKind
from deliverables.layout import due_date
from deliverables.models import Assignment
from lib import clock
from records.uploads import EndMarkerMixin, FileField

EVENING = time(18)


class AssignmentForm(QuietDaysMixin, EndMarkerMixin, forms.ModelForm):
    """What is expected of every team of ``cycle``. Valid: ``fields_to_write()`` goes to the operations."""

    quiet_days = ("due_day", "closes_day")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    due_day = forms.DateField(
        label=_("Due on"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: seven days before the session that it is due for, at 18:00."),
    )
    due_hour = forms.TimeField(label=_("at"), widget=HourInput, required=False)
    template = FileField(
        label=_("Template file"),
        required=False,
        help_text=_("What teams download and fill in. It replaces the present one."),
    )
    remove_template = forms.BooleanField(label=_("Remove the present template file"), required=False)
    closes_day = forms.DateField(
        label=_("End of deliveries"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: teams may deliver newer versions until the end of the cycle."),
    )
    closes_hour = forms.TimeField(label=_("at"), widget=HourInput, required=False)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Assignment
        fields = ("title", "kind", "instructions", "worked_on", "due_for", "holds", "min_files", "return_mode")
        labels = {
            "title": _("Title"),
            "kind": _("Kind"),
            "instructions": _("What is expected, in words"),
            "worked_on": _("Worked on in"),
            "due_for": _("Due for"),
            "holds": _("Rows to fill in on the page"),
            "min_files": _("Files required"),
            "return_mode": _("Return to the team"),
        }
        help_texts = {
            "holds": _(
                "Findings, actions and contributions have a reference each (D3, A5, P2) that lasts across versions, "
                "and lead from one to the next. Then 0 files may be required."
            ),
            "return_mode": _(
                "None: delivered is done. Feedback: you comment on the delivery, then retain it or say what is to be "
                "completed. Decision: you only decide (retained, or to complete); the team reads that a decision comes."
            ),
        }
        widgets = {"instructions": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, cycle: Cycle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        for name in ("worked_on", "due_for"):
            self.fields[name].queryset = cycle.sessions.all()
            self.fields[name].empty_label = _("none")
        self.fields["holds"].choices = [("", _("none: files alone")), *RowKind.choices]
        self.fields["min_files"].min_value = 0
        self.fields["min_files"].validators = []
        if not self.instance.template_file_id:
            del self.fields["remove_template"]
        order = [
            "title",
            "kind",
            "instructions",
            "template",
            "remove_template",
            "worked_on",
            "due_for",
            "due_day",
            "due_hour",
        ]
        self.order_fields(
            [*order, "holds", "min_files", "return_mode", "closes_day", "closes_hour", "keep_quiet_day", "end"]
        )

    @classmethod
    def initial_of(cls, assignment: Assignment) -> dict:
        due = timezone.localtime(assignment.due_at)
        row = {"due_day": due.date(), "due_hour": due.time(), "revision": assignment.revision}
        if assignment.closes_at:
            closes = timezone.localtime(assignment.closes_at)
            row |= {"closes_day": closes.date(), "closes_hour": closes.time()}
        return row

    def clean_min_files(self) -> int:
        number = self.cleaned_data["min_files"]
        if not (0 if self.cleaned_data.get("holds") else 1) <= number <= 20:
            raise forms.ValidationError(_("Ask for 1 to 20 files."))
        return number

    def clean_holds(self) -> str:
        holds = self.cleaned_data["holds"]
        if self.instance.pk and self.initial.get("holds", "") != holds and rows_held(self.instance):
            raise forms.ValidationError(_("Teams have written rows of this kind: it cannot be changed any more."))
        return holds

    def clean(self) -> dict:
        data = super().clean()
        worked_on, due_for = data.get("worked_on"), data.get("due_for")
        if worked_on and due_for and due_for.starts_at <= worked_on.starts_at:
            self.add_error("due_for", _("This session comes before the one where it is worked on."))
            return data
        due = data["due_at"] = self.due_at(data)
        closes = data["closes_at"] = moment(data.get("closes_day"), data.get("closes_hour"))
        if due is None:
            self.add_error("due_day", _("Give a date, or the session that it is due for."))
        elif worked_on and due <= worked_on.ends_at:
            self.add_error("due_day", _("It is due before the session where it is worked on is over."))
        elif due_for and due > due_for.ends_at:
            self.add_error("due_day", _("It is due after the session that it is due for."))
        elif closes and closes < due:
            self.add_error("closes_day", _("Deliveries would end before the date when it is due."))
        found = not data.get("due_day") and due and due != self.instance.due_at
        self.check_quiet_days(self.cycle, **({"due_day": timezone.localdate(due)} if found else {}))
        return data

    @staticmethod
    def due_at(data: dict) -> datetime | None:
        worked_on, due_for = data.get("worked_on"), data.get("due_for")
        if data.get("due_day"):
            return moment(data["due_day"], data.get("due_hour"))
        return due_date(due_for.starts_at, worked_on.ends_at if worked_on else None) if due_for else None

    def fields_to_write(self) -> dict:
        """What ``edit_assignment`` takes, but for the template file."""
        written = {name: self.cleaned_data[name] for name in (*self.Meta.fields, "due_at", "closes_at")}
        Content = Assignment.Content
        rows = Content.BOTH if written["min_files"] else Content.ROWS
        return written | {"content": rows if written["holds"] else Content.FILES}


def moment(day: date | None, hour: time | None) -> datetime | None:
    """The local moment; at 18:00 unless an hour was given."""
    return clock.local(day, hour or EVENING) if day else None
