"""Due dates recalled by mail without anybody's doing: by rule, once for each date that a team has.

A rule looks at what stands each time it runs, so who has delivered is never written to; a date that moves is recalled
anew. Mails leave by day and never in a quiet period: what falls into one goes on the first morning after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cycles.models import QuietPeriod, Team
from cycles.planning import life, quiet
from deliverables.figures import OWED
from deliverables.layout import shifted
from deliverables.models import Deliverable, Version
from deliverables.reminders import deliverers
from lib import clock
from records import outbox
from records.log import record
from records.models import LogEntry

RECALLED = "deliverable_due_recalled"
DAY_BEGINS, DAY_ENDS = time(8), time(20)
# A worker that was down catches up for so long; what is older would come as a surprise.
CATCH_UP = timedelta(days=2)


# Who is still at her draft needs nobody to tell her of it.
AT_REST = timedelta(hours=3)


@dataclass(frozen=True)
class Rule:
    """Teams with what ``holds`` are written to so many ``days`` before it is due, at its hour."""

    name: str
    days: int
    holds: Q
    unless: str | Promise


RULES = (
    Rule("week", 7, Q(state__in=OWED), _("unless it is delivered before")),
    # A newer version's draft too: what was completed on Escale and never delivered.
    Rule("draft", 2, Q(rests=True) & ~Q(state=Deliverable.State.EXEMPTED), _("if a draft then waits undelivered")),
)
NAMED = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Recall:
    """One rule that applies to one deliverable."""

    rule: Rule
    deliverable: Deliverable

    @property
    def key(self) -> tuple[str, str, str]:
        return str(self.deliverable.pk), self.rule.name, self.deliverable.effective_due_at.isoformat()


def moment_of(rule: Rule, due_at: datetime, periods: Sequence[QuietPeriod]) -> datetime:
    """When the rule writes: so many days before, by day, outside quiet periods."""
    local = timezone.localtime(shifted(due_at, -rule.days))
    if local.time() >= DAY_ENDS:
        local += timedelta(days=1)
    if local.time() >= DAY_ENDS or local.time() < DAY_BEGINS:
        local = clock.local(local.date(), DAY_BEGINS)
    return quiet.next_morning(periods, local)


def held_by(rule: Rule, now: datetime, rest: timedelta = timedelta()) -> QuerySet[Deliverable]:
    """The deliverables that the rule writes about while their date is ahead, whatever its moment is; a draft counts
    when nobody changed it for so long.
    """
    drafts = Version.objects.filter(deliverable=OuterRef("pk"), delivered_at=None, changed_at__lte=now - rest)
    return Deliverable.objects.annotate(rests=Exists(drafts)).filter(
        rule.holds,
        team__status=Team.Status.ACTIVE,
        effective_due_at__gt=now,
        assignment__cycle__sends_reminders=True,
        assignment__cycle__state__in=[state for state, stage in life.STAGES.items() if "deliver" in stage.abilities],
    )


def has_come(recall: Recall, now: datetime) -> bool:
    """Whether its moment has come, not long ago, and it is day."""
    periods = recall.deliverable.assignment.cycle.quiet_periods.all()
    moment = moment_of(recall.rule, recall.deliverable.effective_due_at, periods)
    return moment <= now < moment + CATCH_UP and DAY_BEGINS <= timezone.localtime(now).time() < DAY_ENDS


def candidates(now: datetime) -> Iterator[Recall]:
    """What applies now and was not done yet; for each rule one query and that of the quiet periods, one more in all."""
    recalls = []
    for rule in RULES:
        longest = timedelta(days=rule.days, hours=1)  # a change of hour may lie between
        rows = held_by(rule, now, AT_REST).filter(effective_due_at__lte=now + longest)
        rows = rows.select_related("assignment__cycle", "team__territory").order_by("effective_due_at", "pk")
        rows = rows.prefetch_related("assignment__cycle__quiet_periods")
        recalls += [recall for row in rows if has_come(recall := Recall(rule, row), now)]
    done = recalled(recall.deliverable for recall in recalls)
    return (recall for recall in recalls if recall.key not in done)


def recalled(deliverables: Iterable[Deliverable]) -> set[tuple[str, str, str]]:
    """What was done, as the keys of recalls; read in the log, which nobody rewrites."""
    entries = LogEntry.objects.filter(
        action=RECALLED,
        object_type=Deliverable._meta.label_lower,
        object_id__in={str(row.pk) for row in deliverables},
    )
    return {(key, after["rule"], after["due_at"]) for key, after in entries.values_list("object_id", "after")}


def send_due() -> int:
    """What the worker does once a minute: every recall whose moment has come. Returns how many mails are queued."""
    return sum(people for _recall, people in send_all(timezone.now()))


def send_all(now: datetime, *, dry_run: bool = False) -> list[tuple[Recall, int]]:
    """Each recall with how many people it is for; ``dry_run`` writes nothing. Safe twice and at once."""
    done = []
    for recall in candidates(now):
        people = len(members(recall)) if dry_run else send(recall, now)
        if people:
            done.append((recall, people))
    return done


def members(recall: Recall) -> list:
    team = recall.deliverable.team_id
    return deliverers(recall.deliverable.assignment, [team]).get(team, [])


@transaction.atomic
def send(recall: Recall, now: datetime) -> int:
    """Queue the mails of one recall unless another worker did, or it applies no more; returns how many."""
    # Of two workers the second waits here, then finds the line in the log (SQLite's transactions do so anyway).
    rows = held_by(recall.rule, now, AT_REST).select_for_update(of=("self",), no_key=True)
    row = rows.select_related("assignment__cycle", "team__territory").filter(pk=recall.deliverable.pk).first()
    recall = Recall(recall.rule, row) if row else None
    if row is None or not has_come(recall, now) or recall.key in recalled([row]):
        return 0
    told = members(recall)
    if not told:
        return 0
    cycle = row.assignment.cycle
    due_at = row.effective_due_at.isoformat()
    for member in told:
        outbox.send(
            "due_soon",
            to_email=member.person.user.email,
            to_name=member.person.name,
            language=cycle.language,
            cycle=cycle,
            key=f"due_soon:{recall.rule.name}:{row.pk}:{due_at}:{member.person.user_id}",
            deliverable=row.pk,
            rule=recall.rule.name,
            due_at=due_at,
        )
    after = {"rule": recall.rule.name, "due_at": due_at, "people": len(told)}
    record(None, RECALLED, row, cycle=cycle, team=row.team, after=after)
    return len(told)


def next_recall(
    deliverable: Deliverable, periods: QuerySet[QuietPeriod], now: datetime, *, has_draft: bool = False
) -> tuple[datetime, str | Promise] | None:
    """When the next mail would go by itself and what would stop it; None when none will. ``periods`` are the cycle's,
    asked for only where something is owed.
    """
    cycle = deliverable.assignment.cycle
    is_owed = deliverable.state in OWED
    if not (is_owed or has_draft) or not cycle.sends_reminders or not life.allows(cycle, "deliver"):
        return None
    if deliverable.team.status != Team.Status.ACTIVE or deliverable.effective_due_at <= now:
        return None
    for rule in RULES if is_owed else (NAMED["draft"],):
        moment = moment_of(rule, deliverable.effective_due_at, periods)
        if now < moment < deliverable.effective_due_at:
            return moment, rule.unless
    return None
