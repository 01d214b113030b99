"""What a form creates is created once, however often its button is pressed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.cache import cache
from django.db import transaction

KEY_SECONDS = 7 * 24 * 3600


class AlreadyCreated(Exception):
    """Something was created with this key before. ``slug`` is its address, where that was noted."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


class KeyMixin(forms.Form):
    """A hidden key in a form that creates. Without one nothing is claimed."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


def created_under(key: str) -> str:
    return f"created:{key}"


def claim_key(key: str) -> None:
    """Take the key for this transaction, or raise AlreadyCreated.

    The cache is a table of the same database: its unique key decides between two requests, and a transaction that is
    rolled back gives the key back.
    """
    if key and not cache.add(created_under(key), "", KEY_SECONDS):
        raise AlreadyCreated(cache.get(created_under(key), ""))


@contextmanager
def once(key: uuid.UUID | None) -> Iterator[None]:
    """One transaction that takes the key first. Raises AlreadyCreated."""
    with transaction.atomic():
        claim_key(str(key) if key else "")
        yield
