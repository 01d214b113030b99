"""What every test relies on: test mode, a private data directory, and templates that fail on an undefined variable."""

import inspect
import os
from pathlib import Path

import pytest
from hypothesis import settings as examples

ROOT = Path(__file__).resolve().parent.parent
# No example is judged by its time on a busy machine; what must pass before landing tries the same examples each time.
examples.register_profile("escale", deadline=None, derandomize=bool(os.environ.get("ESCALE_STEADY")))
examples.load_profile("escale")


class UndefinedVariable(str):
    """Stands for ``string_if_invalid``: raises for our templates, stays empty for those of libraries."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        # Frame by frame: inspect.stack() would read the source of each, which takes most of a page's time.
        frame = inspect.currentframe()
        while frame := frame.f_back:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if origin is not None and getattr(origin, "name", None):
                if str(origin.name).startswith(str(ROOT / "templates")):
                    pytest.fail(f"Undefined template variable {name!s} in {origin.name}")
                return ""
        return ""


@pytest.fixture(autouse=True, scope="session")
def _strict_templates():
    from django.template import engines

    engines["django"].engine.string_if_invalid = UndefinedVariable()


@pytest.fixture(autouse=True)
def _plain_media(settings, tmp_path):
    """Each test has its own file store and mailbox."""
    for name, folder in {
        "MEDIA_ROOT": "files",
        "FILE_UPLOAD_TEMP_DIR": "tmp",
        "MAILBOX_DIR": "mailbox",
    }.items():
        setattr(settings, name, tmp_path / folder)
        (tmp_path / folder).mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def _log_may_be_flushed(request):
    """Transactional tests empty every table at their end; the log's triggers would refuse it, so they go first.

    The flush emits post_migrate, which lays them again.
    """
    if "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from records.log import GUARD

    GUARD.lift()
