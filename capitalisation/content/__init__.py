"""What the report says. ``model`` holds it, ``reader`` reads it from a cycle."""

from .model import (
    Count,
    CycleCard,
    DeliverablePart,
    Figures,
    FilePart,
    Frozen,
    Item,
    Member,
    Note,
    Report,
    SessionPart,
    TeamPart,
    Text,
    VersionPart,
)

__all__ = [
    "Count",
    "CycleCard",
    "DeliverablePart",
    "Figures",
    "FilePart",
    "Frozen",
    "Item",
    "Member",
    "Note",
    "Report",
    "SessionPart",
    "TeamPart",
    "Text",
    "VersionPart",
]
