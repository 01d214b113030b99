"""What the mails about organisers print."""

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.models import Coordinator
from records.models import Mail
from records.outbox import absolute


def coordinator_added(mail: Mail) -> dict | None:
    """To somebody who may create cycles for an organiser from now on. None: no longer so."""
    found = Coordinator.objects.filter(pk=mail.context["coordinator"], user__email=mail.to_email, user__is_active=True)
    coordinator = found.select_related("organiser", "user").first()
    if coordinator is None:
        return None
    return {
        "action_url": absolute(reverse("portal:home")),
        "action_label": _("Open Escale"),
        "why": _("You receive this message because an administrator of the site gave you this right."),
        "organiser": coordinator.organiser,
        "email": coordinator.user.email,
    }
