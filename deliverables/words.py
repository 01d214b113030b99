"""A version's dates, and what comes back to the team, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliverables.models import Assignment, Feedback, Version
from lib.template_tags import day_time, full_day_time, late, moment


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


def punctuality(version: Version) -> str:
    """« Reçue en retard : 2 jours de retard. », « Reçue dans les délais. »; nothing of one that answers or improves."""
    if version.late_seconds:
        return _("Received late: %(late)s.") % {"late": late(version.late_seconds, version.was_due_at)}
    return "" if stood_before(version) else _("Received on time.")


def stood_before(version: Version) -> bool:
    """Whether an earlier version stood, received before this one, when this one was recorded."""
    earlier = version.deliverable.versions.filter(
        delivered_at__lt=version.delivered_at, received_at__lte=version.received_at
    )
    return earlier.exclude(taken_back_at__lte=version.delivered_at).exists()


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


def more_in_words(feedback: Feedback) -> str:
    """« Sur la page aussi : la grille, des commentaires sur 2 fichiers. »; nothing when the words are all there is."""
    found = []
    if feedback.marks:
        found.append(_("the grid"))
    if feedback.comments:
        number = len(feedback.comments)
        found.append(ngettext("a comment on a file", "comments on %(count)s files", number) % {"count": number})
    if feedback.annotated_id:
        found.append(_("a file that coordination annotated"))
    if feedback.passed_on:
        number = len(feedback.passed_on)
        found.append(ngettext("an expert’s opinion", "the opinions of %(count)s experts", number) % {"count": number})
    return _("Also on the page: %(what)s.") % {"what": ", ".join(found)} if found else ""
