"""What the log holds reads as words on both homes."""

import ast
from pathlib import Path

from deliverables.workflow import MOVES
from portal.history import ACTIONS

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "partners", "cycles", "deliverables", "capitalisation", "portal")


def recorded() -> set[str]:
    """Every action that the code writes by name."""
    found = {move.action for move in MOVES}
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py") if "demo" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 1:
                names = [each for each in ast.walk(node.args[1]) if isinstance(each, ast.Constant)]
                found |= {each.value for each in names if isinstance(each.value, str) and "_" in each.value}
            elif isinstance(node, ast.keyword) and node.arg == "action" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return {action for action in found if "_" in action}


def test_every_action_that_is_written_has_its_words():
    actions = recorded()
    assert "deliverable_downloaded" in actions
    assert actions - {*ACTIONS, *LIMITS} == set()


# Keyword arguments of the same name that are not of the log.
LIMITS = {"access_request", "opinion", "opinion_dead", "store_true"}
