"""What a user is called: by her name in the organiser's directory, else by her address."""

from accounts.models import User
from partners.models import Organisation, Person


def name_of(user: User, organiser: Organisation) -> str:
    person = Person.objects.filter(organiser=organiser, user=user).first()
    return person.name if person else user.email
