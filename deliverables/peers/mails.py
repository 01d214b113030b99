"""The mail to a team that was read. Read when the mail goes."""

from django.utils.translation import gettext as _

from accounts.models import User
from cycles.planning import life
from deliverables.feedback import told
from deliverables.models import PeerReading
from deliverables.names import names_of
from deliverables.thread.mails import choice_of_mails
from records.models import Mail
from records.outbox import absolute


def peer_reading(mail: Mail) -> dict | None:
    """To each member who works on the deliverable: another team wrote what it takes home.

    None once it is hidden, for who left the team since, and for who chose otherwise.
    """
    about = ("version__deliverable__assignment__cycle__organiser", "version__deliverable__team__territory")
    rows = PeerReading.objects.filter(hidden_at__isnull=True, version__taken_back_at__isnull=True)
    row = rows.select_related(*about, "team__territory").filter(pk=mail.context["reading"]).first()
    if row is None:
        return None
    deliverable = row.version.deliverable
    members = told(deliverable).filter(person__user__email=mail.to_email, person__user__news=User.News.AT_ONCE)
    cycle = deliverable.assignment.cycle
    if not members.exists() or not life.allows(cycle, "answer"):
        return None
    return {
        "reading": row,
        "by": names_of(cycle, [row.author_id])[row.author_id],
        "assignment": deliverable.assignment,
        "team": deliverable.team,
        "cycle": cycle,
        "action_url": absolute(f"{deliverable.get_absolute_url()}#lectures"),
        "action_label": _("See it on the deliverable’s page"),
        "why": _("You receive this message because you work on this deliverable in its team."),
        **choice_of_mails(),
    }
