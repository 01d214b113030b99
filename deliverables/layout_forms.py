"""The layout of a cycle as rows to change: sessions, assignments, and what must hold between their dates."""

from datetime import datetime, time, timedelta

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycles.models import Session
from cycles.planning.widgets import DayInput, HourInput
from deliverables.layout import AssignmentLine, SessionLine, due_date
from deliverables.models import Assignment
from lib import clock

MAX_ROWS = 40
NO_ROWS = {"assignments-TOTAL_FORMS": "0", "assignments-INITIAL_FORMS": "0"}


class SessionLineForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=250)
    day = forms.DateField(label=_("Date"), widget=DayInput)
    starts = forms.TimeField(label=_("From"), widget=HourInput)
    ends = forms.TimeField(label=_("To"), widget=HourInput)
    closing = forms.BooleanField(label=_("Closing event"), required=False)
    # How many days later the session ends: it moves with its first day; another page changes it.
    days = forms.IntegerField(required=False, min_value=0, max_value=60, widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, session) -> dict:
        """The row of a session that is planned or saved."""
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        closing = session.is_closing if isinstance(session, Session) else session.closing
        row = {"title": session.title, "day": starts.date(), "starts": starts.time(), "ends": ends.time()}
        days = (ends.date() - starts.date()).days or None
        return {**row, "closing": closing, "days": days, "pk": getattr(session, "pk", None)}

    @property
    def lasts_days(self) -> bool:
        return str(self["days"].value() or 0) != "0"

    def clean(self) -> dict:
        data = super().clean()
        starts, ends = data.get("starts"), data.get("ends")
        if starts is not None and ends is not None and ends <= starts and not data.get("days"):
            self.add_error("ends", _("The session ends before it starts."))
        return data

    def line(self) -> SessionLine:
        data = self.cleaned_data
        return SessionLine(
            title=data["title"],
            starts_at=clock.local(data["day"], data["starts"]),
            ends_at=clock.local(data["day"] + timedelta(days=data["days"] or 0), data["ends"]),
            closing=data["closing"],
            pk=data["pk"],
        )


class AssignmentLineForm(forms.Form):
    """One assignment. ``worked_on`` and ``due_for`` name rows of the sessions by their number in the page, from 0."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    instructions = forms.CharField(required=False, max_length=20000, widget=forms.HiddenInput)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999, required=False)
    title = forms.CharField(label=_("Title"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind"), choices=Assignment.Kind.choices, initial="other")
    worked_on = forms.TypedChoiceField(label=_("Worked on in"), coerce=int, empty_value=None, required=False)
    due_for = forms.TypedChoiceField(label=_("Due for"), coerce=int, empty_value=None, required=False)
    due_day = forms.DateField(label=_("Due on"), widget=DayInput, required=False)
    due_hour = forms.TimeField(label=_("at"), widget=HourInput, required=False)

    def __init__(self, *args, session_choices: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("worked_on", "due_for"):
            self.fields[name].choices = [("", _("none")), *session_choices]

    @classmethod
    def initial_of(cls, line: AssignmentLine, order: int) -> dict:
        due = timezone.localtime(line.due_at)
        plain = ("pk", "instructions", "title", "kind", "worked_on", "due_for")
        row = {name: getattr(line, name) for name in plain}
        return {**row, "order": order, "due_day": due.date(), "due_hour": due.time()}


def dress(form: forms.Form) -> None:
    """Give each widget its class, and tie it to the error that stands under it."""
    for name, field in form.fields.items():
        kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        if isinstance(field, forms.BooleanField):
            kind = "form-check-input"
        if form.is_bound and form.errors.get(name):
            kind += " is-invalid"
            field.widget.attrs["aria-describedby"] = f"{form[name].id_for_label}_error"
        field.widget.attrs["class"] = kind


class Rows(BaseFormSet):
    """Rows of a layout; blank ones at the end are left alone."""

    def filled(self) -> list[tuple[int, forms.Form]]:
        """Rows that stay, each with its number in the page."""
        return [
            (number, form)
            for number, form in enumerate(self.forms)
            if not (form.empty_permitted and not form.has_changed()) and not form.cleaned_data.get("DELETE")
        ]


def rows_of(form: type[forms.Form], extra: int) -> type[BaseFormSet]:
    return formset_factory(
        form, formset=Rows, extra=extra, can_delete=True, max_num=MAX_ROWS, absolute_max=MAX_ROWS, validate_max=True
    )


class LayoutForm:
    """The whole layout on one page: a formset of sessions, one of assignments, and what must hold between them."""

    def __init__(
        self,
        data=None,
        *,
        sessions: list = (),
        assignments: list[AssignmentLine] = (),
        has_deliverables: bool = True,
        blank: int = 2,
    ) -> None:
        self.more = ""
        data = self.with_more(data) if data is not None else None
        self.known = {
            "sessions": {session.pk for session in sessions if getattr(session, "pk", None)},
            "assignments": {line.pk for line in assignments if line.pk},
        }
        self.sessions = rows_of(SessionLineForm, blank)(
            data, prefix="sessions", initial=[SessionLineForm.initial_of(session) for session in sessions]
        )
        # Without deliverables the page shows no row, and rows that come nevertheless are not read.
        self.assignments = rows_of(AssignmentLineForm, blank if has_deliverables else 0)(
            data if has_deliverables or data is None else NO_ROWS,
            prefix="assignments",
            initial=[AssignmentLineForm.initial_of(line, order) for order, line in enumerate(assignments, start=1)],
            form_kwargs={"session_choices": self.session_choices()},
        )

    def with_more(self, data):
        """The data with two more blank rows where the page's button asked for them."""
        data = data.copy()
        prefix = data.get("more", "")
        self.more = prefix
        if prefix in {"sessions", "assignments"} and data.get(f"{prefix}-TOTAL_FORMS", "").isdecimal():
            data[f"{prefix}-TOTAL_FORMS"] = str(min(MAX_ROWS, int(data[f"{prefix}-TOTAL_FORMS"]) + 2))
        return data

    def dress(self) -> None:
        for rows in (self.sessions, self.assignments):
            for form in rows.forms:
                dress(form)

    @property
    def session_rows(self) -> list[forms.Form]:
        return [form for form in self.sessions.forms if self.is_used(form)]

    @property
    def session_blanks(self) -> list[forms.Form]:
        return [form for form in self.sessions.forms if not self.is_used(form)]

    @property
    def assignment_rows(self) -> list[forms.Form]:
        return [form for form in self.assignments.forms if self.is_used(form)]

    @property
    def assignment_blanks(self) -> list[forms.Form]:
        return [form for form in self.assignments.forms if not self.is_used(form)]

    @staticmethod
    def is_used(form: forms.Form) -> bool:
        """Whether the row holds something; blank ones fold away."""
        return not form.empty_permitted or (form.is_bound and form.has_changed())

    def session_choices(self) -> list[tuple[str, str]]:
        """Each row of sessions as a choice, in words."""
        choices = []
        for number, form in enumerate(self.sessions.forms):
            form.place = number + 1
            title = form["title"].value() or gettext("New session (row %(place)s)") % {"place": form.place}
            choices.append((str(number), title))
        return choices

    def is_valid(self) -> bool:
        """Whether every row and the dates between them are in order; errors stand beside their fields."""
        if not (self.sessions.is_valid() and self.assignments.is_valid()):
            return False
        self.check_keys()
        lines = {number: form.line() for number, form in self.sessions.filled()}
        if not lines:
            self.sessions._non_form_errors.append(gettext("A cycle has at least one session."))
        self.check_closing(lines)
        for _number, form in self.assignments.filled():
            self.check_assignment(form, lines)
        self.lines = lines
        return not self.has_errors()

    def has_errors(self) -> bool:
        return bool(self.error_list())

    def error_list(self) -> list[tuple[str, str, str]]:
        """Every error as (row and field in words, id of the field, sentence), for the summary."""
        found = []
        for rows in (self.sessions, self.assignments):
            found += [("", "", error) for error in rows.non_form_errors()]
            for number, form in enumerate(rows.forms if rows.is_bound else (), start=1):
                title = form["title"].value() or gettext("row %(number)s") % {"number": number}
                for name, errors in form.errors.items():
                    field = form[name]
                    found += [(f"{title}, {field.label}", field.id_for_label, error) for error in errors]
        return found

    def check_keys(self) -> None:
        """A row's key must be one that the page gave out, once."""
        for prefix, rows in (("sessions", self.sessions), ("assignments", self.assignments)):
            given = [form.cleaned_data["pk"] for _number, form in rows.filled() if form.cleaned_data["pk"]]
            if len(given) != len(set(given)) or not set(given) <= self.known[prefix]:
                rows._non_form_errors.append(gettext("This page is out of date. Open it again."))

    def check_closing(self, lines: dict[int, SessionLine]) -> None:
        ordinary = [line.starts_at for line in lines.values() if not line.closing]
        for number, line in lines.items():
            if line.closing and any(start > line.starts_at for start in ordinary):
                self.sessions.forms[number].add_error("day", _("The closing event comes after every session."))

    def check_assignment(self, form: forms.Form, lines: dict[int, SessionLine]) -> None:
        """The sessions named exist, and the dates stand in order: worked on, due, expected at its session."""
        data = form.cleaned_data
        for name in ("worked_on", "due_for"):
            if data.get(name) is not None and data[name] not in lines:
                form.add_error(name, _("This session is not filled in, or you remove it. Choose another."))
                return
        worked_on, due_for = lines.get(data.get("worked_on")), lines.get(data.get("due_for"))
        if worked_on and due_for and due_for.starts_at <= worked_on.starts_at:
            form.add_error("due_for", _("This session comes before the one where it is worked on."))
            return
        due = self.due_at(data, worked_on, due_for)
        if due is None:
            form.add_error("due_day", _("Give a date, or the session that it is due for."))
        elif worked_on and due <= worked_on.ends_at:
            form.add_error("due_day", _("It is due before the session where it is worked on is over."))
        elif due_for and due > due_for.ends_at:
            form.add_error("due_day", _("It is due after the session that it is due for."))
        data["due_at"] = due

    @staticmethod
    def due_at(data: dict, worked_on: SessionLine | None, due_for: SessionLine | None) -> datetime | None:
        """The date that was typed, at 18:00 unless a time was; without one, seven days before the session."""
        if data.get("due_day"):
            return clock.local(data["due_day"], data.get("due_hour") or time(18))
        return due_date(due_for.starts_at, worked_on.ends_at if worked_on else None) if due_for else None

    def session_lines(self) -> list[SessionLine]:
        """The sessions that stay, in the order of their dates."""
        return [self.lines[number] for number in self.in_order()]

    def in_order(self) -> list[int]:
        return sorted(self.lines, key=lambda number: (self.lines[number].starts_at, number))

    def assignment_lines(self) -> list[AssignmentLine]:
        """The assignments that stay, in the order asked for, counting sessions as ``session_lines`` gives them."""
        place = {number: index for index, number in enumerate(self.in_order())}
        rows = sorted(self.assignments.filled(), key=lambda row: (row[1].cleaned_data["order"] or 1000, row[0]))
        return [
            AssignmentLine(
                title=data["title"],
                kind=data["kind"],
                due_at=data["due_at"],
                worked_on=place.get(data["worked_on"]),
                due_for=place.get(data["due_for"]),
                instructions=data["instructions"],
                pk=data["pk"],
            )
            for data in (form.cleaned_data for _number, form in rows)
        ]
