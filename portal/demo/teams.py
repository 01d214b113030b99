"""The teams and their members, invited and accepted."""

from datetime import timedelta

from accounts.operations import account_at
from cycles.models import Cycle, Participation, Team
from cycles.people.invitations import INVITATION, INVITATION_DAYS, accept_invitation, invite
from cycles.people.operations import add_member
from deliverables.operations import add_team_with_deliverables
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.people import ACTOR_TYPE, TERRITORIES
from portal.demo.shapes import Member
from records import links


def add_teams(stage: Stage, cycle: Cycle) -> dict[str, Team]:
    """The cycle's teams by territory, their members in."""
    teams = {}
    for number, name in enumerate(stage.text.territories):
        territory = TERRITORIES[name]
        with happened(stage.before_first(52 - number // 3)):
            team = teams[name] = add_team_with_deliverables(
                actor=stage.staff["coordinator"],
                cycle=cycle,
                territory_name=territory.name,
                departments=territory.departments,
                neighbourhoods=[(neighbourhood, "") for neighbourhood in territory.neighbourhoods],
            )
            for member in territory.members_in(stage.text.key):
                add(stage, team, member)
    return teams


def add(stage: Stage, team: Team, member: Member) -> Participation:
    return add_member(
        actor=stage.staff["coordinator"],
        team=team,
        first_name=member.first_name,
        last_name=member.last_name,
        email=member.email,
        organisation_name=member.organisation,
        actor_type=ACTOR_TYPE[member.organisation],
        function=member.function,
        role=member.role,
    )


def accept(stage: Stage, cycle: Cycle) -> None:
    """Those who took up their invitation do so, a few days apart, as the link in the mail would let them."""
    waiting = {
        member.email for name in stage.text.territories for member in TERRITORIES[name].members if not member.accepted
    }
    for number, member in enumerate(cycle.participations.active().select_related("person").order_by("pk")):
        if member.person.email in waiting:
            continue
        with happened(stage.before_first(44 - number % 9, f"{8 + number % 9:02}:{(number * 7) % 60:02}")):
            token = links.issue(
                INVITATION, member, email=member.person.email, days=INVITATION_DAYS, actor=stage.staff["coordinator"]
            )
            accept_invitation(token=token, user=account_at(member.person.email))


def invite_again(stage: Stage, cycle: Cycle) -> None:
    """Those who did not answer are reminded: their mails wait in the outbox."""
    left = cycle.participations.active().filter(accepted_at__isnull=True)
    for member in left.select_related("person", "cycle", "team"):
        with happened(at(stage.today - timedelta(days=1), "09:15")):
            invite(actor=stage.staff["coordinator"], participation=member)
