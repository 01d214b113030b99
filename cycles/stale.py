"""Two people at once: a row is changed only by who saw its latest revision."""

from django.db import models
from django.db.models import F


class StaleError(Exception):
    """Somebody changed the row since it was read; nothing was written."""


def claim(row: models.Model, revision: int) -> None:
    """Take the next revision of the row, or raise StaleError. One UPDATE, so that of two at once only one gets it.

    The row is then read again: a form may have written on it, and the log tells what the database held.
    """
    taken = type(row).objects.filter(pk=row.pk, revision=revision).update(revision=F("revision") + 1)
    if not taken:
        raise StaleError
    row.refresh_from_db()
