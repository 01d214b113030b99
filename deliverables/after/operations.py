"""Afterwards: a team is asked where its actions are, reminded, answers; a cycle's follow-up is switched off or on.

What a team says is a row of its own: delivered rows never change. All this is allowed in an archived cycle too
(``life``: "follow_up"), for it comes after the end.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle, Participation, Team
from cycles.planning import life
from cycles.stale import claim
from deliverables.after.models import FollowUp, FollowUpLine
from deliverables.after.reading import actions_of, asked_of, is_open
from records import outbox
from records.log import record
from records.models import Mail

ASKED, REMINDED = "follow_up", "follow_up_reminder"
Said = tuple[str, str, str]  # progress, a sentence, the indicator's result


class NothingToAsk(Exception):
    """The team left, was asked already, has no action, or nobody of it has an account."""


class FollowUpClosed(Exception):
    """The form takes no answer any more; nothing was written."""


def note(actor: User | None, action: str, follow_up: FollowUp, **after) -> None:
    team = follow_up.team
    record(actor, action, follow_up, cycle=team.cycle, team=team, after={"months": follow_up.months, **after})


@transaction.atomic
def ask(*, actor: User | None, team: Team, months: int) -> int:
    """Send the team its form about the actions that stand now; returns to how many. Without ``actor`` by itself.

    Raises NothingToAsk, CycleClosed. Of two at once the second raises.
    """
    life.require(team.cycle, "follow_up")
    # Of two workers the second waits here, then finds the form (SQLite's transactions do so anyway).
    status = Team.objects.select_for_update().values_list("status", flat=True).get(pk=team.pk)
    asked = FollowUp.objects.filter(team=team, months__gte=months).exists()
    actions, members = actions_of([team]).get(team.pk, []), asked_of(team.cycle, [team]).get(team.pk, [])
    if asked or status != Team.Status.ACTIVE or not actions or not members:
        raise NothingToAsk
    follow_up = FollowUp.objects.create(team=team, months=months, asked_by=actor)
    FollowUpLine.objects.bulk_create(
        FollowUpLine(follow_up=follow_up, action=action, position=place) for place, action in enumerate(actions, 1)
    )
    send(follow_up, ASKED, members)
    note(actor, "follow_up_asked", follow_up, actions=len(actions), people=len(members))
    return len(members)


def send(follow_up: FollowUp, template: str, members: Sequence[Participation]) -> None:
    cycle = follow_up.team.cycle
    for member in members:
        outbox.send(
            template,
            to_email=member.person.user.email,
            to_name=member.person.name,
            language=cycle.language,
            cycle=cycle,
            key=f"follow_up:{follow_up.pk}:{follow_up.reminders}:{member.person.user_id}",
            follow_up=follow_up.pk,
        )


@transaction.atomic
def remind(*, actor: User | None, follow_up: FollowUp, reminders: int) -> int:
    """Recall the form to those who may answer, once for ``reminders`` sent before; returns to how many.

    0 when a colleague or another worker was quicker, it was answered, or nobody is left to tell. Raises CycleClosed.
    """
    team = follow_up.team
    life.require(team.cycle, "follow_up")
    members = asked_of(team.cycle, [team]).get(team.pk, [])
    now = timezone.now()
    if not members or not is_open(follow_up, now):
        return 0
    # The form's revision is the answer's: who is typing is not disturbed by a reminder.
    rows = FollowUp.objects.filter(pk=follow_up.pk, reminders=reminders, sent_at__isnull=True)
    if not rows.update(reminders=F("reminders") + 1, reminded_at=now):
        return 0
    follow_up.refresh_from_db(fields=["reminders", "reminded_at"])
    send(follow_up, REMINDED, members)
    note(actor, "follow_up_reminded", follow_up, people=len(members))
    return len(members)


@transaction.atomic
def answer(*, actor: User, follow_up: FollowUp, revision: int, said: Mapping[int, Said], sends: bool) -> None:
    """Keep what is said of each line, by its key; ``sends``: it counts from now on, every line says a progress.

    What was sent is corrected only by sending it again. Raises StaleError, FollowUpClosed, CycleClosed.
    """
    team = follow_up.team
    life.require(team.cycle, "follow_up")
    claim(follow_up, revision)
    follow_up.team = team
    if not is_open(follow_up, timezone.now()):
        raise FollowUpClosed
    lines = list(follow_up.lines.all())
    for line in lines:
        line.progress, line.text, line.result = said[line.pk]
    if (sends or follow_up.sent_at) and not all(sends and line.progress for line in lines):
        raise ValueError("What is sent says where every action is.")
    FollowUpLine.objects.bulk_update(lines, ["progress", "text", "result"])
    if not sends:
        note(actor, "follow_up_saved", follow_up)
        return
    first = follow_up.sent_at is None
    follow_up.sent_at, follow_up.sent_by = timezone.now(), actor
    follow_up.save(update_fields=["sent_at", "sent_by"])
    waiting = Mail.objects.filter(template__in=(ASKED, REMINDED), state=Mail.State.WAITING)
    waiting.filter(context__follow_up=follow_up.pk).update(state=Mail.State.CANCELLED)
    note(actor, "follow_up_sent" if first else "follow_up_corrected", follow_up)


@transaction.atomic
def switch(*, actor: User, cycle: Cycle, revision: int, on: bool) -> None:
    """Let teams be asked by themselves, or not any more; what was asked may be answered all the same.

    Raises StaleError, CycleClosed.
    """
    life.require(cycle, "follow_up")
    claim(cycle, revision)
    if cycle.follows_up == on:
        return
    cycle.follows_up = on
    cycle.save(update_fields=["follows_up"])
    record(actor, "follow_up_switched", cycle, cycle=cycle, before={"on": not on}, after={"on": on})
