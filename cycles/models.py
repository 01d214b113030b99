"""The models of the cycles, gathered from their topics for Django."""

from cycles.attendance.models import Presence
from cycles.people.models import AccessRequest, CycleRole, Participation, Team
from cycles.planning.models import (
    CoordinationNote,
    Cycle,
    NotePhoto,
    ProgrammeItem,
    QuietPeriod,
    Session,
    SessionDocument,
)

__all__ = [
    "AccessRequest",
    "CoordinationNote",
    "Cycle",
    "CycleRole",
    "NotePhoto",
    "Participation",
    "Presence",
    "ProgrammeItem",
    "QuietPeriod",
    "Session",
    "SessionDocument",
    "Team",
]
