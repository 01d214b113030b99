"""The site's own pages, the sign of life, errors, the profile."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import RequestFactory
from django.urls import reverse

from partners.models import Person
from portal.readiness import GUARDS
from portal.views import errors
from records.models import LogEntry
from tests import builders as b


@pytest.mark.parametrize("name", ["accessibility", "privacy", "legal"])
@pytest.mark.django_db
def test_public_pages_need_no_account(client, name):
    assert client.get(reverse(f"portal:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["home", "profile"])
@pytest.mark.django_db
def test_other_pages_ask_to_sign_in(client, name):
    url = reverse(f"portal:{name}")
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_healthz_asks_nothing_of_the_database(client):
    """No database mark: a query would fail the test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.table)
def test_readyz_says_which_table_lost_its_guard(client, guard):
    assert "guards: ok\n" in client.get("/readyz").content.decode()
    guard.lift()
    response = client.get("/readyz")
    assert (response.status_code, f"guards: missing on {guard.table}\n" in response.content.decode()) == (503, True)


@pytest.mark.django_db
def test_not_found_says_what_was_asked_and_escapes_it(client):
    response = client.get("/nulle-part/<b>/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "/nulle-part/&lt;b&gt;/" in html
    assert html.count("<h1") == 1


@pytest.mark.django_db
def test_forbidden_says_the_refusals_sentence():
    request = RequestFactory().get("/cycles/")
    response = errors.forbidden(request, PermissionDenied("Seule la coordination <b>le peut</b>."))
    assert response.status_code == 403
    assert "Seule la coordination &lt;b&gt;le peut&lt;/b&gt;." in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_protection_is_told_so():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/preferences/", {"theme": "dark"})
    assert response.status_code == 403
    assert 'class="brand"' in response.content.decode()
    assert "theme" not in response.cookies


def test_what_breaks_is_told_without_database():
    request = RequestFactory().get("/")
    assert errors.server_error(request).status_code == 500
    assert errors.bad_request(request, SuspiciousOperation("x")).status_code == 400


@pytest.mark.django_db
def test_a_new_name_is_known_in_every_directory(client):
    user, other = b.user(), b.user()
    mine = [b.person("Camile", "Durant", user=user) for _number in range(2)]
    theirs = b.person("Camile", "Durant", user=other)
    client.force_login(user)

    client.post(reverse("portal:profile"), {"first_name": "Camille", "last_name": "Durand", "phone": "04 00 00 00 00"})

    assert [str(Person.objects.get(pk=person.pk)) for person in (*mine, theirs)] == [
        "Camille Durand",
        "Camille Durand",
        "Camile Durant",
    ]
    assert Person.objects.get(pk=mine[0].pk).sort_key == "durand camille"
    assert LogEntry.objects.filter(action="person_edited", actor=user).count() == 2


@pytest.mark.django_db
def test_an_empty_name_changes_nothing(client):
    user = b.user()
    person = b.person("Camille", "Durand", user=user)
    client.force_login(user)

    response = client.post(reverse("portal:profile"), {"first_name": " ", "last_name": "Durand"})

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert str(Person.objects.get(pk=person.pk)) == "Camille Durand"


@pytest.mark.django_db
def test_profile_without_person_shows_no_form(client):
    client.force_login(b.user())
    response = client.get(reverse("portal:profile"))
    assert response.status_code == 200
    assert 'name="first_name"' not in response.content.decode()
