"""Invitations: sent, sent again, withdrawn, handed over as a link, accepted. Each leaves its log row."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations import account_at, opened_account
from cycles.people.errors import AccountConflict, AccountDisabled, CannotInvite, InvitationDead, SignInFirst
from cycles.people.models import Participation
from cycles.planning import life
from cycles.planning.models import Cycle
from partners.models import Person
from records import links, outbox
from records.log import record
from records.models import Mail

INVITATION = "invitation"
INVITATION_DAYS = 14


def is_invitable(participation: Participation) -> bool:
    """Whether an invitation could be sent now."""
    return bool(
        participation.takes_part
        and participation.accepted_at is None
        and participation.person.email
        and life.allows(participation.cycle, "invite")
    )


@transaction.atomic
def invite(*, actor: User, participation: Participation) -> bool:
    """Send the member her invitation, again if need be; one that still waits to go is not doubled (False).

    Raises CannotInvite. The secret link is made when the mail is rendered, so that no table ever holds it.
    """
    if not is_invitable(participation):
        raise CannotInvite
    life.require(participation.cycle, "invite")
    person, cycle = participation.person, participation.cycle
    # Of two at once the second waits here, then finds the mail (SQLite's transactions do so anyway).
    Participation.objects.select_for_update().get(pk=participation.pk)
    if waiting_mails(participation).filter(to_email=person.email).exists():
        return False
    again = participation.invited_at is not None
    participation.invited_at = timezone.now()
    participation.save(update_fields=["invited_at"])
    outbox.send(
        INVITATION,
        to_email=person.email,
        to_name=person.name,
        language=cycle.language,
        cycle=cycle,
        participation=participation.pk,
        actor=actor.pk,
    )
    after = {"email": person.email, "again": again}
    record(actor, "member_invited", participation, cycle=cycle, team=participation.team, after=after)
    return True


def waiting_mails(participation: Participation):
    """The participation's invitations that did not go yet."""
    return Mail.objects.filter(template=INVITATION, state=Mail.State.WAITING, context__participation=participation.pk)


def stop(participation: Participation) -> None:
    """What was sent leads nowhere any more, what waits does not go."""
    links.revoke(INVITATION, participation)
    waiting_mails(participation).update(state=Mail.State.CANCELLED)


def resend(*, actor: User, participation: Participation) -> bool:
    """End what was sent before and invite anew, if somebody had been invited; True when an invitation goes."""
    stop(participation)
    if participation.invited_at is None or participation.accepted_at:
        return False
    if is_invitable(participation):
        invite(actor=actor, participation=participation)
        return True
    participation.invited_at = None
    participation.save(update_fields=["invited_at"])
    return False


def readdress(*, actor: User, person: Person) -> int:
    """After a corrected address: her unanswered invitations, in every cycle, go to the new one; how many go.

    In a cycle that is archived nothing is written, but what was sent to the former address leads nowhere any more.
    """
    rows = list(
        person.participations.active().filter(accepted_at__isnull=True).select_related("person", "cycle", "team")
    )
    for row in rows:
        stop(row)
    return sum(resend(actor=actor, participation=row) for row in rows if life.allows(row.cycle, "plan"))


@transaction.atomic
def withdraw(*, actor: User, participation: Participation) -> None:
    """Take the invitation back: its link and its mail stop working. Raises CannotInvite when there is none to take."""
    life.require(participation.cycle)
    rows = Participation.objects.active().filter(pk=participation.pk, accepted_at__isnull=True)
    if not rows.filter(invited_at__isnull=False).update(invited_at=None):
        raise CannotInvite
    stop(participation)
    record(actor, "invitation_withdrawn", participation, cycle=participation.cycle, team=participation.team)


@transaction.atomic
def hand_over(*, actor: User, participation: Participation) -> str:
    """A fresh token for coordination to hand over when mail fails; earlier links end. Raises CannotInvite.

    It is returned once and kept nowhere.
    """
    if not is_invitable(participation):
        raise CannotInvite
    life.require(participation.cycle, "invite")
    stop(participation)
    email = participation.person.email
    token = links.issue(INVITATION, participation, email=email, days=INVITATION_DAYS, actor=actor)
    participation.invited_at = timezone.now()
    participation.save(update_fields=["invited_at"])
    cycle, team = participation.cycle, participation.team
    record(actor, "invitation_link_shown", participation, cycle=cycle, team=team, after={"email": email})
    return token


def waiting_for_invitation(cycle: Cycle):
    """Members who have an address and were never invited; not those of teams that left."""
    return (
        cycle.participations.taking_part()
        .filter(invited_at__isnull=True, accepted_at__isnull=True)
        .exclude(person__email="")
        .select_related("person", "team", "cycle")
    )


def invite_everyone(*, actor: User, cycle: Cycle) -> int:
    """Invite every member who was not yet invited; returns how many invitations go."""
    members = list(waiting_for_invitation(cycle))
    for member in members:
        member.cycle = cycle
    return sum(invite(actor=actor, participation=member) for member in members)


@transaction.atomic
def accept_invitation(*, token: str, user: User | None = None) -> User:
    """Use the link once: the account is opened, or is that of ``user`` who is signed in; the membership is accepted.

    A link opens a new account and no other: whoever holds it, coordination included, might not be whom it names.
    Raises InvitationDead, AccountDisabled, AccountConflict, SignInFirst; then nothing was written, the link included.
    """
    link = links.find(INVITATION, token)
    participation = invited(link)
    user = account_of(participation.person, user)
    if not links.consume(link):
        raise InvitationDead
    person = participation.person
    if person.user_id is None:
        person.user = user
        person.save(update_fields=["user"])
    participation.accepted_at = timezone.now()
    participation.save(update_fields=["accepted_at"])
    record(user, "invitation_accepted", participation, cycle=participation.cycle, team=participation.team)
    return user


def invited(link) -> Participation:
    """The membership that a link still leads to. Raises InvitationDead."""
    if link is None:
        raise InvitationDead
    participation = (
        Participation.objects.active()
        .filter(pk=link.object_id)
        .select_related("person__user", "cycle__organiser", "team__territory")
        .first()
    )
    if participation is None or participation.person.email != link.email:
        raise InvitationDead
    if not life.allows(participation.cycle, "invite"):
        raise InvitationDead
    return participation


def led_to(link) -> Participation | None:
    """The participation that a link was made for, also when it no longer holds; None when that is over altogether."""
    rows = Participation.objects.filter(pk=link.object_id).select_related("cycle", "team__territory", "person")
    row = rows.first()
    return row if row and life.allows(row.cycle, "invite") else None


def account_of(person: Person, signed_in: User | None) -> User:
    """The account that an invitation to this person opens. Raises AccountDisabled, AccountConflict, SignInFirst."""
    user, is_new = person.user or account_at(person.email), False
    if user is None:
        user, is_new = opened_account(person.email)
    if not user.is_active:
        raise AccountDisabled
    other = Person.objects.filter(organiser=person.organiser_id, user=user).exclude(pk=person.pk)
    if user.email != person.email or other.exists():
        raise AccountConflict
    if not is_new and user != signed_in:
        raise SignInFirst
    return user
