"""What the mails about sessions print. Read when the mail goes: it says what is true then."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cycles.models import Session
from cycles.planning.telling import Meeting
from cycles.planning.words import session_name
from records.models import Mail
from records.outbox import absolute


def session_moved(mail: Mail) -> dict | None:
    """Where and when a session is held now, and what was said before. None when that is the same again."""
    session = Session.objects.filter(pk=mail.context["session"]).select_related("cycle").first()
    before = Meeting.from_json(mail.context["before"])
    if session is None or before == Meeting.of(session):
        return None
    return {
        "action_url": absolute(reverse("cycles:session-detail", args=[session.cycle.slug, session.pk])),
        "action_label": _("See the session"),
        "why": _("You receive this message because you take part in this cycle."),
        "fewer": _("Another date or place of a session is always sent to those who are expected there."),
        "session": session,
        "name": session_name(session),
        "cycle": session.cycle,
        "before": before,
        "date_moved": (before.starts_at, before.ends_at) != (session.starts_at, session.ends_at),
        "place_moved": before.venue != session.venue,
    }
