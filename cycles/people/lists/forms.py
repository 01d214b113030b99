"""The form of a list: pasted or chosen, and the choices that its preview asks for."""

from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cycles.models import Team
from cycles.people.lists.columns import LABELS, Columns
from cycles.people.lists.plan import NewOrganisation
from cycles.people.lists.reading import MOST_COLUMNS, MOST_ROWS, Line, UnreadableList, as_text, read_lines
from lib.sheet_reader import read_sheet
from lib.worksheet.cells import UnreadableWorkbook
from partners.models import ActorType
from records.uploads import EndMarkerMixin, check_upload

MOST_SIGNS = 200_000
MOST_BYTES = 2 * 1024 * 1024
NO_TEAM = "none"
WHY_NO_SHEET = {
    "broken": _("This workbook cannot be read: open it, save it as .xlsx and choose it again, or paste its cells."),
    "too_large": _("This workbook takes too long to read: copy the lines of the list and paste them."),
    "rows": _("This workbook has more than %(rows)s lines: cut the list into several."),
    "columns": _("This workbook has more than %(columns)s columns: keep those that the list needs."),
}
WHY_NO_LIST = {
    "empty": _("The list is empty: paste at least one line, or choose a workbook."),
    "rows": _("The list has %(count)s lines: at most %(rows)s at a time. Cut it into several."),
    "columns": _("A line has %(count)s columns: at most %(columns)s. Keep those that the list needs."),
}
LIMITS = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}


class WorkbookField(forms.FileField):
    """A checked .xlsx of a size that a list of people has."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        if not data:
            return None
        if PurePath(data.name or "").suffix.lower() != ".xlsx":
            raise forms.ValidationError(
                _("Only an .xlsx workbook is read here. From another program, copy the cells and paste them above.")
            )
        if data.size > MOST_BYTES:
            raise forms.ValidationError(_("This workbook is larger than 2 MB: keep only the list, or paste its cells."))
        return check_upload(data)


class ListForm(EndMarkerMixin):
    """``lines`` holds the list once it is valid; ``text`` what was pasted, or what the workbook holds."""

    text = forms.CharField(
        label=_("The list, one person a line"),
        required=False,
        max_length=MOST_SIGNS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=_(
            "Copy the cells in your spreadsheet, headings included, and paste them here. Addresses copied from a mail "
            "work too."
        ),
    )
    file = WorkbookField(
        label=_("or an Excel workbook (.xlsx)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("Its first sheet is read. It is not kept."),
    )
    team = forms.ChoiceField(label=_("Team of the lines that name none"), required=False)

    def __init__(self, *args, teams: list[Team], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[Line] = []
        self.teams = teams
        named = [(str(team.pk), str(team)) for team in teams]
        self.fields["team"].choices = [(NO_TEAM, _("without a team")), *named]

    def by_name(self) -> dict[str, Team]:
        return {team.territory.sort_key: team for team in self.teams}

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        text = data.get("text", "")
        if data.get("file"):
            text = self.text_of(data["file"])
        try:
            self.lines = read_lines(text)
        except UnreadableList as error:
            why = WHY_NO_LIST[error.why] % (LIMITS | {"count": error.count})
            self.add_error("file" if data.get("file") else "text", why)
        return data | {"text": text, "team": self.team_of(data.get("team", ""))}

    def team_of(self, key: str) -> Team | None:
        return next((team for team in self.teams if str(team.pk) == key), None)

    def text_of(self, upload: UploadedFile) -> str:
        """The workbook's sheet as pasted text; a sentence beside the field when it cannot be had."""
        try:
            # Uploads are temporary files (settings.FILE_UPLOAD_HANDLERS): the child opens it by its path.
            sheet = read_sheet(upload.temporary_file_path(), most_rows=MOST_ROWS + 1, most_columns=MOST_COLUMNS)
        except UnreadableWorkbook as error:
            raise forms.ValidationError({"file": WHY_NO_SHEET[error.why] % LIMITS}) from error
        return as_text(sheet.rows)


class ColumnsForm(forms.Form):
    """What each column holds, corrected by who knows."""

    def __init__(self, *args, columns: Columns, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [("", _("leave aside")), *LABELS.items()]
        for place, field in enumerate(columns.fields):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=self.label(place), choices=choices, required=False, initial=field
            )

    def label(self, place: int) -> str:
        if self.columns.headings[place]:
            return self.columns.headings[place][:60]
        example = next((line.cell(place) for line in self.columns.body if line.cell(place)), "")
        return _("Column %(number)s (“%(example)s”)") % {"number": place + 1, "example": example[:40]}

    def fields_chosen(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data[f"column_{place}"] for place in range(len(self.columns.fields)))


class OrganisationsForm(forms.Form):
    """What each organisation is that the directory lacks: an actor type, or one that it has under another spelling."""

    def __init__(self, *args, organisations: list[NewOrganisation], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for new in organisations:
            near = [(f"known:{new.near.pk}", _("it is “%(name)s”") % {"name": new.near})] if new.near else []
            self.fields[f"type_{new.key}"] = forms.ChoiceField(
                label=new.name,
                choices=[("", _("choose its actor type")), *near, *ActorType.choices],
                required=False,
                initial=new.chosen,
            )
