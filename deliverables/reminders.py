"""Reminding the teams that still owe something for an expected deliverable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Participation, Team
from cycles.planning import life
from deliverables.figures import OWED
from deliverables.hindrances import closed
from deliverables.models import Assignment, Deliverable
from deliverables.permissions import delivering_roles
from deliverables.workflow import IllegalMove
from records import outbox
from records.log import record
from records.models import LogEntry, Mail

STILL_OWED = (*OWED, Deliverable.State.TO_COMPLETE)
REMINDED = "deliverable_reminded"
PAUSE = timedelta(hours=1)


class RemindedLately(Exception):
    """Some of the teams were reminded within the hour; nothing was sent. ``teams`` names them."""

    def __init__(self, teams: list[str]) -> None:
        self.teams = teams
        super().__init__(", ".join(teams))


@dataclass(frozen=True)
class Owing:
    """A team that owes something: who can be told, and when it was reminded last."""

    deliverable: Deliverable
    members: tuple[Participation, ...]
    reminded_at: datetime | None

    def has_ended(self, now: datetime) -> bool:
        """Whether the team can no longer deliver: without more time a reminder asks for what cannot be done."""
        return bool(closed(self.deliverable, now))

    def reminded_lately(self, now: datetime) -> bool:
        return self.reminded_at is not None and now - self.reminded_at < PAUSE


def owing(assignment: Assignment) -> list[Owing]:
    """The teams that take part and still owe something for it, in the order of their territories. Four queries."""
    rows = list(
        assignment.deliverables.filter(state__in=STILL_OWED, team__status=Team.Status.ACTIVE)
        .select_related("team__territory", "assignment__cycle", "current_version")
        .prefetch_related("current_version__feedback")
        .order_by("team__territory__sort_key", "pk")
    )
    members = deliverers(assignment, [row.team_id for row in rows])
    last = reminded(rows)
    return [Owing(row, tuple(members.get(row.team_id, ())), last.get(str(row.pk))) for row in rows]


def deliverers(assignment: Assignment, teams: Sequence[int]) -> dict[int, list[Participation]]:
    """Members by team who deliver for it and have an account that can be used."""
    roles = delivering_roles(assignment.cycle)
    found: dict[int, list[Participation]] = {}
    rows = Participation.objects.active().filter(team__in=teams, role__in=roles, person__user__is_active=True)
    for row in rows.select_related("person__user").order_by("person__sort_key", "pk"):
        found.setdefault(row.team_id, []).append(row)
    return found


def reminded(rows: Iterable[Deliverable]) -> dict[str, datetime]:
    """When each deliverable was reminded last, by its key as the log writes it."""
    entries = LogEntry.objects.filter(
        action=REMINDED, object_type=Deliverable._meta.label_lower, object_id__in=[str(row.pk) for row in rows]
    )
    return dict(entries.order_by("at").values_list("object_id", "at"))


@transaction.atomic
def remind(
    *, actor: User, assignment: Assignment, deliverables: Iterable[int], sentence: str, key: str, again: bool
) -> int:
    """Queue one mail to each member who delivers for these deliverables; returns how many.

    The same ``key`` twice sends once. Raises RemindedLately, unless ``again``, when one of the teams was reminded
    within the hour, and IllegalMove when the cycle's state allows no answer or nobody is left to tell.
    """
    cycle = assignment.cycle
    if not life.allows(cycle, "answer"):
        raise IllegalMove(_("The cycle is “%(state)s”: nobody is reminded now.") % {"state": cycle.get_state_display()})
    # One at a time: the second of two clicks finds what the first has written (SQLite's transactions do so anyway).
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if Mail.objects.filter(key__startswith=f"reminder:{key}:").exists():
        return 0
    chosen = set(deliverables)
    rows = [row for row in owing(assignment) if row.deliverable.pk in chosen and row.members]
    if not rows:
        raise IllegalMove(_("Nobody is left to remind: the teams have delivered, or no member has an account."))
    lately = [str(row.deliverable.team) for row in rows if row.reminded_lately(timezone.now())]
    if lately and not again:
        raise RemindedLately(lately)
    return sum(remind_team(actor, row, sentence, key) for row in rows)


def remind_team(actor: User, row: Owing, sentence: str, key: str) -> int:
    deliverable, cycle = row.deliverable, row.deliverable.assignment.cycle
    for member in row.members:
        outbox.send(
            "reminder",
            to_email=member.person.user.email,
            to_name=member.person.name,
            language=cycle.language,
            cycle=cycle,
            key=f"reminder:{key}:{deliverable.pk}:{member.person.user_id}",
            deliverable=deliverable.pk,
            sentence=sentence.strip(),
        )
    record(
        actor,
        REMINDED,
        deliverable,
        cycle=cycle,
        team=deliverable.team,
        after={"people": len(row.members)} | ({"comment": sentence.strip()} if sentence.strip() else {}),
    )
    return len(row.members)


def words_of(deliverable: Deliverable, sentence: str) -> dict:
    """What the mail prints of one deliverable; the page previews the same."""
    now = timezone.now()
    version = deliverable.current_version
    answers = list(version.feedback.all()) if version else []
    to_complete = deliverable.state == Deliverable.State.TO_COMPLETE
    return {
        "deliverable": deliverable,
        "assignment": deliverable.assignment,
        "team": deliverable.team,
        "cycle": deliverable.assignment.cycle,
        "version": version,
        "asked": answers[-1].text if answers and to_complete else "",
        "to_complete": to_complete,
        "has_draft": deliverable.state == Deliverable.State.DRAFT,
        "newer_draft": False,
        "end": "",
        "ended": closed(deliverable, now),
        # What is to be completed has no date of its own: the past one was that of its first version.
        "due_at": None if to_complete and deliverable.effective_due_at < now else deliverable.effective_due_at,
        "is_late": deliverable.effective_due_at < now,
        "sentence": sentence,
    }
