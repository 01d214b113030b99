"""What a person changes of herself."""

from django.db import transaction

from accounts.models import User
from records.log import record


@transaction.atomic
def edit_own_name(*, actor: User, first_name: str, last_name: str, phone: str) -> int:
    """Call the user so in every directory that knows her; how many rows that is. One log row each."""
    people = list(actor.people.all())
    for person in people:
        before = {"name": person.name, "phone": person.phone}
        person.name_it(first_name, last_name)
        person.phone = phone.strip()
        person.save(update_fields=["first_name", "last_name", "phone", "search_key", "sort_key"])
        record(actor, "person_edited", person, before=before, after={"name": person.name, "phone": person.phone})
    return len(people)


def choose_mails(*, user: User, news: str) -> None:
    """When the user is told of messages and deliveries: one of ``User.News``."""
    user.news = news
    user.save(update_fields=["news"])


def keep_preferences(*, user: User, theme: str, language: str) -> None:
    """Remember the choice with the account too; an empty one leaves what is there. ``system`` forgets the theme."""
    changed = []
    if theme:
        user.theme = "" if theme == "system" else theme
        changed.append("theme")
    if language:
        user.language = language
        changed.append("language")
    if changed:
        user.save(update_fields=changed)
