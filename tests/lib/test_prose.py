"""Typed texts as HTML: the small Markdown, and nothing else."""

import pytest

from lib.prose import to_html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Un\nDeux\n\nTrois", "<p>Un<br>\nDeux</p>\n<p>Trois</p>\n"),
        (
            "## Titre\n\n### Sous\n\n**fortes** et *vives* !",
            "<h3>Titre</h3>\n<h4>Sous</h4>\n<p><strong>fortes</strong> et <em>vives</em>\u202f!</p>\n",
        ),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("[ici](https://demo.test/a)", '<p><a href="https://demo.test/a" rel="noopener noreferrer">ici</a></p>\n'),
        ("", ""),
    ],
)
def test_the_small_markdown(typed, html):
    assert to_html(typed) == html


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://demo.test/p.png)",
        '<a onclick="x()">y</a>',
        "# <img src=x onerror=alert(1)>",
    ],
)
def test_nothing_typed_runs_or_loads(typed):
    html = to_html(typed)
    assert not any(piece in html for piece in ("<script", "<img", "<a onclick", 'href="javascript'))
