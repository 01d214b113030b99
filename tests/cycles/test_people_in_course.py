"""People in mid-cycle: participants without a team, wrong addresses, mails that fail, a change of organisation."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail as outgoing
from django.urls import reverse
from django.utils import timezone

from capitalisation.content.reader import read_content
from cycles.attendance.figures import attendance_of, attended, presence_by_team
from cycles.models import AccessRequest, Cycle, Participation, Presence
from cycles.people.composition import composition
from cycles.people.errors import BadDay, CannotInvite
from cycles.people.invitations import invite, waiting_for_invitation
from cycles.people.operations import change_organisation
from cycles.stale import StaleError
from deliverables.figures import people_in
from partners.models import Person
from records import links, outbox
from records.models import LogEntry, Mail, PersonalLink
from tests import builders as build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


class World:
    def __init__(self):
        self.cycle = build.cycle("Numérique")
        self.slug = self.cycle.slug
        self.coordinator = build.coordinator(self.cycle)
        self.team = build.team(self.cycle, territory="Vallée du Gier")
        self.referent = build.member(self.team, role="referent").person.user
        self.old = build.organisation("Ville de Rive", organiser=self.cycle.organiser)
        person = build.person("Inès", "Lopez", organiser=self.cycle.organiser, email="ines@demo.test")
        self.member = Participation.objects.create(
            cycle=self.cycle,
            team=self.team,
            person=person,
            role="contributor",
            organisation=self.old,
            joined_at=timezone.now() - timedelta(days=90),
        )

    def invite(self) -> str:
        """Invite her, let the mail go, and read its token."""
        invite(actor=self.coordinator, participation=self.member)
        outbox.send_waiting()
        return newest_token()


@pytest.fixture
def world():
    return World()


@pytest.fixture
def coordinator(client, world):
    client.force_login(world.coordinator)
    return client


def url(name: str, *args) -> str:
    return reverse(f"cycles:{name}", args=args)


def newest_token() -> str:
    return re.search(r"/cycles/invitation/([\w-]+)/", outgoing.outbox[-1].body)[1]


def opens(client, token: str) -> int:
    client.logout()
    return client.get(url("invitation", token)).status_code


def person_data(**changes) -> dict:
    return {
        "first_name": "Inès",
        "last_name": "Lopez",
        "email": "ines@demo.test",
        "organisation_name": "Ville de Rive",
        "actor_type": "",
        "function": "",
        "role": "contributor",
        "revision": 0,
        **changes,
    }


# Participants without a team


def test_participant_without_a_team_is_added_changed_invited_and_removed(coordinator, world):
    home = url("people-list", world.slug)
    data = person_data(first_name="Ada", email="Ada@demo.test", actor_type="commune", organisation_name="Ville neuve")
    answer = coordinator.post(url("participant-add", world.slug), data)
    row = Participation.objects.get(person__email="ada@demo.test")
    assert (answer.url, row.team, row.role, row.organisation.name) == (home, None, "participant", "Ville neuve")
    edit = url("participant-edit", world.slug, row.pk)
    assert coordinator.post(edit, data | {"function": "Élue", "role": "referent"}).url == home
    row.refresh_from_db()
    assert (row.function, row.role) == ("Élue", "participant")
    assert coordinator.post(url("person-invite", world.slug, row.pk)).url == home
    assert Mail.objects.get().to_email == "ada@demo.test"
    assert coordinator.post(url("participant-remove", world.slug, row.pk)).url == home
    assert not world.cycle.participations.active().filter(pk=row.pk).exists()
    actions = ["participant_added", "member_edited", "member_invited", "member_removed"]
    assert list(LogEntry.objects.order_by("id").values_list("action", flat=True)) == actions


def test_who_is_in_a_team_or_already_there_is_no_participant(coordinator, world):
    add = url("participant-add", world.slug)
    found = coordinator.post(add, person_data()).context["form"].errors["email"]
    build.participant(world.cycle, person=build.person(organiser=world.cycle.organiser, email="seul@demo.test"))
    found += coordinator.post(add, person_data(email="seul@demo.test")).context["form"].errors["email"]
    assert (len(found), "Gier" in found[0]) == (2, True)
    assert world.cycle.participations.count() == 3


def test_member_of_a_team_is_not_edited_as_a_participant(coordinator, world):
    assert coordinator.get(url("participant-edit", world.slug, world.member.pk)).status_code == 404


def test_list_is_narrowed_by_words_and_team(coordinator, world):
    build.participant(world.cycle, person=build.person("Ève", "Dupré", organiser=world.cycle.organiser))
    build.member(build.team(world.cycle, territory="Vaulx"), first_name="Léo")

    def names(query: str) -> list[str]:
        answer = coordinator.get(url("people-list", world.slug) + query)
        return sorted(row["member"].person.first_name for row in answer.context["rows"])

    found = [names("?q=eve"), names("?q=RIVE+lopez"), names("?team=none"), names(f"?team={world.team.pk}"), names("")]
    everyone = ["Camille", "Inès", "Léo", "Ève"]
    assert found == [["Ève"], ["Inès"], ["Ève"], ["Camille", "Inès"], everyone]
    assert names("?team=999") == []


def test_list_asks_the_database_as_often_however_many_people(coordinator, world, django_assert_num_queries):
    address = url("people-list", world.slug)
    invite(actor=world.coordinator, participation=world.member)
    AccessRequest.objects.create(participation=world.member, name="A", email="a@demo.test")
    with django_assert_num_queries(8):
        coordinator.get(address)
    for number in range(9):
        build.member(build.team(world.cycle), role="reader", accepted_at=None, invited_at=timezone.now())
        row = build.participant(world.cycle, accepted_at=None)
        invite(actor=world.coordinator, participation=row)
        AccessRequest.objects.create(participation=row, name=f"N{number}", email="a@demo.test")
    with django_assert_num_queries(8):
        coordinator.get(address)


def test_everyone_not_yet_invited_is_named_then_invited_once(coordinator, world):
    build.participant(world.cycle, person=build.person("Ève", organiser=world.cycle.organiser), accepted_at=None)
    address = url("people-invite", world.slug)
    shown = coordinator.get(address).content.decode()
    assert ["Inès Lopez" in shown, "Ève" in shown, Mail.objects.count()] == [True, True, 0]
    for _tap in range(2):
        assert coordinator.post(address).status_code == 302
    assert Mail.objects.count() == 2


# Invitations that do not arrive


def test_corrected_address_gets_the_invitation_and_the_old_link_is_dead(coordinator, world):
    first = world.invite()
    edit = url("member-edit", world.slug, world.team.pk, world.member.pk)
    assert coordinator.post(edit, person_data(email="i.lopez@demo.test")).status_code == 302
    outbox.send_waiting()
    assert (outgoing.outbox[-1].to, len(outgoing.outbox)) == (["i.lopez@demo.test"], 2)
    assert [opens(coordinator, first), opens(coordinator, newest_token())] == [410, 200]


def test_mail_that_waits_for_a_wrong_address_does_not_go(coordinator, world):
    invite(actor=world.coordinator, participation=world.member)
    coordinator.post(
        url("member-edit", world.slug, world.team.pk, world.member.pk), person_data(email="i.lopez@demo.test")
    )
    outbox.send_waiting()
    assert [message.to for message in outgoing.outbox] == [["i.lopez@demo.test"]]


def test_stale_edit_keeps_what_was_typed(coordinator, world):
    edit = url("member-edit", world.slug, world.team.pk, world.member.pk)
    coordinator.post(edit, person_data(function="Directrice"))
    answer = coordinator.post(edit, person_data(function="Chargée de mission"))
    text = answer.content.decode()
    assert (answer.status_code, 'value="Chargée de mission"' in text, "Directrice" in text) == (409, True, True)
    world.member.refresh_from_db()
    assert world.member.function == "Directrice"
    again = person_data(function="Chargée de mission", revision=answer.context["form"]["revision"].value())
    assert coordinator.post(edit, again).status_code == 302


def test_withdrawn_invitation_is_dead_and_can_be_sent_again(coordinator, world):
    token = world.invite()
    address = url("person-uninvite", world.slug, world.member.pk)
    assert coordinator.get(address).status_code == 200
    assert coordinator.post(address).status_code == 302
    coordinator.post(address)
    actions = LogEntry.objects.values_list("action", flat=True)
    assert sorted(actions) == ["invitation_withdrawn", "member_invited"]
    assert opens(coordinator, token) == 410
    assert opens(coordinator, world.invite()) == 200


def test_link_is_shown_once_logged_and_ends_the_others(coordinator, world):
    sent = world.invite()
    invite(actor=world.coordinator, participation=world.member)
    address = url("person-link", world.slug, world.member.pk)
    assert (coordinator.get(address).context["link"], PersonalLink.objects.count()) == ("", 1)
    answer = coordinator.post(address)
    token = re.search(r"/cycles/invitation/([\w-]+)/", answer.context["link"])[1]
    assert (f'value="{answer.context["link"]}"' in answer.content.decode(), "no-store" in answer["Cache-Control"]) == (
        True,
        True,
    )
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor, token in str(entry.after)) == ("invitation_link_shown", world.coordinator, False)
    assert (outbox.send_waiting(), coordinator.get(address).context["link"]) == (0, "")
    assert [opens(coordinator, sent), opens(coordinator, token)] == [410, 200]


def test_no_link_for_who_accepted(coordinator, world):
    accepted = world.team.members.get(role="referent")
    assert coordinator.post(url("person-link", world.slug, accepted.pk)).status_code == 302
    assert PersonalLink.objects.count() == 0


def test_state_of_each_invitation_is_said_with_its_reason(coordinator, world):
    words = {}
    mail_states = {
        "waiting": {"state": "waiting"},
        "retried": {"state": "waiting", "error": "TimeoutError: timed out"},
        "failed": {"state": "failed", "error": "SMTPRecipientsRefused: 550 5.1.1"},
        "sent": {"state": "sent"},
    }
    for name, fields in mail_states.items():
        row = build.member(world.team, accepted_at=None)
        invite(actor=world.coordinator, participation=row)
        Mail.objects.filter(context__participation=row.pk).update(**fields)
        words[row.pk] = name
    coordinator.post(url("person-link", world.slug, world.member.pk))
    words[world.member.pk] = "sent"
    no_address = build.member(world.team, accepted_at=None)
    Person.objects.filter(pk=no_address.person_id).update(email="")
    words[no_address.pk] = "no_address"
    for page in (url("people-list", world.slug), url("team-detail", world.slug, world.team.pk)):
        rows = coordinator.get(page).context["rows"]
        found = {row["member"].pk: row["invitation"] for row in rows}
        assert {pk: state.name for pk, state in found.items() if pk in words} == words
        assert {state.name for state in found.values() if state.reason} == {"failed", "retried"}


# A wrong addressee


def ask_data(**changes) -> dict:
    return {"name": "Paul Roy", "email": "paul@demo.test", "organisation": "Agglo", "message": "À sa place", **changes}


def test_wrong_addressee_asks_and_those_who_invite_are_told(client, world):
    token = world.invite()
    page = url("access-ask", token)
    assert page in client.get(url("invitation", token)).content.decode()
    text = client.get(page).content.decode()
    assert [secret in text for secret in ("Gier", "Numérique", "Inès", "ines@")] == [False] * 4
    answer = client.post(page, ask_data(name="Paul <b>Roy</b>\r\nBcc: x@demo.test"))
    assert (answer.status_code, answer.context["done"]) == (200, True)
    outgoing.outbox.clear()
    outbox.send_waiting()
    assert sorted(message.to[0] for message in outgoing.outbox) == sorted(
        [world.coordinator.email, world.referent.email]
    )
    message = outgoing.outbox[0]
    assert [part in message.body for part in ("paul@demo.test", "Agglo", "À sa place", "Inès Lopez")] == [True] * 4
    assert ("\n" in message.subject, "<b>Roy" in message.alternatives[0][0]) == (False, False)
    assert opens(client, token) == 200


def test_same_request_twice_tells_once_and_many_are_refused(client, world):
    page = url("access-ask", world.invite())
    statuses = [client.post(page, ask_data()).status_code for _tap in range(2)]
    assert (statuses, AccessRequest.objects.count(), Mail.objects.filter(template="access_request").count()) == (
        [200, 200],
        1,
        2,
    )
    forged = [
        client.post(page, ask_data(name=f"N{n}"), headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(3)
    ]
    assert (forged, AccessRequest.objects.count()) == ([200, 429, 429], 2)


def test_used_link_may_ask_and_shows_nothing(client, world):
    token = world.invite()
    client.post(url("invitation", token))
    client.logout()
    page = url("access-ask", token)
    assert page in client.get(url("invitation", token)).content.decode()
    text = client.get(page).content.decode() + client.post(page, ask_data()).content.decode()
    assert [secret in text for secret in ("Gier", "Numérique", "Inès", "ines@")] == [False] * 4
    assert AccessRequest.objects.count() == 1


def test_somebody_else_signed_in_is_shown_the_way(client, world):
    token = world.invite()
    client.force_login(build.user("paul@demo.test"))
    page = url("access-ask", token)
    assert page in client.get(url("invitation", token)).content.decode()
    assert client.get(page).context["form"]["email"].value() == "paul@demo.test"


def test_unknown_link_and_archived_cycle_take_no_request(client, world):
    token = world.invite()
    Cycle.objects.update(state="archived")
    assert [client.post(url("access-ask", each), ask_data()).status_code for each in ("x", token)] == [404, 404]
    assert AccessRequest.objects.count() == 0


def test_request_stays_on_the_list_until_it_is_closed(coordinator, world):
    asked = AccessRequest.objects.create(participation=world.member, name="Paul Roy", email="paul@demo.test")
    page = url("people-list", world.slug)
    assert "Paul Roy" in coordinator.get(page).content.decode()
    for _tap in range(2):
        assert coordinator.post(url("access-request-close", world.slug, asked.pk)).status_code == 302
    assert "paul@demo.test" not in coordinator.get(page).content.decode()
    assert LogEntry.objects.filter(action="access_request_closed").count() == 1


# A change of organisation


def change_data(**changes) -> dict:
    on = timezone.localdate() - timedelta(days=10)
    return {
        "organisation_name": "Métropole",
        "actor_type": "epci",
        "function": "Cheffe",
        "on": on,
        "revision": 0,
    } | changes


def test_change_of_organisation_keeps_the_past(coordinator, world):
    world.member.accepted_at = timezone.now()
    world.member.save()
    page = url("person-organisation", world.slug, world.member.pk)
    assert coordinator.get(page).status_code == 200
    assert coordinator.post(page, change_data()).status_code == 302
    past = Participation.objects.get(pk=world.member.pk)
    now = past.followed_by
    assert (past.organisation, now.organisation.name, now.function) == (world.old, "Métropole", "Cheffe")
    assert (past.left_at, now.left_at, now.role, now.team) == (now.joined_at, None, "contributor", world.team)
    assert (now.accepted_at, now.person.organisation) == (past.accepted_at, now.organisation)
    entry = LogEntry.objects.get(action="organisation_changed")
    assert (entry.before["organisation"], entry.after["organisation"]) == ("Ville de Rive", "Métropole")
    answer = coordinator.get(url("team-detail", world.slug, world.team.pk))
    text = answer.content.decode()
    assert ([row.person.name for row in answer.context["past"]], "Ville de Rive" in text) == ([], True)
    found = composition(world.cycle, world.team.members.active().select_related("organisation"))
    assert sorted(number for _label, number in found.present) == [1, 1]


def test_presence_stays_with_the_organisation_of_its_day(world):
    """Sessions before the day keep the former organisation, that of the day itself and later ones take the new."""
    for days in (30, 10, 2):
        session = build.session(world.cycle, starts_at=timezone.now() - timedelta(days=days))
        Presence.objects.create(session=session, half_day=0, participation=world.member, status="present")
    on = timezone.localdate() - timedelta(days=10)
    fields = {"revision": 0, "on": on, "organisation_name": "Métropole", "actor_type": "epci"}
    change_organisation(actor=world.coordinator, participation=world.member, **fields)
    rows = Presence.objects.order_by("session__starts_at").values_list("participation__organisation__name", flat=True)
    assert list(rows) == ["Ville de Rive", "Métropole", "Métropole"]
    (member,) = [one for one in read_content(world.cycle).teams[0].members if one.name == "Inès Lopez"]
    assert (member.organisation, ["Ville de Rive" in text for text in member.earlier]) == (
        "Métropole",
        [True],
    )


def test_one_who_changes_organisation_during_a_session_is_one_person(world):
    """There on both days, under either organisation: one present of one expected, two half-days attended."""
    start = timezone.localtime() - timedelta(days=4)
    start = start.replace(hour=9, minute=0, second=0, microsecond=0)
    session = build.session(world.cycle, starts_at=start, ends_at=start + timedelta(days=1, hours=3))
    Participation.objects.exclude(pk=world.member.pk).update(left_at=start - timedelta(days=1))
    Participation.objects.filter(pk=world.member.pk).update(joined_at=start - timedelta(days=9))
    world.member.refresh_from_db()
    fields = {"revision": world.member.revision, "on": timezone.localdate() - timedelta(days=3)}
    fields |= {"organisation_name": "Métropole", "actor_type": "epci"}
    change_organisation(actor=world.coordinator, participation=world.member, **fields)
    rows = Participation.objects.filter(person=world.member.person).order_by("pk")
    for half_day, row in zip((0, 2), rows, strict=True):
        Presence.objects.create(session=session, half_day=half_day, participation=row, status="present")
    of_session = attendance_of(world.cycle).of(session)
    assert (of_session.expected, of_session.present, of_session.participations) == (1, 1, 2)
    team = presence_by_team(attended(world.cycle)[1])
    assert team[world.team.pk, session.pk] == (1, 1)


def test_access_goes_on_and_an_open_invitation_goes_anew(client, world):
    token = world.invite()
    client.force_login(world.coordinator)
    client.post(url("person-organisation", world.slug, world.member.pk), change_data())
    outbox.send_waiting()
    assert [opens(client, token), opens(client, newest_token())] == [410, 200]
    client.post(url("invitation", newest_token()))
    assert client.get(url("team-detail", world.slug, world.team.pk)).status_code == 200


@pytest.mark.parametrize("days", [-1, 91, 500])
def test_day_to_come_or_before_she_joined_is_refused_beside_the_field(coordinator, world, days):
    page = url("person-organisation", world.slug, world.member.pk)
    on = timezone.localdate() - timedelta(days=days)
    assert list(coordinator.post(page, change_data(on=on)).context["form"].errors) == ["on"]
    fields = {"revision": 0, "on": on, "organisation_name": "Métropole", "actor_type": "epci"}
    with pytest.raises(BadDay):
        change_organisation(actor=world.coordinator, participation=world.member, **fields)
    assert Participation.objects.get(pk=world.member.pk).left_at is None


def test_new_organisation_needs_its_type_and_is_another_one(coordinator, world):
    page = url("person-organisation", world.slug, world.member.pk)
    assert list(coordinator.post(page, change_data(actor_type="")).context["form"].errors) == ["actor_type"]
    same = change_data(organisation_name=" ville de RIVE")
    assert list(coordinator.post(page, same).context["form"].errors) == ["organisation_name"]


def test_two_changes_at_once_leave_one_and_keep_what_was_typed(coordinator, world):
    page = url("person-organisation", world.slug, world.member.pk)
    coordinator.post(page, change_data())
    answer = coordinator.post(page, change_data(organisation_name="Région", actor_type="region"))
    text = answer.content.decode()
    assert (answer.status_code, 'value="Région"' in text, "Métropole" in text) == (409, True, True)
    assert Participation.objects.filter(person=world.member.person).count() == 2
    with pytest.raises(StaleError):
        change_organisation(
            actor=world.coordinator, participation=world.member, revision=0, on=date(2026, 1, 1), organisation_name="X"
        )


def test_correction_typed_while_the_organisation_changed_is_kept_and_goes_to_the_new_row(coordinator, world):
    edit = url("member-edit", world.slug, world.team.pk, world.member.pk)
    coordinator.post(url("person-organisation", world.slug, world.member.pk), change_data())
    answer = coordinator.post(edit, person_data(function="Directrice adjointe"))
    text = answer.content.decode()
    assert (answer.status_code, "Directrice adjointe" in text, "Métropole" in text) == (409, True, True)
    again = person_data(organisation_name="Métropole", function="Directrice adjointe", revision=0)
    assert coordinator.post(answer.context["post_url"], again).status_code == 302
    rows = Participation.objects.filter(person=world.member.person).order_by("pk").values_list("function", flat=True)
    assert list(rows) == ["", "Directrice adjointe"]


def test_removed_person_changes_nothing(coordinator, world):
    Participation.objects.filter(pk=world.member.pk).update(left_at=timezone.now())
    page = url("person-organisation", world.slug, world.member.pk)
    assert [coordinator.get(page).status_code, coordinator.post(page, change_data()).status_code] == [404, 404]


def test_links_of_the_former_row_are_dead(world):
    token = links.issue("invitation", world.member, email="ines@demo.test", days=1, actor=None)
    fields = {"revision": 0, "on": timezone.localdate() - timedelta(days=3), "organisation_name": "Métropole"}
    change_organisation(actor=world.coordinator, participation=world.member, **fields)
    assert links.find("invitation", token) is None


def test_members_of_a_team_that_left_keep_reading_and_are_neither_counted_nor_invited(client, world):
    gone = build.team(world.cycle, territory="Thau", status="left", status_on=date(2026, 3, 4))
    reader = build.member(gone).person.user
    late = build.person("Zoé", "Morel", organiser=world.cycle.organiser, email="zoe@demo.test")
    row = Participation.objects.create(cycle=world.cycle, team=gone, person=late, role="contributor")
    client.force_login(world.coordinator)
    shown = client.get(url("people-list", world.slug))
    people = shown.context["people"]
    assert (people.count(), people.gone(), [each.person for each in people.not_invited()]) == (
        2,
        2,
        [world.member.person],
    )
    text = shown.content.decode()
    assert ("et 2 d’équipes parties" in text, len(re.findall(r"équipe partie le [^<]*4.mars", text))) == (True, 2)
    assert [each.person for each in waiting_for_invitation(world.cycle)] == [world.member.person]
    assert people_in(world.cycle) == 2
    with pytest.raises(CannotInvite):
        invite(actor=world.coordinator, participation=row)
    client.post(url("person-invite", world.slug, row.pk))
    assert Mail.objects.count() == 0
    assert client.get(url("team-list", world.slug)).context["people"] == 2
    client.force_login(reader)
    assert client.get(url("team-detail", world.slug, gone.pk)).status_code == 200
