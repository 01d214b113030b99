"""Forms of a cycle and its sessions. They read and check; operations write."""

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cycles.once import KeyMixin
from cycles.people.models import Team
from cycles.planning.models import Cycle, ProgrammeItem, Session
from cycles.planning.quiet_forms import QuietDaysMixin
from cycles.planning.widgets import DayInput, HourInput
from lib import clock
from partners.models import ActorType, Organisation
from partners.operations import find_organisation
from records.uploads import EndMarkerMixin, FileField, PhotoField


class RevisionForm(forms.Form):
    """The revision of the row that the page showed, so that a stale page is noticed."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CycleForm(RevisionForm, forms.ModelForm):
    """What coordination may change of its cycle. Valid: ``changes()`` goes to ``edit_cycle``."""

    wanted_actor_types = forms.MultipleChoiceField(
        label=_("Actor types wanted in each team"),
        choices=ActorType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each team’s page then says which are still missing."),
    )

    class Meta:
        model = Cycle
        fields = (
            "title",
            "subtitle",
            "theme",
            "objectives",
            "line_colour",
            "session_label",
            "language",
            "wanted_actor_types",
            "has_teams",
            "has_deliverables",
            "is_open_to_all",
            "shares_drafts",
            "opens_retained",
            "reserves_delivery",
            "sends_reminders",
        )
        widgets = {
            "theme": forms.Textarea(attrs={"rows": 5}),
            "objectives": forms.Textarea(attrs={"rows": 5}),
            "line_colour": forms.RadioSelect,
        }

    def changes(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class TeamsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError as error:  # A number that no database holds names no team.
            code = "invalid_choice"
            raise forms.ValidationError(self.error_messages[code], code, {"value": value[0]}) from error


class SessionForm(QuietDaysMixin, KeyMixin, RevisionForm):
    """When, where, for whom a session is held. ``cycle`` gives the teams and the directory of hosts."""

    quiet_days = ("day", "last_day")

    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=250)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    starts = forms.TimeField(label=_("From"), widget=HourInput)
    ends = forms.TimeField(label=_("To"), widget=HourInput)
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Only when it lasts more than one day."),
    )
    host_name = forms.CharField(
        label=_("Host organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    host_actor_type = forms.ChoiceField(
        label=_("Its actor type"),
        choices=[("", _("as in the directory")), *ActorType.choices],
        required=False,
        help_text=_("Needed when the organisation is new in the directory."),
    )
    venue = forms.CharField(label=_("Place"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Address and access"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    contact = forms.CharField(
        label=_("Contact on the day"), max_length=200, required=False, help_text=_("Name and telephone.")
    )
    remote_link = forms.URLField(
        label=_("Link to attend remotely"), required=False, max_length=500, assume_scheme="https"
    )
    questions = forms.CharField(
        label=_("Questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_("One question a line."),
    )
    teams = TeamsField(
        label=_("For which teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all teams. Ticked: only these teams and coordination see the session."),
    )

    def __init__(self, *args, cycle: Cycle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.fields["teams"].queryset = cycle.teams.select_related("territory")
        if not cycle.has_teams:
            del self.fields["teams"]

    @classmethod
    def initial_of(cls, session: Session) -> dict:
        """The values of a saved session as the form shows them, in local time."""
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        plain = ("kind", "title", "venue", "address", "contact", "remote_link", "questions", "revision")
        return {
            **{name: getattr(session, name) for name in plain},
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "last_day": ends.date() if ends.date() != starts.date() else None,
            "host_name": session.host.name if session.host else "",
            "teams": [team.pk for team in session.teams.all()],
        }

    def clean(self) -> dict:
        data = super().clean()
        self.check_times(data)
        self.check_host(data)
        self.check_quiet_days(self.cycle)
        return data

    def check_times(self, data: dict) -> None:
        day, starts, ends = data.get("day"), data.get("starts"), data.get("ends")
        if not day or starts is None or ends is None:
            return
        last = data.get("last_day") or day
        if last < day:
            self.add_error("last_day", _("The last day is before the first."))
        elif last == day and ends <= starts:
            self.add_error("ends", _("The session ends before it starts."))

    def check_host(self, data: dict) -> None:
        name = (data.get("host_name") or "").strip()
        if name and not data.get("host_actor_type") and not find_organisation(self.cycle.organiser, name):
            self.add_error("host_actor_type", _("This organisation is new in the directory: choose its actor type."))

    def fields_to_write(self) -> dict:
        """What ``add_session`` and ``edit_session`` take, but for the host, named here by its organisation's name."""
        data = self.cleaned_data
        plain = ("kind", "title", "venue", "address", "contact", "remote_link", "questions")
        return {
            **{name: data[name] for name in plain},
            "starts_at": clock.local(data["day"], data["starts"]),
            "ends_at": clock.local(data["last_day"] or data["day"], data["ends"]),
            "teams": list(data.get("teams") or ()),
        }


class ItemForm(forms.ModelForm):
    """One row of a programme. Where it lies in the session is remarked on, not refused: ``programme.remarks``."""

    class Meta:
        model = ProgrammeItem
        fields = ("starts_at", "ends_at", "kind", "title", "speakers", "description")
        widgets = {
            "starts_at": HourInput,
            "ends_at": HourInput,
            "speakers": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {
            "starts_at": _("From"),
            "ends_at": _("To"),
            "kind": _("Kind"),
            "title": _("Title"),
            "speakers": _("Speakers"),
            "description": _("Description"),
        }

    def __init__(self, *args, session: Session, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean(self) -> dict:
        data = super().clean()
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts is not None and ends is not None and ends <= starts:
            self.add_error("ends_at", _("This item ends before it starts."))
        return data


class ProgrammeRows(forms.BaseInlineFormSet):
    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")


ProgrammeFormSet = forms.inlineformset_factory(
    Session,
    ProgrammeItem,
    form=ItemForm,
    formset=ProgrammeRows,
    extra=2,
    can_delete=True,
    max_num=60,
    absolute_max=70,
    validate_max=True,
)


def items_of(formset) -> list[dict]:
    """What ``write_programme`` takes from a valid formset: every row that was filled and not ticked for deletion."""
    rows = []
    for form in formset.forms:
        data = form.cleaned_data
        if not data or data.get("DELETE") or (form.empty_permitted and not form.has_changed()):
            continue
        values = {name: data[name] for name in ItemForm.Meta.fields}
        rows.append({**values, "id": form.instance.pk})
    return rows


class DocumentForm(KeyMixin, EndMarkerMixin, forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: the file’s own name.")
    )
    file = FileField(label=_("File"))


class NoteForm(RevisionForm):
    text = forms.CharField(
        label=_("Coordination notes"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=format_lazy(
            "{} {}",
            _("What was said and decided. Printed in the report as the resource centre’s synthesis."),
            _("An empty line begins a paragraph; “- ” an item of a list; **bold**; *italic*; “## ” a title."),
        ),
    )


class PlaceForm(forms.Form):
    """The place, from 1, at which the page showed what is moved."""

    position = forms.IntegerField(min_value=0, max_value=10_000, required=False)

    def place(self) -> int | None:
        return self.cleaned_data["position"] if self.is_valid() else None


class CaptionForm(forms.Form):
    caption = forms.CharField(
        label=_("What the photo shows"),
        max_length=300,
        help_text=_("Printed under the photo, and read out to those who do not see it."),
    )


class CaptionEditForm(CaptionForm):
    """``seen``: the caption that the page showed, so that a stale page is noticed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class PhotoForm(EndMarkerMixin, CaptionForm):
    file = PhotoField(label=_("Photo"))


def organisation_names(organiser: Organisation) -> list[str]:
    """The names that the forms suggest."""
    return [organiser.name, *organiser.directory.values_list("name", flat=True)]
