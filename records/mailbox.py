"""The demonstration's mailbox: each mail becomes a file that the mailbox page shows; nothing leaves the machine."""

import email
import email.policy
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NAME = re.compile(r"^\d{20}-[0-9a-f]{8}$")


@dataclass(frozen=True)
class Message:
    """One mail of the mailbox. ``name`` is its key; bodies are as sent, hence not trusted."""

    name: str
    sent_at: datetime
    subject: str
    to: str
    text: str = ""
    html: str = ""


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages) -> int:
        folder = Path(settings.MAILBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{dated(message):%Y%m%d%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            (folder / f"{name}.part").write_bytes(message.message().as_bytes())
            (folder / f"{name}.part").rename(folder / f"{name}.eml")
        return len(email_messages)


def dated(message: EmailMessage) -> datetime:
    """When the message says that it was written, else now (aware, UTC)."""
    written = message.extra_headers.get("Date")
    return parsedate_to_datetime(written).astimezone(UTC) if written else timezone.now()


def read(path: Path) -> Message:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    bodies = {kind: parsed.get_body((kind,)) for kind in ("plain", "html")}
    return Message(
        name=path.stem,
        sent_at=datetime.strptime(path.stem[:20] + "+0000", "%Y%m%d%H%M%S%f%z"),
        subject=str(parsed["subject"] or ""),
        to=str(parsed["to"] or ""),
        text=bodies["plain"].get_content() if bodies["plain"] else "",
        html=bodies["html"].get_content() if bodies["html"] else "",
    )


def list_messages(limit: int = 200) -> list[Message]:
    """The newest messages first."""
    folder = Path(settings.MAILBOX_DIR)
    paths = sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []
    return [read(path) for path in paths[:limit]]


def read_message(name: str) -> Message | None:
    """One message by its key; None when there is none of that name."""
    path = Path(settings.MAILBOX_DIR) / f"{name}.eml"
    return read(path) if NAME.match(name) and path.is_file() else None
