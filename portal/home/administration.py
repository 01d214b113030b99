"""An administrator's home: the site in figures, and what went wrong."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from cycles.models import Cycle, Team
from partners.models import Organisation
from portal.administration.lists import JobRow, MailRow, job_rows, mail_rows
from records.models import Job, Mail

SHOWN = 8


@dataclass
class AdministrationHome:
    figures: list[tuple]
    organisers: list[Organisation]
    cycles: list[Cycle]
    jobs: list[JobRow]
    mails: list[MailRow]


def administration_home(user: User) -> AdministrationHome | None:
    """None for who is not an administrator."""
    if not user.is_administrator:
        return None
    cycles = Cycle.objects.select_related("organiser").annotate(
        team_count=Count("teams", filter=Q(teams__status=Team.Status.ACTIVE))
    )
    organisers = Organisation.objects.filter(is_organiser=True).annotate(cycle_count=Count("cycles"))
    return AdministrationHome(
        figures=figures(),
        organisers=list(organisers[:SHOWN]),
        cycles=list(cycles[:SHOWN]),
        jobs=job_rows(Job.objects.exclude(state=Job.State.DONE)[:SHOWN]),
        mails=mail_rows(Mail.objects.filter(state__in=(Mail.State.WAITING, Mail.State.FAILED))[:SHOWN]),
    )


def figures() -> list[tuple]:
    """The site in five numbers, in four queries."""
    cycles = Cycle.objects.exclude(state=Cycle.State.ARCHIVED).count()
    users = User.objects.filter(is_active=True).count()
    jobs = dict(Job.objects.order_by().values_list("state").annotate(number=Count("pk")))
    mails = dict(Mail.objects.order_by().values_list("state").annotate(number=Count("pk")))
    unfinished = jobs.get(Job.State.WAITING, 0) + jobs.get(Job.State.RUNNING, 0)
    failed = jobs.get(Job.State.FAILED, 0) + mails.get(Mail.State.FAILED, 0)
    waiting = mails.get(Mail.State.WAITING, 0)
    return [
        (cycles, ngettext("cycle in course", "cycles in course", cycles), "", ""),
        (users, ngettext("account", "accounts", users), reverse("portal:account-list"), ""),
        (unfinished, ngettext("job under way", "jobs under way", unfinished), reverse("portal:job-list"), ""),
        (waiting, ngettext("mail to send", "mails to send", waiting), reverse("portal:mail-list"), ""),
        (failed, ngettext("failure", "failures", failed), "", "warn" if failed else ""),
    ]
