"""Hostile input: junk in addresses and forms is answered without a 500, and fields that a form has not are
ignored (A23)."""

import pytest
from django.urls import reverse

from accounts.models import User
from cycles.models import Cycle, Participation, Team
from deliverables.models import Deliverable
from tests.access.matrix import MATRIX
from tests.access.test_matrix import address, ask

pytestmark = pytest.mark.django_db

JUNK = ("99999999999999999999", "-1", "__class__", "a\x00b", "x" * 10_000, "' OR 1=1 --", "\ud7ff\u202e😀", "")
LISTS = (
    "cycles:people-list",
    "deliverables:deliverable-list",
    "deliverables:deliverable-export",
    "deliverables:action-table",
    "deliverables:finding-export",
    "deliverables:contribution-table",
    "deliverables:cycle-list",
    "portal:home",
)
PARAMETERS = (
    *("page", "q", "per_page", "sort", "cycle", "team", "session", "kind", "state", "late", "waiting", "format"),
    *("theme", "neighbourhood", "category", "role", "progress"),
)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_in_the_address_of_a_list(world, name, junk):
    client, url = world.clients["coordinator"], address(world.here, name, MATRIX[name][0])
    together = ask(client, "get", url, {each: [junk, junk] for each in PARAMETERS})
    one_by_one = {each: ask(client, "get", url, {each: junk}).status_code for each in ("page", "sort", "cycle")}
    assert {together.status_code, *one_by_one.values()} <= {200, 302, 400, 404}, one_by_one


# The role that gets furthest with each form.
WRITER = {name: "contributor" for name in MATRIX if name.split(":")[-1].startswith(("draft", "deliver", "take"))}
WRITER["deliverables:peer-reading"] = "contributor"
FORMS = [name for name, row in MATRIX.items() if not row[2].startswith("405") and ":" in name]
FIELDS = [
    "revision",
    "number",
    "title",
    "text",
    "note",
    "reason",
    "day",
    "at",
    "outcome",
    "shared",
    "slug",
    "format",
    "state",
    "first_name",
    "last_name",
    "email",
    "organisation_name",
    "actor_type",
    "function",
    "role",
    "territory_name",
    "departments",
    "neighbourhoods",
    "status",
    "status_on",
    "teams",
    "kind",
    "starts",
    "ends",
    "last_day",
    "host_name",
    "remote_link",
    "questions",
    "worked_on_in",
    "due_for",
    "due_at",
    "closes_at",
    "return_mode",
    "key",
    "end",
    "direction",
    "signature",
    "sessions-TOTAL_FORMS",
    "sessions-INITIAL_FORMS",
    "items-TOTAL_FORMS",
    "items-INITIAL_FORMS",
    "items-0-id",
    "items-0-starts_at",
    "assignments-TOTAL_FORMS",
    "assignments-INITIAL_FORMS",
    "phone",
    "on",
    "name",
    "organisation",
    "message",
    "files",
    "file",
    "template",
    "channel",
    "given_by",
    "existing",
    "takes_home",
    "question",
    "contact",
    "carried",
    "fingerprint",
]


@pytest.mark.parametrize("name", FORMS)
def test_junk_in_a_form(world, name):
    client, url = world.clients[WRITER.get(name, "coordinator")], address(world.here, name, MATRIX[name][0])
    given = {junk[:20]: ask(client, "post", url, dict.fromkeys(FIELDS, junk)).status_code for junk in JUNK[:3]}
    assert set(given.values()) <= {200, 302, 400, 403, 404, 409, 412, 422}, given


EXTRA = {
    "is_administrator": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "user": "1",
    "accepted_at": "2020-01-01",
}


def after(world, role: str, name: str, data: dict, look):
    """What ``look`` finds after the POST, before it is undone."""
    from django.db import transaction

    with transaction.atomic():
        status = (
            world.clients[role].post(address(world.here, name, MATRIX[name][0]), MATRIX[name][3] | data).status_code
        )
        found = look()
        transaction.set_rollback(True)
    return status, found


def test_nobody_becomes_administrator_by_a_form(world):
    for role, name in (("coordinator", "cycles:member-add"), ("referent", "portal:profile")):
        data = EXTRA | {"first_name": "Ana", "last_name": "Roux"}
        before = set(User.objects.filter(is_administrator=True))
        status, found = after(world, role, name, data, lambda: set(User.objects.filter(is_administrator=True)))
        assert (status, found) == (302, before)


def test_a_referent_makes_no_referent(world):
    """The role is refused, and a team or cycle in the form does not lead the new member elsewhere."""
    added = Participation.objects.filter(person__email="ana.roux@demo.test")
    look = lambda: list(added.values_list("team", "cycle", "role", "accepted_at"))  # noqa: E731
    here, there = world.here, world.there
    assert after(world, "referent", "cycles:member-add", {"role": "referent"}, look) == (200, [])
    elsewhere = EXTRA | {"team": there.team.pk, "cycle": there.cycle.pk}
    given = after(world, "referent", "cycles:member-add", elsewhere, look)
    assert given == (302, [(here.team.pk, here.cycle.pk, "reader", None)])


def test_a_delivery_takes_state_team_and_author_from_nowhere_but_the_server(world):
    row = world.here.draft
    data = {
        "team": world.there.team.pk,
        "state": "retained",
        "author": world.users["administrator"].pk,
        "received_at": "2020-01-01T00:00",
        "retained_version": row.versions.get().pk,
    }

    def look():
        now = Deliverable.objects.get(pk=row.pk)
        version = now.versions.get()
        year = version.received_at.year
        return now.team_id, now.state, now.retained_version_id, version.delivered_by, year > 2020

    given = after(world, "contributor", "deliverables:deliver", data, look)
    assert given == (302, (world.here.team.pk, "delivered", None, world.users["contributor"], True))


def test_a_team_is_added_to_the_cycle_of_the_address(world):
    data = {"cycle": world.there.cycle.pk, "organiser": world.there.cycle.organiser_id, "status": "left"}
    look = lambda: list(  # noqa: E731
        Team.objects.filter(territory__name="Bassin minier").values_list("cycle", "territory__organiser", "status")
    )
    here = world.here.cycle
    assert after(world, "coordinator", "deliverables:team-create", data, look) == (
        302,
        [(here.pk, here.organiser_id, "active")],
    )


def test_a_cycle_is_not_created_for_a_foreign_organiser(world):
    url = reverse("deliverables:cycle-layout")
    start = {"format": "qualification", "title": "Ailleurs", "first_day": "2031-01-15"}
    query = "&".join(f"{key}={value}" for key, value in start.items())
    before = Cycle.objects.count()
    for method in ("get", "post"):
        answer = ask(world.clients["coordinator"], method, f"{url}?{query}&organiser={world.there.cycle.organiser_id}")
        assert answer.status_code == 200
        assert 'name="key"' not in answer.body.decode()
    assert Cycle.objects.count() == before
