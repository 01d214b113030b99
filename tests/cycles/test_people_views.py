"""The pages of teams and members."""

import re
import threading
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.models import AccessRequest, Cycle, Participation
from cycles.people.composition import composition
from cycles.people.errors import TeamExists
from cycles.people.invitations import invite_everyone
from cycles.people.operations import add_team, edit_member
from partners.models import Organisation, Person
from records.models import LogEntry, Mail
from tests import builders as build

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.cycle = build.cycle("Numérique")
        self.team = build.team(self.cycle, territory="Vallée du Gier")
        self.coordinator = build.coordinator(self.cycle)
        self.facilitator = build.facilitator(self.cycle)
        self.referent_member = build.member(self.team, role="referent")
        self.referent = self.referent_member.person.user
        self.contributor = build.member(self.team).person.user
        self.reader_member = build.member(self.team, role="reader")
        self.reader = self.reader_member.person.user
        self.other_team = build.team(self.cycle, territory="Vaulx")
        self.neighbour = build.member(self.other_team, role="referent").person.user
        self.stranger = build.coordinator(build.cycle())
        self.administrator = build.administrator()


@pytest.fixture
def world():
    return World()


def url(name: str, *args) -> str:
    return reverse(f"cycles:{name}", args=args)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def member_data(**changes) -> dict:
    return {
        "first_name": "Inès",
        "last_name": "Lopez",
        "email": "Ines.Lopez@demo.test",
        "organisation_name": "Ville de Rive",
        "actor_type": "commune",
        "function": "Chargée de projet",
        "role": "contributor",
        **changes,
    }


SEE = {
    "coordinator": 200, "facilitator": 200, "referent": 200, "contributor": 200, "reader": 200,
    "neighbour": 404, "stranger": 404, "administrator": 200,
}  # fmt: skip
INVITE = {**SEE, "facilitator": 403, "contributor": 403, "reader": 403}
EDIT = {**INVITE, "referent": 403}
PAGES = {
    "team-detail": SEE,
    "team-edit": EDIT,
    "member-add": INVITE,
    "member-edit": EDIT,
    "member-remove": EDIT,
}


@pytest.mark.parametrize("name", PAGES)
def test_who_opens_the_page(client, world, name):
    args = [world.cycle.slug, world.team.pk]
    if name in {"member-edit", "member-remove"}:
        args.append(world.reader_member.pk)
    found = {}
    for who in PAGES[name]:
        client.force_login(getattr(world, who))
        found[who] = client.get(url(name, *args)).status_code
    assert found == PAGES[name]


def test_who_sends_an_invitation(client, world):
    pending = build.member(world.team, accepted_at=None)
    address = url("member-invite", world.cycle.slug, world.team.pk, pending.pk)
    found = {}
    for who in INVITE:
        Mail.objects.all().delete()
        client.force_login(getattr(world, who))
        found[who] = (client.post(address).status_code, Mail.objects.count())
    sent = {"coordinator", "referent", "administrator"}
    assert found == {who: (302, 1) if who in sent else (INVITE[who], 0) for who in INVITE}
    assert client.get(address).status_code == 405


def test_team_list_shows_coordination_all_and_a_member_hers(client, world):
    found = {}
    for who in ("coordinator", "facilitator", "reader", "neighbour", "administrator"):
        client.force_login(getattr(world, who))
        response = client.get(url("team-list", world.cycle.slug))
        found[who] = sorted(str(row["team"]) for row in response.context["rows"])
    both = ["Vallée du Gier", "Vaulx"]
    assert found == {
        "coordinator": both, "facilitator": both, "administrator": both,
        "reader": ["Vallée du Gier"], "neighbour": ["Vaulx"],
    }  # fmt: skip


def test_team_list_is_not_for_outsiders(client, world):
    client.force_login(world.stranger)
    assert client.get(url("team-list", world.cycle.slug)).status_code == 404
    Cycle.objects.filter(pk=world.cycle.pk).update(is_open_to_all=True)
    assert client.get(url("team-list", world.cycle.slug)).status_code == 403


def test_team_of_another_cycle_is_not_found_under_this_one(client, world):
    elsewhere = build.team()
    client.force_login(world.administrator)
    assert client.get(url("team-detail", elsewhere.cycle.slug, elsewhere.pk)).status_code == 200
    assert client.get(url("team-detail", world.cycle.slug, elsewhere.pk)).status_code == 404


def test_member_of_another_team_is_not_found_under_this_one(client, world):
    foreign = world.other_team.members.get()
    client.force_login(world.coordinator)
    right = url("member-edit", world.cycle.slug, world.other_team.pk, foreign.pk)
    wrong = url("member-edit", world.cycle.slug, world.team.pk, foreign.pk)
    assert [client.get(address).status_code for address in (right, wrong)] == [200, 404]


# Members


def test_member_is_added_with_a_new_organisation(client, world):
    client.force_login(world.coordinator)
    address = url("member-add", world.cycle.slug, world.team.pk)
    assert client.post(address, member_data(role="referent")).status_code == 302
    member = Participation.objects.get(person__email="ines.lopez@demo.test")
    found = (member.person.name, member.organisation.name, member.organisation.actor_type, member.function, member.role)
    assert found == ("Inès Lopez", "Ville de Rive", "commune", "Chargée de projet", "referent")
    assert (member.team, member.cycle, member.invited_at, member.accepted_at) == (world.team, world.cycle, None, None)
    assert LogEntry.objects.get().action == "member_added"
    assert Mail.objects.count() == 0


def test_person_and_organisation_of_the_directory_are_reused(client, world):
    organiser = world.cycle.organiser
    known = build.person("Inès", "Lopez", organiser=organiser, email="ines.lopez@demo.test")
    town = build.organisation("Ville de Rivé", organiser=organiser, actor_type="commune")
    client.force_login(world.coordinator)
    data = member_data(first_name="I.", organisation_name="  ville  de RIVE ", actor_type="")
    client.post(url("member-add", world.cycle.slug, world.team.pk), data)
    member = Participation.objects.get(person=known)
    assert (member.person.name, member.organisation) == ("Inès Lopez", town)
    assert Organisation.objects.filter(search_key="ville de rive").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "pas une adresse"}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"actor_type": ""}, "actor_type"),
        ({"role": "coordinator"}, "role"),
    ],
)
def test_bad_member_is_refused_beside_the_field(client, world, changes, field):
    client.force_login(world.coordinator)
    response = client.post(url("member-add", world.cycle.slug, world.team.pk), member_data(**changes))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert LogEntry.objects.count() == 0


def test_member_twice_is_refused_beside_the_address(client, world):
    client.force_login(world.coordinator)
    address = url("member-add", world.cycle.slug, world.team.pk)
    client.post(address, member_data())
    response = client.post(address, member_data(email="INES.lopez@demo.test"))
    assert list(response.context["form"].errors) == ["email"]
    assert Participation.objects.filter(person__email="ines.lopez@demo.test").count() == 1


def test_referent_adds_contributors_and_readers_and_no_referent(client, world):
    client.force_login(world.referent)
    address = url("member-add", world.cycle.slug, world.team.pk)
    response = client.post(address, member_data(role="referent"))
    assert list(response.context["form"].errors) == ["role"]
    assert client.post(address, member_data(role="reader")).status_code == 302
    assert Participation.objects.get(person__email="ines.lopez@demo.test").role == "reader"


def test_extra_fields_are_ignored(client, world):
    client.force_login(world.referent)
    extra = {"team": world.other_team.pk, "accepted_at": "2026-01-01", "user": world.administrator.pk, "is_staff": "on"}
    client.post(url("member-add", world.cycle.slug, world.team.pk), member_data(**extra))
    member = Participation.objects.get(person__email="ines.lopez@demo.test")
    assert (member.team, member.accepted_at, member.person.user) == (world.team, None, None)


def test_member_is_changed(client, world):
    client.force_login(world.coordinator)
    pending = build.member(world.team, accepted_at=None)
    Person.objects.filter(pk=pending.person.pk).update(user=None)
    data = member_data(email="Neuve@demo.test", role="reader", revision=0)
    address = url("member-edit", world.cycle.slug, world.team.pk, pending.pk)
    assert client.post(address, data).status_code == 302
    pending.refresh_from_db()
    person = Person.objects.get(pk=pending.person_id)
    assert (pending.role, person.email, person.name, pending.organisation.name) == (
        "reader", "neuve@demo.test", "Inès Lopez", "Ville de Rive",
    )  # fmt: skip


def test_address_of_somebody_else_is_refused(client, world):
    client.force_login(world.coordinator)
    pending = build.member(world.team, accepted_at=None)
    Person.objects.filter(pk=pending.person.pk).update(user=None)
    address = url("member-edit", world.cycle.slug, world.team.pk, pending.pk)
    response = client.post(address, member_data(email=world.reader.email, revision=0))
    assert list(response.context["form"].errors) == ["email"]


def test_address_of_an_account_is_not_changed_here(client, world):
    client.force_login(world.coordinator)
    address = url("member-edit", world.cycle.slug, world.team.pk, world.reader_member.pk)
    assert client.post(address, member_data(email="autre@demo.test", revision=0)).status_code == 302
    assert Person.objects.get(pk=world.reader_member.person_id).email == world.reader.email


def test_removed_member_loses_access_at_once_and_history_stays(client, world):
    detail = url("team-detail", world.cycle.slug, world.team.pk)
    client.force_login(world.reader)
    assert client.get(detail).status_code == 200
    client.force_login(world.coordinator)
    address = url("member-remove", world.cycle.slug, world.team.pk, world.reader_member.pk)
    assert client.get(address).status_code == 200
    assert Participation.objects.active().filter(pk=world.reader_member.pk).exists()
    client.post(address)
    left = Participation.objects.get(pk=world.reader_member.pk)
    assert left.left_at is not None
    assert LogEntry.objects.get().action == "member_removed"
    assert client.post(address).status_code == 404
    client.force_login(world.reader)
    assert client.get(detail).status_code == 404


def test_changed_role_counts_on_the_next_request(client, world):
    client.force_login(world.referent)
    address = url("member-add", world.cycle.slug, world.team.pk)
    assert client.get(address).status_code == 200
    Participation.objects.filter(pk=world.referent_member.pk).update(role="reader")
    assert client.get(address).status_code == 403


# Teams


def team_data(**changes) -> dict:
    return {"revision": 0, "departments": "Loire (42)", "neighbourhoods": "", **changes}


def test_team_is_described(client, world):
    client.force_login(world.coordinator)
    address = url("team-edit", world.cycle.slug, world.team.pk)
    lines = "Le Dorlay ; QN04202M\n\nCentre\nLe Dorlay ; QN04203M"
    assert client.post(address, team_data(neighbourhoods=lines)).status_code == 302
    world.team.territory.refresh_from_db()
    assert world.team.territory.departments == "Loire (42)"
    found = list(world.team.territory.neighbourhoods.values_list("name", "code"))
    assert found == [("Centre", ""), ("Le Dorlay", "QN04203M")]
    client.post(address, team_data(revision=1, neighbourhoods="Centre ; X1"))
    assert list(world.team.territory.neighbourhoods.values_list("name", "code")) == [("Centre", "X1")]


@pytest.mark.parametrize(
    "line", ["bla;;;bad code ; x", "La Duchère ; bad code", " ; QP069019", "La Duchère ;", "La Duchère, QP069019"]
)
def test_a_neighbourhood_that_cannot_be_read_is_refused_with_its_line(client, world, line):
    client.force_login(world.coordinator)
    address = url("team-edit", world.cycle.slug, world.team.pk)
    response = client.post(address, team_data(neighbourhoods=f"Centre\n{line}"))
    assert [line.strip() in error for error in response.context["form"].errors["neighbourhoods"]] == [True]
    assert not world.team.territory.neighbourhoods.exists()


def test_a_territory_that_another_cycle_shares_loses_nothing(client, world):
    territory = world.team.territory
    territory.neighbourhoods.create(name="Crêt de Roc", code="QP042002")
    build.team(build.cycle(organiser=world.cycle.organiser, state="archived"), territory=territory)
    client.force_login(world.coordinator)
    address = url("team-edit", world.cycle.slug, world.team.pk)
    answer = client.post(address, team_data(departments="", neighbourhoods="Centre ; X1"), follow=True)
    assert len(answer.context["messages"]) == 2  # saved, and that nothing was taken away
    territory.refresh_from_db()
    assert sorted(territory.neighbourhoods.values_list("name", flat=True)) == ["Centre", "Crêt de Roc"]


def test_the_page_says_which_neighbourhoods_it_understood(client, world):
    client.force_login(world.coordinator)
    address = url("team-edit", world.cycle.slug, world.team.pk)
    lines = "La Duchère;QP069019\nCentre ; 2024-69/3\nBel-Air"
    page = client.post(address, team_data(neighbourhoods=lines), follow=True).content.decode()
    assert "La Duchère (QP069019), Centre (2024-69/3), Bel-Air." in page


def test_stale_team_keeps_what_was_typed(client, world):
    client.force_login(world.coordinator)
    address = url("team-edit", world.cycle.slug, world.team.pk)
    client.post(address, team_data(departments="Rhône (69)"))
    response = client.post(address, team_data(departments="Ain (01)"))
    text = response.content.decode()
    assert (response.status_code, 'value="Ain (01)"' in text, "Rhône (69)" in text) == (409, True, True)
    world.team.territory.refresh_from_db()
    assert world.team.territory.departments == "Rhône (69)"
    assert re.search(r'name="revision" value="1"', text)


def test_territory_has_one_team_a_cycle():
    cycle = build.cycle()
    actor = build.coordinator(cycle)
    add_team(actor=actor, cycle=cycle, territory_name="Évry", neighbourhoods=[("Les Pyramides", "QN1")])
    with pytest.raises(TeamExists):
        add_team(actor=actor, cycle=cycle, territory_name="evry")
    again = build.cycle(organiser=cycle.organiser)
    team = add_team(actor=actor, cycle=again, territory_name="ÉVRY")
    assert (team.territory.name, team.territory.neighbourhoods.get().code) == ("Évry", "QN1")


def test_composition_says_who_is_missing():
    cycle = build.cycle(wanted_actor_types=["state", "commune", "landlord"])
    team = build.team(cycle)
    for actor_type in ("commune", "commune", "company"):
        build.member(team, organisation=build.organisation(organiser=cycle.organiser, actor_type=actor_type))
    build.member(team, organisation=None)
    found = composition(cycle, team.members.select_related("organisation"))
    assert ([number for _label, number in found.present], len(found.missing), found.is_complete) == ([2, 1], 2, False)


def filled_team(cycle: Cycle, number: int) -> None:
    """A team whose rows are all its own: territory, neighbourhoods, members, organisations, invitations."""
    team = build.team(cycle)
    team.territory.neighbourhoods.create(name=f"Quartier {number}", code=f"QN{number}")
    build.member(team, role="referent")
    build.member(team, accepted_at=None, invited_at=timezone.now())
    build.member(team, role="reader", left_at=timezone.now())


def test_team_list_asks_the_database_as_often_for_six_teams_as_for_one(client, django_assert_num_queries):
    cycle = build.cycle(wanted_actor_types=["state", "commune"])
    client.force_login(build.coordinator(cycle))
    filled_team(cycle, 0)
    with django_assert_num_queries(8):
        client.get(url("team-list", cycle.slug))
    for number in range(1, 6):
        filled_team(cycle, number)
    with django_assert_num_queries(8):
        client.get(url("team-list", cycle.slug))


def test_team_page_asks_the_database_as_often_however_many_members(client, world, django_assert_num_queries):
    client.force_login(world.coordinator)
    for _number in range(8):
        build.member(world.team, accepted_at=None)
    with django_assert_num_queries(11):
        client.get(url("team-detail", world.cycle.slug, world.team.pk))


def test_inviting_without_address_or_in_a_draft_cycle_says_why(client, world):
    pending = build.member(world.team, accepted_at=None)
    address = url("member-invite", world.cycle.slug, world.team.pk, pending.pk)
    client.force_login(world.coordinator)
    Cycle.objects.filter(pk=world.cycle.pk).update(state="draft")
    refused = said(client.post(address))
    Cycle.objects.filter(pk=world.cycle.pk).update(state="running")
    Person.objects.filter(pk=pending.person_id).update(email="")
    refused += said(client.post(address))[-1:]
    assert (len(refused), len(set(refused))) == (2, 2)
    assert Mail.objects.count() == 0


def test_a_referent_enters_somebody_whom_the_directory_keeps_as_coordination_wrote_her(client, world):
    known = build.person("Ada", "Roux", organiser=world.cycle.organiser, email="ada@demo.test", function="Cheffe")
    typed = {"first_name": "A", "last_name": "R", "email": "ada@demo.test", "organisation_name": "Autre"}
    typed |= {"actor_type": "company", "function": "Stagiaire", "role": "reader"}
    client.force_login(world.referent)
    assert client.post(url("member-add", world.cycle.slug, world.team.pk), typed).status_code == 302
    known.refresh_from_db()
    assert (known.function, known.organisation) == ("Cheffe", None)
    row = known.participations.get()
    assert (row.function, row.organisation.name) == ("Stagiaire", "Autre")


def test_the_same_member_added_twice_at_once_is_one(transactional_db, world):
    answers, gate = [], threading.Barrier(2)
    typed = {"first_name": "Ada", "last_name": "Roux", "email": "ada@demo.test", "organisation_name": "Nouvelle"}
    typed |= {"actor_type": "commune", "role": "reader"}

    def add() -> None:
        client = Client(raise_request_exception=False)
        client.force_login(world.coordinator)
        gate.wait()
        answers.append(client.post(url("member-add", world.cycle.slug, world.team.pk), typed).status_code)
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert Participation.objects.filter(person__email="ada@demo.test").count() == 1


def test_an_entry_of_the_directory_that_changed_elsewhere_is_not_overwritten(client, world):
    """Corrected in another cycle meanwhile: this page's stale name does not come back."""
    client.force_login(world.coordinator)
    member, person = world.reader_member, world.reader_member.person
    address = url("member-edit", world.cycle.slug, world.team.pk, member.pk)
    seen = person.seen
    Person.objects.filter(pk=person.pk).update(first_name="Corrigée")
    typed = {"first_name": "Ancienne", "last_name": person.last_name, "role": "reader", "revision": 0, "seen": seen}
    typed["organisation_name"] = member.organisation.name
    answer = client.post(address, typed)
    html = answer.content.decode()
    assert (answer.status_code, "Ancienne" in html, "Corrigée" in html) == (409, True, True)
    person.refresh_from_db()
    assert person.first_name == "Corrigée"
    assert client.post(address, typed | {"seen": person.seen, "revision": 0}).status_code == 302


def test_the_page_of_an_earlier_cycle_leaves_the_directorys_present_function(client, world):
    old, cycle = world.reader_member, build.cycle("Suivant", organiser=world.cycle.organiser)
    build.coordinator(cycle, user=world.coordinator)
    now = Participation.objects.create(cycle=cycle, team=build.team(cycle), person=old.person, role="reader")
    Participation.objects.filter(pk=old.pk).update(joined_at=timezone.now() - timedelta(days=300))
    old.person.function = "Directrice"
    old.person.save()
    who = {"first_name": "Zoé", "last_name": "Roy", "email": old.person.email}
    who |= {"organisation_name": "", "actor_type": ""}
    for member, function, kept in ((old, "Stagiaire", "Directrice"), (now, "Présidente", "Présidente")):
        member.refresh_from_db()
        edit_member(actor=world.coordinator, participation=member, revision=0, function=function, **who)
        person = Person.objects.get(pk=old.person.pk)
        assert (person.first_name, person.function) == ("Zoé", kept)


def at_once(*works) -> None:
    ready = threading.Barrier(len(works))

    def run(work) -> None:
        ready.wait(5)
        work()
        connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_who_invite_at_once_send_one_invitation_and_say_what_went(transactional_db):
    cycle = build.cycle(state="open")
    build.member(build.team(cycle), accepted_at=None)
    said, actors = [], [build.coordinator(cycle) for _ in range(2)]
    at_once(*[lambda actor=actor: said.append(invite_everyone(actor=actor, cycle=cycle)) for actor in actors])
    assert (sum(said), Mail.objects.filter(template="invitation").count()) == (1, 1)
    assert LogEntry.objects.filter(action="member_invited").count() == 1


def test_a_corrected_address_writes_nothing_in_an_archived_cycle_but_ends_its_link(world):
    archived = build.cycle("Ancien", organiser=world.cycle.organiser, state="open")
    member = build.member(world.team, accepted_at=None, invited_at=timezone.now())
    Person.objects.filter(pk=member.person.pk).update(user=None)
    invited = timezone.now() - timedelta(days=90)
    past = Participation.objects.create(
        cycle=archived, team=build.team(archived), person=member.person, role="reader", invited_at=invited
    )
    Cycle.objects.filter(pk=archived.pk).update(state="archived")
    who = {"first_name": "A", "last_name": "B", "organisation_name": "", "actor_type": "", "function": ""}
    member.refresh_from_db()
    edit_member(actor=world.coordinator, participation=member, revision=0, email="neuve@demo.test", **who)
    past.refresh_from_db()
    assert past.invited_at == invited
    assert set(LogEntry.objects.filter(action="member_invited").values_list("cycle_id", flat=True)) == {world.cycle.pk}


def test_who_asked_is_added_with_what_she_said_and_the_request_is_closed(client, world):
    asked = AccessRequest.objects.create(
        participation=world.reader_member, name="Zoé Blanc Roy", email="Zoe@demo.test", organisation="Ville de Rive"
    )
    client.force_login(world.coordinator)
    home = client.get("/").content.decode()
    assert "demande à participer" in home
    people = client.get(url("people-list", world.cycle.slug)).content.decode()
    address = url("member-add", world.cycle.slug, world.team.pk) + f"?demande={asked.pk}"
    assert f'href="{address}"' in people
    form = client.get(address).content.decode()
    for value in ("Zoé", "Blanc Roy", "Zoe@demo.test", "Ville de Rive"):
        assert f'value="{value}"' in form
    sent = member_data(first_name="Zoé", last_name="Blanc Roy", email="zoe@demo.test")
    assert client.post(address, sent).status_code == 302
    asked.refresh_from_db()
    assert asked.closed_at is not None
    for junk in ("x", "9" * 30, str(asked.pk)):
        page = client.get(url("member-add", world.cycle.slug, world.team.pk) + f"?demande={junk}")
        assert 'value="Blanc Roy"' not in page.content.decode()
