"""Accounts are opened here and nowhere else."""

from django.db import IntegrityError, transaction

from accounts.models import User


class AccountClosed(Exception):
    """The account of this address may not sign in."""


def account_at(email: str) -> User | None:
    """The user of this address."""
    return User.objects.filter(email__iexact=email.strip()).first()


def account_for(email: str) -> User:
    """The user of this address; a new one without password signs in by e-mailed code."""
    return account_at(email) or opened_account(email)[0]


def usable_account_for(email: str) -> User:
    """The user of this address, who may sign in. Raises AccountClosed."""
    user = account_for(email)
    if not user.is_active:
        raise AccountClosed
    return user


def opened_account(email: str) -> tuple[User, bool]:
    """The user of an address that had none, and whether she was opened here: somebody else may do it at once."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email), True
    except IntegrityError:
        if user := account_at(email):
            return user, False
        raise
