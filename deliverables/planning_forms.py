"""The forms that a cycle is created from. They read and check; operations write."""

import uuid
from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles.planning.formats import FORMATS
from cycles.planning.widgets import DayInput
from lib.holidays import meeting_day
from partners.models import Organisation


def organisers_of(user: User):
    """Organisers for which the user may create a cycle."""
    organisers = Organisation.objects.filter(is_organiser=True)
    return organisers if user.is_administrator else organisers.filter(coordinators__user=user)


class CycleStartForm(forms.Form):
    """What a cycle starts from. Sent by GET: it proposes, it writes nothing."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(plan.slug, plan.name) for plan in FORMATS.values()],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial="qualification",
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    organiser = forms.ModelChoiceField(label=_("Organiser"), queryset=Organisation.objects.none(), empty_label=None)
    first_day = forms.DateField(
        label=_("Date of the first session"),
        widget=DayInput,
        help_text=_("The other dates are proposed from it; you can change them all on the next page."),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organiser"].queryset = organisers_of(user)
        self.fields["first_day"].initial = meeting_day(timezone.localdate() + timedelta(weeks=6))

    def clean_first_day(self) -> date:
        day = self.cleaned_data["first_day"]
        today = timezone.localdate()
        if not today - timedelta(days=3650) <= day <= today + timedelta(days=3650):
            raise forms.ValidationError(_("Give a date within ten years of today."))
        return day

    def formats(self) -> list[tuple]:
        """Each choice of format as (radio button, format)."""
        return [(radio, FORMATS[radio.data["value"]]) for radio in self["format"]]


class KeyForm(forms.Form):
    """The key under which a cycle is created once, however often the button is pressed."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "KeyForm":
        return cls(initial={"key": uuid.uuid4()})
