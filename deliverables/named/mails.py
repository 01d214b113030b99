"""What the mails to organisations, and about their answers, print. The link is made when the mail is rendered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cycles.models import CycleRole, Participation
from cycles.planning import life
from deliverables.named.models import OrganisationAnswer, OrganisationQuestion
from deliverables.named.operations import DAYS, PURPOSE, named_of
from deliverables.names import names_of
from records import links
from records.models import Mail
from records.outbox import absolute

State, Verdict = OrganisationQuestion.State, OrganisationAnswer.Verdict


def loaded(mail: Mail) -> OrganisationQuestion | None:
    """The question, while its cycle still takes answers."""
    rows = OrganisationQuestion.objects.select_related("cycle__organiser", "asked_by")
    question = rows.filter(pk=mail.context["question"]).first()
    return question if question and life.allows(question.cycle, "answer") else None


def asked(mail: Mail) -> dict | None:
    """To who was asked, first or as a reminder. None once withdrawn, asked elsewhere, or about nothing."""
    question = loaded(mail)
    if question is None or question.email != mail.to_email or question.state == State.WITHDRAWN:
        return None
    if mail.template.endswith("reminder") and question.state != State.ASKED:
        return None
    named = named_of(question)
    if not named.mentions:
        return None
    _link, token = links.add(PURPOSE, question, email=mail.to_email, days=DAYS, actor=question.asked_by)
    cycle = question.cycle
    return {
        "question": question,
        "named": named,
        "cycle": cycle,
        "days": DAYS,
        "asked_by": names_of(cycle, [question.asked_by_id])[question.asked_by_id],
        "action_url": absolute(reverse("deliverables:organisation-answer", args=[token])),
        "action_label": _("Read and answer"),
        "why": _("You receive this message because territorial teams named your organisation in what they plan."),
        "fewer": _("Answer this message if you are not the right person: nothing more is sent to you then."),
    }


def answered(mail: Mail) -> dict | None:
    """To coordination all that was said; to a team's referents what is to be changed in their own rows."""
    question = loaded(mail)
    if question is None or question.state != State.ANSWERED:
        return None
    cycle = question.cycle
    answers = question.answers.select_related("reference__team__territory", "version__deliverable__assignment")
    changes = [each for each in answers if each.verdict == Verdict.TO_CHANGE]
    told = {"question": question, "cycle": cycle, "fewer": _("It is sent once for each answer.")}
    if CycleRole.objects.filter(cycle=cycle, user__email=mail.to_email, user__is_active=True).exists():
        return told | {
            "changes": changes,
            "coordinates": True,
            "action_url": absolute(reverse("deliverables:organisation-detail", args=[cycle.slug, question.pk])),
            "action_label": _("See the answer"),
            "why": _("You receive this message because you coordinate this cycle."),
        }
    own = Participation.objects.active().filter(
        person__user__email=mail.to_email, person__user__is_active=True, role=Participation.Role.REFERENT
    )
    teams = set(own.filter(team__isnull=False).values_list("team", flat=True))
    changes = [each for each in changes if each.reference.team_id in teams]
    if not changes:
        return None
    return told | {
        "changes": changes,
        "coordinates": False,
        "action_url": absolute(changes[0].version.deliverable.get_absolute_url()),
        "action_label": _("Open the deliverable"),
        "why": _("You receive this message because you are a referent of this team."),
    }
