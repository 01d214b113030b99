"""Personal links: the token is told once and kept as a hash; exactly one use."""

from datetime import timedelta

import pytest
from django.utils import timezone

from records import links
from records.models import PersonalLink
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return builders.team()


def test_the_token_is_not_in_the_database(team):
    token = links.issue("invitation", team, email="a@demo.test", days=14)
    row = PersonalLink.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == links.hash_of(token)


def test_a_link_opens_for_its_purpose_only_and_once(team):
    token = links.issue("invitation", team, email="a@demo.test", days=14)
    assert links.find("opinion", token) is None
    link = links.find("invitation", token)
    assert [links.consume(link), links.consume(link)] == [True, False]
    assert links.find("invitation", token) is None
    assert links.known("invitation", token) == link


def test_a_new_link_ends_the_older_one(team):
    old = links.issue("invitation", team, email="a@demo.test", days=14)
    new = links.issue("invitation", team, email="a@demo.test", days=14)
    assert links.find("invitation", old) is None
    assert links.find("invitation", new) is not None


def test_an_expired_or_revoked_link_neither_opens_nor_is_consumed(team):
    token = links.issue("invitation", team, email="a@demo.test", days=14)
    link = links.find("invitation", token)
    PersonalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert links.find("invitation", token) is None
    assert links.consume(link) is False
    token = links.issue("invitation", team, email="a@demo.test", days=14)
    link = links.find("invitation", token)
    assert links.revoke("invitation", team) == 1
    assert links.consume(link) is False


def test_a_link_made_for_a_mail_ends_the_older_ones_only_once_told():
    cycle, other = builders.cycle(), builders.cycle()
    first, elsewhere = (links.add("invitation", each, email="a@demo.test", days=1)[1] for each in (cycle, other))
    link, second = links.add("invitation", cycle, email="a@demo.test", days=1)
    assert all(links.find("invitation", token) for token in (first, second, elsewhere))
    assert links.supersede(link) == 1
    assert [bool(links.find("invitation", token)) for token in (first, second, elsewhere)] == [False, True, True]
