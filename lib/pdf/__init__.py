"""Printed documents: say what is printed in elements, draw it once. See ``elements`` and ``document.draw``."""

from . import fonts, markdown
from .document import draw
from .elements import (
    Aside,
    Bar,
    Contents,
    Document,
    Element,
    Figure,
    Heading,
    Inline,
    Link,
    NextFrame,
    Para,
    Picture,
    Pictures,
    Space,
    Span,
    Table,
    Wide,
    plain,
)
from .theme import Line

__all__ = [
    "Aside",
    "Bar",
    "Contents",
    "Document",
    "Element",
    "Figure",
    "Heading",
    "Inline",
    "Line",
    "Link",
    "NextFrame",
    "Para",
    "Picture",
    "Pictures",
    "Space",
    "Span",
    "Table",
    "Wide",
    "draw",
    "fonts",
    "markdown",
    "plain",
]
