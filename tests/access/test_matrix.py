"""Every address of the site for every role, against the literal table of ``matrix`` (A1, A2)."""

import re
from operator import attrgetter
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.access.matrix import ADMINISTRATORS, ADMINISTRATORS_DONE, MATRIX, PUBLIC
from tests.access.world import ROLES

pytestmark = pytest.mark.django_db
FOUND = {200, 302, 422}


def views(patterns=None, namespace=""):
    """(name, view) of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from views(pattern.url_patterns, inner)


def value_of(world_objects, argument: str):
    """``'text'`` and numbers stand for themselves, anything else is a path from the objects."""
    if argument.startswith("'"):
        return argument.strip("'")
    return int(argument) if argument.isdecimal() else attrgetter(argument)(world_objects)


def address(objects, name: str, arguments: str) -> str:
    return reverse(name, args=[value_of(objects, each) for each in arguments.split()])


def ask(client, method: str, url: str, data=None):
    """The answer, read to its end; whatever it wrote is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, data or {})
        response.body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response


def statuses(world, method: str, url: str, data=None) -> str:
    return " ".join(str(ask(world.clients[role], method, url, data).status_code) for role in ROLES)


def without_token(body: bytes, url: str) -> bytes:
    """A page without what differs on every request: the request's own address, its number, tokens and nonces."""
    body = body.replace(url.encode(), b"")
    body = re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", body)
    return re.sub(rb'nonce="[^"]*"|X-CSRFToken[^}]*|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', b"", body)


def test_every_address_is_in_the_table():
    assert {name for name, _view in views()} == set(MATRIX) | set(PUBLIC)


def test_the_public_views_are_these():
    assert {name for name, view in views() if not getattr(view, "login_required", True)} == set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_view(world, name):
    arguments, *expected = PUBLIC[name]
    url = address(world.here, name, arguments)
    assert [ask(world.anonymous, method, url).status_code for method in ("get", "post")] == expected


@pytest.mark.parametrize("name", MATRIX)
def test_anonymous_is_sent_to_sign_in(world, name):
    arguments, _get, _post, data = MATRIX[name]
    url = address(world.here, name, arguments)
    for method in ("get", "post"):
        answer = ask(world.anonymous, method, url, data if method == "post" else None)
        assert (method, answer.status_code, answer["Location"]) == (
            method,
            302,
            f"{reverse('account_login')}?next={url}",
        )


@pytest.mark.parametrize("name", MATRIX)
def test_get(world, name):
    arguments, expected, _post, _data = MATRIX[name]
    assert statuses(world, "get", address(world.here, name, arguments)) == expected


@pytest.mark.parametrize("name", MATRIX)
def test_post(world, name):
    arguments, _get, expected, data = MATRIX[name]
    assert statuses(world, "post", address(world.here, name, arguments), data) == expected


def test_a_draft_that_is_not_shared_is_its_teams(world):
    here = world.here
    for url in (
        reverse("deliverables:version-detail", args=[here.draft.pk, 1]),
        reverse("deliverables:file-download", args=[here.draft.pk, 1, here.draft.file.pk]),
        reverse("deliverables:page-picture", args=[here.draft.pk, 1, here.draft.file.pk, 1]),
    ):
        assert statuses(world, "get", url) == "404 404 200 200 200 404 404 404 404"


NAMED = {name: row for name, row in MATRIX.items() if re.search(r"\.(pk|slug)", row[0])}


# An administrator sees all, and nobody else finds her pages.
SHARED = [name for name, row in NAMED.items() if not {ADMINISTRATORS, ADMINISTRATORS_DONE} & set(row[1:3])]


@pytest.mark.parametrize("name", SHARED)
def test_what_is_not_mine_looks_like_what_does_not_exist(world, name):
    """The same status and the same page, for another cycle's objects and for ids that nobody has."""
    arguments, get, _post, _data = NAMED[name]
    missing = [
        UUID(int=999999)
        if each == "upload.pk"
        else 999999
        if ".pk" in each or ".number" in each
        else "nulle-part"
        if ".slug" in each
        else value_of(None, each)
        for each in arguments.split()
    ]
    real, none = address(world.there, name, arguments), reverse(name, args=missing)
    method = "post" if get.startswith("405") else "get"
    client = world.clients["coordinator"]
    mine, not_mine, unknown = (
        ask(client, method, address(world.here, name, arguments)),
        ask(client, method, real),
        ask(client, method, none),
    )
    assert mine.status_code != 404
    assert (not_mine.status_code, unknown.status_code) == (404, 404)
    assert without_token(not_mine.body, real) == without_token(unknown.body, none)


MIXED = [(name, place) for name, row in NAMED.items() for place in range(1, row[0].count(" ") + 1)]
MIXED = [(name, place) for name, place in MIXED if ".pk" in MATRIX[name][0].split()[place]]


@pytest.mark.parametrize(("name", "place"), MIXED)
def test_ids_of_another_cycle_in_an_address_of_this_one(world, name, place):
    """Even the administrator, who may see both, does not find one cycle's object under the other's address."""
    parts = MATRIX[name][0].split()
    own = [value_of(world.here, each) for each in parts]
    foreign = [value_of(world.there if number == place else world.here, each) for number, each in enumerate(parts)]
    method = "post" if MATRIX[name][1].startswith("405") else "get"
    # A draft's files are taken out and its rows confirmed by its team alone, an upload is ended by its sender.
    own_work = name in {"deliverables:draft-file-remove", "deliverables:draft-upload", "deliverables:row-confirm"}
    client = world.clients["contributor" if own_work else "administrator"]
    data = MATRIX[name][3] if method == "post" else {}
    assert ask(client, method, reverse(name, args=own), data).status_code in FOUND
    assert ask(client, method, reverse(name, args=foreign), data).status_code == 404
