"""Form fields for files: each file is checked, and what is said of a bad one names it."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .checks import check_upload
from .kinds import ACCEPT_ATTRIBUTE, PHOTO, PHOTO_ACCEPT
from .refusals import refuse


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


def also_dropped(uploads: list[UploadedFile]) -> list[ValidationError]:
    """What to say of the good files that were sent with a bad one: nothing was kept, they are to be chosen again."""
    if not uploads:
        return []
    names = ", ".join(upload.name for upload in uploads)
    message = _("No file of this sending was kept. Choose the good ones again too: %(names)s.")
    return [refuse("none_kept", message, names=names)]


class FilesField(forms.FileField):
    """Several files, each checked, all or none taken. Its value is a list of uploads.

    ``min_files`` counts when it is required.
    """

    def __init__(self, *, min_files: int = 1, **kwargs) -> None:
        self.min_files = min_files
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPT_ATTRIBUTE}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None) -> list[UploadedFile]:
        uploads = (
            [upload for upload in (data or []) if upload] if isinstance(data, list | tuple) else [data] if data else []
        )
        if len(uploads) < self.min_files and self.required:
            raise refuse("required", _("Choose at least one file."))
        errors, checked = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError([*errors, *also_dropped(checked)])
        return checked


class FileField(forms.FileField):
    """One checked file."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ACCEPT_ATTRIBUTE}))
        super().__init__(**kwargs)

    def to_python(self, data):
        # Django's own checks refuse an empty file in other words than ours; ours come first.
        return check_upload(data) if data else None


class PhotoField(FileField):
    """One checked photo. A telephone that is asked for these types sends its HEIC photos as JPEG."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": PHOTO_ACCEPT}))
        super().__init__(**kwargs)

    def to_python(self, data):
        upload = super().to_python(data)
        if upload and PurePath(upload.name).suffix.lower() not in PHOTO.extensions:
            message = _("“%(name)s” is no photo. Send one of: %(kinds)s.")
            raise refuse("kind", message, name=upload.name, kinds=PHOTO.name)
        return upload


class EndMarkerMixin(forms.Form):
    """Refuse a form whose sending was cut: it then arrives without this last field. Keep it last in the page."""

    end = forms.CharField(
        required=True,
        initial="1",
        widget=forms.HiddenInput,
        error_messages={"required": _("The sending was interrupted before its end: send again.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "end"] + ["end"])
