"""A draft is a draft in words, wherever it appears; whom it is none of the business of is told nothing."""

import pytest
from django.urls import reverse

from tests import builders as b

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def seen(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


@pytest.fixture
def scene():
    team = b.team(b.cycle())
    deliverable = b.deliverable(b.assignment(team.cycle, title="Diagnostic"), team)
    deliverable.member = b.member(team).person.user
    deliverable.coordinator = b.coordinator(team.cycle)
    return deliverable


def test_a_first_draft_on_every_page_of_team_and_coordination(client, scene):
    b.version(scene, delivered=False)
    cycle, words = scene.assignment.cycle, "rouillon, pas encore remis"
    client.force_login(scene.member)
    for name, *args in (
        ("portal:home",),
        ("deliverables:cycle-detail", cycle.slug),
        ("deliverables:deliverable-detail", scene.pk),
        ("deliverables:draft-edit", scene.pk),
        ("deliverables:version-detail", scene.pk, 1),
    ):
        assert words in seen(client, url(name, *args)), name
    assert "C’est un brouillon : rien n’est encore remis." in seen(client, url("deliverables:deliver-check", scene.pk))
    client.force_login(scene.coordinator)
    for name, *args in (("deliverables:deliverable-list",), ("deliverables:deliverable-detail", scene.pk)):
        assert words in seen(client, url(name, *args)), name
    board = seen(client, url("deliverables:cycle-board", cycle.slug))
    assert ">Brouillon<" in board
    assert "<small>pas encore remis</small>" in board


def test_the_draft_of_a_newer_version_beside_what_was_delivered(client, scene):
    """The state says what was delivered; the draft is said beside it, to the team alone."""
    b.version(scene, at=scene.effective_due_at)
    b.version(scene, delivered=False)
    scene.state = "delivered"
    scene.save()
    words = "rouillon de la version 2, pas encore remis"
    pages = [
        url("portal:home"),
        url("deliverables:cycle-detail", scene.assignment.cycle.slug),
        url("deliverables:deliverable-detail", scene.pk),
    ]
    client.force_login(scene.member)
    assert [words in seen(client, page) for page in pages] == [True] * 3
    assert "Version 2, brouillon, pas encore remis" in seen(client, url("deliverables:version-compare", scene.pk))
    client.force_login(scene.coordinator)
    assert [words in seen(client, page) for page in pages] == [False] * 3


def test_a_file_of_a_draft_is_offered_as_one_that_is_not_delivered(client, scene):
    b.version(scene, delivered=False, files=("annexe.pdf",))
    other = b.deliverable(b.assignment(scene.assignment.cycle, title="Plan"), scene.team)
    client.force_login(scene.member)
    page = seen(client, url("deliverables:draft-edit", other.pk))
    assert "annexe.pdf · Diagnostic, brouillon, pas encore remis" in page


def test_the_check_says_who_will_read_it(client, scene):
    b.member(scene.team)
    b.version(scene, delivered=False)
    client.force_login(scene.member)
    assert "les 2 membres de votre équipe" in seen(client, url("deliverables:deliver-check", scene.pk))
