"""Links for people without account. The token is told once; only its hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

from records.models import PersonalLink


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(purpose: str, obj: models.Model, *, email: str, days: int, actor=None) -> str:
    """A new token for the object; older open links of the same purpose and object no longer work."""
    revoke(purpose, obj)
    token = secrets.token_urlsafe(32)
    PersonalLink.objects.create(
        purpose=purpose,
        token_hash=hash_of(token),
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        email=email,
        expires_at=timezone.now() + timedelta(days=days),
        created_by=actor,
    )
    return token


def known(purpose: str, token: str) -> PersonalLink | None:
    """The link of this token, dead or alive; None when there never was one."""
    return PersonalLink.objects.filter(purpose=purpose, token_hash=hash_of(token)).first()


def is_open(link: PersonalLink) -> bool:
    """Whether it may still be used: not consumed, not revoked, not expired."""
    return link.consumed_at is None and link.revoked_at is None and link.expires_at > timezone.now()


def find(purpose: str, token: str) -> PersonalLink | None:
    """The open link of this token, or None."""
    link = known(purpose, token)
    return link if link and is_open(link) else None


def consume(link: PersonalLink) -> bool:
    """Use the link up. True for exactly one caller, also when two come at once."""
    now = timezone.now()
    return bool(
        PersonalLink.objects.filter(
            pk=link.pk, consumed_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
        ).update(consumed_at=now)
    )


def revoke(purpose: str, obj: models.Model) -> int:
    """End the object's open links of this purpose; return how many there were."""
    return PersonalLink.objects.filter(
        purpose=purpose,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        consumed_at__isnull=True,
        revoked_at__isnull=True,
    ).update(revoked_at=timezone.now())
