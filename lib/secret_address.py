"""Pages whose address holds a secret."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control


def kept_secret(response: HttpResponse) -> HttpResponse:
    """The address holds the secret: no cache keeps the page, and the log of refused requests does not name it.

    (The site-wide same-origin referrer keeps it from others; "no-referrer" would make browsers send a null origin with
    the form, which the CSRF check refuses.)
    """
    patch_cache_control(response, private=True, no_store=True)
    response._has_been_logged = True
    return response
