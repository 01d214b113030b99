"""What an administrator changes of accounts, mails and jobs. Each operation is one transaction and leaves its log row.

An account is looked up at every request: a disabled one is signed out by its next.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from records.log import record
from records.models import Job, Mail


class AdministrationError(Exception):
    """A change that is refused; nothing was written."""


class LastAdministrator(AdministrationError):
    """Nobody else could administrate the site."""


class OwnAccount(AdministrationError):
    """One does not disable one's own account."""


class NotToRetry(AdministrationError):
    """The mail has gone, or the job is not a failed one, or another of its kind is under way."""


def locked(user: User) -> User:
    """The user as she stands now, once no other change of administrators is under way."""
    administrators = list(User.objects.select_for_update().filter(is_administrator=True, is_active=True).order_by("pk"))
    row = User.objects.get(pk=user.pk)
    row.is_last = administrators == [row]
    return row


@transaction.atomic
def set_active(*, actor: User, user: User, active: bool) -> None:
    """Disable an account, or let it sign in again. Raises OwnAccount, LastAdministrator."""
    row = locked(user)
    if row.is_active == active:
        return
    if not active and row == actor:
        raise OwnAccount
    if not active and row.is_last:
        raise LastAdministrator
    row.is_active = active
    row.save(update_fields=["is_active"])
    action = "account_enabled" if active else "account_disabled"
    record(actor, action, row, before={"is_active": not active}, after={"is_active": active})


@transaction.atomic
def set_administrator(*, actor: User, user: User, administrator: bool) -> None:
    """Give an account the right over the whole site, or take it back. Raises LastAdministrator."""
    row = locked(user)
    if row.is_administrator == administrator:
        return
    if not administrator and row.is_last:
        raise LastAdministrator
    row.is_administrator = administrator
    row.save(update_fields=["is_administrator"])
    action = "administrator_made" if administrator else "administrator_removed"
    record(
        actor,
        action,
        row,
        before={"is_administrator": not administrator},
        after={"is_administrator": administrator},
    )


@transaction.atomic
def retry_mail(*, actor: User, mail: Mail) -> None:
    """Send a mail that failed at the worker's next turn. Raises NotToRetry: one that waits is tried again by itself,
    and may be on its way at this very moment.
    """
    taken = Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED).update(
        state=Mail.State.WAITING, attempts=0, send_after=timezone.now()
    )
    if not taken:
        raise NotToRetry
    before = {"state": str(mail.state), "attempts": mail.attempts}
    record(actor, "mail_retried", mail, before=before, after={"state": "waiting"})


@transaction.atomic
def retry_job(*, actor: User, job: Job) -> None:
    """Let a failed job be tried anew. Raises NotToRetry."""
    try:
        with transaction.atomic():
            taken = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
                state=Job.State.WAITING,
                attempts=0,
                run_after=timezone.now(),
                finished_at=None,
                done_steps=0,
                lease_owner="",
                lease_until=None,
            )
    except IntegrityError as error:
        raise NotToRetry from error
    if not taken:
        raise NotToRetry
    before = {"state": "failed", "attempts": job.attempts}
    record(actor, "job_retried", job, before=before, after={"state": "waiting"})
