"""What the mails about people print. Secret links are made here, when the mail is rendered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cycles import permissions
from cycles.people.access_requests import told
from cycles.people.invitations import INVITATION, INVITATION_DAYS, is_invitable
from cycles.people.models import AccessRequest, CycleRole, Participation
from partners.models import Organisation
from partners.names import name_of
from records import links
from records.models import Mail
from records.outbox import absolute


def invitation(mail: Mail) -> dict | None:
    """The invitation to a team, with a fresh link; once it went, links of earlier mails stop working.

    None: no longer to be sent.
    """
    participation = (
        Participation.objects.active()
        .filter(pk=mail.context["participation"])
        .select_related("person", "cycle__organiser", "team__territory")
        .first()
    )
    if participation is None or not is_invitable(participation) or participation.person.email != mail.to_email:
        return None
    inviter = User.objects.filter(pk=mail.context.get("actor")).first()
    link, token = links.add(INVITATION, participation, email=mail.to_email, days=INVITATION_DAYS, actor=inviter)
    return {
        "once_sent": lambda: links.supersede(link),
        "action_url": absolute(reverse("cycles:invitation", args=[token])),
        "action_label": _("See the invitation"),
        "why": _("You receive this message because your name was added to a team of this cycle.")
        if participation.team
        else _("You receive this message because your name was added to this cycle."),
        "fewer": _("If you do not answer, nothing more is sent unless somebody invites you again."),
        "cycle": participation.cycle,
        "team": participation.team,
        "person": participation.person,
        "inviter": inviter_name(inviter, participation),
        "days": INVITATION_DAYS,
    }


def role_given(mail: Mail) -> dict | None:
    """To somebody who runs a cycle from now on: what she may do there and how she signs in. None: no longer so."""
    given = (
        CycleRole.objects.filter(pk=mail.context["role"], user__email=mail.to_email, user__is_active=True)
        .select_related("user", "cycle__organiser")
        .first()
    )
    if given is None:
        return None
    return {
        "action_url": absolute(given.cycle.get_absolute_url()),
        "action_label": _("Open the cycle"),
        "why": _("You receive this message because you were given a role in running this cycle."),
        "fewer": _("It is sent once."),
        "cycle": given.cycle,
        "coordinates": given.role == CycleRole.Role.COORDINATOR,
        "email": given.user.email,
        "inviter": signed(User.objects.filter(pk=mail.context.get("actor")).first(), given.cycle.organiser),
    }


def inviter_name(inviter: User | None, participation: Participation) -> str:
    """Who invites, with the organiser, else the organiser alone."""
    return signed(inviter, participation.cycle.organiser)


def signed(inviter: User | None, organiser: Organisation) -> str:
    return f"{name_of(inviter, organiser)}, {organiser.name}," if inviter else organiser.name


def access_request(mail: Mail) -> dict | None:
    """To coordination and referents: somebody asks to take part. None once it is settled or no longer theirs."""
    asked = (
        AccessRequest.objects.filter(pk=mail.context["access_request"], closed_at__isnull=True)
        .select_related("participation__person", "participation__team__territory", "participation__cycle")
        .first()
    )
    if asked is None or not told(asked.participation).filter(email=mail.to_email).exists():
        return None
    participation, cycle = asked.participation, asked.participation.cycle
    referent = participation.team and not permissions.can_coordinate(User.objects.get(email=mail.to_email), cycle)
    page = participation.team.get_absolute_url() if referent else reverse("cycles:people-list", args=[cycle.slug])
    return {
        "action_url": absolute(page),
        "action_label": _("See the team") if referent else _("See the people of the cycle"),
        "why": _("You receive this message because you invite people to this cycle."),
        "asked": asked,
        "cycle": cycle,
        "team": participation.team,
        "person": participation.person,
    }
