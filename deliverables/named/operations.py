"""Organisations asked whether what rows say of them is correct: asked, reminded, asked again, withdrawn, answered.

An answer changes no row: it stands beside the row, and the team corrects it in its next version. The organisation has
no account: a personal link leads to the rows that name it, and settles whether the report may name it.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle
from cycles.people.roles import coordinators_of
from cycles.planning import life
from cycles.stale import claim
from deliverables.drafts import referents
from deliverables.named.models import OrganisationAnswer, OrganisationQuestion, key_of
from deliverables.named.reading import Named, named_in_cycle
from records import links, outbox
from records.log import record
from records.models import Mail, PersonalLink

PURPOSE, DAYS = "organisation", 60
ASKED, REMINDED, ANSWERED = "organisation_asked", "organisation_reminder", "organisation_answered"
State, Verdict = OrganisationQuestion.State, OrganisationAnswer.Verdict


class QuestionClosed(Exception):
    """The question was answered or withdrawn: it is not asked any more."""


class AlreadyAsked(Exception):
    """The organisation is asked in this cycle already."""


def note(actor: User | None, action: str, question: OrganisationQuestion, **after) -> None:
    record(actor, action, question, cycle=question.cycle, after={"organisation": question.name, **after})


def ask(
    *, actor: User, cycle: Cycle, name: str, to_name: str, email: str, message: str, form_key: UUID
) -> OrganisationQuestion:
    """Ask the organisation about every row of the cycle that names it; the same form sent twice asks once.

    Raises AlreadyAsked, CycleClosed.
    """
    life.require(cycle, "answer")
    fields = {"cycle": cycle, "name": outbox.one_line(name), "key": key_of(name), "email": email}
    fields |= {"to_name": outbox.one_line(to_name), "message": message.strip(), "asked_by": actor}
    try:
        with transaction.atomic():
            question, created = OrganisationQuestion.objects.get_or_create(form_key=form_key, defaults=fields)
            if created:
                send(question, ASKED)
                note(actor, "organisation_asked", question)
    except IntegrityError as error:
        raise AlreadyAsked from error
    return question


def send(question: OrganisationQuestion, template: str) -> None:
    outbox.send(
        template,
        to_email=question.email,
        to_name=question.to_name,
        language=question.cycle.language,
        cycle=question.cycle,
        question=question.pk,
    )


def waiting_mails(question: OrganisationQuestion):
    return Mail.objects.filter(template__in=(ASKED, REMINDED), state=Mail.State.WAITING, context__question=question.pk)


def open_question(question: OrganisationQuestion, revision: int, *states: str) -> None:
    """Take the row for a change. Raises StaleError, QuestionClosed, CycleClosed."""
    life.require(question.cycle, "answer")
    claim(question, revision)
    if question.state not in states:
        raise QuestionClosed


@transaction.atomic
def remind(*, actor: User, question: OrganisationQuestion, revision: int) -> None:
    """Send it once more, with a link of its own; the links that were sent before still work."""
    open_question(question, revision, State.ASKED)
    question.reminded_at = timezone.now()
    question.save(update_fields=["reminded_at"])
    if not waiting_mails(question).exists():
        send(question, REMINDED)
    note(actor, "organisation_reminded", question)


@transaction.atomic
def send_again(*, actor: User, question: OrganisationQuestion, revision: int, to_name: str, email: str) -> None:
    """Ask this person instead: every link that was sent before ends. What was answered stays until it is corrected."""
    open_question(question, revision, State.ASKED, State.ANSWERED)
    question.to_name, question.email = outbox.one_line(to_name), email
    question.save(update_fields=["to_name", "email"])
    stop(question)
    send(question, ASKED)
    note(actor, "organisation_sent_again", question)


def stop(question: OrganisationQuestion) -> None:
    """What was sent leads nowhere any more, what waits does not go."""
    links.revoke(PURPOSE, question)
    waiting_mails(question).update(state=Mail.State.CANCELLED)


@transaction.atomic
def withdraw(*, actor: User, question: OrganisationQuestion, revision: int) -> None:
    """Ask no more: the link leads nowhere. The organisation may be asked anew."""
    open_question(question, revision, State.ASKED)
    question.state, question.settled_at = State.WITHDRAWN, timezone.now()
    question.save(update_fields=["state", "settled_at"])
    stop(question)
    note(actor, "organisation_withdrawn", question)


def led_to(token: str) -> tuple[PersonalLink, OrganisationQuestion] | None:
    """The link and the question that a token leads to; None for one that never was, is over, withdrawn or expired."""
    link = links.find(PURPOSE, token)
    if link is None:
        return None
    rows = OrganisationQuestion.objects.exclude(state=State.WITHDRAWN).select_related("cycle__organiser", "asked_by")
    question = rows.filter(pk=link.object_id).first()
    if question is None or not life.allows(question.cycle, "answer"):
        return None
    return link, question


@transaction.atomic
def answer(
    *,
    question: OrganisationQuestion,
    revision: int,
    named: Named,
    verdicts: Mapping[int, tuple[str, str]],
    answered_by: str,
    may_be_named: bool,
) -> None:
    """Keep what the organisation says of each row of ``named``, by the row's reference: (verdict, text).

    It takes the place of what was said before; coordination is told, and the referents of teams that have something to
    change. Raises StaleError, QuestionClosed, CycleClosed.
    """
    open_question(question, revision, State.ASKED, State.ANSWERED)
    question.state, question.settled_at = State.ANSWERED, timezone.now()
    question.answered_by, question.may_be_named = answered_by.strip(), may_be_named
    question.save()
    question.answers.all().delete()
    rows = {mention.row.reference_id: mention.row for mention in named.mentions}
    OrganisationAnswer.objects.bulk_create(
        OrganisationAnswer(
            question=question, reference_id=key, version_id=row.version_id, verdict=verdicts[key][0],
            text=verdicts[key][1].strip() if verdicts[key][0] == Verdict.TO_CHANGE else "",
        )
        for key, row in rows.items()
    )  # fmt: skip
    waiting_mails(question).update(state=Mail.State.CANCELLED)
    changed = [key for key in rows if verdicts[key][0] == Verdict.TO_CHANGE]
    said = {"rows": len(rows), "to_change": len(changed), "may_be_named": may_be_named}
    note(None, "organisation_answered", question, by=question.answered_by, **said)
    teams = {mention.team.pk for mention in named.mentions if mention.row.reference_id in changed}
    tell(question, teams)


def tell(question: OrganisationQuestion, teams: set[int]) -> None:
    """Queue the news to each coordinator, and to the referents of these teams."""
    cycle = question.cycle
    users = {*coordinators_of(cycle), *referents(*teams)}
    for user in sorted(users, key=lambda each: each.pk):
        outbox.send(
            ANSWERED,
            to_email=user.email,
            language=cycle.language,
            cycle=cycle,
            key=f"{ANSWERED}:{question.pk}:{question.revision}:{user.pk}",
            question=question.pk,
        )


def named_of(question: OrganisationQuestion) -> Named:
    """The rows that name it now, with the question."""
    found = named_in_cycle(question.cycle).get(question.key) or Named(question.key, question.name)
    found.question = question
    return found
