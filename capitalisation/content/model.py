"""What the capitalisation report says: plain frozen data, apart from the rows it was read from and from how it looks.

Texts are as they are printed, in the language of the report; moments are in the installation's time zone. Codes (state,
status, kind of stop) stay codes, for the drawings to say. ``to_json`` and ``from_json`` keep an edition for ever.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from deliverables.across.plain import PlainRow

from .codec import from_json as decode
from .codec import to_json as encode


@dataclass(frozen=True)
class Count:
    """A label and how many."""

    label: str
    count: int


@dataclass(frozen=True)
class Text:
    """A typed chapter: Markdown, with who signs it."""

    text: str = ""
    signature: str = ""


@dataclass(frozen=True)
class CycleCard:
    """Identity and credits of the cycle."""

    slug: str
    title: str
    subtitle: str
    theme: str
    objectives: str
    organiser: str
    co_organisers: tuple[str, ...]
    coordinators: tuple[str, ...]
    language: str
    line_colour: str
    is_demonstration: bool


@dataclass(frozen=True)
class Item:
    """A timed piece of a session's programme."""

    starts: time
    ends: time
    kind: str
    title: str
    description: str
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class Photo:
    """A photo of a note. ``picture`` is the key of the stored picture that we made of it, empty when there is none."""

    caption: str
    picture: str


@dataclass(frozen=True)
class Note:
    """Coordination's synthesis of a session, or of one team in it (``team`` is then its name)."""

    team: str
    text: str
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True)
class SessionPart:
    """One stop of the line. ``label`` is « Séance 2 » or « Restitution »."""

    label: str
    title: str
    starts_at: datetime
    ends_at: datetime
    half_days: int
    host: str
    venue: str
    address: str
    teams: tuple[str, ...]
    questions: tuple[str, ...]
    programme: tuple[Item, ...]
    documents: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Member:
    """A participant with the organisation and function of that time; ``earlier``: organisations before a change."""

    name: str
    function: str
    organisation: str
    actor_type: str
    role: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Former:
    """Somebody who was there and left; ``team`` is the name of the team then, empty for who was in none."""

    team: str
    member: Member


@dataclass(frozen=True)
class FilePart:
    name: str
    size: int
    sha256: str
    pages: int | None


@dataclass(frozen=True)
class VersionPart:
    """The version that the report takes: retained, or the last one delivered when none is."""

    number: int
    received_at: datetime
    files: tuple[FilePart, ...]
    retained_at: datetime | None = None
    rows: tuple[PlainRow, ...] = ()


@dataclass(frozen=True)
class TakenHome:
    """What another team takes home from a version, and its question. Its contact is a person's: it is not kept."""

    team: str
    version: int
    text: str
    question: str = ""


@dataclass(frozen=True)
class DeliverablePart:
    """A team's answer to an assignment: ``state`` is the code of ``Deliverable.State``."""

    title: str
    state: str
    due_at: datetime
    late_seconds: int
    reason: str
    retained: VersionPart | None
    delivered: VersionPart | None
    taken_home: tuple[TakenHome, ...] = ()


@dataclass(frozen=True)
class TeamPart:
    """The sheet of one team. ``status`` is ``active``, ``withdrawn`` or ``left``."""

    name: str
    departments: str
    neighbourhoods: tuple[str, ...]
    status: str
    status_on: date | None
    status_reason: str
    members: tuple[Member, ...]
    composition: tuple[Count, ...]
    deliverables: tuple[DeliverablePart, ...]


@dataclass(frozen=True)
class Figures:
    """What funders count. ``sessions`` leaves out the closing event; ``half_days`` does not."""

    teams: int
    people: int
    organisations: int
    sessions: int
    half_days: int
    expected: int
    delivered: int
    retained: int


@dataclass(frozen=True)
class Share:
    """What one actor type or one territory has of the attendance."""

    name: str
    persons: int
    participations: int


@dataclass(frozen=True)
class SessionPresence:
    """Attendance of one session: ``per_half_day`` persons at each half-day. Nothing ticked: ``is_taken`` is false."""

    label: str
    starts_at: datetime
    is_taken: bool
    half_days_held: int
    per_half_day: tuple[int, ...]
    present: int
    expected: int


@dataclass(frozen=True)
class Attendance:
    """Attendance in the units that funders count, as ``cycles.attendance.figures`` computes it."""

    half_days_held: int = 0
    participations: int = 0
    persons: int = 0
    minutes: int = 0
    sessions: tuple[SessionPresence, ...] = ()
    by_actor_type: tuple[Share, ...] = ()
    by_territory: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole document."""

    cycle: CycleCard
    figures: Figures
    foreword: Text
    lessons: Text
    sessions: tuple[SessionPart, ...]
    composition: tuple[Count, ...]
    teams: tuple[TeamPart, ...]
    individuals: tuple[Member, ...]
    # With a default, since the data of older editions do not have them.
    context: Text = Text()
    method: Text = Text()
    recommendations: Text = Text()
    next: Text = Text()
    attendance: Attendance = Attendance()
    organisations: tuple[Count, ...] = ()  # by actor type
    former: tuple[Former, ...] = ()

    def to_json(self) -> str:
        return encode(self)

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """The report that ``to_json`` wrote, equal to it."""
        return decode(cls, text)


@dataclass(frozen=True)
class Frozen:
    """All that an edition was built from: kept as JSON, drawn again by the same release to the same bytes."""

    number: int
    created_at: datetime
    release: str
    report: Report

    def to_json(self) -> str:
        return encode(self)

    @classmethod
    def from_json(cls, text: str) -> "Frozen":
        """What ``to_json`` wrote, equal to it."""
        return decode(cls, text)
