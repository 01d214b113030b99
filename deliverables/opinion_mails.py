"""What the mails about experts' opinions print. The personal link is made when the mail is rendered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cycles.models import CycleRole
from cycles.planning import life
from deliverables.models import Opinion
from deliverables.names import names_of
from deliverables.opinions import DAYS, PURPOSE, cycle_of
from records import links
from records.models import Mail
from records.outbox import absolute


def loaded(mail: Mail) -> Opinion | None:
    rows = Opinion.objects.select_related(
        "version__deliverable__assignment__cycle__organiser", "version__deliverable__team__territory", "asked_by"
    )
    return rows.filter(pk=mail.context["opinion"]).first()


def about(opinion: Opinion) -> dict:
    deliverable, cycle = opinion.version.deliverable, cycle_of(opinion)
    return {
        "opinion": opinion,
        "assignment": deliverable.assignment,
        "team": deliverable.team,
        "cycle": cycle,
        "asked_by": names_of(cycle, [opinion.asked_by_id])[opinion.asked_by_id],
    }


def asked(mail: Mail) -> dict | None:
    """To the expert, first or as a reminder. None once it is given, declined, withdrawn or asked at another address."""
    opinion = loaded(mail)
    if opinion is None or opinion.state != Opinion.State.ASKED or opinion.email != mail.to_email:
        return None
    if opinion.version.taken_back_at or not life.allows(cycle_of(opinion), "answer"):
        return None
    # Earlier links stay open: somebody may be writing on that page. Asked at another address, they ended then.
    _link, token = links.add(PURPOSE, opinion, email=mail.to_email, days=DAYS, actor=opinion.asked_by)
    return about(opinion) | {
        "days": DAYS,
        "action_url": absolute(reverse("deliverables:opinion-answer", args=[token])),
        "action_label": _("Read and answer"),
        "why": _("You receive this message because coordination asks for your opinion on one document."),
        "fewer": _("You may decline on the same page: nothing more is sent then."),
    }


def answered(mail: Mail) -> dict | None:
    """To each coordinator: the expert answered or declined."""
    opinion = loaded(mail)
    if opinion is None or opinion.state not in {Opinion.State.ANSWERED, Opinion.State.DECLINED}:
        return None
    runs = CycleRole.objects.filter(cycle=cycle_of(opinion), user__email=mail.to_email, user__is_active=True)
    if not runs.exists():
        return None
    return about(opinion) | {
        "declined": opinion.state == Opinion.State.DECLINED,
        "action_url": absolute(reverse("deliverables:beside-detail", args=[opinion.version.deliverable_id])),
        "action_label": _("See the opinion"),
        "why": _("You receive this message because you coordinate this cycle."),
        "fewer": _("It is sent once for each opinion."),
    }
