"""What commands that write a file about a cycle share: the same arguments, refused with the same sentences."""

from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError

from cycles.models import Cycle
from lib.whole_file import moment


def cycle_at(slug: str) -> Cycle:
    """The cycle with this address, with its organiser. Raises CommandError, which names those that are known."""
    cycle = Cycle.objects.select_related("organiser").filter(slug=slug).first()
    if cycle is None:
        known = ", ".join(Cycle.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none"
        raise CommandError(f"No cycle has the address “{slug}”. Known: {known}.")
    return cycle


def date_for(output: Path, date: str) -> datetime:
    """The moment that the file bears, now when none was given. Raises CommandError, also without a folder for it."""
    try:
        made_at = moment(date)
    except ValueError:
        raise CommandError(f"--date must be ISO 8601, such as 2026-11-22 or 2026-11-22T10:30, not “{date}”.") from None
    if not output.parent.is_dir():
        raise CommandError(f"The folder {output.parent} does not exist.")
    return made_at
