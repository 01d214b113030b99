"""Forms of the portal."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.demo_accounts import DEMO_ACCOUNTS


class PreferencesForm(forms.Form):
    """The menu's buttons: each sends the one thing that it changes."""

    theme = forms.ChoiceField(choices=[("system", ""), ("light", ""), ("dark", "")], required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)


class MailsForm(forms.Form):
    """When one is written to. What concerns one's own work is always sent at once."""

    news = forms.ChoiceField(
        label=_("Messages of the threads, and deliveries in the cycles that you coordinate"),
        choices=User.News.choices,
        widget=forms.RadioSelect,
    )


class DemoSignInForm(forms.Form):
    """One of the demonstration's accounts."""

    email = forms.ChoiceField(choices=[(account.email, account.email) for account in DEMO_ACCOUNTS])

    def user(self) -> User | None:
        """The account, when the demonstration's data is loaded."""
        return User.objects.filter(email=self.cleaned_data["email"], is_active=True).first()


class NameForm(forms.Form):
    """How the person is called, in every directory that knows her."""

    first_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=100, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Read by the coordination of your cycles and by your teams."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
