"""What coordination answers: feedback, the retained version, exemptions, more time.

Every function makes one move of ``deliverables.workflow``. Raises NotPermitted, IllegalMove, StaleError as it says.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Participation
from deliverables.models import Deliverable, Extension, Feedback, Version
from deliverables.workflow import IllegalMove, StaleError, make_move
from records import outbox

MOVE_OF = {Feedback.Outcome.TO_COMPLETE: "complete", Feedback.Outcome.RETAINED: "retain"}


def give_feedback(*, actor: User, version: Version, outcome: str, text: str, revision: int) -> Feedback:
    """Answer the current version; the team's members who have an account are told by mail.

    Raises StaleError too when the version is no longer the current one: the team was quicker.
    """
    given: list[Feedback] = []

    def effect(row: Deliverable) -> dict:
        if row.current_version_id != version.pk:
            raise StaleError
        feedback = Feedback.objects.create(version=version, outcome=outcome, text=text.strip(), author=actor)
        if outcome == Feedback.Outcome.RETAINED:
            mark_retained(row, version)
        tell_team(row, feedback)
        given.append(feedback)
        return {"version": version.number, "feedback": feedback.pk}

    make_move(
        MOVE_OF[Feedback.Outcome(outcome)],
        actor=actor,
        deliverable=version.deliverable,
        revision=revision,
        effect=effect,
        comment=text,
    )
    return given[0]


def mark_retained(deliverable: Deliverable, version: Version) -> None:
    now = timezone.now()
    Version.objects.filter(pk=version.pk).update(retained_at=now)
    version.retained_at = now
    deliverable.retained_version = version


def told(deliverable: Deliverable) -> QuerySet[Participation]:
    """Members of the team who are told of feedback: those with an account who work on the deliverable."""
    return (
        Participation.objects.active()
        .filter(team=deliverable.team, person__user__is_active=True)
        .exclude(role=Participation.Role.READER)
        .select_related("person__user")
        .order_by("pk")
    )


def tell_team(deliverable: Deliverable, feedback: Feedback) -> None:
    cycle = deliverable.assignment.cycle
    for member in told(deliverable):
        user = member.person.user
        outbox.send(
            "feedback",
            to_email=user.email,
            to_name=member.person.name,
            language=cycle.language,
            cycle=cycle,
            key=f"feedback:{feedback.pk}:{user.pk}",
            feedback=feedback.pk,
        )


def retain(*, actor: User, version: Version, revision: int, text: str = "") -> Feedback:
    """Retain the current version for the report."""
    return give_feedback(actor=actor, version=version, outcome=Feedback.Outcome.RETAINED, text=text, revision=revision)


def unretain(*, actor: User, deliverable: Deliverable, revision: int) -> None:
    """No version is retained any more; the current one waits for feedback again."""

    def effect(row: Deliverable) -> dict:
        number = row.retained_version.number
        Version.objects.filter(pk=row.retained_version_id).update(retained_at=None)
        row.retained_version = None
        return {"version": number}

    make_move("unretain", actor=actor, deliverable=deliverable, revision=revision, effect=effect)


def exempt(*, actor: User, deliverable: Deliverable, reason: str, revision: int) -> None:
    """The team need not give this deliverable; a draft stays where it is."""

    def effect(row: Deliverable) -> dict:
        row.exemption_reason = reason.strip()
        return {}

    make_move("exempt", actor=actor, deliverable=deliverable, revision=revision, effect=effect, comment=reason)


def cancel_exemption(*, actor: User, deliverable: Deliverable, revision: int) -> None:
    """The deliverable is expected again."""

    def effect(row: Deliverable) -> dict:
        row.exemption_reason = ""
        return {}

    make_move("cancel_exemption", actor=actor, deliverable=deliverable, revision=revision, effect=effect)


def extend(*, actor: User, deliverable: Deliverable, due_at: datetime, reason: str, revision: int) -> Extension:
    """Give the team until ``due_at``; where deliveries would end before that, their end moves to it too.

    What was already delivered late stays late. Raises IllegalMove when this is not later than now's date.
    """
    rows: list[Extension] = []

    def effect(row: Deliverable) -> dict:
        if due_at <= row.effective_due_at:
            raise IllegalMove(_("The new date must be later than the present one."))
        before = row.effective_due_at
        row.effective_due_at = due_at
        if row.closes_at and row.closes_at < due_at:
            row.closes_at = due_at
        rows.append(Extension.objects.create(deliverable=row, due_at=due_at, reason=reason.strip(), granted_by=actor))
        return {"due_before": before.isoformat(), "due_at": due_at.isoformat()}

    make_move("extend", actor=actor, deliverable=deliverable, revision=revision, effect=effect, comment=reason)
    return rows[0]
