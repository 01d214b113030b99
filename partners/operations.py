"""The directory: rows are found by their name or address before a new one is made."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from lib.text import normalise
from partners.models import ActorType, Neighbourhood, Organisation, Person, Territory

Row = TypeVar("Row", bound=Model)


def find_organisation(organiser: Organisation, name: str) -> Organisation | None:
    """The organisation of this name in the organiser's directory, the organiser herself included."""
    key = normalise(name)[:300]
    if key and key == organiser.search_key:
        return organiser
    return Organisation.objects.filter(organiser=organiser, search_key=key).first()


def saved(row: Row, find: Callable[[], Row | None]) -> Row:
    """The new row, saved; or the one of who was quicker: two people may name the same thing at once."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if known := find():
            return known
        raise
    return row


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
    return saved(row, lambda: find_organisation(organiser, name))


@transaction.atomic
def territory_named(*, organiser: Organisation, name: str) -> Territory:
    """The territory of this name in the organiser's directory, made when it was not there."""
    rows = Territory.objects.filter(organiser=organiser, search_key=normalise(name)[:300])
    if known := rows.first():
        return known
    row = Territory(organiser=organiser)
    row.name_it(name)
    return saved(row, rows.all().first)


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
    update: bool = True,
) -> Person:
    """The person whom the directory knows by this address, else a new one.

    Her present organisation and function are updated unless ``update`` is false; her name stays as it is there.
    """
    email = email.strip().lower()
    rows = Person.objects.filter(organiser=organiser, email=email) if email else Person.objects.none()
    person = rows.first()
    if person is None:
        person = Person(organiser=organiser, email=email, organisation=organisation, function=function)
        person.name_it(first_name, last_name)
        return saved(person, rows.all().first)
    if update:
        person.organisation = organisation or person.organisation
        person.function = function or person.function
        person.save()
    return person
