"""Make the first administrator."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.operations import account_for
from records.log import record


class Command(BaseCommand):
    help = "Make an administrator of an e-mail address; the account is opened when there is none. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args, email: str, **options) -> None:
        try:
            validate_email(email.strip())
        except ValidationError as error:
            raise CommandError(_("“%(email)s” is not an e-mail address.") % {"email": email}) from error
        with transaction.atomic():
            user = account_for(email)
            if not user.is_administrator:
                user.is_administrator = True
                user.save(update_fields=["is_administrator"])
                record(None, "administrator_made", user, after={"is_administrator": True})
        self.stdout.write(
            _("%(email)s is an administrator and signs in with a code sent to that address.") % {"email": user.email}
        )
