"""What is written about teams and those who take part. Each operation is one transaction and leaves its log row.

All raise CycleClosed where the cycle may not be changed any more.
"""

from collections.abc import Iterable
from datetime import date, time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cycles.attendance.models import Presence
from cycles.people.access_requests import settle
from cycles.people.errors import BadDay, EmailFixed, EmailTaken, MemberExists, TeamExists
from cycles.people.invitations import readdress, resend, stop
from cycles.people.models import Participation, Team
from cycles.permissions import can_coordinate
from cycles.planning import life
from cycles.planning.models import Cycle
from cycles.stale import StaleError, claim
from lib import clock
from partners import operations as directory
from partners.models import Person
from records.log import record


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
    life.require(cycle)
    territory = directory.territory_named(organiser=cycle.organiser, name=territory_name)
    if cycle.teams.filter(territory=territory).exists():
        raise TeamExists
    directory.describe_territory(territory, departments=departments, neighbourhoods=neighbourhoods, keep=True)
    try:
        with transaction.atomic():
            team = Team.objects.create(cycle=cycle, territory=territory)
    except IntegrityError:  # somebody adds it at the same time
        raise TeamExists from None
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
) -> Team:
    """Describe the team's territory. Raises StaleError.

    Of a territory that has a team in another cycle nothing goes: what is named is added, the rest stays.
    """
    life.require(team.cycle)
    claim(team, revision)
    before = {"departments": team.territory.departments}
    directory.describe_territory(
        team.territory, departments=departments, neighbourhoods=neighbourhoods, keep=is_shared(team)
    )
    after = {"departments": team.territory.departments}
    record(actor, "team_edited", team, cycle=team.cycle, team=team, before=before, after=after)
    return team


def is_shared(team: Team) -> bool:
    """Whether the team's territory has a team in another cycle, whose description it is too."""
    return Team.objects.filter(territory=team.territory_id).exclude(pk=team.pk).exists()


@transaction.atomic
def add_member(*, actor: User, team: Team, role: str = Participation.Role.CONTRIBUTOR, **who) -> Participation:
    """A member of the team; ``who`` as for ``enter``. Raises MemberExists."""
    life.require(team.cycle)
    coordinates = can_coordinate(actor, team.cycle)
    member = enter(cycle=team.cycle, team=team, role=role, updates_directory=coordinates, **who)
    record(actor, "member_added", member, cycle=team.cycle, team=team, after=in_log(member))
    settle(actor=actor, cycle=team.cycle, email=member.person.email)
    return member


@transaction.atomic
def add_participant(*, actor: User, cycle: Cycle, **who) -> Participation:
    """Somebody who takes part in the cycle without a team; ``who`` as for ``enter``. Raises MemberExists."""
    life.require(cycle)
    row = enter(cycle=cycle, team=None, role=Participation.Role.PARTICIPANT, **who)
    record(actor, "participant_added", row, cycle=cycle, after=in_log(row))
    settle(actor=actor, cycle=cycle, email=row.person.email)
    return row


def enter(
    *,
    cycle: Cycle,
    team: Team | None,
    role: str,
    first_name: str,
    last_name: str,
    email: str = "",
    organisation_name: str = "",
    actor_type: str = "",
    function: str = "",
    updates_directory: bool = True,
) -> Participation:
    """The new row. Somebody whom the directory knows by her address is taken from it. Raises MemberExists.

    The directory is coordination's: where others enter her, only this row says what they typed of her.
    """
    organiser = cycle.organiser
    organisation = directory.organisation_named(organiser=organiser, name=organisation_name, actor_type=actor_type)
    person = directory.person_for(
        organiser=organiser,
        email=email,
        first_name=first_name,
        last_name=last_name,
        organisation=organisation,
        function=function,
        update=updates_directory,
    )
    if Participation.objects.active().filter(cycle=cycle, team=team, person=person).exists():
        raise MemberExists
    try:
        with transaction.atomic():
            return Participation.objects.create(
                cycle=cycle, team=team, person=person, role=role, organisation=organisation, function=function
            )
    except IntegrityError:  # the same click twice at once
        raise MemberExists from None


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
    revision: int,
    first_name: str,
    last_name: str,
    email: str,
    organisation_name: str,
    actor_type: str,
    function: str,
    role: str = "",
    seen: str = "",
) -> int:
    """Correct name, address, organisation, function or role (kept when empty) of somebody who takes part.

    ``seen`` is ``Person.seen`` of the directory's entry when a page was made. The entry's present organisation and
    function follow where she has not joined something since. Returns how many invitations went anew because the address
    was wrong. Raises StaleError, EmailTaken, EmailFixed.
    """
    life.require(participation.cycle)
    claim(participation, revision)
    before = in_log(participation)
    person, email = Person.objects.select_for_update().get(pk=participation.person_id), email.strip().lower()
    if seen and person.seen != seen:
        raise StaleError
    participation.person = person
    readdressed = email != person.email
    if readdressed:
        change_email(person, email)
    person.name_it(first_name, last_name)
    participation.organisation = directory.organisation_named(
        organiser=participation.cycle.organiser, name=organisation_name, actor_type=actor_type
    )
    participation.function, participation.role = function, role or participation.role
    if not Participation.objects.filter(person=person, joined_at__gt=participation.joined_at).exists():
        person.organisation, person.function = participation.organisation, function
    person.save()
    participation.save(update_fields=["organisation", "function", "role"])
    cycle, team = participation.cycle, participation.team
    record(actor, "member_edited", participation, cycle=cycle, team=team, before=before, after=in_log(participation))
    return readdress(actor=actor, person=person) if readdressed else 0


@transaction.atomic
def enter_team(*, actor: User, participation: Participation, team: Team, role: str) -> None:
    """A participant without a team becomes a member of one."""
    life.require(participation.cycle)
    before = in_log(participation)
    participation.team, participation.role = team, role
    participation.save(update_fields=["team", "role"])
    after = in_log(participation) | {"team": str(team)}
    record(actor, "member_added", participation, cycle=participation.cycle, team=team, before=before, after=after)


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
    life.require(participation.cycle)
    rows = Participation.objects.active().filter(pk=participation.pk)
    if not rows.update(left_at=timezone.now(), revision=F("revision") + 1):
        return
    stop(participation)
    cycle, team = participation.cycle, participation.team
    record(actor, "member_removed", participation, cycle=cycle, team=team, before=in_log(participation))


@transaction.atomic
def change_organisation(
    *,
    actor: User,
    participation: Participation,
    revision: int,
    on: date,
    organisation_name: str,
    actor_type: str = "",
    function: str = "",
) -> Participation:
    """From that day on the person takes part for another organisation: her row ends and the one returned follows it.

    Her presence at sessions before that day stays with the ended row, and so with the organisation that she had then;
    later ones go to the new row. ``on`` is after the day she joined and not to come. Raises StaleError, BadDay.
    """
    life.require(participation.cycle)
    claim(participation, revision)
    moment = clock.local(on, time())
    if participation.left_at or moment <= participation.joined_at or moment > timezone.now():
        raise BadDay
    participation.left_at = moment
    participation.save(update_fields=["left_at"])
    cycle, team, person = participation.cycle, participation.team, participation.person
    following = Participation.objects.create(
        cycle=cycle,
        team=team,
        person=person,
        role=participation.role,
        organisation=directory.organisation_named(
            organiser=cycle.organiser, name=organisation_name, actor_type=actor_type
        ),
        function=function,
        invited_at=participation.invited_at,
        accepted_at=participation.accepted_at,
        joined_at=moment,
        follows=participation,
    )
    person.organisation, person.function = following.organisation, function
    person.save(update_fields=["organisation", "function"])
    before, after = in_log(participation), in_log(following) | {"on": on.isoformat()}
    record(actor, "organisation_changed", following, cycle=cycle, team=team, before=before, after=after)
    Presence.objects.filter(participation=participation, session__starts_at__gte=moment).update(participation=following)
    stop(participation)
    resend(actor=actor, participation=following)
    return following
