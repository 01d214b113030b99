"""The shapes in which the demonstration's content is written."""

from dataclasses import dataclass

from lib.text import sort_key

DOMAIN = "demo.test"


@dataclass(frozen=True)
class Member:
    """Somebody in a team. ``cycles`` says in which of the two cycles; ``account`` names a sign-in account of the cast."""

    first_name: str
    last_name: str
    organisation: str
    function: str
    role: str = "contributor"
    cycles: str = "12"
    account: str = ""
    accepted: bool = True

    @property
    def email(self) -> str:
        name = self.account or ".".join(sort_key(part).replace(" ", "-") for part in (self.first_name, self.last_name))
        return f"{name}@{DOMAIN}"


@dataclass(frozen=True)
class TerritoryText:
    name: str
    departments: str
    neighbourhoods: tuple[str, ...]
    members: tuple[Member, ...]

    def members_in(self, cycle: str) -> tuple[Member, ...]:
        return tuple(member for member in self.members if cycle in member.cycles)


@dataclass(frozen=True)
class Item:
    """A timed piece of a programme; ``speakers`` one a line."""

    starts: str
    ends: str
    kind: str
    title: str
    description: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class SessionText:
    title: str
    host: str
    venue: str
    address: str
    questions: tuple[str, ...]
    items: tuple[Item, ...]
    notes: str = ""
    documents: tuple[str, ...] = ()
    contact: str = ""
    starts: str = "09:00"
    ends: str = "16:30"
    closing: bool = False


@dataclass(frozen=True)
class AssignmentText:
    """``worked_on`` and ``due_for`` are numbers of sessions, from 1."""

    kind: str
    title: str
    instructions: str
    worked_on: int | None
    due_for: int
    return_mode: str = "feedback"
    template: bool = False


@dataclass(frozen=True)
class CycleText:
    key: str  # "1" or "2": which members take part
    slug: str
    title: str
    subtitle: str
    theme: str
    objectives: str
    line_colour: str
    wanted_actor_types: tuple[str, ...]
    sessions: tuple[SessionText, ...]
    assignments: tuple[AssignmentText, ...]
    territories: tuple[str, ...]
    chapters: dict[str, tuple[str, str]]  # place: (text, signature)


@dataclass(frozen=True)
class Work:
    """What a team found, plans and agreed: the matter from which its files are made.

    findings: (finding, where it comes from); actions: (action, pilote, when, how one will know);
    partners: (who, what, how formal); figures: (what, number) for the chart; ``place`` is what its pictures show.
    """

    summary: str
    findings: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str, str, str], ...]
    partners: tuple[tuple[str, str, str], ...]
    figures: tuple[tuple[str, int], ...]
    figures_title: str
    place: str


@dataclass(frozen=True)
class Step:
    """One thing that happens to a deliverable.

    ``what``: draft, deliver, record, complete, retain, exempt, extend or take_back. ``days`` counts from the due date, or
    from the day of loading when ``from_today``; ``files`` names the kinds of files. What coordination records reached it
    by ``channel`` from ``given_by``, so many days ``before``. ``marks`` are levels of the grid, 0
    for none; ``comment`` is on the version's first file, ``remark`` in the margin of the copy given back.
    """

    what: str
    days: int
    hour: str = "10:00"
    files: tuple[str, ...] = ()
    text: str = ""
    from_today: bool = False
    by_facilitator: bool = False
    channel: str = ""
    before: int = 0
    given_by: str = ""
    marks: tuple[int, ...] = ()
    comment: str = ""
    remark: str = ""
