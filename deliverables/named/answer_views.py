"""The organisation's page, behind a personal link. GET shows and writes nothing: mail scanners fetch every GET."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cycles.stale import StaleError
from deliverables.named import operations
from deliverables.named.forms import OrganisationAnswerForm
from deliverables.named.models import OrganisationQuestion
from deliverables.named.reading import Named
from deliverables.names import names_of
from lib.secret_address import kept_secret
from records.models import PersonalLink


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_answer(request: HttpRequest, token: str) -> HttpResponse:
    return kept_secret(answered(request, token))


def answered(request: HttpRequest, token: str) -> HttpResponse:
    found = operations.led_to(token)
    if found is None:
        busy = ratelimit.consume_or_429(request, action="opinion_dead")
        return busy or render(request, "deliverables/opinion_dead.html", {}, status=404)
    link, question = found
    named = operations.named_of(question)
    if request.method != "POST":
        return page(request, link, named, fresh(named))
    if busy := ratelimit.consume_or_429(request, action="opinion", key=f"organisation:{question.pk}"):
        return busy
    form = OrganisationAnswerForm(request.POST, named=named)
    if not form.is_valid():
        return page(request, link, named, form, status=422)
    if form.is_outdated:
        return changed(request, link, named)
    try:
        operations.answer(question=question, named=named, **form.options())
    except StaleError:
        return changed(request, link, operations.named_of(refreshed(question)))
    except operations.QuestionClosed:
        return redirect(request.path)  # the page says what became of it
    messages.success(request, _("Thank you: your answer is kept, and those concerned are told."))
    return redirect(request.path)


def fresh(named: Named) -> OrganisationAnswerForm:
    return OrganisationAnswerForm(named=named, initial=OrganisationAnswerForm.initial_of(named))


def refreshed(question: OrganisationQuestion) -> OrganisationQuestion:
    question.refresh_from_db()
    return question


def changed(request: HttpRequest, link: PersonalLink, named: Named) -> HttpResponse:
    """The rows, or the answer, changed while the page was open: what was typed stays, to be looked at again."""
    data = request.POST.copy()
    data["revision"], data["seen"] = str(named.question.revision), named.print
    return page(request, link, named, OrganisationAnswerForm(data, named=named), status=409)


def page(
    request: HttpRequest, link: PersonalLink, named: Named, form: OrganisationAnswerForm, *, status: int = 200
) -> HttpResponse:
    question = named.question
    context = {
        "question": question,
        "named": named,
        "cycle": question.cycle,
        "form": form,
        "asked_by": names_of(question.cycle, [question.asked_by_id])[question.asked_by_id],
        "expires_at": link.expires_at,
        "changed": status == 409,
    }
    return render(request, "deliverables/named/answer.html", context, status=status)
