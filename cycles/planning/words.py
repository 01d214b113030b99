"""A cycle and its sessions in words: « Séance 2 », « Restitution », « Numérique (2026) »."""

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycles.planning.models import Cycle, Session
from lib.text import day_in_words, normalise


def session_name(session: Session, cycle: Cycle | None = None) -> str:
    """What a session is called on every page: the cycle's own label and its number, or « Restitution »."""
    if session.is_closing:
        return _("Closing event")
    label = (cycle or session.cycle).session_label
    names = {
        Cycle.SessionLabel.SEANCE: _("Session %(number)s"),
        Cycle.SessionLabel.JOURNEE: _("Day %(number)s"),
        Cycle.SessionLabel.RENCONTRE: _("Meeting %(number)s"),
        Cycle.SessionLabel.ATELIER: _("Workshop %(number)s"),
    }
    return names[label] % {"number": session.position}


def cycle_names(cycles: Sequence[Cycle]) -> dict[int, str]:
    """What each cycle is called beside the others, by key: its title; where two share it, with the year in which it
    begins, else with the day, else with its address. ``sessions`` are prefetched.
    """
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    begins = {cycle.pk: first_day(cycle) for cycle in cycles}
    ways = (
        lambda cycle: cycle.title,
        lambda cycle: f"{cycle.title} ({begins[cycle.pk].year})",
        lambda cycle: f"{cycle.title} ({day_in_words(begins[cycle.pk], language)})",
        lambda cycle: f"{cycle.title} ({cycle.slug})",
    )
    names: dict[int, str] = {}
    for way in ways:
        words = {cycle.pk: way(cycle) for cycle in cycles if cycle.pk not in names}
        often = Counter(normalise(name) for name in words.values())
        names |= {key: name for key, name in words.items() if often[normalise(name)] == 1}
    return names


def first_day(cycle: Cycle):
    """The day of the first session, else that of the cycle's creation."""
    starts = [session.starts_at for session in cycle.sessions.all()]
    return timezone.localtime(min(starts, default=cycle.created_at)).date()
