"""Who may write and build a cycle's report: its coordination and administrators, while its state allows it."""

from accounts.models import User
from cycles.models import Cycle
from cycles.permissions import can_coordinate
from cycles.planning import life


def can_prepare_report(user: User, cycle: Cycle) -> bool:
    """Open the workshop, follow a build, download what was built."""
    return can_coordinate(user, cycle)


def can_write_report(user: User, cycle: Cycle) -> bool:
    return can_coordinate(user, cycle) and life.allows(cycle, "write_report")


def can_build_report(user: User, cycle: Cycle) -> bool:
    return can_coordinate(user, cycle) and life.allows(cycle, "build_report")
