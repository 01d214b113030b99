"""The administrators' pages: who finds them, what they list, what is changed there and logged (A18, A25)."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from lib import text
from partners.models import Organisation
from portal.administration import lists
from records.models import Job, LogEntry, Mail
from records.outbox import render
from tests import builders as b

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LISTS = ("organiser-list", "account-list", "mail-list", "job-list")


@pytest.fixture
def administrator(client):
    user = b.administrator("admin@demo.test")
    client.force_login(user)
    client.cookies["language"] = "en"
    return user


def url(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


def said(response) -> list[str]:
    return [message.level_tag for message in get_messages(response.wsgi_request)]


def logged() -> list[tuple]:
    return list(LogEntry.objects.order_by("pk").values_list("action", "before", "after"))


def mail(**fields) -> Mail:
    number = Mail.objects.count()
    fields = {"template": "receipt", "to_email": f"m{number}@demo.test", "context": {"version": number}} | fields
    return Mail.objects.create(**fields)


def job(**fields) -> Job:
    return Job.objects.create(**{"kind": "page_pictures"} | fields)


@pytest.mark.parametrize("name", ["administration", *LISTS])
def test_for_everybody_else_there_is_no_such_page(client, name):
    client.force_login(b.coordinator(b.cycle()))
    assert client.get(url(name)).status_code == 404


def test_an_organisation_is_created_renamed_and_its_coordinators_are_named(client, administrator):
    client.post(url("organiser-list"), {"name": "Ressources Sud", "actor_type": "resource_centre"})
    organiser = Organisation.objects.get()
    assert (organiser.is_organiser, organiser.name) == (True, "Ressources Sud")
    client.post(url("organiser-edit", organiser.pk), {"name": "Ressources Nord", "actor_type": "epci"})
    client.post(url("coordinator-add", organiser.pk), {"co-email": "Ana@Demo.test"})
    user = User.objects.get(email="ana@demo.test")
    assert list(organiser.coordinators.values_list("user", flat=True)) == [user.pk]
    assert user.email in render(Mail.objects.get(template="coordinator_added")).body
    client.post(url("coordinator-remove", organiser.pk, organiser.coordinators.get().pk))
    assert not organiser.coordinators.exists()
    assert render(Mail.objects.get(template="coordinator_added")) is None
    assert [row[0] for row in logged()] == [
        "organiser_created",
        "organiser_edited",
        "organiser_coordinator_added",
        "organiser_coordinator_removed",
    ]
    assert logged()[1][1:] == (
        {"name": "Ressources Sud", "actor_type": "resource_centre"},
        {"name": "Ressources Nord", "actor_type": "epci"},
    )


def test_refusals_stand_beside_their_field(client, administrator):
    organiser = b.organiser("Ressources Sud")
    b.user("partie@demo.test", is_active=False)
    response = client.post(url("organiser-list"), {"name": "ressources  SUD", "actor_type": "epci"})
    assert list(response.context["form"].errors) == ["name"]
    for email in ("partie@demo.test", "pas une adresse"):
        response = client.post(url("coordinator-add", organiser.pk), {"co-email": email})
        assert list(response.context["adding"].errors) == ["email"]
    assert logged() == []


def test_a_disabled_account_is_refused_at_its_next_request(client, administrator):
    other = b.user()
    theirs = type(client)()
    theirs.force_login(other)
    assert theirs.get("/").status_code == 200
    client.post(url("account-edit", other.pk), {"action": "disable"})
    assert theirs.get("/").status_code == 302
    client.post(url("account-edit", other.pk), {"action": "enable"})
    client.post(url("account-edit", other.pk), {"action": "make_administrator"})
    client.post(url("account-edit", other.pk), {"action": "remove_administrator"})
    assert logged() == [
        ("account_disabled", {"is_active": True}, {"is_active": False}),
        ("account_enabled", {"is_active": False}, {"is_active": True}),
        ("administrator_made", {"is_administrator": False}, {"is_administrator": True}),
        ("administrator_removed", {"is_administrator": True}, {"is_administrator": False}),
    ]


def test_an_administrator_who_lost_the_right_finds_nothing_at_the_next_request(client, administrator):
    other = b.administrator()
    theirs = type(client)()
    theirs.force_login(other)
    assert theirs.get(url("account-list")).status_code == 200
    client.post(url("account-edit", other.pk), {"action": "remove_administrator"})
    assert theirs.get(url("account-list")).status_code == 404


def test_the_last_administrator_and_ones_own_account_stay(client, administrator):
    b.administrator().delete()
    b.user(is_administrator=True, is_active=False)
    address = url("account-edit", administrator.pk)
    for action in ("remove_administrator", "disable"):
        assert said(client.post(address, {"action": action}))[-1] == "error"
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.is_administrator, logged()) == (True, True, [])


def test_the_page_warns_of_a_cycle_that_would_have_no_coordinator(client, administrator):
    alone, shared = b.cycle("Seule"), b.cycle("Ensemble")
    user = b.coordinator(alone)
    b.coordinator(shared, user=user)
    b.coordinator(shared)
    assert client.get(url("account-edit", user.pk)).context["alone"] == ["Seule"]


def test_accounts_are_searched_by_name_and_address(client, administrator):
    known = b.person("Hélène", "Vasseur", user=b.user("coordination@demo.test")).user
    b.user("autre@demo.test", is_active=False)
    found = {
        query: [row.email for row in client.get(url("account-list") + query).context["page"]]
        for query in ("?q=helene", "?q=autre@", "?state=inactive", "?state=administrator", "?q=vasseur&state=inactive")
    }
    assert found == {
        "?q=helene": [known.email],
        "?q=autre@": ["autre@demo.test"],
        "?state=inactive": ["autre@demo.test"],
        "?state=administrator": [administrator.email],
        "?q=vasseur&state=inactive": [],
    }


def test_a_mail_is_tried_again_and_no_link_is_shown(client, administrator):
    secret = "https://escale.test/cycles/invitation/s3cret/"
    failed = mail(state="failed", attempts=8, error=f"SMTPError: 550 {secret} refused", subject="Sujet")
    others = [mail(state="sent", sent_at=NOW), mail(state="waiting", attempts=2)]
    html = client.get(url("mail-list")).content.decode()
    assert ("550 … refused" in html, "s3cret" in html) == (True, False)
    client.post(url("mail-retry", failed.pk))
    for other in others:
        assert said(client.post(url("mail-retry", other.pk)))[-1] == "error"
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.send_after <= timezone.now()) == ("waiting", 0, True)
    assert logged() == [("mail_retried", {"state": "failed", "attempts": 8}, {"state": "waiting"})]


def test_a_failed_job_is_tried_again_unless_another_is_under_way(client, administrator):
    about = {"object_type": "cycles.cycle", "object_id": "7"}
    failed = job(state="failed", attempts=3, error="boom", **about)
    other = job(state="waiting", **about)
    assert said(client.post(url("job-retry", failed.pk)))[-1] == "error"
    other.delete()
    client.post(url("job-retry", failed.pk))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert [row[0] for row in logged()] == ["job_retried"]


def test_a_job_that_is_tried_again_says_when(client, administrator):
    job(state="waiting", attempts=1, run_after=NOW + timedelta(days=400), error="boom")
    when = text.day_time(timezone.localtime(NOW + timedelta(days=400)), timezone.localtime(), "en")
    assert f"tried again {when}" in client.get(url("job-list")).content.decode()


def test_lists_are_filtered_by_their_address(client, administrator):
    failed = mail(state="failed")
    mail(state="waiting")
    stale = job(state="running", lease_until=NOW - timedelta(minutes=5))
    job(state="running", lease_until=NOW + timedelta(days=1))
    assert [row.mail for row in client.get(url("mail-list") + "?state=failed").context["rows"]] == [failed]
    rows = client.get(url("job-list") + "?state=stale").context["rows"]
    assert [(row.job, row.is_stale) for row in rows] == [(stale, True)]


@pytest.mark.parametrize("name", LISTS)
def test_junk_in_the_address(client, administrator, name):
    for junk in ("a\x00b", "-1", "x" * 5000, "9" * 30):
        assert client.get(url(name), {"q": junk, "state": junk, "page": junk}).status_code == 200


COUNTS = {"organiser-list": 5, "account-list": 5, "mail-list": 6, "job-list": 5}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_paged_and_ask_few_queries(client, administrator, name, django_assert_num_queries):
    """Rows that all differ: own organisation, account, mail and job each."""
    for number in range(lists.PER_PAGE + 3):
        cycle = b.cycle(organiser=b.organiser(f"Centre {number}"))
        user = b.coordinator(cycle)
        b.person(organiser=cycle.organiser, user=user)
        mail(cycle_id=cycle.pk, state="failed", error=f"erreur {number}")
        job(created_by=user, state="failed")
    with django_assert_num_queries(COUNTS[name]):
        response = client.get(url(name))
    assert (len(response.context["page"]), response.context["page"].paginator.num_pages) == (50, 2)


def test_an_organisation_that_changed_meanwhile_is_not_overwritten(client, administrator):
    organiser = b.organiser("Ressources Sud")
    page = url("organiser-edit", organiser.pk)
    seen = client.get(page).context["form"]["seen"].value()
    typed = {"name": "Ressources Est", "actor_type": "epci", "seen": seen}
    client.post(page, typed | {"name": "Ressources Nord"})
    answer = client.post(page, typed)
    html = answer.content.decode()
    assert (answer.status_code, 'value="Ressources Est"' in html, "Ressources Nord" in html) == (409, True, True)
    again = typed | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    organiser.refresh_from_db()
    assert organiser.name == "Ressources Est"
