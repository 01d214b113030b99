"""Typed texts on a page: the small Markdown that the report prints (``lib.pdf.markdown``), as safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe

from lib.pdf.markdown import PARSER
from lib.text import typography_fr

TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "h5", "h6"}


def to_html(text: str, *, level: int = 3, language: str = "fr") -> SafeString:
    """The text as HTML. Its highest titles become ``level``, without a gap below; a line break is kept.

    What is not of this Markdown is shown as typed, markup included.
    """
    tokens = PARSER.parse(typography_fr(text) if language == "fr" else text)
    titles = sorted({token.tag for token in tokens if token.type == "heading_open"})
    tags = {tag: f"h{min(level + place, 6)}" for place, tag in enumerate(titles)}
    for token in tokens:
        token.tag = tags.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
        for child in token.children or ():
            child.type = "hardbreak" if child.type == "softbreak" else child.type
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    attributes = {"a": {"href"}, "ol": {"start"}}
    clean = nh3.clean(html, tags=TAGS, attributes=attributes, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 -- cleaned just above by an allow list
