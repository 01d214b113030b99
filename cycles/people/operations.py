"""What is written about teams and their members. Each operation is one transaction and leaves its log row."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations import account_for
from cycles.people.models import Participation, Team
from cycles.planning import life
from cycles.planning.models import Cycle
from cycles.stale import claim
from partners import operations as directory
from partners.models import Person
from records import links, outbox
from records.log import record
from records.models import Mail

INVITATION = "invitation"
INVITATION_DAYS = 14


class PeopleError(Exception):
    """A change about people that is refused; nothing was written."""


class TeamExists(PeopleError):
    """The territory already has a team in the cycle."""


class MemberExists(PeopleError):
    """The person is already a member of the team."""


class EmailTaken(PeopleError):
    """Somebody else in the directory has this address."""


class EmailFixed(PeopleError):
    """The person has an account: its address is changed by her, not here."""


class CannotInvite(PeopleError):
    """No address, already accepted, no longer a member, or the cycle is not open."""


class InvitationDead(PeopleError):
    """The link is unknown, expired, used, revoked, or what it leads to is gone."""


class AccountDisabled(PeopleError):
    """The account of the invited address may not sign in."""


class AccountConflict(PeopleError):
    """The directory ties the invited person, or her account, to another address."""


@transaction.atomic
def add_team(
    *,
    actor: User,
    cycle: Cycle,
    territory_name: str,
    departments: str = "",
    neighbourhoods: Iterable[tuple[str, str]] = (),
) -> Team:
    """A team of the cycle for a territory, which the organiser's directory gains when it did not have it.

    ``neighbourhoods`` are (name, code). Its deliverables are the caller's to create. Raises TeamExists.
    """
    territory = directory.territory_named(organiser=cycle.organiser, name=territory_name)
    if cycle.teams.filter(territory=territory).exists():
        raise TeamExists
    directory.describe_territory(territory, departments=departments, neighbourhoods=neighbourhoods, keep=True)
    team = Team.objects.create(cycle=cycle, territory=territory)
    record(actor, "team_added", team, cycle=cycle, team=team, after={"territory": territory.name})
    return team


@transaction.atomic
def edit_team(
    *,
    actor: User,
    team: Team,
    revision: int,
    departments: str,
    neighbourhoods: Iterable[tuple[str, str]],
    status: str = Team.Status.ACTIVE,
    status_on: date | None = None,
    status_reason: str = "",
) -> Team:
    """Describe the team's territory and say whether the team still takes part. Raises StaleError."""
    claim(team, revision)
    before = {"status": team.status, "departments": team.territory.departments}
    directory.describe_territory(team.territory, departments=departments, neighbourhoods=neighbourhoods)
    team.status = status
    team.status_on = None if status == Team.Status.ACTIVE else status_on
    team.status_reason = "" if status == Team.Status.ACTIVE else status_reason
    team.save(update_fields=["status", "status_on", "status_reason"])
    after = {"status": team.status, "departments": team.territory.departments}
    record(actor, "team_edited", team, cycle=team.cycle, team=team, before=before, after=after)
    return team


@transaction.atomic
def add_member(
    *,
    actor: User,
    team: Team,
    first_name: str,
    last_name: str,
    email: str = "",
    organisation_name: str = "",
    actor_type: str = "",
    function: str = "",
    role: str = Participation.Role.CONTRIBUTOR,
) -> Participation:
    """A member of the team. Somebody whom the directory knows by her address is taken from it. Raises MemberExists."""
    organiser = team.cycle.organiser
    organisation = directory.organisation_named(organiser=organiser, name=organisation_name, actor_type=actor_type)
    person = directory.person_for(
        organiser=organiser,
        email=email,
        first_name=first_name,
        last_name=last_name,
        organisation=organisation,
        function=function,
    )
    if Participation.objects.active().filter(team=team, person=person).exists():
        raise MemberExists
    member = Participation.objects.create(
        cycle=team.cycle, team=team, person=person, role=role, organisation=organisation, function=function
    )
    record(actor, "member_added", member, cycle=team.cycle, team=team, after=in_log(member))
    return member


def in_log(member: Participation) -> dict:
    """What the log keeps of a membership."""
    return {
        "person": member.person_id,
        "role": str(member.role),
        "organisation": member.organisation.name if member.organisation else "",
        "function": member.function,
    }


@transaction.atomic
def edit_member(
    *,
    actor: User,
    participation: Participation,
    first_name: str,
    last_name: str,
    email: str,
    organisation_name: str,
    actor_type: str,
    function: str,
    role: str,
) -> Participation:
    """Correct a member's name, address, organisation, function or role. Raises EmailTaken, EmailFixed."""
    before = in_log(participation)
    person, email = participation.person, email.strip().lower()
    if email != person.email:
        change_email(person, email)
        links.revoke(INVITATION, participation)
    person.name_it(first_name, last_name)
    participation.organisation = directory.organisation_named(
        organiser=participation.cycle.organiser, name=organisation_name, actor_type=actor_type
    )
    participation.function, participation.role = function, role
    person.organisation, person.function = participation.organisation, function
    person.save()
    participation.save(update_fields=["organisation", "function", "role"])
    record(
        actor,
        "member_edited",
        participation,
        cycle=participation.cycle,
        team=participation.team,
        before=before,
        after=in_log(participation),
    )
    return participation


def change_email(person: Person, email: str) -> None:
    """Set the address of somebody without account. Raises EmailFixed, EmailTaken."""
    if person.user_id:
        raise EmailFixed
    if email and Person.objects.filter(organiser=person.organiser_id, email=email).exclude(pk=person.pk).exists():
        raise EmailTaken
    person.email = email


@transaction.atomic
def remove_member(*, actor: User, participation: Participation) -> None:
    """End a membership: access and open invitations stop at once, the history stays. Twice is once."""
    ended = Participation.objects.active().filter(pk=participation.pk).update(left_at=timezone.now())
    if not ended:
        return
    links.revoke(INVITATION, participation)
    record(
        actor,
        "member_removed",
        participation,
        cycle=participation.cycle,
        team=participation.team,
        before=in_log(participation),
    )


def is_invitable(participation: Participation) -> bool:
    """Whether an invitation could be sent now."""
    return bool(
        participation.left_at is None
        and participation.accepted_at is None
        and participation.person.email
        and life.allows(participation.cycle, "invite")
    )


@transaction.atomic
def invite(*, actor: User, participation: Participation) -> None:
    """Send the member her invitation, again if need be; one that still waits to go is not doubled. Raises CannotInvite.

    The secret link is made when the mail is rendered, so that no table ever holds it.
    """
    if not is_invitable(participation):
        raise CannotInvite
    person, cycle = participation.person, participation.cycle
    waiting = Mail.objects.filter(
        template=INVITATION,
        state=Mail.State.WAITING,
        context__participation=participation.pk,
        to_email=person.email,
    )
    if waiting.exists():
        return
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
    record(
        actor,
        "member_invited",
        participation,
        cycle=cycle,
        team=participation.team,
        after={"email": person.email, "again": again},
    )


def waiting_for_invitation(cycle: Cycle):
    """Members who have an address and were never invited."""
    return (
        cycle.participations.active()
        .filter(invited_at__isnull=True, accepted_at__isnull=True)
        .exclude(person__email="")
        .select_related("person", "team", "cycle")
    )


def invite_everyone(*, actor: User, cycle: Cycle) -> int:
    """Invite every member who was not yet invited; returns how many."""
    members = list(waiting_for_invitation(cycle))
    for member in members:
        member.cycle = cycle
        invite(actor=actor, participation=member)
    return len(members)


@transaction.atomic
def accept_invitation(*, token: str) -> User:
    """Use the link once: the account is opened or found, tied to the person, the membership accepted.

    Raises InvitationDead, AccountDisabled, AccountConflict; then nothing was written, the link included.
    """
    link = links.find(INVITATION, token)
    participation = invited(link)
    user = account_of(participation.person)
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


def account_of(person: Person) -> User:
    """The account that an invitation to this person opens. Raises AccountDisabled, AccountConflict."""
    user = person.user or account_for(person.email)
    if not user.is_active:
        raise AccountDisabled
    other = Person.objects.filter(organiser=person.organiser_id, user=user).exclude(pk=person.pk)
    if user.email != person.email or other.exists():
        raise AccountConflict
    return user
