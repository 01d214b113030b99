"""Invitations (A19): a link that expires, that a POST alone consumes, and that opens one account."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail as outgoing
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle, Participation
from cycles.people.errors import CannotInvite, InvitationDead
from cycles.people.invitations import accept_invitation, hand_over, invite
from cycles.people.operations import edit_member, remove_member
from partners.models import Person
from records import links, outbox
from records.models import LogEntry, Mail, PersonalLink
from tests import builders as build

pytestmark = pytest.mark.django_db


class NoMailServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def member():
    """A member who has no account yet."""
    cycle = build.cycle("Numérique")
    team = build.team(cycle, territory="Vallée du Gier")
    person = build.person("Inès", "Lopez", organiser=cycle.organiser, email="ines@demo.test")
    return Participation.objects.create(cycle=cycle, team=team, person=person, role="contributor")


def token_of(member: Participation) -> str:
    """Invite, let the mail go, and read the token where the member reads it."""
    invite(actor=build.coordinator(member.cycle), participation=member)
    outbox.send_waiting()
    return re.search(r"/cycles/invitation/([\w-]+)/", outgoing.outbox[-1].body)[1]


def address(token: str) -> str:
    return reverse("cycles:invitation", args=[token])


def state() -> tuple:
    """All that an invitation may write."""
    return (
        User.objects.count(),
        list(PersonalLink.objects.values_list("consumed_at", "revoked_at")),
        list(Participation.objects.values_list("accepted_at", flat=True)),
        list(Person.objects.values_list("user", flat=True)),
        LogEntry.objects.count(),
    )


def test_mail_says_who_invites_to_what_and_is_stored_without_its_secret(member):
    token = token_of(member)
    message = outgoing.outbox[0]
    assert message.to == ["ines@demo.test"]
    assert [part in message.body for part in ("Numérique", "Vallée du Gier", token)] == [True, True, True]
    html = message.alternatives[0][0]
    assert [part in html for part in ("Numérique", "Vallée du Gier", token)] == [True, True, True]
    link = PersonalLink.objects.get()
    assert (link.token_hash == token, len(link.token_hash)) == (False, 64)
    assert timedelta(days=13, hours=23) < link.expires_at - timezone.now() <= timedelta(days=14)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names come from the database itself
            assert token not in repr(cursor.fetchall())


def test_names_with_signs_are_text_in_the_mail_and_never_a_header(member):
    Cycle.objects.update(title="L'eau & <b>la ville</b>\r\nBcc: pirate@demo.test")
    Person.objects.filter(pk=member.person_id).update(first_name="Inès\r\nBcc: pirate@demo.test", last_name="<i>")
    member = Participation.objects.get(pk=member.pk)
    token_of(member)
    message = outgoing.outbox[0]
    assert "L'eau & <b>la ville</b> Bcc: pirate@demo.test" in message.subject
    assert (message.recipients(), "\n" in message.subject) == (["ines@demo.test"], False)
    assert "L'eau & <b>la ville</b>" in message.body
    html = message.alternatives[0][0]
    assert ("<b>la ville" in html, "<i>" in html, "&lt;b&gt;la ville" in html) == (False, False, True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_writes_nothing(client, member, method):
    token = token_of(member)
    before = state()
    assert getattr(client, method)(address(token)).status_code == 200
    assert state() == before
    assert SESSION_KEY not in client.session


def test_page_says_who_invites_to_what_as_whom_and_is_not_stored(client, member):
    response = client.get(address(token_of(member)))
    text = response.content.decode()
    parts = (member.cycle.organiser.name, "Numérique", "Vallée du Gier", "Inès Lopez", "ines@demo.test")
    assert [part in text for part in parts] == [True] * 5
    assert "no-store" in response["Cache-Control"]


def test_accepting_opens_the_account_and_signs_in_under_a_new_session(client, member):
    token = token_of(member)
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = True
    session.save()
    old = session.session_key
    response = client.post(address(token))
    assert (response.status_code, response.url) == (302, reverse("portal:home"))
    user = User.objects.get(email="ines@demo.test")
    member.refresh_from_db()
    assert (member.person.user, member.accepted_at is not None, user.has_usable_password()) == (user, True, False)
    assert client.session[SESSION_KEY] == str(user.pk)
    assert client.session.session_key != old
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor) == ("invitation_accepted", user)
    assert client.get(reverse("cycles:team-detail", args=[member.cycle.slug, member.team.pk])).status_code == 200


def test_used_link_does_nothing_more(client, member):
    token = token_of(member)
    client.post(address(token))
    client.logout()
    before = state()
    for method in (client.get, client.post):
        response = method(address(token))
        assert response.status_code == 410
        assert "Gier" not in response.content.decode()
    assert (state(), SESSION_KEY in client.session) == (before, False)


def test_second_tap_of_the_same_person_leads_home(client, member):
    token = token_of(member)
    client.post(address(token))
    response = client.post(address(token))
    assert (response.status_code, response.url) == (302, reverse("portal:home"))
    assert User.objects.filter(email="ines@demo.test").count() == 1


def expire(member):
    PersonalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(member):
    links.revoke("invitation", member)


def leave(member):
    remove_member(actor=build.user(), participation=member)


def archive(member):
    Cycle.objects.update(state="archived")


def readdress(member):
    edit_member(
        actor=build.user(), participation=member, revision=0, first_name="Inès", last_name="Lopez",
        email="autre@demo.test", organisation_name="", actor_type="", function="", role="contributor",
    )  # fmt: skip


@pytest.mark.parametrize("end", [expire, revoke, leave, archive, readdress])
def test_dead_link_is_410_and_tells_nothing_of_the_team(client, member, end):
    token = token_of(member)
    assert client.get(address(token)).status_code == 200
    end(member)
    before = state()
    for method in (client.get, client.post):
        response = method(address(token))
        assert response.status_code == 410
        text = response.content.decode()
        assert [secret in text for secret in ("Gier", "Numérique", "Inès", "ines@")] == [False] * 4
    assert state() == before


def test_unknown_link_is_404(client, member):
    token = token_of(member)
    for wrong in (token[:-1], "x", token + "é"):
        assert [client.get(address(wrong)).status_code, client.post(address(wrong)).status_code] == [404, 404]


def test_link_of_another_purpose_is_unknown(client, member):
    token = links.issue("opinion", member, email="ines@demo.test", days=1, actor=None)
    assert client.get(address(token)).status_code == 404


def test_newer_invitation_ends_the_older(client, member):
    first, second = token_of(member), None
    member.cycle.roles.all().delete()
    second = token_of(member)
    assert [client.get(address(token)).status_code for token in (first, second)] == [410, 200]


def test_an_invitation_that_cannot_be_sent_leaves_the_older_link_alive(member, settings):
    older = token_of(member)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.cycles.test_invitations.NoMailServer"
    invite(actor=build.coordinator(member.cycle), participation=member)
    assert outbox.send_waiting() == 0
    assert links.find("invitation", older)
    settings.EMAIL_BACKEND = working
    Mail.objects.filter(state="waiting").update(send_after=timezone.now())
    assert outbox.send_waiting() == 1
    newer = re.search(r"/cycles/invitation/([\w-]+)/", outgoing.outbox[-1].body)[1]
    assert (links.find("invitation", older), bool(links.find("invitation", newer))) == (None, True)
    assert PersonalLink.objects.filter(revoked_at=None).count() == 1


def test_a_link_handed_over_while_the_mail_goes_is_not_ended_by_it(member):
    coordinator = build.coordinator(member.cycle)
    invite(actor=coordinator, participation=member)
    message = outbox.render(Mail.objects.get())
    token = hand_over(actor=coordinator, participation=member)
    message.once_sent()
    assert links.find("invitation", token)


def test_invitation_that_still_waits_is_not_doubled(member):
    actor = build.user()
    for _tap in range(2):
        invite(actor=actor, participation=member)
    assert (Mail.objects.count(), LogEntry.objects.count()) == (1, 1)


def test_mail_is_cancelled_when_the_member_left_meanwhile(member):
    invite(actor=build.user(), participation=member)
    remove_member(actor=build.user(), participation=member)
    assert (outbox.send_waiting(), outgoing.outbox, PersonalLink.objects.count()) == (0, [], 0)
    assert Mail.objects.get().state == "cancelled"


def test_somebody_else_signed_in_consumes_nothing(client, member):
    token = token_of(member)
    other = build.user("autre@demo.test")
    client.force_login(other)
    before = state()
    for method in (client.get, client.post):
        response = method(address(token))
        assert (response.status_code, "autre@demo.test" in response.content.decode()) == (409, True)
    assert (state(), client.session[SESSION_KEY]) == (before, str(other.pk))


def test_own_account_already_signed_in_accepts(client, member):
    token = token_of(member)
    own = build.user("ines@demo.test")
    client.force_login(own)
    assert client.post(address(token)).status_code == 302
    member.refresh_from_db()
    assert (member.person.user, User.objects.filter(email="ines@demo.test").count()) == (own, 1)


def test_disabled_account_is_refused(client, member):
    token = token_of(member)
    build.user("ines@demo.test", is_active=False)
    before = state()
    assert client.post(address(token)).status_code == 403
    assert (state(), SESSION_KEY in client.session) == (before, False)


def test_address_tied_to_another_account_is_refused(client, member):
    token = token_of(member)
    Person.objects.filter(pk=member.person_id).update(user=build.user("ailleurs@demo.test"))
    before = state()
    assert client.post(address(token)).status_code == 403
    assert state() == before


@pytest.mark.parametrize("account", [build.user, build.administrator])
def test_who_has_an_account_signs_in_first_and_then_accepts(client, member, account):
    token = token_of(member)
    user = account("ines@demo.test")
    before = state()
    response = client.post(address(token))
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={address(token)}")
    assert (state(), SESSION_KEY in client.session) == (before, False)
    client.force_login(user)
    assert client.post(address(token)).url == reverse("portal:home")
    member.refresh_from_db()
    assert (member.accepted_at is not None, member.person.user) == (True, user)


def test_a_link_that_was_handed_over_signs_nobody_in_to_an_account_of_elsewhere(client, member):
    elsewhere = build.cycle()
    victim = build.coordinator(elsewhere)
    Person.objects.filter(pk=member.person_id).update(email=victim.email)
    client.force_login(build.coordinator(member.cycle))
    shown = client.post(reverse("cycles:person-link", args=[member.cycle.slug, member.pk]))
    link = "/" + shown.context["link"].split("/", 3)[3]
    client.logout()
    assert client.post(link).url.startswith(reverse("account_login"))
    assert SESSION_KEY not in client.session
    assert client.get(reverse("cycles:cycle-edit", args=[elsewhere.slug])).status_code == 302


def test_extra_fields_are_ignored(client, member):
    client.post(address(token_of(member)), {"email": "pirate@demo.test", "role": "referent", "is_administrator": "on"})
    member.refresh_from_db()
    user = User.objects.get(email="ines@demo.test")
    assert (member.role, user.is_administrator, User.objects.filter(email="pirate@demo.test").exists()) == (
        "contributor", False, False,
    )  # fmt: skip


def test_secret_stays_out_of_the_log(client, member, caplog):
    token = token_of(member)
    client.force_login(build.user())
    assert client.post(address(token)).status_code == 409
    client.logout()
    assert [client.post(address(token)).status_code, client.post(address("inconnu")).status_code] == [302, 404]
    assert [record.getMessage() for record in caplog.records if "invitation" in record.getMessage()] == []


def test_other_methods_are_refused(client, member):
    assert client.put(address(token_of(member))).status_code == 405


def test_whoever_accepted_is_not_invited_again(member):
    accept_invitation(token=token_of(member))
    member.refresh_from_db()
    with pytest.raises(CannotInvite):
        invite(actor=build.user(), participation=member)


def test_link_is_used_once_and_opens_one_account(member):
    token = token_of(member)
    accept_invitation(token=token)
    with pytest.raises(InvitationDead):
        accept_invitation(token=token)
    assert User.objects.filter(email="ines@demo.test").count() == 1


def test_many_clicks_are_few_mails(client, member):
    client.force_login(build.member(member.team, role="referent").person.user)
    for _click in range(9):
        client.post(reverse("cycles:member-invite", args=[member.cycle.slug, member.team_id, member.pk]))
        outbox.send_waiting()
    assert len(outgoing.outbox) == 3
