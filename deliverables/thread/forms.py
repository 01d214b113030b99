"""Forms of the threads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.once import KeyMixin
from records.uploads import EndMarkerMixin, FilesField

TEXT_LENGTH = 5000


class MessageForm(EndMarkerMixin, KeyMixin):
    """A message and its files."""

    text = forms.CharField(
        label=_("Your message"), max_length=TEXT_LENGTH, strip=True, widget=forms.Textarea(attrs={"rows": 4})
    )
    files = FilesField(label=_("Files or photos"), required=False)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")


class BeforeForm(forms.Form):
    """Which part of a long thread is asked for."""

    before = forms.IntegerField(min_value=1, required=False)
