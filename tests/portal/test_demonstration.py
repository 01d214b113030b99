"""One-click roles and the mailbox exist in demonstration mode only."""

from email.message import EmailMessage

import pytest
from django.urls import reverse

from tests import builders as b

pytestmark = pytest.mark.django_db
NAME = "20260905101530000000-0a1b2c3d"


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def write_mail(settings, html: str = "", text: str = "Bonjour, voir https://escale.demo.test/x") -> None:
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = "Votre livrable est remis", "a@demo.test", "e@demo.test"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
    (settings.MAILBOX_DIR / f"{NAME}.eml").write_bytes(message.as_bytes())


def test_one_click_signs_in(client, demo):
    user = b.user("coordination@demo.test")
    assert client.post(reverse("portal:demo-sign-in"), {"email": user.email})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_changing_role_changes_the_session(client, demo):
    client.force_login(b.user("coordination@demo.test"))
    before, other = client.session.session_key, b.user("administration@demo.test")
    client.post(reverse("portal:demo-sign-in"), {"email": other.email})
    assert client.session["_auth_user_id"] == str(other.pk)
    assert client.session.session_key != before


def test_only_the_demonstrations_accounts(client, demo):
    user = b.user("quelqu.un@demo.test")
    client.post(reverse("portal:demo-sign-in"), {"email": user.email})
    assert "_auth_user_id" not in client.session


def test_a_role_without_account_says_so(client, demo):
    response = client.post(reverse("portal:demo-sign-in"), {"email": "coordination@demo.test"}, follow=True)
    assert [str(message.level_tag) for message in response.context["messages"]] == ["error"]
    assert "_auth_user_id" not in client.session


def test_the_sign_in_page_offers_the_roles(client, demo):
    html = client.get(reverse("account_login")).content.decode()
    assert html.count('class="role"') == 7


def test_outside_the_demonstration_there_is_no_such_thing(client, settings):
    settings.DEMO = False
    user = b.user("coordination@demo.test")
    write_mail(settings)

    assert client.post(reverse("portal:demo-sign-in"), {"email": user.email}).status_code == 404
    assert client.get(reverse("portal:demo-roles")).status_code == 404
    assert 'class="role"' not in client.get(reverse("account_login")).content.decode()
    assert "_auth_user_id" not in client.session
    client.force_login(user)
    assert client.get(reverse("portal:mailbox")).status_code == 404
    assert client.get(reverse("portal:mail", args=[NAME])).status_code == 404
    assert client.get(reverse("portal:mail-as-sent", args=[NAME])).status_code == 404


def test_an_invited_guest_reads_the_mailbox_before_she_has_an_account(client, demo, settings):
    write_mail(settings, html='<html><head></head><body><a href="https://escale.demo.test/x">Voir</a></body></html>')
    assert "Votre livrable est remis" in client.get(reverse("portal:mailbox")).content.decode()
    page = client.get(reverse("portal:mail", args=[NAME])).content.decode()
    assert page.count("<h1") == 1
    assert f'src="{reverse("portal:mail-as-sent", args=[NAME])}"' in page
    assert '<a href="https://escale.demo.test/x"' in page  # of the plain text
    assert reverse("portal:mailbox") in client.get(reverse("account_login")).content.decode()


def test_a_mail_is_shown_as_it_was_sent_and_nothing_in_it_runs(client, demo, settings):
    html = "<html><head><style>p{color:red}</style></head><body><script>evil()</script><p>Bonjour</p></body></html>"
    write_mail(settings, html=html)
    response = client.get(reverse("portal:mail-as-sent", args=[NAME]))
    assert response.content.decode().strip() == html.replace("<head>", '<head><base target="_top">')
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    frame = client.get(reverse("portal:mail", args=[NAME]))
    assert "unsafe-inline" not in frame["Content-Security-Policy"]
    assert "evil" not in frame.content.decode()


def test_the_text_of_a_mail_is_text(client, demo, settings):
    write_mail(settings, text="<script>evil()</script>")
    page = client.get(reverse("portal:mail", args=[NAME])).content.decode()
    assert "&lt;script&gt;evil()" in page
    assert "<iframe" not in page


@pytest.mark.parametrize("name", ["20260905101530000000-00000000", "..", "x", "20260905101530000000-0a1b2c3d.eml"])
def test_no_other_file_is_read(client, demo, settings, name):
    write_mail(settings)
    assert client.get(f"/demonstration/courrier/{name}/").status_code == 404
    assert client.get(f"/demonstration/courrier/{name}/tel-quel/").status_code == 404
