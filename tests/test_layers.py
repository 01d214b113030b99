"""The direction of the layers, read from the imports: an app imports only what stands left of it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["lib", "accounts", "records", "partners", "cycles", "deliverables", "capitalisation", "portal"]
UPPER_MODULES = {
    "permissions",
    "workflow",
    "operations",
    "forms",
    "tables",
    "filters",
    "worksheets",
    "access",
    "drafts",
    "feedback",
    "received",
    "shifts",
    "pages",
    "exports",
    "views",
    "urls",
}


def imported_modules(path: Path) -> list[tuple[int, str]]:
    """Every imported module of a file, inline imports included, as (line, dotted name)."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append((node.lineno, node.module or ""))
        elif isinstance(node, ast.ImportFrom):
            base = path.relative_to(ROOT).parts[: -node.level] if path.is_relative_to(ROOT) else ()
            found.append((node.lineno, ".".join([*base, *filter(None, [node.module])])))
    return found


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_what_stands_left_of_it(app):
    right = ORDER[ORDER.index(app) + 1 :]
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for line, name in imported_modules(path)
        if name.split(".")[0] in right
    ]
    assert wrong == []


@pytest.mark.parametrize("app", ORDER[1:])
def test_models_import_no_upper_module(app):
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sorted((ROOT / app).rglob("models.py"))
        for line, name in imported_modules(path)
        if name.split(".")[0] in ORDER and name.split(".")[-1] in UPPER_MODULES
    ]
    assert wrong == []


def test_no_app_but_its_own_tests_is_read(tmp_path):
    """The check itself can fail: an import to the right is seen, inline too."""
    sample = tmp_path / "sample.py"
    sample.write_text("def f():\n    from portal import views\n")
    assert imported_modules(sample) == [(2, "portal")]
