"""The bodies of a mail, made safe to show in a page."""

import nh3
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "p",
    "br",
    "a",
    "strong",
    "b",
    "em",
    "i",
    "ul",
    "ol",
    "li",
    "blockquote",
    "hr",
    "h1",
    "h2",
    "h3",
    "span",
    "div",
}
FLATTENED = {"h1": "p", "h2": "p", "h3": "p"}


def readable(html: str) -> SafeString:
    """The HTML part without styles, pictures, scripts or headings: what it says and its links to web addresses."""
    for heading, plain in FLATTENED.items():
        html = html.replace(f"<{heading}", f"<{plain}").replace(f"</{heading}>", f"</{plain}>")
    clean = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )
    return mark_safe(clean)  # noqa: S308 -- cleaned just above by an allow list


def linked(text: str) -> SafeString:
    """The text part, escaped, its addresses clickable."""
    return mark_safe(urlize(text, autoescape=True))  # noqa: S308 -- urlize escapes
