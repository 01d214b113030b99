"""Organisations that the rows of a cycle name, for those who run it: who was asked, and what each answered."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cycles import permissions
from cycles.access import cycle_facilitated
from cycles.models import Cycle
from cycles.planning import life
from cycles.planning.forms import RevisionForm
from cycles.stale import StaleError
from deliverables.named import operations
from deliverables.named.forms import AskAnotherForm, AskOrganisationForm
from deliverables.named.models import OrganisationAnswer, OrganisationQuestion
from deliverables.named.reading import Named, contacts_of, named_in_cycle
from deliverables.names import names_of

State, Verdict = OrganisationQuestion.State, OrganisationAnswer.Verdict
NOT_ASKED, TO_CHANGE = "not_asked", "to_change"
FIELD = {"class": "form-select"}
SHOWN = [
    ("", gettext_lazy("all")),
    (NOT_ASKED, gettext_lazy("not asked yet")),
    (State.ASKED, gettext_lazy("asked, without answer")),
    (State.ANSWERED, gettext_lazy("answered")),
    (TO_CHANGE, gettext_lazy("something to be changed")),
]


class NamedFilter(forms.Form):
    """All of the address; what does not exist filters nothing."""

    state = forms.ChoiceField(
        label=gettext_lazy("Show"), required=False, choices=SHOWN, widget=forms.Select(attrs=FIELD)
    )

    def keeps(self, named: Named) -> bool:
        state = self.cleaned_data.get("state", "") if self.is_valid() else ""
        if state == TO_CHANGE:
            return bool(changes_of(named))
        return not state or state == (named.question.state if named.question else NOT_ASKED)


def changes_of(named: Named) -> int:
    """How many rows the organisation wants changed."""
    answers = named.question.answers.all() if named.question else ()
    return sum(answer.verdict == Verdict.TO_CHANGE for answer in answers)


def may_ask(request: HttpRequest, cycle: Cycle) -> bool:
    return permissions.can_coordinate(request.user, cycle) and life.allows(cycle, "answer")


def cycle_asked(request: HttpRequest, slug: str) -> Cycle:
    """The cycle, for its coordination, while organisations may be asked."""
    cycle = cycle_facilitated(request, slug)
    if not permissions.can_coordinate(request.user, cycle):
        raise PermissionDenied(_("Only the coordination of the cycle may do this."))
    life.require(cycle, "answer")
    return cycle


def question_of(cycle: Cycle, pk: int) -> OrganisationQuestion:
    question = get_object_or_404(cycle.organisation_questions.all(), pk=pk)
    question.cycle = cycle
    return question


@require_safe
def organisation_list(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_facilitated(request, slug)
    form, found = NamedFilter(request.GET), list(named_in_cycle(cycle).values())
    context = {
        "cycle": cycle,
        "form": form,
        "rows": [(named, changes_of(named)) for named in found if form.keeps(named)],
        "count": len(found),
        "may_ask": may_ask(request, cycle),
    }
    return render(request, "deliverables/named/list.html", context)


def organisation_ask(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    cycle = cycle_asked(request, slug)
    named = named_in_cycle(cycle).get(key)
    if named is None:
        raise Http404
    form = AskOrganisationForm(request.POST or None, initial=chosen(request, contacts := contacts_of(cycle, named.key)))
    if named.question and not (request.method == "POST" and form.is_valid()):
        return redirect("deliverables:organisation-detail", slug, named.question.pk)
    if request.method == "POST" and form.is_valid():
        try:
            question = operations.ask(actor=request.user, cycle=cycle, name=named.name, **form.options())
        except operations.AlreadyAsked:
            messages.error(request, _("A colleague has just asked this organisation: nothing was sent twice."))
            return redirect("deliverables:organisation-list", slug)
        messages.success(request, _("The question goes to %(name)s by mail.") % {"name": question.to_name})
        return redirect("deliverables:organisation-list", slug)
    context = {"cycle": cycle, "named": named, "form": form, "contacts": contacts, "days": operations.DAYS}
    return render(request, "deliverables/named/ask.html", context, status=422 if form.errors else 200)


def chosen(request: HttpRequest, contacts: list[tuple[str, str]]) -> dict:
    """What the form begins with: the person of the cycle that was chosen, by her place in the list."""
    place = request.GET.get("who", "")
    if place.isascii() and place.isdecimal() and len(place) < 4 and int(place) < len(contacts):
        return dict(zip(("to_name", "email"), contacts[int(place)], strict=True))
    return {}


@require_safe
def organisation_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_facilitated(request, slug)
    question = question_of(cycle, pk)
    return detail_page(request, question, AskAnotherForm(initial=initial_of(question)))


def initial_of(question: OrganisationQuestion) -> dict:
    return {name: getattr(question, name) for name in ("to_name", "email", "revision")}


def detail_page(
    request: HttpRequest, question: OrganisationQuestion, form: AskAnotherForm, *, status: int = 200
) -> HttpResponse:
    cycle, named = question.cycle, operations.named_of(question)
    answers = {row.reference_id: row for row in question.answers.select_related("version")}
    context = {
        "cycle": cycle,
        "question": question,
        "rows": [(mention, answers.get(mention.row.reference_id)) for mention in named.mentions],
        "asked_by": names_of(cycle, [question.asked_by_id])[question.asked_by_id],
        "form": form,
        "may_ask": may_ask(request, cycle),
    }
    return render(request, "deliverables/named/detail.html", context, status=status)


@require_POST
def organisation_remind(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = question_of(cycle_asked(request, slug), pk)
    form = RevisionForm(request.POST)
    if form.is_valid():
        sent = _("The reminder goes to %(name)s by mail.") % {"name": question.to_name}
        attempt(request, operations.remind, sent, question=question, **form.cleaned_data)
    return redirect("deliverables:organisation-detail", slug, pk)


@require_POST
def organisation_send_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = question_of(cycle_asked(request, slug), pk)
    form = AskAnotherForm(request.POST)
    if not form.is_valid():
        return detail_page(request, question, form, status=422)
    sent = _("The question goes to %(name)s; the earlier link no longer works.")
    done = sent % {"name": form.cleaned_data["to_name"]}
    attempt(request, operations.send_again, done, question=question, **form.cleaned_data)
    return redirect("deliverables:organisation-detail", slug, pk)


@require_POST
def organisation_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = question_of(cycle_asked(request, slug), pk)
    form = RevisionForm(request.POST)
    if form.is_valid():
        done = _("The question is withdrawn: its link no longer works.")
        attempt(request, operations.withdraw, done, question=question, **form.cleaned_data)
    return redirect("deliverables:organisation-list", slug)


def attempt(request: HttpRequest, operation: Callable, done: str, **options) -> None:
    """Run the operation; a message says what came of it."""
    try:
        operation(actor=request.user, **options)
    except operations.QuestionClosed:
        messages.error(request, _("It was answered or withdrawn meanwhile. Nothing was changed."))
    except StaleError:
        messages.error(request, _("Something changed meanwhile: look at it again. Nothing was changed."))
    else:
        messages.success(request, done)
