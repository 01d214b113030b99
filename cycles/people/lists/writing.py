"""Writing a list that was looked at: all of its good lines or none, and the same list again changes nothing."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from cycles.models import Cycle
from cycles.people import operations
from cycles.people.lists.entries import Entry
from cycles.people.lists.plan import NEW, WRITTEN, Plan


class PlanChanged(Exception):
    """What would be written is no longer what was shown; ``plan`` is what it would be now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


@transaction.atomic
def write(*, actor: User, cycle: Cycle, plan_again: Callable[[], Plan], fingerprint: str) -> Plan:
    """Write what the page with this fingerprint promised; returns the plan as it was written.

    It is planned anew under the cycle's lock, so that of two lists at once the second sees the first (SQLite has one
    writer at a time anyway). A plan that writes nothing is no surprise. Raises PlanChanged, and whatever the
    operations raise; then nothing was written.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    plan = plan_again()
    if plan.writes and plan.fingerprint != fingerprint:
        raise PlanChanged(plan)
    for entry in plan.entries:
        if entry.status in WRITTEN:
            write_entry(actor, cycle, entry)
    return plan


def write_entry(actor: User, cycle: Cycle, entry: Entry) -> None:
    """One line, by the operation and with the log row that the form for one person has."""
    who = {
        "first_name": entry.first_name,
        "last_name": entry.last_name,
        "email": entry.email,
        "organisation_name": entry.organisation,
        "actor_type": entry.actor_type,
        "function": entry.function,
    }
    if entry.status == NEW and entry.team is None:
        operations.add_participant(actor=actor, cycle=cycle, **who)
    elif entry.status == NEW:
        entry.team.cycle = cycle
        operations.add_member(actor=actor, team=entry.team, role=entry.role, **who)
    else:
        member = entry.member
        operations.edit_member(actor=actor, participation=member, revision=member.revision, role=entry.role, **who)
        if entry.team and member.team_id is None:
            operations.enter_team(actor=actor, participation=member, team=entry.team, role=entry.role)
