"""What the mails about deliveries and feedback print. Read when the mail goes: it says what is true then."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.models import CycleRole
from deliverables.feedback import told
from deliverables.models import Deliverable, Feedback, Version
from deliverables.names import names_of
from deliverables.reminders import STILL_OWED, words_of
from deliverables.words import received_in_words
from records.models import Mail
from records.outbox import absolute


def loaded(pk: int) -> Version | None:
    return (
        Version.objects.select_related(
            "deliverable__assignment__cycle__organiser", "deliverable__team__territory", "delivered_by"
        )
        .filter(pk=pk, delivered_at__isnull=False)
        .first()
    )


def about(version: Version) -> dict:
    """What every one of these mails names."""
    deliverable = version.deliverable
    due_at = deliverable.effective_due_at
    return {
        "version": version,
        "assignment": deliverable.assignment,
        "team": deliverable.team,
        "cycle": deliverable.assignment.cycle,
        "due_at": due_at if due_at > timezone.now() else None,
    }


def version_address(version: Version) -> str:
    return absolute(reverse("deliverables:version-detail", args=[version.deliverable_id, version.number]))


def receipt(mail: Mail) -> dict | None:
    """The receipt, to who delivered. A delivery that was taken back since needs none."""
    version = loaded(mail.context["version"])
    if version is None or version.taken_back_at is not None:
        return None
    return about(version) | {
        "files": list(version.files.select_related("file")),
        "action_url": version_address(version),
        "action_label": _("See what was delivered"),
        "why": _("You receive this message because you delivered this version."),
        "fewer": _("A receipt is always sent: it is your proof."),
    }


def recorded(mail: Mail) -> dict | None:
    """To each member who works on the deliverable: coordination recorded what the team gave outside Escale.

    None once that was taken back, and for who left the team since.
    """
    version = loaded(mail.context["version"])
    if version is None or version.taken_back_at is not None:
        return None
    if not told(version.deliverable).filter(person__user__email=mail.to_email).exists():
        return None
    return about(version) | {
        "reception": reception_of(version),
        "files": list(version.files.select_related("file")),
        "action_url": version_address(version),
        "action_label": _("See what was recorded"),
        "why": _("You receive this message because you are a member of this team."),
        "fewer": _("A receipt is always sent: it is your proof."),
    }


def recording_taken_back(mail: Mail) -> dict | None:
    """To each member who works on the deliverable: coordination took back what it had recorded.

    None for who got no receipt of it, and for who left the team since.
    """
    version = loaded(mail.context["version"])
    if version is None or not told(version.deliverable).filter(person__user__email=mail.to_email).exists():
        return None
    if not Mail.objects.filter(
        key__startswith=f"recorded:{version.pk}:", to_email=mail.to_email, state="sent"
    ).exists():
        return None
    return about(version) | {
        "reception": reception_of(version),
        "action_url": absolute(version.deliverable.get_absolute_url()),
        "action_label": _("See the deliverable"),
        "why": _("You receive this message because you are a member of this team."),
    }


def reception_of(version: Version) -> str:
    names = names_of(version.deliverable.assignment.cycle, [version.delivered_by_id])
    return received_in_words(version, names[version.delivered_by_id], in_full=True)


def delivered(mail: Mail) -> dict | None:
    """To each coordinator who wants it: something was delivered. None once it was taken back."""
    version = loaded(mail.context["version"])
    if version is None or version.taken_back_at is not None:
        return None
    cycle = version.deliverable.assignment.cycle
    coordinators = CycleRole.objects.filter(cycle=cycle, role=CycleRole.Role.COORDINATOR)
    if not coordinators.filter(user__email=mail.to_email, user__mailed_deliveries=True).exists():
        return None
    name = names_of(cycle, [version.delivered_by_id])[version.delivered_by_id]
    waits = version.deliverable.state == Deliverable.State.DELIVERED
    where = "deliverables:feedback-give" if waits else "deliverables:version-detail"
    return about(version) | {
        "by": name,
        "reception": received_in_words(version, name, in_full=True),
        "action_url": absolute(reverse(where, args=[version.deliverable_id, version.number])),
        "action_label": _("Read it and answer") if waits else _("Read it"),
        "why": _("You receive this message because you coordinate this cycle."),
        "fewer": _("No more mail for each delivery: choose it on your profile."),
        "fewer_url": absolute(reverse("portal:profile") + "#mails"),
    }


def feedback(mail: Mail) -> dict | None:
    """To each member who works on the deliverable: coordination answered. None for who left the team since."""
    row = Feedback.objects.filter(pk=mail.context["feedback"]).first()
    version = loaded(row.version_id) if row else None
    if version is None or not told(version.deliverable).filter(person__user__email=mail.to_email).exists():
        return None
    to_complete = row.outcome == Feedback.Outcome.TO_COMPLETE
    return about(version) | {
        "feedback": row,
        "to_complete": to_complete,
        "action_url": absolute(version.deliverable.get_absolute_url()),
        "action_label": _("See the feedback and complete") if to_complete else _("See the feedback"),
        "why": _("You receive this message because you are a member of this team."),
        "fewer": _("Feedback is always sent to those who deliver for the team; coordination can make you a reader."),
    }


def reminder(mail: Mail) -> dict | None:
    """To each member who delivers: what the team still owes. None once it is given, or for who left the team since."""
    rows = Deliverable.objects.filter(pk=mail.context["deliverable"], state__in=STILL_OWED, team__status="active")
    row = rows.select_related("assignment__cycle", "team__territory", "current_version").first()
    if row is None or not told(row).filter(person__user__email=mail.to_email).exists():
        return None
    return words_of(row, mail.context["sentence"]) | {
        "action_url": absolute(row.get_absolute_url()),
        "action_label": _("See the feedback and complete")
        if row.state == "to_complete"
        else _("Add files and deliver"),
        "why": _("You receive this message because you are a member of this team."),
    }
