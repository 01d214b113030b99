"""Every text that the code asks to translate stands in the French catalogue.

``makemessages`` overlooks a call inside an f-string and a function imported under another name; Python's own parser
does not.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
# Which arguments of each function are messages.
MESSAGES = {"gettext": (0,), "gettext_lazy": (0,), "gettext_noop": (0,), "ngettext": (0,), "ngettext_lazy": (0,)}
MESSAGES |= {"pgettext": (1,), "pgettext_lazy": (1,), "npgettext": (1,), "npgettext_lazy": (1,)}


def asked(source: str) -> Iterator[tuple[int, str]]:
    """(line, message) of each call to a function of django.utils.translation, whatever it is called there."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: MESSAGES[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in MESSAGES
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for place in names.get(node.func.id, ()):
                if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    yield node.lineno, node.args[place].value


def test_calls_are_found_under_any_name_and_in_f_strings():
    source = "from django.utils.translation import gettext as _now\ntext = f\"{1} {_now('Nothing yet.')}\"\n"
    assert list(asked(source)) == [(2, "Nothing yet.")]


@pytest.mark.parametrize("app", APPS)
def test_every_text_is_in_the_french_catalogue(app):
    known = {
        entry.msgid
        for entry in polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
        if entry.msgstr or entry.msgstr_plural
    }
    missing = [
        f"{path.relative_to(ROOT)}:{line} {message!r}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for line, message in asked(path.read_text(encoding="utf-8"))
        if message not in known
    ]
    assert missing == []
