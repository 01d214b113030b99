"""What is asked of teams, who is asked, and what they said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.models import Cycle, Participation, Team
from cycles.planning import life
from deliverables.after.models import FollowUp, FollowUpLine
from deliverables.after.moments import MONTHS, months_after
from deliverables.chain.models import Action
from deliverables.models import Version
from deliverables.permissions import delivering_roles

Progress = Action.Progress
BEFORE = 0  # beside 6 and 12: what the action plan said


def actions_of(teams: Iterable[Team]) -> dict[int, list[Action]]:
    """By team, the actions of its retained versions, where none is retained of the current one; one query."""
    retained = Q(pk=F("deliverable__retained_version"))
    current = Q(pk=F("deliverable__current_version"), deliverable__retained_version__isnull=True)
    versions = Version.objects.filter(retained | current, deliverable__team__in=teams, delivered_at__isnull=False)
    rows = Action.objects.filter(version__in=versions.values("pk"), removed_at__isnull=True)
    rows = rows.select_related("reference", "version__deliverable")
    found: dict[int, list[Action]] = {}
    for row in rows.order_by("version__deliverable__assignment__position", "position", "pk"):
        found.setdefault(row.version.deliverable.team_id, []).append(row)
    return found


def asked_of(cycle: Cycle, teams: Iterable[Team]) -> dict[int, list[Participation]]:
    """By team, the members with an account who deliver for it, referents first; one query."""
    rows = Participation.objects.active().filter(
        team__in=teams, role__in=delivering_roles(cycle), person__user__is_active=True
    )
    found: dict[int, list[Participation]] = {}
    for row in rows.select_related("person__user").order_by("person__sort_key", "pk"):
        found.setdefault(row.team_id, []).append(row)
    return {
        team: sorted(members, key=lambda each: each.role != Participation.Role.REFERENT)
        for team, members in found.items()
    }


def can_answer(member: Participation | None, cycle: Cycle) -> bool:
    return member is not None and member.role in delivering_roles(cycle)


def is_open(follow_up: FollowUp, now: datetime) -> bool:
    """Whether the team may write: until the next form is asked, for a year at most, and while it takes part."""
    team = follow_up.team
    if team.status != Team.Status.ACTIVE or not life.allows(team.cycle, "follow_up"):
        return False
    if not is_in_time(follow_up, now):
        return False
    return not FollowUp.objects.filter(team=team, months__gt=follow_up.months).exists()


def is_in_time(follow_up: FollowUp, now: datetime) -> bool:
    return timezone.localdate(now) <= months_after(timezone.localdate(follow_up.asked_at), 12)


def lines_of(follow_ups: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    lines = FollowUpLine.objects.select_related("action__reference")
    return follow_ups.prefetch_related(Prefetch("lines", lines))


def waiting_of(participations: Iterable[Participation]) -> list[FollowUp]:
    """The forms that wait for an answer of somebody's teams, where she delivers for them; one query, none without
    teams. The participations are hers, with their cycles."""
    own = {
        row.team_id
        for row in participations
        if row.team_id and can_answer(row, row.cycle) and life.allows(row.cycle, "follow_up")
    }
    if not own:
        return []
    rows = FollowUp.objects.filter(team__in=own, team__status=Team.Status.ACTIVE)
    latest = {row.team_id: row for row in rows.select_related("team__cycle", "team__territory").order_by("months")}
    waiting = [row for row in latest.values() if row.sent_at is None and is_in_time(row, timezone.now())]
    return sorted(waiting, key=lambda row: row.asked_at)


@dataclass
class ActionFollowed:
    """One action of a team: ``before`` its plan's progress; ``said`` by months, only what was sent."""

    action: Action
    before: str
    said: dict[int, FollowUpLine] = field(default_factory=dict)

    def progress_at(self, months: int) -> str:
        if months == BEFORE:
            return self.before
        return self.said[months].progress if months in self.said else ""

    @property
    def before_words(self) -> str:
        return str(Progress(self.before).label) if self.before else ""

    @property
    def cells(self) -> list[FollowUpLine | None]:
        return [self.said.get(months) for months in MONTHS]


@dataclass
class TeamFollowed:
    """What became of one team's actions. ``members`` could be asked."""

    team: Team
    actions: list[ActionFollowed]
    forms: dict[int, FollowUp]
    members: list[Participation]

    @property
    def waiting(self) -> FollowUp | None:
        """The last form, where it may be recalled."""
        last = self.forms[max(self.forms)] if self.forms else None
        can_be_asked = self.team.status == Team.Status.ACTIVE and self.members
        return last if last and can_be_asked and not last.sent_at and is_in_time(last, timezone.now()) else None

    @property
    def next_to_ask(self) -> int | None:
        """The form that coordination may send by hand now; none while another one waits for its answer."""
        left = [months for months in MONTHS if months > max(self.forms, default=0)]
        can_be_asked = self.team.status == Team.Status.ACTIVE and self.members and self.actions
        return left[0] if left and can_be_asked and self.waiting is None else None


def followed(cycle: Cycle) -> list[TeamFollowed]:
    """Every team that was asked or has actions to be asked about, in the order of territories; five queries."""
    teams = list(cycle.teams.select_related("territory").order_by("territory__sort_key", "pk"))
    forms: dict[int, dict[int, FollowUp]] = {}
    for form in lines_of(FollowUp.objects.filter(team__in=teams)):
        forms.setdefault(form.team_id, {})[form.months] = form
    plans, members = actions_of(teams), asked_of(cycle, teams)
    found = []
    for team in teams:
        team.cycle, own = cycle, forms.get(team.pk, {})
        plan = plans.get(team.pk, []) if team.status == Team.Status.ACTIVE else []
        if own or plan:
            found.append(TeamFollowed(team, actions_followed(plan, own), own, members.get(team.pk, [])))
    return found


def actions_followed(plan: list[Action], forms: dict[int, FollowUp]) -> list[ActionFollowed]:
    """By reference: what the forms asked about, in their order; what the plan says now only where none went."""
    rows: dict[int, ActionFollowed] = {}
    for months, form in sorted(forms.items()):
        for line in form.lines.all():
            row = rows.setdefault(line.action.reference_id, ActionFollowed(line.action, line.action.progress))
            row.action = line.action
            if form.sent_at:
                row.said[months] = line
    if not forms:
        rows = {action.reference_id: ActionFollowed(action, action.progress) for action in plan}
    return list(rows.values())


def counts_of(teams: Iterable[TeamFollowed]) -> list[tuple[str, list[int]]]:
    """Each progress in words with its number before, at 6 and at 12 months; then those of which none is said."""
    rows = [row for team in teams for row in team.actions]
    return [
        (str(label), [sum(row.progress_at(months) == code for row in rows) for months in (BEFORE, *MONTHS)])
        for code, label in [*Progress.choices, ("", _("not said"))]
    ]
