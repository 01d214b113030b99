"""The forms of a workbook: sent, and confirmed."""

from collections.abc import Sequence
from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from deliverables.chain.worksheet.carried import MOST_SIGNS
from lib.worksheet.cells import Raw, UnreadableWorkbook
from lib.worksheet.columns import Declaration
from lib.worksheet.reading import ReadBook, read_workbook
from records.uploads import EndMarkerMixin, check_safe, check_upload

MOST_BYTES = 5_000_000
MOST_READ = 2_000  # lines a sheet; a version holds fewer rows by far
WHY = {
    "broken": _("This workbook cannot be read: open it, save it as .xlsx and choose it again."),
    "too_large": _("This workbook takes too long to read: keep only the sheets of rows, save it and choose it again."),
    "rows": _("A sheet of this workbook has more than %(rows)s lines: remove those that are not rows."),
    "headings": _(
        "No sheet of this workbook has the headings of these rows: download the workbook above and fill it in."
    ),
}


class WorkbookField(forms.FileField):
    """A checked .xlsx, found safe where there is an antivirus. No parser has opened it."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        if not data:
            return None
        if PurePath(data.name or "").suffix.lower() != ".xlsx":
            raise forms.ValidationError(
                _("Only an .xlsx workbook is read: save it in this format and choose it again.")
            )
        if data.size > MOST_BYTES:
            raise forms.ValidationError(_("This workbook is larger than 5 MB: keep only the sheets of rows."))
        return check_safe(check_upload(data))


class WorkbookForm(EndMarkerMixin):
    """``book`` is what a valid workbook holds for these declarations."""

    file = WorkbookField(
        label=_("The workbook, filled in (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the workbook that you filled in.")},
    )

    def __init__(self, *args, declarations: Sequence[Declaration], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.declarations = declarations
        self.book: ReadBook | None = None

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            try:
                # Uploads are temporary files (settings.FILE_UPLOAD_HANDLERS): the child opens it by its path.
                self.book = read_file(data["file"].temporary_file_path(), self.declarations)
            except UnreadableWorkbook as error:
                self.add_error("file", why_unreadable(error))
        return data

    @property
    def raws(self) -> Sequence[Raw]:
        return self.book.sheets


def read_file(path: str, declarations: Sequence[Declaration]) -> ReadBook:
    """Raises UnreadableWorkbook. The file has been checked."""
    return read_workbook(path, declarations, most_rows=MOST_READ)


def why_unreadable(error: UnreadableWorkbook) -> str:
    return WHY[error.why] % {"rows": MOST_READ}


class CarriedForm(forms.Form):
    """What the page of a preview sends back. ``confirm`` is the button that writes."""

    carried = forms.CharField(max_length=MOST_SIGNS, widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
