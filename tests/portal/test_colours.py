"""The colours of the identity hold their contrast in both themes: read from the stylesheet, computed as WCAG does."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "static" / "escale" / "escale.css").read_text(encoding="utf-8")
ROOT = CSS[CSS.index(":root {") : CSS.index('[data-bs-theme="light"]')]
PAIR = r"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)"
LINES = ("teal", "plum", "blue", "forest", "indigo", "ochre")


def pair(name: str, block: str = ROOT) -> tuple[str, str]:
    return re.search(PAIR.format(name=name), block).groups()


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("code", LINES)
def test_a_line_colour_reads_as_text(code, theme):
    block = CSS[CSS.index(f".line-{code} {{") :]
    line, soft = pair("line", block)[theme], pair("line-soft", block)[theme]
    for ground in (pair("paper")[theme], pair("surface")[theme], soft):
        assert contrast(line, ground) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("ink", ("paper", "surface", "surface-soft", "warn-bg", "ok-bg", "info-bg", "danger-bg", "line-soft")),
        ("ink-soft", ("paper", "surface", "surface-soft")),
        ("accent", ("paper", "surface", "accent-soft", "warn-bg", "info-bg")),
        ("accent-ink", ("accent", "accent-strong")),
        ("warn", ("paper", "surface", "warn-bg")),
        ("ok", ("paper", "surface", "ok-bg")),
        ("info", ("paper", "surface", "info-bg")),
        ("danger", ("paper", "surface", "danger-bg")),
        ("danger-ink", ("danger", "danger-strong")),
    ],
)
def test_text_reads_on_its_grounds(ink, grounds, theme):
    assert [g for g in grounds if contrast(pair(ink)[theme], pair(g)[theme]) < 4.5] == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["control", "focus"])
def test_edges_of_fields_and_focus_are_seen(edge, theme):
    for ground in ("paper", "surface"):
        assert contrast(pair(edge)[theme], pair(ground)[theme]) >= 3
