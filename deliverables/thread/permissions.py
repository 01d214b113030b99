"""Who reads and writes which thread."""

from cycles.models import Participation
from deliverables.permissions import Standing


def can_read(standing: Standing, *, internal: bool) -> bool:
    """The team's thread: who sees the deliverable. The internal one: those who run the cycle."""
    return standing.facilitates or (standing.in_team and not internal)


def can_write(standing: Standing, *, internal: bool) -> bool:
    """A reader of the team reads."""
    works = standing.in_team and standing.team_role != Participation.Role.READER
    return standing.facilitates or (works and not internal)
