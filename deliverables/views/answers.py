"""Coordination's way: what waits for feedback, feedback, exemption, more time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles.models import CycleRole
from cycles.planning.forms import RevisionForm
from deliverables import feedback, pages
from deliverables.access import Seen, beside, delivered_version, may_ever, seen, why_not_now
from deliverables.delivery_forms import ExtensionForm, ReasonForm
from deliverables.feedback_forms import FeedbackForm
from deliverables.grid import grid_used
from deliverables.models import Deliverable, Feedback, Version
from deliverables.opinions import to_pass_on
from deliverables.queue import waiting_for


@require_safe
def feedback_queue(request: HttpRequest) -> HttpResponse:
    waiting = waiting_for(request.user)
    runs_cycles = request.user.is_administrator or CycleRole.objects.filter(user=request.user).exists()
    return render(request, "deliverables/feedback_queue.html", {"waiting": waiting, "runs_cycles": runs_cycles})


def feedback_give(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = seen(request, pk)
    version = delivered_version(found, number)
    may_ever(found, "complete")
    form = feedback_form(found, version, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["outcome"] == Feedback.Outcome.RETAINED:
            may_ever(found, "retain")
        return feedback_sent(request, found, version, form)
    return feedback_page(request, found, version, form, status=422 if form.errors else 200)


def feedback_form(found: Seen, version: Version, data, files) -> FeedbackForm:
    return FeedbackForm(
        data,
        files,
        grid=grid_used(found.deliverable.assignment),
        version_files=version.files.all(),
        opinions=to_pass_on(found.deliverable),
        initial={"revision": found.deliverable.revision},
    )


def feedback_page(
    request: HttpRequest, found: Seen, version: Version, form: FeedbackForm, *, status: int = 200, changed: bool = False
) -> HttpResponse:
    context = pages.review_page(found, version) | {
        "form": form,
        "moves": found.moves,
        "beside": beside(found),
        "change": pages.last_change(found.user, found.deliverable) if changed else None,
        "why_not": not_answered(request, found, version),
    }
    return render(request, "deliverables/feedback_give.html", context, status=status)


def not_answered(request: HttpRequest, found: Seen, version: Version) -> str:
    if version.pk != found.deliverable.current_version_id:
        return _("This is not the current version: feedback goes to the newest one.")
    return why_not_now(request, found, "complete")


def feedback_sent(request: HttpRequest, found: Seen, version: Version, form: FeedbackForm) -> HttpResponse:
    """Send it and go back to the queue, which names what waits next: another form is opened by hand, not by itself."""
    refused = pages.attempt(
        request,
        found.deliverable,
        feedback.give_feedback,
        if_stale=lambda: feedback_stale(request, found.deliverable.pk, version.number),
        version=version,
        **form.options(),
    )
    if refused is not None:
        return refused
    messages.success(request, sent_in_words(version, form.cleaned_data["outcome"]))
    return redirect("deliverables:feedback-queue")


def feedback_stale(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Somebody was quicker: the page again, with the text as it was typed and the present revision."""
    found = seen(request, pk)
    data = request.POST.copy()
    data["revision"] = found.deliverable.revision
    version = delivered_version(found, number)
    form = feedback_form(found, version, data, None)
    return feedback_page(request, found, version, form, status=409, changed=True)


def sent_in_words(version: Version, outcome: str) -> str:
    deliverable = version.deliverable
    values = {"title": deliverable.assignment.title, "team": deliverable.team, "number": version.number}
    if outcome == Feedback.Outcome.RETAINED:
        return _("%(team)s, %(title)s: version %(number)s is retained. The team is told by mail.") % values
    return _("%(team)s, %(title)s: your request to complete is sent to the team.") % values


def asked_first(request: HttpRequest, found: Seen, name: str) -> HttpResponse | None:
    """For the small pages: 403 for who may never, back to the deliverable when it cannot be done now."""
    may_ever(found, name)
    if reason := why_not_now(request, found, name):
        messages.error(request, reason)
        return redirect(found.deliverable)
    return None


def unretain(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    if refused := asked_first(request, found, "unretain"):
        return refused
    form = RevisionForm(request.POST or None, initial={"revision": found.deliverable.revision})
    if request.method == "POST" and form.is_valid():
        options = {"deliverable": found.deliverable, **form.cleaned_data}
        refused = pages.attempt(request, found.deliverable, feedback.unretain, **options)
        if refused is None:
            messages.success(request, _("The version is no longer retained; it waits for your feedback."))
        return refused or redirect(found.deliverable)
    context = pages.inner(found.deliverable) | {"form": form}
    return render(request, "deliverables/version_unretain.html", context)


def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    if refused := asked_first(request, found, "exempt"):
        return refused
    form = ReasonForm(request.POST or None, initial={"revision": found.deliverable.revision})
    if request.method == "POST" and form.is_valid():
        options = {"deliverable": found.deliverable, **form.cleaned_data}
        refused = pages.attempt(request, found.deliverable, feedback.exempt, **options)
        if refused is None:
            messages.success(request, _("The team is exempted from this deliverable."))
        return refused or redirect(found.deliverable)
    return render(request, "deliverables/deliverable_exempt.html", pages.inner(found.deliverable) | {"form": form})


@require_POST
def exempt_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "cancel_exemption")
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return redirect(found.deliverable)
    options = {"deliverable": found.deliverable, **form.cleaned_data}
    refused = pages.attempt(request, found.deliverable, feedback.cancel_exemption, **options)
    if refused is None:
        messages.success(request, _("The deliverable is expected of the team again."))
    return refused or redirect(found.deliverable)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    if refused := asked_first(request, found, "extend"):
        return refused
    deliverable: Deliverable = found.deliverable
    form = ExtensionForm(request.POST or None, deliverable=deliverable, initial={"revision": deliverable.revision})
    if request.method == "POST" and form.is_valid():
        options = {name: form.cleaned_data[name] for name in ("due_at", "reason", "revision")}
        refused = pages.attempt(request, deliverable, feedback.extend, deliverable=deliverable, **options)
        if refused is None:
            messages.success(request, _("The team has more time."))
        return refused or redirect(deliverable)
    return render(request, "deliverables/deliverable_extend.html", pages.inner(deliverable) | {"form": form})
