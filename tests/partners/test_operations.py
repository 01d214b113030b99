"""The directory: rows are found before a new one is made."""

import pytest

from partners import operations as directory
from partners import organisers
from partners.models import Organisation, Person, Territory
from partners.names import name_of
from tests import builders as build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Métropole de l’Est", "  métropole  DE l’est ", "METROPOLE DE L’EST"])
def test_organisation_is_found_whatever_its_accents_and_capitals(typed):
    organiser = build.organiser()
    known = build.organisation("Métropole de l’Est", organiser=organiser, actor_type="epci")
    found = directory.organisation_named(organiser=organiser, name=typed, actor_type="company")
    assert (found, found.actor_type) == (known, "epci")


def test_organisation_of_another_directory_is_not_found():
    build.organisation("Ville de Rive", organiser=build.organiser("Ailleurs"))
    organiser = build.organiser("Ici")
    made = directory.organisation_named(organiser=organiser, name=" Ville de Rive ", actor_type="commune")
    assert (made.organiser, made.name, made.actor_type) == (organiser, "Ville de Rive", "commune")
    assert Organisation.objects.filter(search_key="ville de rive").count() == 2


def test_organiser_is_found_under_its_own_name():
    organiser = build.organiser("Centre de ressources")
    assert directory.organisation_named(organiser=organiser, name="centre de ressources") == organiser


def test_no_name_is_no_organisation():
    assert directory.organisation_named(organiser=build.organiser(), name="  ") is None


def test_territory_is_made_once_and_sorts_in_french():
    organiser = build.organiser()
    names = ["Évry", "Zola", "evry", "Annemasse"]
    made = [directory.territory_named(organiser=organiser, name=name) for name in names]
    assert made[0] == made[2]
    assert list(Territory.objects.values_list("name", flat=True)) == ["Annemasse", "Évry", "Zola"]


def test_description_kept_when_nothing_is_said():
    row = build.territory("Évry", departments="Essonne (91)")
    row.neighbourhoods.create(name="Centre", code="QN1")
    directory.describe_territory(row, departments="", neighbourhoods=[("Nord", "QN2")], keep=True)
    row.refresh_from_db()
    found = list(row.neighbourhoods.values_list("name", "code"))
    assert (row.departments, found) == ("Essonne (91)", [("Centre", "QN1"), ("Nord", "QN2")])


def test_person_is_known_by_her_address_and_keeps_her_name():
    organiser = build.organiser()
    town = build.organisation("Ville", organiser=organiser)
    known = build.person("Inès", "Lopez", organiser=organiser, email="ines@demo.test")
    found = directory.person_for(
        organiser=organiser,
        email=" INES@demo.test",
        first_name="I.",
        last_name="L.",
        organisation=town,
        function="Élue",
    )
    assert (found, found.name, found.organisation, found.function) == (known, "Inès Lopez", town, "Élue")


def test_persons_without_address_are_different_persons():
    organiser = build.organiser()
    for _twice in range(2):
        directory.person_for(
            organiser=organiser, email="", first_name="Jean", last_name="Roux", organisation=None, function=""
        )
    assert Person.objects.filter(organiser=organiser, email="").count() == 2


def test_user_is_called_by_her_name_in_this_directory_only():
    organiser, user = build.organiser(), build.user("ines@demo.test")
    build.person("Inès", "Lopez", organiser=organiser, user=user)
    assert [name_of(user, organiser), name_of(user, build.organiser("Ailleurs"))] == ["Inès Lopez", "ines@demo.test"]


def test_two_organisers_of_one_name_at_once_are_one(monkeypatch):
    monkeypatch.setattr(organisers, "refuse_double", lambda *args, **kwargs: None)  # both looked before either wrote
    actor = build.user()
    organisers.create_organiser(actor=actor, name="Labo Cités", actor_type="resource_centre")
    with pytest.raises(organisers.OrganiserExists):
        organisers.create_organiser(actor=actor, name="LABO CITES", actor_type="resource_centre")
