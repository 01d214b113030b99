"""What is odd in a session's programme: said after it was saved, never refused, for it may be meant."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.planning.models import ProgrammeItem, Session
from lib.template_tags import clock


def remarks(session: Session) -> list[str]:
    """Sentences on items outside the session's hours, then on those that overlap, in the programme's order.

    None for a session of several days: an item's day is not known.
    """
    if session.lasts_days:
        return []
    items = list(session.items.all())
    return outside(session, items) + overlapping(items)


def outside(session: Session, items: Sequence[ProgrammeItem]) -> list[str]:
    opens, closes = (timezone.localtime(moment).time() for moment in (session.starts_at, session.ends_at))
    early = _("“%(title)s” begins at %(time)s, the session is announced from %(limit)s.")
    late = _("“%(title)s” ends at %(time)s, the session is announced until %(limit)s.")
    said = [(early, item, item.starts_at, opens) for item in items if item.starts_at < opens]
    said += [(late, item, item.ends_at, closes) for item in items if item.ends_at > closes]
    return [
        words % {"title": item.title, "time": clock(moment), "limit": clock(limit)}
        for words, item, moment, limit in said
    ]


def overlapping(items: Sequence[ProgrammeItem]) -> list[str]:
    words = _("“%(first)s” and “%(second)s” overlap: from %(start)s to %(end)s.")
    return [
        words
        % {
            "first": first.title,
            "second": second.title,
            "start": clock(second.starts_at),
            "end": clock(min(first.ends_at, second.ends_at)),
        }
        for place, first in enumerate(items)
        for second in items[place + 1 :]
        if second.starts_at < first.ends_at
    ]
