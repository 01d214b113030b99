"""Forms of the report's workshop."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.planning.forms import RevisionForm


class ChapterForm(RevisionForm):
    """A typed chapter."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("An empty line begins a paragraph; “- ” an item of a list; **bold**; *italic*; “## ” a title."),
    )
    signature = forms.CharField(
        label=_("Signature"), required=False, max_length=200, help_text=_("Printed below the text, if any.")
    )


class EditionForm(forms.Form):
    """A new edition. The key is given with the page, so that the same page sent twice makes one edition."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=250,
        help_text=_("What this edition is for, or what changed: shown beside its number."),
    )
