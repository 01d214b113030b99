"""A cycle and its sessions in words: « Séance 2 », « Restitution »."""

from django.utils.translation import gettext as _

from cycles.planning.models import Cycle, Session


def session_name(session: Session, cycle: Cycle | None = None) -> str:
    """What a session is called on every page: the cycle's own label and its number, or « Restitution »."""
    if session.is_closing:
        return _("Closing event")
    label = (cycle or session.cycle).session_label
    names = {
        Cycle.SessionLabel.SEANCE: _("Session %(number)s"),
        Cycle.SessionLabel.JOURNEE: _("Day %(number)s"),
        Cycle.SessionLabel.RENCONTRE: _("Meeting %(number)s"),
        Cycle.SessionLabel.ATELIER: _("Workshop %(number)s"),
    }
    return names[label] % {"number": session.position}
