"""The outbox: mails are rows written with the change that causes them; the worker renders and sends them.

A mail is rendered when it goes, so that it says what is true then, and secret links exist only in what was sent.
"""

import logging
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from records.models import Mail

log = logging.getLogger("escale.mail")

ATTEMPTS = 8
LEASE = timedelta(minutes=5)


def absolute(path: str) -> str:
    """The path on this site's configured address, never on a request's Host."""
    return settings.SITE_URL.rstrip("/") + path


def one_line(text: str) -> str:
    """Text for a header: line breaks and control characters become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def send(
    template: str,
    *,
    to_email: str,
    language: str,
    to_name: str = "",
    cycle=None,
    key: str | None = None,
    send_after: datetime | None = None,
    **ids,
) -> Mail | None:
    """Queue a mail in the caller's transaction. With a ``key`` that is already there, nothing is added (None).

    ``ids`` are what ``settings.MAIL_CONTEXTS[template]`` needs to fill the templates when the mail goes; it returns
    ``why`` one gets the mail, and may return ``fewer``, how to get fewer of them, with its ``fewer_url``, and
    ``once_sent``, a function without argument that does what may only be done once the mail went.
    """
    if template not in settings.MAIL_CONTEXTS:
        raise KeyError(template)
    fields = {
        "template": template,
        "context": ids,
        "to_email": to_email,
        "to_name": one_line(to_name)[:200],
        "language": language,
        "cycle_id": getattr(cycle, "pk", None),
        "send_after": send_after or timezone.now(),
    }
    if key is None:
        return Mail.objects.create(**fields)
    mail, created = Mail.objects.get_or_create(key=key, defaults=fields)
    return mail if created else None


class Message(EmailMultiAlternatives):
    """A mail as it goes, and what is to be done in the database once it went."""

    @staticmethod
    def once_sent() -> None:
        """Nothing, unless the mail's context says more."""


def render(mail: Mail) -> Message | None:
    """The message as it would go now; None when what it tells is no longer true."""
    with translation.override(mail.language):
        context = import_string(settings.MAIL_CONTEXTS[mail.template])(mail)
        if context is None:
            return None
        context = {
            "to_name": mail.to_name,
            "site_url": settings.SITE_URL,
            "demo": settings.DEMO,
            "language": mail.language,
            "fewer": "",
            "fewer_url": "",
        } | context
        subject = one_line(render_to_string(f"mail/{mail.template}.subject.txt", context))
        context["subject"] = subject
        message = Message(
            subject=subject,
            body=render_to_string(f"mail/{mail.template}.txt", context),
            to=[mail.to_email],
            headers=headers_of(mail),
        )
        message.once_sent = context.get("once_sent", message.once_sent)
        message.attach_alternative(render_to_string(f"mail/{mail.template}.html", context), "text/html")
        return message


def headers_of(mail: Mail) -> dict[str, str]:
    """The demonstration tells a past: there a mail carries the date of what caused it."""
    written = {"Date": format_datetime(mail.created_at)} if settings.DEMO else {}
    return {"Auto-Submitted": "auto-generated", **written}


def send_waiting(limit: int = 100) -> int:
    """Send what is due; return how many mails went. A mail that fails waits longer each time, then is marked failed.

    ``settings.MAIL_HOLD`` may put one off to a later moment.
    """
    sent = 0
    due = Mail.objects.filter(state=Mail.State.WAITING, send_after__lte=timezone.now()).order_by("send_after", "id")
    for mail in due[:limit]:
        if until := import_string(settings.MAIL_HOLD)(mail):
            Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING, send_after=mail.send_after).update(
                send_after=until
            )
            continue
        # The claim: another worker that read the same row finds its send_after moved and leaves it alone.
        claimed = Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING, send_after=mail.send_after).update(
            send_after=timezone.now() + LEASE, attempts=F("attempts") + 1
        )
        if claimed:
            sent += send_one(Mail.objects.get(pk=mail.pk))
    return sent


def send_one(mail: Mail) -> bool:
    """Send a claimed mail and note how it went; True when it went."""
    try:
        message = render(mail)
        if message is None:
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.CANCELLED)
            return False
        message.send()
    except Exception as error:
        failed = mail.attempts >= ATTEMPTS
        Mail.objects.filter(pk=mail.pk).update(
            state=Mail.State.FAILED if failed else Mail.State.WAITING,
            error=f"{type(error).__name__}: {error}"[:2000],
            send_after=timezone.now() + timedelta(minutes=2**mail.attempts),
        )
        return False
    # Alone and first: whatever else goes wrong now, the mail went, and does not go again.
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.SENT, sent_at=timezone.now(), subject=message.subject[:250], error=""
    )
    try:
        with transaction.atomic():
            message.once_sent()
    except Exception:
        log.exception("What follows mail %s failed; the mail went.", mail.pk)
    return True
