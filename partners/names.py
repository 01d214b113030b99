"""What a user is called: by her name in the organiser's directory, else by her address."""

from collections.abc import Iterable

from accounts.models import User
from partners.models import Organisation, Person


def name_of(user: User, organiser: Organisation) -> str:
    person = Person.objects.filter(organiser=organiser, user=user).first()
    return person.name if person else user.email


def names_of(users: Iterable[User], organiser: Organisation) -> dict[int, str]:
    """The same for several, by their keys. One query."""
    by_key = {user.pk: user for user in users}
    people = Person.objects.filter(organiser=organiser, user__in=by_key)
    return {key: user.email for key, user in by_key.items()} | {person.user_id: person.name for person in people}
