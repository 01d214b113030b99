"""Signing in, as the pages lead one through it."""

import re

import pytest
from django.urls import reverse

from tests import builders as b

pytestmark = pytest.mark.django_db


def test_a_code_by_mail_opens_the_page_that_was_asked_for(client, mailoutbox):
    user = b.user("camille@demo.test")
    asked = reverse("portal:profile")
    page = client.get(reverse("account_login"), {"next": asked}).content.decode()
    assert f'name="next" value="{asked}"' in page

    sent = client.post(reverse("account_request_login_code"), {"email": user.email, "next": asked}, follow=True)
    assert sent.redirect_chain[-1][0].startswith(reverse("account_confirm_login_code"))
    assert user.email in sent.content.decode()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mailoutbox[0].body, re.MULTILINE)[1]

    wrong = client.post(reverse("account_confirm_login_code"), {"code": "XXXXXX"})
    assert "error-summary" in wrong.content.decode()
    done = client.post(reverse("account_confirm_login_code"), {"code": code, "next": asked})
    assert done["Location"] == asked
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_mistyped_address_is_given_up_and_the_empty_form_comes_back(client, mailoutbox):
    asked = reverse("portal:profile")
    typed = {"email": "inconnue@nulle.test", "next": asked}
    html = client.post(reverse("account_request_login_code"), typed, follow=True).content.decode()
    form = html[html.index('<form id="other-address"') :]
    action, wanted = re.search(r'action="([^"]+)"', form)[1], re.search(r'name="next" value="([^"]+)"', form)[1]

    left = client.post(action, {"next": wanted}, follow=True)
    assert left.redirect_chain == [(f"{reverse('account_login')}?next=%2Fprofil%2F", 302)]
    assert "inconnue@nulle.test" not in left.content.decode()
    again = {"email": b.user("camille@demo.test").email, "next": asked}
    client.post(reverse("account_request_login_code"), again)
    assert [mail.to for mail in mailoutbox] == [["inconnue@nulle.test"], ["camille@demo.test"]]


def test_a_password_opens_home_and_a_wrong_one_says_so(client):
    b.user("camille@demo.test", password="assez-long-et-rare-42")
    wrong = client.post(reverse("account_login"), {"login": "camille@demo.test", "password": "autre"})
    assert "error-summary" in wrong.content.decode()

    right = client.post(reverse("account_login"), {"login": "camille@demo.test", "password": "assez-long-et-rare-42"})
    assert right["Location"] == reverse("portal:home")


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_pages_before_sign_in(client, name):
    html = client.get(reverse(name)).content.decode()
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    "name", ["account_set_password", "account_change_password", "account_logout", "mfa_index", "account_reauthenticate"]
)
def test_pages_after_sign_in(client, name):
    user = b.user() if name == "account_set_password" else b.user(password="assez-long-et-rare-42")
    client.force_login(user)
    html = client.get(reverse(name), follow=True).content.decode()
    assert html.count("<h1") == 1
    assert "style=" not in html


def test_a_forgotten_password_is_told_the_same_whether_known_or_not(client, mailoutbox):
    b.user("camille@demo.test", password="assez-long-et-rare-42")
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("camille@demo.test", "inconnue@demo.test")
    )
    assert known.redirect_chain == unknown.redirect_chain
    link = re.search(r"https?://[^/]+(/\S+key/\S+)", mailoutbox[0].body)[1]
    assert "<h1" in client.get(link, follow=True).content.decode()


def test_signing_out_is_a_post(client):
    client.force_login(b.user())
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
