"""Where an invitation stands, in words: not sent, on its way, sent, failed and why, accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.models import Cycle, Participation
from cycles.people.invitations import INVITATION
from lib.text import short_day
from records.models import Mail

REFUSED = ("Refused", "550", "551", "553", "5.1.", "5.7.")
UNREACHABLE = ("Connection", "Timeout", "timed out", "gaierror", "OSError", "ServerDisconnected", "SMTPConnect")


@dataclass(frozen=True)
class InvitationState:
    """``name``: accepted, failed, waiting, retried, sent, handed_over, no_address or not_sent; ``text`` in words."""

    name: str
    text: str
    reason: str = ""

    @property
    def needs_help(self) -> bool:
        return self.name in {"failed", "retried"}

    @property
    def is_out(self) -> bool:
        """Whether there is something to send again or to withdraw."""
        return self.name in {"failed", "waiting", "retried", "sent", "handed_over"}


def states(
    cycle: Cycle, members: Iterable[Participation], language: str, *, with_mails: bool = True
) -> dict[int, InvitationState]:
    """The state of each member's invitation by her participation's key, in one query; persons loaded.

    Whether a mail went is said only ``with_mails``: to those who can do something about it.
    """
    members = list(members)
    keys = [member.pk for member in members if with_mails and member.invited_at and not member.accepted_at]
    mails = Mail.objects.filter(template=INVITATION, cycle_id=cycle.pk, context__participation__in=keys)
    newest = {mail.context["participation"]: mail for mail in mails.order_by("created_at", "id")} if keys else {}
    return {member.pk: state(member, newest.get(member.pk), language) for member in members}


def state(member: Participation, mail: Mail | None, language: str) -> InvitationState:
    if member.accepted_at:
        return InvitationState("accepted", _("accepted on %(day)s") % {"day": day(member.accepted_at, language)})
    if not member.person.email:
        return InvitationState("no_address", _("no e-mail address"))
    if not member.invited_at:
        return InvitationState("not_sent", _("not sent"))
    on = {"day": day(member.invited_at, language)}
    if mail and mail.created_at < member.invited_at:
        return InvitationState("handed_over", _("link handed over on %(day)s, no answer yet") % on)
    if mail and mail.state == Mail.State.FAILED:
        return InvitationState("failed", _("the mail did not go"), reason(mail.error))
    if mail and mail.state == Mail.State.WAITING and mail.error:
        return InvitationState("retried", _("the mail did not go yet, it is tried again"), reason(mail.error))
    if mail and mail.state == Mail.State.WAITING:
        return InvitationState("waiting", _("the mail is about to go"))
    return InvitationState("sent", _("sent on %(day)s, no answer yet") % on)


def day(moment: datetime, language: str) -> str:
    return short_day(timezone.localtime(moment).date(), language)


def reason(error: str) -> str:
    """Why a mail failed, in words that say what to do."""
    if any(sign in error for sign in REFUSED):
        return _("The address was refused by its mail server: check it.")
    if any(sign in error for sign in UNREACHABLE):
        return _("The mail server did not answer: hand the link over, or send again later.")
    return _("A technical fault: hand the link over, and tell who looks after Escale.")
