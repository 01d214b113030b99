"""Theme and language: kept in a cookie and with the account; the way back stays on this site."""

import pytest
from django.urls import reverse

from tests import builders as b

pytestmark = pytest.mark.django_db
URL = "/preferences/"


@pytest.mark.parametrize("path", ["/", "/cycles/?page=2", "/profil/#display"])
def test_comes_back_to_a_page_of_this_site(client, path):
    assert client.post(URL, {"theme": "dark", "next": path})["Location"] == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://ailleurs.test/",
        "//ailleurs.test/",
        "///ailleurs.test",
        "/\\ailleurs.test",
        "\\\\ailleurs.test",
        "javascript:alert(1)",
        "cycles/",
        "/\t/ailleurs.test",
        "http:///ailleurs.test",
    ],
)
def test_never_leads_elsewhere(client, path):
    assert client.post(URL, {"theme": "dark", "next": path})["Location"] == "/"


def test_the_theme_is_written_by_the_server(client):
    login = reverse("account_login")
    assert "data-bs-theme" not in client.get(login).content.decode()

    client.post(URL, {"theme": "dark"})
    assert '<html lang="fr" data-bs-theme="dark">' in client.get(login).content.decode()

    client.post(URL, {"theme": "system"})
    assert "data-bs-theme" not in client.get(login).content.decode()


def test_the_language_is_kept(client):
    client.post(URL, {"language": "en"})
    assert '<html lang="en">' in client.get(reverse("account_login")).content.decode()


def test_the_account_keeps_it_for_another_device(client):
    user = b.user()
    client.force_login(user)
    client.post(URL, {"theme": "dark", "language": "en"})
    user.refresh_from_db()
    assert (user.theme, user.language) == ("dark", "en")

    client.cookies.pop("theme")
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"language": "xx"}, {"theme": '"><script>'}])
def test_nothing_else_is_kept(client, sent):
    user = b.user()
    client.force_login(user)
    response = client.post(URL, sent)
    user.refresh_from_db()
    assert (response.status_code, dict(response.cookies), user.theme, user.language) == (302, {}, "", "")


def test_a_get_changes_nothing(client):
    assert client.get(URL, {"theme": "dark"}).status_code == 405
