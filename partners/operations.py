"""The directory: rows are found by their name or address before a new one is made."""

from collections.abc import Iterable

from django.db import transaction

from lib.text import normalise
from partners.models import ActorType, Neighbourhood, Organisation, Person, Territory


def find_organisation(organiser: Organisation, name: str) -> Organisation | None:
    """The organisation of this name in the organiser's directory, the organiser herself included."""
    key = normalise(name)[:300]
    if key and key == organiser.search_key:
        return organiser
    return Organisation.objects.filter(organiser=organiser, search_key=key).first()


@transaction.atomic
def organisation_named(*, organiser: Organisation, name: str, actor_type: str = "") -> Organisation | None:
    """The organisation of this name, made with ``actor_type`` when the directory lacks it; None without name."""
    if not name.strip():
        return None
    known = find_organisation(organiser, name)
    if known:
        return known
    row = Organisation(organiser=organiser, actor_type=actor_type or ActorType.NEIGHBOURHOOD)
    row.name_it(name)
    row.save()
    return row


@transaction.atomic
def territory_named(*, organiser: Organisation, name: str) -> Territory:
    """The territory of this name in the organiser's directory, made when it was not there."""
    known = Territory.objects.filter(organiser=organiser, search_key=normalise(name)[:300]).first()
    if known:
        return known
    row = Territory(organiser=organiser)
    row.name_it(name)
    row.save()
    return row


@transaction.atomic
def describe_territory(
    territory: Territory, *, departments: str, neighbourhoods: Iterable[tuple[str, str]], keep: bool = False
) -> None:
    """Write the départements and the neighbourhoods, (name, code) each. With ``keep`` an empty value changes nothing
    and neighbourhoods that are not named stay.
    """
    if departments.strip() or not keep:
        territory.departments = departments.strip()
        territory.save(update_fields=["departments"])
    named = {name.strip(): code.strip() for name, code in neighbourhoods if name.strip()}
    for name, code in named.items():
        Neighbourhood.objects.update_or_create(territory=territory, name=name, defaults={"code": code})
    if not keep:
        territory.neighbourhoods.exclude(name__in=named).delete()


@transaction.atomic
def person_for(
    *,
    organiser: Organisation,
    email: str,
    first_name: str,
    last_name: str,
    organisation: Organisation | None,
    function: str,
) -> Person:
    """The person whom the directory knows by this address, else a new one.

    Her present organisation and function are updated; her name stays as the directory has it.
    """
    email = email.strip().lower()
    person = Person.objects.filter(organiser=organiser, email=email).first() if email else None
    if person is None:
        person = Person(organiser=organiser, email=email)
        person.name_it(first_name, last_name)
    person.organisation = organisation or person.organisation
    person.function = function or person.function
    person.save()
    return person
