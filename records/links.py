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
    link, token = add(purpose, obj, email=email, days=days, actor=actor)
    supersede(link)
    return token


def add(purpose: str, obj: models.Model, *, email: str, days: int, actor=None) -> tuple[PersonalLink, str]:
    """A new link beside those that are open: for a mail, whose sending may fail. Once it went, ``supersede``."""
    token = secrets.token_urlsafe(32)
    link = PersonalLink.objects.create(
        purpose=purpose,
        token_hash=hash_of(token),
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        email=email,
        expires_at=timezone.now() + timedelta(days=days),
        created_by=actor,
    )
    return link, token


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


def supersede(link: PersonalLink) -> int:
    """End the open links that were made before this one for the same purpose and object; return how many."""
    return end(open_links(link.purpose, link.object_type, link.object_id).filter(pk__lt=link.pk))


def revoke(purpose: str, obj: models.Model) -> int:
    """End the object's open links of this purpose; return how many there were."""
    return end(open_links(purpose, obj._meta.label_lower, str(obj.pk)))


def open_links(purpose: str, object_type: str, object_id: str) -> models.QuerySet[PersonalLink]:
    """Those that were neither consumed nor revoked; some may have expired."""
    about = {"purpose": purpose, "object_type": object_type, "object_id": object_id}
    return PersonalLink.objects.filter(**about, consumed_at__isnull=True, revoked_at__isnull=True)


def end(links: models.QuerySet[PersonalLink]) -> int:
    return links.update(revoked_at=timezone.now())
