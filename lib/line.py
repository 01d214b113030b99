"""The line and its stops, as the templates ``ui/line.html`` and ``ui/track.html`` draw them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StopItem:
    """Something small that hangs on a stop: a deliverable due there, with its state in words."""

    label: str
    state: str = ""
    state_label: str = ""
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Stop:
    """One stop. ``kind`` is ``session``, ``deliverable`` or ``closing``; ``state`` a deliverable's state code."""

    label: str
    date_text: str = ""
    detail: str = ""
    url: str = ""
    kind: str = "session"
    state: str = ""
    state_label: str = ""
    is_past: bool = False
    is_current: bool = False
    items: list[StopItem] = field(default_factory=list)

    @property
    def shape(self) -> str:
        """The classes of the stop's dot: a deliverable shows its state, a session where we are."""
        if self.state:
            return self.state
        place = "past" if self.is_past else "current" if self.is_current else "coming"
        return f"{place} closing" if self.kind == "closing" else place
