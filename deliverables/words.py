"""A version's dates, and what comes back to the team, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliverables.models import Assignment, Version
from lib.template_tags import day_time, full_day_time, moment


def received_in_words(version: Version, by: str, *, in_full: bool = False) -> str:
    """When the version was received; of one that coordination recorded, also how, when it was filed and by whom.

    « reçue jeudi 18 juin à 12 h », « reçue dimanche 8 novembre par courriel, enregistrée jeudi 12 novembre à 10 h par
    Nadia Belkacem ». ``in_full`` gives every date its year and none as « hier »: for what is read later.
    """
    received = (full_day_time if in_full else moment)(version.received_at, version.received_day_only)
    if not version.is_recorded:
        return pgettext("version", "received %(when)s") % {"when": received}
    return _("received %(when)s %(channel)s, recorded %(recorded)s by %(by)s") % {
        "when": received,
        "channel": version.get_channel_display(),
        "recorded": (full_day_time if in_full else day_time)(version.delivered_at),
        "by": by,
    }


def received_day(version: Version) -> str:
    """« jeudi 18 juin 2026 », with the hour where it is known."""
    return full_day_time(version.received_at, version.received_day_only)


def return_in_words(assignment: Assignment) -> str:
    """What comes back to the team once it delivered."""
    match assignment.return_mode:
        case Assignment.ReturnMode.NONE:
            return _("No feedback is planned: delivered is done.")
        case Assignment.ReturnMode.DECISION:
            return _("Coordination decides: it retains the version, or says what is to be completed.")
    return _("Coordination gives its feedback, and says whether there is something to complete.")


def told_in_words(assignment: Assignment) -> str:
    """How the team that has just delivered learns of it."""
    match assignment.return_mode:
        case Assignment.ReturnMode.NONE:
            return _("No feedback is planned: delivered is done.")
        case Assignment.ReturnMode.DECISION:
            return _(
                "A decision comes: the version is retained, or to complete. You receive it by mail, and see it here."
            )
    return _("You receive its feedback by mail, and see it on the deliverable’s page.")
