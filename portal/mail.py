"""The text of a mail, made safe to show in a page."""

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe


def linked(text: str) -> SafeString:
    """The text part, escaped, its addresses clickable."""
    return mark_safe(urlize(text, autoescape=True))  # noqa: S308 -- urlize escapes
