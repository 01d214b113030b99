"""The world is built once a module, inside a transaction that is never committed; files stay in one folder."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.access.world import World


@pytest.fixture(scope="module")
def files_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, files_folder):
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            with override_settings(MEDIA_ROOT=files_folder):
                yield World()
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def world(built, files_folder, settings, _plain_media):
    settings.MEDIA_ROOT = files_folder
    cache.clear()
    return built
