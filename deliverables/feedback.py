"""What coordination answers: feedback, the retained version, exemptions, more time.

Every function makes one move of ``deliverables.workflow``. Raises NotPermitted, IllegalMove, StaleError as it says.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Participation
from deliverables.grid import Mark
from deliverables.models import Deliverable, Extension, Feedback, Opinion, Version, VersionFile
from deliverables.quotas import make_room, refuse_beyond_quota
from deliverables.workflow import IllegalMove, StaleError, make_move, refuse_move
from records import outbox
from records.files import store

MOVE_OF = {Feedback.Outcome.TO_COMPLETE: "complete", Feedback.Outcome.RETAINED: "retain"}


@dataclass(frozen=True)
class Answer:
    """What a feedback says besides its text: marks, comments on files, a file given back, opinions passed on."""

    marks: tuple[Mark, ...] = ()
    comments: tuple[tuple[VersionFile, str], ...] = ()
    annotated: BinaryIO | None = None
    opinions: tuple[Opinion, ...] = ()


def give_feedback(
    *, actor: User, version: Version, outcome: str, text: str, revision: int, more: Answer | None = None
) -> Feedback:
    """Answer the current version; the team's members who have an account are told by mail.

    Raises StaleError too when the version is no longer the current one: the team was quicker; or when an opinion that
    is to be passed on cannot be any more; QuotaError when the team has no room for the annotated file.
    """
    more = more or Answer()
    move, given = MOVE_OF[Feedback.Outcome(outcome)], []
    annotated = None
    if more.annotated:
        refuse_move(move, actor, version.deliverable, None)
        refuse_beyond_quota(version.deliverable.team, more.annotated.size)
        annotated = store(more.annotated, name=more.annotated.name, origin="feedback", actor=actor)

    def effect(row: Deliverable) -> dict:
        if row.current_version_id != version.pk:
            raise StaleError
        feedback = Feedback(version=version, outcome=outcome, text=text.strip(), author=actor, annotated=annotated)
        feedback.marks = [asdict(mark) for mark in more.marks] or None
        comments = [{"file": file.pk, "name": file.name, "text": words} for file, words in more.comments]
        feedback.comments = comments or None
        feedback.passed_on = [pass_on(row, opinion) for opinion in more.opinions] or None
        feedback.save()
        if outcome == Feedback.Outcome.RETAINED:
            mark_retained(row, version)
        tell_team(row, feedback)
        given.append(feedback)
        return {"version": version.number, "feedback": feedback.pk} | facts(feedback)

    with transaction.atomic():
        if annotated:
            make_room(version.deliverable.team, [annotated])
        make_move(move, actor=actor, deliverable=version.deliverable, revision=revision, effect=effect, comment=text)
    return given[0]


def pass_on(deliverable: Deliverable, opinion: Opinion) -> dict:
    """Note that the team reads the opinion from now on; return what it reads. Raises StaleError when it may not."""
    mine = Opinion.objects.filter(
        pk=opinion.pk, version__deliverable=deliverable, state=Opinion.State.ANSWERED, shares=True, passed_at=None
    )
    if not mine.update(passed_at=timezone.now()):
        raise StaleError
    name = opinion.file.original_name if opinion.file else ""
    return {"opinion": opinion.pk, "name": opinion.name, "text": opinion.text, "marks": opinion.marks, "file": name}


def facts(feedback: Feedback) -> dict:
    """What the log keeps besides version and text."""
    file = feedback.annotated
    told = {
        "marks": feedback.marks,
        "comments": feedback.comments,
        "annotated": {"name": file.original_name, "sha256": file.sha256, "size": file.size} if file else None,
        "opinions": [each["opinion"] for each in feedback.passed_on or ()],
    }
    return {name: value for name, value in told.items() if value}


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


def tell_settled(deliverable: Deliverable, what: str, **facts) -> None:
    """Tell the team's referents, or all who work on the deliverable when it has none, what coordination settled.

    ``what`` is one of ``deliverables.mails.SETTLED``; once for each change of the deliverable.
    """
    members = list(told(deliverable))
    referents = [member for member in members if member.role == Participation.Role.REFERENT]
    cycle = deliverable.assignment.cycle
    for member in referents or members:
        outbox.send(
            "settled",
            to_email=member.person.user.email,
            to_name=member.person.name,
            language=cycle.language,
            cycle=cycle,
            key=f"settled:{deliverable.pk}:{deliverable.revision}:{member.person.user_id}",
            deliverable=deliverable.pk,
            what=what,
            **facts,
        )


def retain(*, actor: User, version: Version, revision: int, text: str = "", **more) -> Feedback:
    """Retain the current version for the report. ``more`` as in ``give_feedback``."""
    outcome = Feedback.Outcome.RETAINED
    return give_feedback(actor=actor, version=version, outcome=outcome, text=text, revision=revision, **more)


def unretain(*, actor: User, deliverable: Deliverable, revision: int) -> None:
    """No version is retained any more; the current one waits for feedback again. The team is told by mail."""

    def effect(row: Deliverable) -> dict:
        number = row.retained_version.number
        Version.objects.filter(pk=row.retained_version_id).update(retained_at=None)
        row.retained_version = None
        tell_settled(row, "unretained", version=number)
        return {"version": number}

    make_move("unretain", actor=actor, deliverable=deliverable, revision=revision, effect=effect)


def exempt(*, actor: User, deliverable: Deliverable, reason: str, revision: int) -> None:
    """The team need not give this deliverable; a draft stays where it is. The team is told by mail."""

    def effect(row: Deliverable) -> dict:
        row.exemption_reason = reason.strip()
        tell_settled(row, "exempted")
        return {}

    make_move("exempt", actor=actor, deliverable=deliverable, revision=revision, effect=effect, comment=reason)


def cancel_exemption(*, actor: User, deliverable: Deliverable, revision: int) -> None:
    """The deliverable is expected again. The team is told by mail."""

    def effect(row: Deliverable) -> dict:
        row.exemption_reason = ""
        tell_settled(row, "expected_again")
        return {}

    make_move("cancel_exemption", actor=actor, deliverable=deliverable, revision=revision, effect=effect)


def extend(*, actor: User, deliverable: Deliverable, due_at: datetime, reason: str, revision: int) -> Extension:
    """Give the team until ``due_at``; where deliveries would end before that, their end moves to it too.

    What was already delivered late stays late. The team is told by mail.
    Raises IllegalMove when this is not later than now's date.
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
        tell_settled(row, "extended", extension=rows[0].pk)
        return {"due_before": before.isoformat(), "due_at": due_at.isoformat()}

    make_move("extend", actor=actor, deliverable=deliverable, revision=revision, effect=effect, comment=reason)
    return rows[0]
