"""How django-allauth behaves here: nobody signs up by herself, an invitation opens the account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does, with what the frame of every mail needs (the outbox gives it to the others)."""
        frame = {
            "to_name": "",
            "site_url": settings.SITE_URL,
            "demo": settings.DEMO,
            "language": get_language(),
            "subject": "Escale",
            "why": _("You receive this message because this address was typed on the sign-in page of Escale."),
            "fewer": "",
            "fewer_url": "",
            "action_url": "",
        }
        super().send_mail(template_prefix, email, frame | context)
