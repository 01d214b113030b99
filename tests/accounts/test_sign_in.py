"""Signing in: by e-mailed code or password, the same words for a known and an unknown address, and limits."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests import builders

pytestmark = pytest.mark.django_db


def ask_for_code(client, email: str):
    return client.post(reverse("account_request_login_code"), {"email": email})


def test_a_code_by_mail_signs_in_and_the_session_changes(client):
    builders.user("camille@demo.test")
    before = client.session.session_key
    response = ask_for_code(client, "Camille@demo.test")
    assert (response.status_code, response.url) == (302, reverse("account_confirm_login_code"))
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[0].body, re.M).group(1)
    assert f'<p class="code">{code}</p>' in mail.outbox[0].alternatives[0][0]
    response = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert (response.status_code, response.url) == (302, reverse("portal:home"))
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert client.session.session_key != before


def test_an_unknown_address_is_answered_alike_and_opens_no_account(client):
    builders.user("known@demo.test")
    known, unknown = ask_for_code(client, "known@demo.test"), ask_for_code(client, "unknown@demo.test")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert list(User.objects.values_list("email", flat=True)) == ["known@demo.test"]


def test_a_disabled_account_neither_signs_in_nor_stays(client):
    user = builders.user("camille@demo.test", password="un mot de passe long")
    client.force_login(user)
    assert client.get(reverse("portal:home")).status_code == 200
    User.objects.update(is_active=False)
    assert client.get(reverse("portal:home")).status_code == 302
    client.logout()
    client.post(reverse("account_login"), {"login": "camille@demo.test", "password": "un mot de passe long"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["account_signup", "account_email"])
def test_nobody_signs_up_or_takes_another_address(client, name):
    client.force_login(builders.user())
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"email": "other@demo.test", "action_add": ""}).status_code == 404


def test_signed_in_pages_are_not_stored(client):
    client.force_login(builders.user())
    assert "no-store" in client.get(reverse("portal:home"))["Cache-Control"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_foreign_next_is_ignored(client, target):
    builders.user("camille@demo.test", password="un mot de passe long")
    data = {"login": "camille@demo.test", "password": "un mot de passe long", "next": target}
    assert client.post(reverse("account_login"), data).url == reverse("portal:home")


def test_a_forged_host_is_refused(client):
    assert client.get(reverse("account_login"), headers={"host": "evil.example"}).status_code == 400


def test_trying_passwords_is_limited_whatever_the_forwarded_address(client):
    builders.user("camille@demo.test", password="un mot de passe long")
    data = {"login": "camille@demo.test", "password": "faux"}
    answers = [
        client.post(reverse("account_login"), data, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(40)
    ]
    assert (answers[0], answers[-1]) == (200, 429)
    data["password"] = "un mot de passe long"
    assert client.post(reverse("account_login"), data).status_code == 429


def test_pages_follow_the_readers_account_on_a_new_device_and_her_cookie_first(client):
    client.force_login(builders.user(language="en"))
    assert client.get(reverse("portal:home"))["Content-Language"] == "en"
    client.cookies["language"] = "fr"
    assert client.get(reverse("portal:home"))["Content-Language"] == "fr"


def test_limits_are_not_forgotten_because_others_are_counted_too():
    cache.set_many({f"limit-{number}": 1 for number in range(700)}, 3600)
    assert len(cache.get_many([f"limit-{number}" for number in range(700)])) == 700


def test_a_session_lasts_twelve_hours_from_the_last_request_and_a_week_at_most(client):
    client.force_login(builders.user())
    start, home = timezone.now(), reverse("portal:profile")
    ends = lambda: Session.objects.get().expire_date - start  # noqa: E731
    for minutes, hours in ((10, 12), (20, 12 + 1 / 3), (34, 12 + 1 / 3), (12 * 60, 24)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get(home).status_code == 200
        assert abs(ends() - timedelta(hours=hours)) < timedelta(seconds=5)
    for hours in range(20, 7 * 24, 10):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            client.get(home)
    assert timedelta(days=6.5) < ends() <= timedelta(days=7, seconds=5)
    with time_machine.travel(start + timedelta(days=7, minutes=1), tick=False):
        assert client.get(home).status_code == 302
