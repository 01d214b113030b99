"""Who acts where nobody is signed in: at the command line."""

from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Participation, Team
from deliverables.chain.operations import move_with
from deliverables.chain.worksheet.sheets import Sheet
from deliverables.permissions import delivering_roles, standing_of
from deliverables.workflow import NotPermitted, move_named, refusal


def who_delivers(team: Team) -> User | None:
    """The referent of the team who has an account and joined first, else somebody else who delivers for it."""
    members = Participation.objects.active().filter(team=team, role__in=delivering_roles(team.cycle))
    members = members.filter(person__user__is_active=True).select_related("person__user").order_by("pk")
    return next(
        (each.person.user for each in sorted(members, key=lambda each: each.role != Participation.Role.REFERENT)), None
    )


def refuse_stranger(user: User, sheets: list[Sheet]) -> None:
    """Raises NotPermitted where the person may never change these rows."""
    if not sheets:
        raise NotPermitted(_("This person sees no deliverable of the team that holds rows."))
    deliverable = sheets[0].deliverable
    standing = standing_of(user, deliverable)
    if denied := refusal(move_named(move_with(standing)), standing, deliverable):
        raise NotPermitted(denied)
