"""What the mails about deliveries and feedback print. Read when the mail goes: it says what is true then."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole
from cycles.planning import life
from deliverables.automatic import NAMED, held_by
from deliverables.feedback import told
from deliverables.hindrances import closed
from deliverables.models import Assignment, Deliverable, Feedback, Version
from deliverables.names import names_of
from deliverables.reminders import STILL_OWED, words_of
from deliverables.words import more_in_words, punctuality, received_in_words, return_in_words
from lib.template_tags import full_day_time
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


def receipt_address(version: Version) -> str:
    return absolute(reverse("deliverables:receipt-download", args=[version.deliverable_id, version.number]))


def receipt(mail: Mail) -> dict | None:
    """The receipt, to who delivered and to the team's referents. A delivery that was taken back since needs none."""
    version = loaded(mail.context["version"])
    if version is None or version.taken_back_at is not None:
        return None
    return about(version) | {
        "files": list(version.files.select_related("file")),
        "punctuality": punctuality(version),
        "receipt_url": receipt_address(version),
        "returns": return_in_words(version.deliverable.assignment),
        "action_url": version_address(version),
        "action_label": _("See what was delivered"),
        "why": why_receipt(mail, version),
        "fewer": _("A receipt is always sent: it is your proof."),
    }


def why_receipt(mail: Mail, version: Version) -> str:
    if mail.to_email == version.delivered_by.email:
        return _("You receive this message because you delivered this version.")
    return _("You receive this message because you are a referent of this team.")


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
        "receipt_url": receipt_address(version),
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
        "fewer": _("It is sent once, to those who got the receipt: it no longer holds."),
    }


def reception_of(version: Version) -> str:
    names = names_of(version.deliverable.assignment.cycle, [version.delivered_by_id])
    return received_in_words(version, names[version.delivered_by_id], in_full=True)


def delivered(mail: Mail) -> dict | None:
    """To each coordinator who wants it: something was delivered. None once it was taken back, or the cycle archived."""
    version = loaded(mail.context["version"])
    if version is None or version.taken_back_at is not None:
        return None
    cycle = version.deliverable.assignment.cycle
    if not life.allows(cycle, "answer"):
        return None
    coordinators = CycleRole.objects.filter(cycle=cycle, role=CycleRole.Role.COORDINATOR)
    if not coordinators.filter(user__email=mail.to_email, user__news=User.News.AT_ONCE).exists():
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
        "fewer": _("Fewer of these mails, or one a day: choose it on your profile."),
        "fewer_url": absolute(reverse("portal:profile") + "#mails"),
    }


def delivery_taken_back(mail: Mail) -> dict | None:
    """To each coordinator who was told of a delivery by mail: the team took it back."""
    version = loaded(mail.context["version"])
    told_before = Mail.objects.filter(template="delivered", to_email=mail.to_email, state=Mail.State.SENT)
    if version is None or not told_before.filter(context__version=version.pk).exists():
        return None
    if not life.allows(version.deliverable.assignment.cycle, "answer"):
        return None
    return about(version) | {
        "action_url": absolute(version.deliverable.get_absolute_url()),
        "action_label": _("See the deliverable"),
        "why": _("You receive this message because you were told of this delivery."),
        "fewer": _("Fewer of these mails, or one a day: choose it on your profile."),
        "fewer_url": absolute(reverse("portal:profile") + "#mails"),
    }


def place_of(version: Version, *, to_complete: bool) -> str:
    """Where the feedback stands. What to complete has an address of its own, which finds its place on the page also
    after a sign-in: a browser sends no anchor along."""
    if to_complete:
        return reverse("deliverables:to-complete", args=[version.deliverable_id])
    return version.deliverable.get_absolute_url()


def feedback(mail: Mail) -> dict | None:
    """To each member who works on the deliverable: coordination answered.

    None once the answer no longer stands (a newer version was delivered, the version is no longer retained), the cycle
    is archived, and for who left the team since.
    """
    row = Feedback.objects.filter(pk=mail.context["feedback"]).first()
    version = loaded(row.version_id) if row else None
    if version is None or not told(version.deliverable).filter(person__user__email=mail.to_email).exists():
        return None
    to_complete = row.outcome == Feedback.Outcome.TO_COMPLETE
    stands = version.deliverable.current_version_id == version.pk if to_complete else version.retained_at is not None
    if not stands or not life.allows(version.deliverable.assignment.cycle, "answer"):
        return None
    return about(version) | {
        "feedback": row,
        "more": more_in_words(row),
        "to_complete": to_complete,
        "decides": version.deliverable.assignment.return_mode == Assignment.ReturnMode.DECISION,
        "action_url": absolute(place_of(version, to_complete=to_complete)),
        "action_label": _("See the feedback and complete") if to_complete else _("See the feedback"),
        "why": _("You receive this message because you are a member of this team."),
        "fewer": _("Feedback is always sent to those who deliver for the team; coordination can make you a reader."),
    }


def settled(mail: Mail) -> dict | None:
    """To the team's referents: coordination exempted the team, gave it more time, or took one of these back.

    None once that no longer holds or the cycle is archived, and for who left the team since.
    """
    rows = Deliverable.objects.select_related("assignment__cycle__organiser", "team__territory")
    row = rows.filter(pk=mail.context["deliverable"]).first()
    words = SETTLED[mail.context["what"]](row, mail.context) if row else None
    if words is None or not told(row).filter(person__user__email=mail.to_email).exists():
        return None
    if not life.allows(row.assignment.cycle, "answer"):
        return None
    heading, *sentences = words
    return {
        "heading": heading,
        "sentences": sentences,
        "assignment": row.assignment,
        "team": row.team,
        "cycle": row.assignment.cycle,
        "action_url": absolute(row.get_absolute_url()),
        "action_label": _("See the deliverable"),
        "why": _("You receive this message because you deliver for this team."),
        "fewer": _("What changes for the team is always sent to its referents, or to its members when it has none."),
    }


def exempted_in_words(row: Deliverable, facts: dict) -> tuple[str, ...] | None:
    if row.state != Deliverable.State.EXEMPTED:
        return None
    return (
        _("Exempted"),
        _("Coordination exempts the team from this deliverable: %(reason)s") % {"reason": row.exemption_reason},
        _("You have nothing to deliver for it any more. A draft, if there is one, is kept."),
    )


def expected_again_in_words(row: Deliverable, facts: dict) -> tuple[str, ...] | None:
    if row.state == Deliverable.State.EXEMPTED:
        return None
    return (
        _("Expected again"),
        _("Coordination cancelled the exemption: this deliverable is expected of the team again."),
        due_in_words(row),
    )


def extended_in_words(row: Deliverable, facts: dict) -> tuple[str, ...] | None:
    given = row.extensions.last()
    if given is None or given.pk != facts["extension"]:
        return None  # a later one tells the date that holds
    return (
        _("More time"),
        _("Coordination gives the team more time for this deliverable: %(reason)s") % {"reason": given.reason},
        due_in_words(row),
    )


def unretained_in_words(row: Deliverable, facts: dict) -> tuple[str, ...] | None:
    if row.retained_version_id is not None:
        return None
    return (
        _("Version no longer retained"),
        _("Coordination no longer retains version %(number)s: the report does not take it.")
        % {"number": facts["version"]},
        _("It waits for coordination’s answer again: you have nothing to do, and you may deliver a newer version."),
    )


def due_in_words(row: Deliverable) -> str:
    now = timezone.now()
    if ended := closed(row, now):
        return ended
    if row.effective_due_at < now:
        return _("Its date is past: deliver as soon as you can, or ask coordination for more time.")
    words = _("Expected by %(due)s.") % {"due": full_day_time(row.effective_due_at)}
    if row.effective_due_at != row.assignment.due_at:
        before = {"due": full_day_time(row.effective_due_at), "before": full_day_time(row.assignment.due_at)}
        words = _("Expected by %(due)s instead of %(before)s.") % before
    return f"{words} {end_in_words(row)}".strip()


def end_in_words(row: Deliverable) -> str:
    """Until when deliveries are taken, where that was set."""
    if row.closes_at is None:
        return ""
    return _("Deliveries are taken until %(end)s, then none any more.") % {"end": full_day_time(row.closes_at)}


def due_moved_in_words(row: Deliverable, facts: dict) -> tuple[str, ...] | None:
    """The date of all teams changed. Nothing once it changed again, or the team gave it."""
    now_holds = (row.effective_due_at.isoformat(), row.closes_at.isoformat() if row.closes_at else None)
    if row.state not in STILL_OWED or now_holds != (facts["due_at"], facts["closes_at"]):
        return None
    before = datetime.fromisoformat(facts["due_before"])
    if row.effective_due_at == before:
        return _("End of deliveries"), due_in_words(row)
    sentence = _("It was expected by %(before)s; this date changed for all teams.")
    return _("New date"), due_in_words(row), sentence % {"before": full_day_time(before)}


# What coordination settled for a team: (heading, sentences …), or None when it no longer holds.
SETTLED = {
    "exempted": exempted_in_words,
    "expected_again": expected_again_in_words,
    "extended": extended_in_words,
    "unretained": unretained_in_words,
    "due_moved": due_moved_in_words,
}


def due_soon(mail: Mail) -> dict | None:
    """To each member who delivers: the date comes near. None once the rule no longer holds, or the date moved."""
    rule = NAMED[mail.context["rule"]]
    rows = held_by(rule, timezone.now()).select_related("assignment__cycle", "team__territory", "current_version")
    row = rows.filter(pk=mail.context["deliverable"]).first()
    if row is None or row.effective_due_at.isoformat() != mail.context["due_at"]:
        return None
    if not told(row).filter(person__user__email=mail.to_email).exists():
        return None
    is_draft = rule.name == "draft"
    return words_of(row, "") | {
        "has_draft": is_draft or row.state == Deliverable.State.DRAFT,
        "end": end_in_words(row),
        "newer_draft": is_draft and row.current_version is not None,
        "due_at": row.effective_due_at,
        "action_url": absolute(row.get_absolute_url()),
        "action_label": _("Check and deliver") if is_draft else _("Add files and deliver"),
        "why": _("You receive this message because you deliver for this team, and its date comes near."),
        "fewer": _("A date is recalled at most twice, and not once you have delivered."),
    }


def reminder(mail: Mail) -> dict | None:
    """To each member who delivers: what the team still owes. None once it is given, or for who left the team since."""
    rows = Deliverable.objects.filter(pk=mail.context["deliverable"], state__in=STILL_OWED, team__status="active")
    row = rows.select_related("assignment__cycle", "team__territory", "current_version").first()
    if row is None or not told(row).filter(person__user__email=mail.to_email).exists():
        return None
    if not life.allows(row.assignment.cycle, "answer"):
        return None
    return words_of(row, mail.context["sentence"]) | {
        "end": "" if closed(row, timezone.now()) else end_in_words(row),
        "action_url": absolute(
            reverse("deliverables:to-complete", args=[row.pk]) if row.state == "to_complete" else row.get_absolute_url()
        ),
        "action_label": _("See the feedback and complete")
        if row.state == "to_complete"
        else _("Add files and deliver"),
        "why": _("You receive this message because you are a member of this team."),
        "fewer": _("Coordination writes it for a date that counts; once your team has delivered, none is sent."),
    }
