"""The rows of the administrators' lists. No mail's links and no token are ever among them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles.models import Cycle
from partners.models import Organisation, Person
from records.models import Job, Mail

PER_PAGE = 50
ADDRESS = re.compile(r"\S*(?:https?|smtps?)://\S+", re.IGNORECASE)
MAILS = {
    "invitation": _("Invitation to a team"),
    "role_given": _("Role in running a cycle"),
    "access_request": _("Somebody asks to take part"),
    "session_moved": _("Session moved"),
    "receipt": _("Receipt"),
    "recorded": _("Recorded for the team"),
    "delivered": _("Delivery, to coordination"),
    "delivery_taken_back": _("Delivery taken back, to coordination"),
    "feedback": _("Feedback, to the team"),
    "recording_taken_back": _("Recording taken back, to the team"),
    "settled": _("Change for a team: exempted, more time, no longer retained"),
    "reminder": _("Reminder"),
    "due_soon": _("Due date recalled"),
    "message": _("Message of a thread"),
    "peer_reading": _("Read by another team, to the team"),
    "digest": _("Mail of the day"),
    "file_infected": _("Infected file"),
    "opinion_asked": _("Opinion asked of an expert"),
    "opinion_reminder": _("Reminder of an opinion"),
    "opinion_answered": _("Opinion given, to coordination"),
    "organisation_asked": _("Question to an organisation that rows name"),
    "organisation_reminder": _("Reminder to an organisation that rows name"),
    "organisation_answered": _("Answer of an organisation that rows name"),
    "follow_up": _("Follow-up of actions, to the team"),
    "follow_up_reminder": _("Reminder of the follow-up of actions"),
    "coordinator_added": _("Coordinator of an organisation"),
}
JOBS = {
    "build_report": _("Capitalisation report"),
    "make_edition": _("Edition of the report"),
    "page_pictures": _("Previews of files"),
}


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def safe(error: str) -> str:
    """An error without the addresses that it may quote."""
    return ADDRESS.sub("…", error)[:300]


def accounts() -> QuerySet[User]:
    """By address, each with ``name`` in a directory that knows her (or empty) and how many cycles she runs."""
    person = Person.objects.filter(user=OuterRef("pk")).order_by("pk")
    name = person.values(name_=Concat("first_name", Value(" "), "last_name", output_field=CharField()))
    return User.objects.annotate(name=Subquery(name[:1]), runs=Count("cycle_roles", distinct=True)).order_by("email")


def organisers() -> QuerySet[Organisation]:
    return (
        Organisation.objects.filter(is_organiser=True)
        .annotate(cycle_count=Count("cycles", distinct=True), coordinator_count=Count("coordinators", distinct=True))
        .order_by("sort_key", "pk")
    )


@dataclass(frozen=True)
class MailRow:
    mail: Mail
    kind: str
    cycle: str
    error: str
    may_retry: bool


def mail_rows(mails: Iterable[Mail]) -> list[MailRow]:
    titles = dict(Cycle.objects.filter(pk__in={mail.cycle_id for mail in mails}).values_list("pk", "title"))
    return [
        MailRow(
            mail=mail,
            kind=str(MAILS.get(mail.template, mail.template)),
            cycle=titles.get(mail.cycle_id, ""),
            error=safe(mail.error),
            may_retry=mail.state == Mail.State.FAILED,
        )
        for mail in mails
    ]


@dataclass(frozen=True)
class JobRow:
    job: Job
    kind: str
    error: str
    is_stale: bool
    may_retry: bool


def job_rows(jobs: Iterable[Job]) -> list[JobRow]:
    now = timezone.now()
    return [
        JobRow(
            job=job,
            kind=str(JOBS.get(job.kind, job.kind)),
            error=safe(job.error),
            is_stale=job.state == Job.State.RUNNING and bool(job.lease_until and job.lease_until < now),
            may_retry=job.state == Job.State.FAILED,
        )
        for job in jobs
    ]
