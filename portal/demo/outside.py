"""What reached coordination outside Escale in the demonstration, filed some days later."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from deliverables.models import Deliverable
from deliverables.received import next_number, reception, record_received
from lib import clock
from lib.text import typography_fr as fr
from portal.demo import files
from portal.demo.paper import Paper
from portal.demo.shapes import Step


def record(step: Step, deliverable: Deliverable, paper: Paper, *, actor: User) -> None:
    """Record the step's files as of now, received ``step.before`` days ago."""
    made = [files.make(kind, paper) for kind in step.files]
    day = timezone.localdate(clock.now()) - timedelta(days=step.before)
    record_received(
        actor=actor,
        deliverable=deliverable,
        received=reception(step.channel, day, given_by=step.given_by),
        number=next_number(deliverable),
        files=[ContentFile(file.content, name=file.name) for file in made],
        note=fr(step.text),
    )
