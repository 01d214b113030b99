"""What the mails of the follow-up print. They go in an archived cycle too."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deliverables.after.models import FollowUp
from deliverables.after.reading import asked_of, is_open
from records.models import Mail
from records.outbox import absolute


def follow_up(mail: Mail) -> dict | None:
    """To each member who delivers: the form, or its reminder. None once it was answered, takes no answer any more, was
    to go by itself in a cycle that is not followed any more, or for who left the team since.
    """
    rows = FollowUp.objects.select_related("team__cycle__organiser", "team__territory")
    row = rows.filter(pk=mail.context["follow_up"], sent_at__isnull=True).first()
    if row is None or not is_open(row, timezone.now()):
        return None
    team, cycle = row.team, row.team.cycle
    if not cycle.follows_up and row.asked_by_id is None:
        return None
    if mail.to_email not in {member.person.user.email for member in asked_of(cycle, [team]).get(team.pk, [])}:
        return None
    return {
        "follow_up": row,
        "team": team,
        "cycle": cycle,
        "lines": list(row.lines.select_related("action__reference")),
        "action_url": absolute(reverse("deliverables:follow-up-answer", args=[cycle.slug, team.pk, row.months])),
        "action_label": _("Say where the actions are"),
        "why": _("You receive this message because you delivered for this team."),
        "fewer": _("It is recalled at most twice, and not once your team has answered."),
    }
