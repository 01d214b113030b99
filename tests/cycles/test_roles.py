"""Who runs a cycle: given, changed, taken away, and what that means at the next request (A18, A25)."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from accounts.models import User
from cycles.models import CycleRole
from cycles.people import roles
from partners.models import Person
from records.models import LogEntry, Mail
from records.outbox import render
from tests import builders as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return build.cycle("Numérique")


@pytest.fixture
def coordinator(cycle, client):
    user = build.coordinator(cycle)
    client.force_login(user)
    return user


def url(name: str, cycle, *args) -> str:
    return reverse(f"cycles:{name}", args=[cycle.slug, *args])


def held(cycle) -> dict[str, str]:
    return dict(cycle.roles.values_list("user__email", "role"))


def said(response) -> list[str]:
    return [message.level_tag for message in get_messages(response.wsgi_request)]


def ana(**changes) -> dict:
    given = {"email": "Ana.Roux@Demo.test", "first_name": "Ana", "last_name": "Roux", "role": "facilitator"}
    return given | changes


def test_a_new_address_gets_an_account_a_name_and_a_mail(client, cycle, coordinator):
    assert client.post(url("roles-edit", cycle), ana()).status_code == 302
    user = User.objects.get(email="ana.roux@demo.test")
    assert held(cycle) == {coordinator.email: "coordinator", user.email: "facilitator"}
    assert Person.objects.get(user=user).name == "Ana Roux"
    assert user.has_usable_password() is False
    mail = Mail.objects.get(template="role_given")
    message = render(mail)
    assert mail.to_email == user.email
    assert f"/cycles/{cycle.slug}/" in message.body
    assert user.email in message.body
    entry = LogEntry.objects.get(action="role_given")
    assert (entry.actor, entry.cycle_id, entry.after) == (
        coordinator,
        cycle.pk,
        {"user": user.pk, "role": "facilitator"},
    )


def test_somebody_known_keeps_her_name_and_needs_none(client, cycle, coordinator):
    known = build.person("Awa", "Diarra", organiser=cycle.organiser, user=build.user("awa@demo.test"))
    assert client.post(url("roles-edit", cycle), {"email": "awa@demo.test", "role": "coordinator"}).status_code == 302
    assert Person.objects.get(user__email="awa@demo.test") == known
    assert held(cycle)["awa@demo.test"] == "coordinator"
    assert "Awa Diarra" in client.get(url("roles-edit", cycle)).content.decode()


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (ana(first_name="", last_name=""), {"first_name", "last_name"}),
        (ana(email="pas une adresse"), {"email"}),
        (ana(role="administrator"), {"role"}),
        (ana(email="partie@demo.test"), {"email"}),
        (ana(email="deja@demo.test"), {"email"}),
    ],
)
def test_refused_beside_the_field(client, cycle, coordinator, data, fields):
    build.user("partie@demo.test", is_active=False)
    build.facilitator(cycle, user=build.user("deja@demo.test"))
    response = client.post(url("roles-edit", cycle), data)
    assert (response.status_code, set(response.context["form"].errors)) == (200, fields)
    assert (Mail.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_a_mail_that_is_no_longer_true_is_not_sent(client, cycle, coordinator):
    client.post(url("roles-edit", cycle), ana())
    cycle.roles.filter(user__email="ana.roux@demo.test").delete()
    assert render(Mail.objects.get()) is None


def test_the_last_coordinator_stays(client, cycle, coordinator):
    own = cycle.roles.get()
    build.coordinator(cycle, user=build.user(is_active=False))
    for response in (
        client.post(url("role-change", cycle, own.pk), {"role": "facilitator"}),
        client.post(url("role-remove", cycle, own.pk)),
    ):
        assert said(response)[-1] == "error"
    assert held(cycle)[coordinator.email] == "coordinator"
    assert LogEntry.objects.count() == 0


def test_a_changed_or_removed_role_is_refused_at_the_next_request(client, cycle, coordinator):
    other = build.coordinator(cycle)
    given = cycle.roles.get(user=other)
    theirs = type(client)()
    theirs.force_login(other)
    pages = [url("cycle-edit", cycle), reverse("deliverables:cycle-detail", args=[cycle.slug])]
    assert [theirs.get(page).status_code for page in pages] == [200, 200]
    client.post(url("role-change", cycle, given.pk), {"role": "facilitator"})
    assert [theirs.get(page).status_code for page in pages] == [403, 200]
    client.post(url("role-remove", cycle, given.pk))
    assert [theirs.get(page).status_code for page in pages] == [404, 404]
    assert list(LogEntry.objects.order_by("pk").values_list("action", "before", "after")) == [
        ("role_changed", {"user": other.pk, "role": "coordinator"}, {"user": other.pk, "role": "facilitator"}),
        ("role_removed", {"user": other.pk, "role": "facilitator"}, {}),
    ]


def test_who_gives_up_her_own_role_is_led_out(client, cycle, coordinator):
    build.coordinator(cycle)
    response = client.post(url("role-remove", cycle, cycle.roles.get(user=coordinator).pk))
    assert response["Location"] == reverse("deliverables:cycle-list")


def test_co_organisers(client, cycle, coordinator):
    client.post(url("co-organiser-add", cycle), {"co-name": "Ville de Vaulx", "co-actor_type": "commune"})
    added = cycle.co_organisers.get()
    assert added.actor_type == "commune"
    refused = client.post(url("co-organiser-add", cycle), {"co-name": "ville de vaulx"})
    assert set(refused.context["organiser_form"].errors) == {"name"}
    client.post(url("co-organiser-remove", cycle, added.pk))
    assert not cycle.co_organisers.exists()
    assert list(LogEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "co_organiser_added",
        "co_organiser_removed",
    ]


def test_everybody_in_the_cycle_sees_who_runs_it(client, cycle, coordinator):
    cycle.is_open_to_all = True
    cycle.save()
    build.person("Hélène", "Vasseur", organiser=cycle.organiser, user=coordinator)
    page = reverse("deliverables:cycle-detail", args=[cycle.slug])
    found = {}
    for who, user in {"member": build.member(build.team(cycle)).person.user, "outside": build.user()}.items():
        client.force_login(user)
        html = client.get(page).content.decode()
        found[who] = ("Hélène Vasseur" in html, coordinator.email in html)
    assert found == {"member": (True, True), "outside": (True, False)}


@pytest.mark.parametrize("people", [1, 12])
def test_queries_do_not_grow_with_the_people(client, cycle, coordinator, django_assert_num_queries, people):
    for _number in range(people):
        user = build.facilitator(cycle)
        build.person(organiser=cycle.organiser, user=user)
    with django_assert_num_queries(8):
        client.get(url("roles-edit", cycle))


def test_two_coordinators_who_remove_each_other_at_once_leave_one(transactional_db):
    cycle = build.cycle()
    users = [build.coordinator(cycle), build.coordinator(cycle)]
    given = [cycle.roles.get(user=user) for user in users]
    gate, refused = threading.Barrier(2), []

    def remove(actor: User, role: CycleRole) -> None:
        gate.wait()
        try:
            roles.remove_role(actor=actor, given=role)
        except roles.LastCoordinator:
            refused.append(actor)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in zip(users, reversed(given), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), cycle.roles.count()) == (1, 1)


def test_what_somebody_else_removed_is_said_and_logged_once(client, cycle, coordinator):
    gone = build.facilitator(cycle)
    given = cycle.roles.get(user=gone)
    for _ in range(2):
        roles.remove_role(actor=coordinator, given=given)
    assert LogEntry.objects.filter(action="role_removed").count() == 1
    with pytest.raises(roles.RoleGone):
        roles.change_role(actor=coordinator, given=given, role="coordinator")
