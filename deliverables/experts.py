"""Whom coordination may think of for an opinion: those who speak in the cycle's sessions."""

from dataclasses import dataclass

from cycles.models import Cycle, ProgrammeItem
from lib.text import normalise, sort_key
from partners.models import Person

MOST = 12


@dataclass(frozen=True)
class Speaker:
    """``words`` is the programme's line: name, function, organisation; ``email`` is the directory's, where known."""

    name: str
    words: str
    email: str = ""


def speakers_of(cycle: Cycle) -> list[Speaker]:
    """The speakers of the cycle's programme, each once, in its order. Two queries."""
    lines: dict[str, str] = {}
    for item in ProgrammeItem.objects.filter(session__cycle=cycle).order_by("session__starts_at", "starts_at"):
        for line in item.speaker_list:
            lines.setdefault(normalise(name_in(line)), line)
    found = [(name_in(line), line) for line in lines.values()][:MOST]
    people = Person.objects.filter(
        organiser=cycle.organiser_id, sort_key__in=[key for name, _line in found for key in keys_of(name)]
    )
    emails = {person.sort_key: person.email for person in people}
    return [Speaker(name, line, first(emails, name)) for name, line in found]


def name_in(line: str) -> str:
    """« Ana Roux » of « Ana Roux, sociologue, université »."""
    return line.partition(",")[0].strip()


def keys_of(name: str) -> list[str]:
    """The directory's keys that a name may have: it does not say where the last name begins."""
    words = name.split()
    return [sort_key(" ".join(words[cut:] + words[:cut])) for cut in range(len(words))]


def first(emails: dict[str, str], name: str) -> str:
    return next((emails[key] for key in keys_of(name) if key in emails), "")
