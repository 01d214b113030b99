"""When a request reached the server.

Lateness is judged by the moment a request's head arrived, not by when its last byte did: somebody who sends 80 MB at
23:59:30 over a poor line is on time. Nothing about time comes from the client.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class RequestClockMiddleware:
    """Note the request's start, before anything reads its body. Must be the first middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.received_at = timezone.now()
        return self.get_response(request)


def received_at(request: HttpRequest) -> datetime:
    """When the request's head reached this server (aware, UTC)."""
    return request.received_at


def local(day: date, hour: time) -> datetime:
    """The aware moment of an hour of the place on that day."""
    return timezone.make_aware(datetime.combine(day, hour))


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, or the one that ``as_of`` tells."""
    return _told.get() or timezone.now()


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Within the block the log is written as of ``moment``: for the demonstration, which lays out a past."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
