"""What of a cycle falls into its quiet periods, and which periods one would propose."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.models import Cycle
from cycles.planning.quiet import Days, covering
from cycles.planning.words import session_name
from deliverables.models import Deliverable


@dataclass(frozen=True)
class Fallen:
    """A date that falls into a quiet period, and the page that changes it."""

    period: str
    at: datetime
    words: str
    url: str


def proposals(cycle: Cycle, today: date) -> dict[str, Days]:
    """August and the end of the year, as far as the cycle's sessions and dates reach, unless a period covers them."""
    days = [timezone.localdate(at) for at in cycle.sessions.values_list("starts_at", flat=True)]
    last = max([today, *days])
    found = {}
    for year in range(today.year, last.year + 1):
        found[f"august-{year}"] = Days(_("August"), date(year, 8, 1), date(year, 8, 31))
        found[f"year-{year}"] = Days(_("End of the year"), date(year, 12, 21), date(year + 1, 1, 3))
    periods = list(cycle.quiet_periods.all())
    return {
        key: each
        for key, each in found.items()
        if today <= each.last_day
        and each.first_day <= last
        and not (covering(periods, each.first_day) or covering(periods, each.last_day))
    }


def fallen_into(cycle: Cycle, now: datetime) -> list[Fallen]:
    """Sessions, due dates, ends of deliveries and teams' own dates to come that fall into a quiet period."""
    periods = list(cycle.quiet_periods.all())
    rows = [*session_dates(cycle), *assignment_dates(cycle), *extended_dates(cycle)] if periods else []
    found = [(covering(periods, timezone.localdate(at)), at, words, url) for at, words, url in rows if at > now]
    return [Fallen(str(period), at, words, url) for period, at, words, url in found if period]


def session_dates(cycle: Cycle) -> list[tuple[datetime, str, str]]:
    return [
        (each.starts_at, session_name(each, cycle), reverse("deliverables:session-edit", args=[cycle.slug, each.pk]))
        for each in cycle.sessions.all()
    ]


def assignment_dates(cycle: Cycle) -> list[tuple[datetime, str, str]]:
    rows = []
    for each in cycle.assignments.all():
        address = reverse("deliverables:assignment-edit", args=[cycle.slug, each.pk])
        rows.append((each.due_at, _("%(title)s: due date") % {"title": each.title}, address))
        if each.closes_at:
            rows.append((each.closes_at, _("%(title)s: end of deliveries") % {"title": each.title}, address))
    return rows


def extended_dates(cycle: Cycle) -> list[tuple[datetime, str, str]]:
    given = Deliverable.objects.filter(assignment__cycle=cycle, extensions__isnull=False).distinct()
    return [
        (
            each.effective_due_at,
            _("%(title)s, %(team)s: its own date") % {"title": each.assignment.title, "team": each.team},
            each.get_absolute_url(),
        )
        for each in given.select_related("assignment", "team__territory")
        if each.effective_due_at != each.assignment.due_at
    ]
