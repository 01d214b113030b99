"""Forms of the delivery pages. Each carries the revision that its page showed."""

from collections.abc import Sequence
from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cycles.models import QuietPeriod
from cycles.planning.forms import RevisionForm
from cycles.planning.quiet_forms import QuietDaysMixin
from deliverables.models import Deliverable, Version, VersionFile
from deliverables.received import newer_than, objection, reception
from deliverables.reminders import Owing
from deliverables.words import received_day
from lib import clock
from records.models import Upload
from records.uploads import EndMarkerMixin, FilesField

NOTE_LENGTH = 5000
CHOOSE = _("Choose one of the two buttons.")


class DraftForm(EndMarkerMixin, RevisionForm):
    """The draft in one form, so that no button of its page loses what was typed or chosen.

    Every button saves both; ``then`` says where it leads. ``revision`` guards the note, not the files: two people may
    add files at once.
    """

    ADD, SAVE, CHECK, LEAVE = "add", "save", "check", "leave"

    files = FilesField(label=_("Files or photos"), required=False)
    note = forms.CharField(
        label=_("Note to coordination"),
        required=False,
        max_length=NOTE_LENGTH,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What has changed, what you would like an opinion on. It is delivered with the files."),
    )
    then = forms.ChoiceField(choices=[(each, each) for each in (ADD, SAVE, CHECK, LEAVE)], required=False)

    def clean_note(self) -> str:
        return self.cleaned_data["note"].replace("\r\n", "\n")

    def clean(self) -> dict:
        data = super().clean()
        if data.get("then") == self.ADD and not data.get("files") and "files" not in self.errors:
            self.add_error("files", _("Choose at least one file."))
        return data


class BeginForm(RevisionForm):
    """How a newer version begins."""

    COMPLETE, REPLACE = "complete", "replace"

    how = forms.ChoiceField(
        choices=[(each, each) for each in (COMPLETE, REPLACE)],
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


class CompareForm(forms.Form):
    """Which two versions are compared."""

    de = forms.TypedChoiceField(label=_("Compare"), coerce=int, widget=forms.Select(attrs={"class": "form-select"}))
    a = forms.TypedChoiceField(label=_("with"), coerce=int, widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args, versions: Sequence[Version], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("de", "a"):
            self.fields[name].choices = [(version.number, version_choice(version)) for version in versions]

    def chosen(self) -> tuple[int, int]:
        """The numbers of both, the older one first. Only for a valid form."""
        first, second = sorted((self.cleaned_data["de"], self.cleaned_data["a"]))
        return first, second


def version_choice(version: Version) -> str:
    """« Version 2, reçue jeudi 18 juin 2026 à 12 h »."""
    if version.is_draft:
        return _("Version %(number)s, draft, not delivered yet") % {"number": version.number}
    words = _("Version %(number)s, received %(when)s, taken back") if version.taken_back_at else None
    words = words or _("Version %(number)s, received %(when)s")
    return words % {"number": version.number, "when": received_day(version)}


class ReuseForm(forms.Form):
    """Files of other versions to add to the draft."""

    existing = forms.TypedMultipleChoiceField(
        label=_("Files already in Escale"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one file."),
            "invalid_choice": _("One of these files is no longer on offer: perhaps the draft holds it already."),
        },
    )

    def __init__(self, *args, rows: Sequence[VersionFile], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        self.fields["existing"].choices = by_cycle(rows)

    @property
    def of_the_draft(self) -> "ReuseForm":
        """For the draft's page, where its boxes are of the page's one form."""
        self.fields["existing"].widget.attrs["form"] = "draft-form"
        return self

    def ticked(self) -> list[VersionFile]:
        """The chosen rows. Only for a valid form."""
        return [self.rows[key] for key in self.cleaned_data["existing"]]


def by_cycle(rows: Sequence[VersionFile]) -> list[tuple]:
    """The files as choices, under their cycles' titles where there are several."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        groups.setdefault(row.version.deliverable.assignment.cycle.title, []).append((row.pk, described(row)))
    return list(groups.items()) if len(groups) > 1 else [choice for group in groups.values() for choice in group]


def described(row: VersionFile) -> str:
    """« diagnostic.pdf · Diagnostic, version 2 »."""
    version = row.version
    where = _("%(title)s, draft, not delivered yet") if version.is_draft else _("%(title)s, version %(number)s")
    values = {"title": version.deliverable.assignment.title, "number": version.number}
    return f"{row.name} · {where % values}"


class ReceivedForm(EndMarkerMixin, ReuseForm):
    """What reached coordination outside Escale. ``number`` is the one that the version gets: sent twice, the second
    finds it taken."""

    channel = forms.ChoiceField(
        label=_("How it reached you"),
        choices=[choice for choice in Version.Channel.choices if choice[0] != Version.Channel.PAGE],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=_("Day you received it"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("By this day lateness is judged, not by the day when you record it."),
    )
    at = forms.TimeField(
        label=_("Time, if you know it"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Without a time, a document received on the day when it was due is on time."),
    )
    given_by = forms.CharField(
        label=_("Who gave it to you"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "members", "autocomplete": "off"}),
        help_text=_("A member of the team, or any other name."),
    )
    files = FilesField(label=_("The original: its files, or a scan or photo of the paper"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands with the version: the team and coordination read it."),
    )
    older = forms.BooleanField(label=_("Record it all the same: it becomes the current version"), required=False)
    number = forms.IntegerField(min_value=1, max_value=30_000, widget=forms.HiddenInput)

    def __init__(self, *args, deliverable: Deliverable, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.deliverable, self.now = deliverable, now
        self.newer: Version | None = None
        self.fields["existing"].required = False

    def clean(self) -> dict:
        data = super().clean()
        if data.get("day") and "at" in data:
            how = data.get("channel", "")  # without it the form is refused, with all its faults at once
            data["received"] = reception(how, data["day"], data["at"], data.get("given_by", ""))
            if fault := objection(self.deliverable, data["received"], now=self.now):
                self.add_error(*fault)
            self.newer = newer_than(self.deliverable, data["received"])
            if self.newer and not data.get("older"):
                self.add_error("older", self.warning(self.newer))
        if "files" in data and "existing" in data and not (data["files"] or data["existing"]):
            self.add_error(
                "files", _("Attach the original: a file that you received, or a scan or photo of the paper.")
            )
        return data

    def warning(self, newer: Version) -> str:
        words = {"number": newer.number, "when": received_day(newer)}
        if newer.pk == self.deliverable.retained_version_id:
            return _("Version %(number)s, which is retained, was received %(when)s: after this document.") % words
        return _("Version %(number)s was received %(when)s: after this document.") % words

    def options(self) -> dict:
        """What ``record_received`` takes. Only for a valid form."""
        kept = {name: self.cleaned_data[name] for name in ("received", "number", "files", "note")}
        return kept | {"existing": self.ticked(), "at": self.now}


class ReminderForm(forms.Form):
    """Whom to remind, with what word. ``key`` makes the same form sent twice one reminder."""

    deliverables = forms.TypedMultipleChoiceField(
        label=_("Teams to remind"),
        coerce=int,
        error_messages={
            "required": _("Tick at least one team."),
            "invalid_choice": _("One of these teams owes nothing any more: look at the list again."),
        },
    )
    sentence = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands above the rest of the mail. May stay empty."),
    )
    again = forms.BooleanField(label=_("Send it again all the same"), required=False)
    quiet = forms.BooleanField(label=_("Send it during the quiet period all the same"), required=False)
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args, rows: Sequence[Owing], period: QuietPeriod | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.period = period
        if period is None:
            del self.fields["quiet"]
        self.fields["deliverables"].choices = [
            (row.deliverable.pk, str(row.deliverable.team)) for row in rows if row.members
        ]

    def clean_quiet(self) -> bool:
        if not self.cleaned_data["quiet"]:
            raise forms.ValidationError(_("The cycle is in a quiet period: tick this, or wait for its end."))
        return True

    def choices_made(self) -> dict:
        """What ``remind`` takes."""
        return {name: self.cleaned_data[name] for name in ("deliverables", "sentence", "again", "key")}

    def ticks(self, row: Owing) -> bool:
        """Whether the team is ticked: all of them to begin with."""
        return not self.is_bound or str(row.deliverable.pk) in self.data.getlist("deliverables")

    def typed(self) -> str:
        return self.data.get("sentence", "").strip() if self.is_bound else ""


class DeliverForm(RevisionForm):
    """``number`` is the draft's: sent twice, the second finds it delivered. ``awaited``: files still going up."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    without = forms.BooleanField(
        label=_("Deliver without what has not arrived"),
        error_messages={"required": _("A file is not here whole: wait for it, or tick that you deliver without it.")},
    )

    def __init__(self, *args, awaited: Sequence[Upload], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not awaited:
            del self.fields["without"]


class ShareForm(forms.Form):
    shared = forms.BooleanField(required=False)


class ReasonForm(RevisionForm):
    reason = forms.CharField(label=_("Reason"), max_length=250, help_text=_("The team and coordination read it."))


class ExtensionForm(QuietDaysMixin, ReasonForm):
    quiet_days = ("day",)

    day = forms.DateField(label=_("New date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    field_order = ("day", "at", "keep_quiet_day", "reason", "revision")

    def __init__(self, *args, deliverable: Deliverable, **kwargs) -> None:
        due = timezone.localtime(deliverable.effective_due_at)
        kwargs["initial"] = {"at": time(due.hour, due.minute)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.deliverable = deliverable

    def clean(self) -> dict:
        data = super().clean()
        if data.get("day") and data.get("at"):
            data["due_at"] = clock.local(data["day"], data["at"])
            if data["due_at"] <= self.deliverable.effective_due_at:
                self.add_error("day", _("The new date must be later than the present one."))
            elif data["due_at"] <= timezone.now():
                self.add_error("day", _("The new date is past: give one to come."))
        self.check_quiet_days(self.deliverable.assignment.cycle)
        return data
