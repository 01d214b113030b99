"""The line colours on paper: the light theme's pair of ``static/escale/escale.css``."""

from .theme import Line

LINES = {
    "teal": Line.of("#0b5c57", "#d5e7e4"),
    "plum": Line.of("#7a2e6b", "#f0deec"),
    "blue": Line.of("#1f4e8c", "#dbe6f5"),
    "forest": Line.of("#2c5f2d", "#dceadb"),
    "indigo": Line.of("#45398f", "#e3e0f5"),
    "ochre": Line.of("#665300", "#efe7c8"),
}


def line_of(colour: str) -> Line:
    return LINES.get(colour, LINES["teal"])
