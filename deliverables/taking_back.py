"""Taking the current version back before feedback begins: the team its delivery, coordination what it recorded."""

from django.utils import timezone

from accounts.models import User
from cycles.models import CycleRole
from deliverables.attached import again, attach
from deliverables.drafts import draft_of
from deliverables.feedback import told
from deliverables.models import Assignment, Deliverable, Version
from deliverables.what_stands import first_received, open_draft, seconds_late, standing_version
from deliverables.workflow import make_move
from records import outbox


def take_back(*, actor: User, deliverable: Deliverable, revision: int) -> Version:
    """Take the current version back before feedback begins: the team its delivery, coordination what it recorded.

    The version stays as it was delivered, marked as taken back; the deliverable stands as it did before it, and a
    corrected version is a new one: the team finds its files and its note in a draft, unless one is open already.
    Coordination is told of a delivery that is gone, the team of a recording.
    """
    taken: list[Version] = []

    def effect(row: Deliverable) -> dict:
        version, judged = standing_version(row), first_received(row)
        version.taken_back_at, version.retained_at = timezone.now(), None
        version.save(update_fields=["taken_back_at", "retained_at"])
        taken.append(version)
        follow_versions(row)
        if version == judged:
            judge_anew(row)
        if version.is_recorded:
            tell_team(row, version)
        else:
            begin_again(row, version, actor)
            tell_coordination(row, version)
        return {"version": version.number}

    make_move(move_back(deliverable), actor=actor, deliverable=deliverable, revision=revision, effect=effect)
    return taken[0]


def begin_again(deliverable: Deliverable, version: Version, actor: User) -> None:
    if open_draft(deliverable):
        return
    draft = draft_of(deliverable, actor)
    attach(draft, again(version.files.select_related("file")))
    Version.objects.filter(pk=draft.pk).update(note=version.note)


def tell_coordination(deliverable: Deliverable, version: Version) -> None:
    """Queue the line to who was told of the delivery: there is nothing to read any more."""
    cycle = deliverable.assignment.cycle
    for role in CycleRole.objects.filter(cycle=cycle, role=CycleRole.Role.COORDINATOR).select_related("user"):
        outbox.send(
            "delivery_taken_back",
            to_email=role.user.email,
            key=f"delivery_taken_back:{version.pk}:{role.user_id}",
            cycle=cycle,
            language=cycle.language,
            version=version.pk,
        )


def tell_team(deliverable: Deliverable, version: Version) -> None:
    """Queue the line to who got the receipt of a recording: it no longer counts. A receipt still waiting is dropped."""
    cycle = deliverable.assignment.cycle
    for member in told(deliverable):
        outbox.send(
            "recording_taken_back",
            to_email=member.person.user.email,
            to_name=member.person.name,
            key=f"recording_taken_back:{version.pk}:{member.person.user_id}",
            cycle=cycle,
            language=cycle.language,
            version=version.pk,
        )


def previous_to(version: Version) -> Version | None:
    """The version that the deliverable stands by once this one is taken back."""
    others = version.deliverable.versions.filter(delivered_at__isnull=False, taken_back_at__isnull=True)
    return others.exclude(pk=version.pk).first()


def move_back(deliverable: Deliverable) -> str:
    """The move that takes the current version back."""
    version = deliverable.current_version
    return "take_back_recorded" if version is not None and version.is_recorded else "take_back"


def follow_versions(deliverable: Deliverable) -> None:
    """Set what the deliverable says of its versions from those that stand."""
    newest = standing_version(deliverable)
    deliverable.current_version = newest
    deliverable.received_at = newest.received_at if newest else None
    if deliverable.assignment.return_mode == Assignment.ReturnMode.NONE:  # what is delivered there is retained
        deliverable.retained_version = newest if newest and newest.retained_at else None


def judge_anew(deliverable: Deliverable) -> None:
    """The version that lateness was judged by is gone: judge by what now came first, and by the date that now holds."""
    first = first_received(deliverable)
    deliverable.late_seconds = seconds_late(first.received_at, deliverable.effective_due_at) if first else 0
