"""Accounts are opened here and nowhere else."""

from accounts.models import User


def account_for(email: str) -> User:
    """The user of this address; a new one without password signs in by e-mailed code."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    return user or User.objects.create_user(email)
