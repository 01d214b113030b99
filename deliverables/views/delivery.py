"""A team's way: the deliverable's page, the draft, the check before sending, the delivery."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cycles.planning.forms import RevisionForm
from deliverables import drafts, pages, taking_back
from deliverables.access import Seen, delivered_version, may_ever, seen, version_seen, why_not_now
from deliverables.delivery_forms import DeliverForm
from deliverables.feedback import told
from deliverables.models import Version
from deliverables.words import punctuality, told_in_words
from lib.clock import received_at
from records import resumable

TAKEN_BACK = {
    "take_back": gettext_lazy(
        "The delivery is taken back. Its files and its note are in the draft: correct them, then deliver again."
    ),
    "take_back_recorded": gettext_lazy("The recording is taken back. Record the document again as it should be."),
}


@require_safe
def deliverable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "deliverables/deliverable_detail.html", pages.detail(seen(request, pk)))


@require_safe
def to_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """To what is to be completed, on the deliverable's page. This address survives a sign-in, an anchor does not."""
    return redirect(f"{seen(request, pk).deliverable.get_absolute_url()}#a-completer")


@require_safe
def deliver_check(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "deliver")
    if reason := why_not_now(request, found, "deliver"):
        messages.error(request, reason)
        return redirect(found.deliverable)
    return check_page(request, found)


def check_page(request: HttpRequest, found: Seen, form: DeliverForm | None = None) -> HttpResponse:
    draft = pages.draft_read(found)
    context = pages.check_page(found, draft, received_at(request))
    initial = {"revision": found.deliverable.revision, "number": draft.number}
    context["form"] = form or DeliverForm(initial=initial, awaited=context["awaited"])
    return render(request, "deliverables/deliver_check.html", context, status=422 if form else 200)


@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "deliver")
    form = DeliverForm(request.POST, awaited=resumable.unfinished(found.deliverable))
    if not form.is_valid():
        if set(form.errors) == {"without"} and "deliver" in found.moves:
            return check_page(request, found, form)
        messages.error(request, _("Check what you are about to deliver, then deliver."))
        return redirect("deliverables:deliver-check", pk)
    number, moment = form.cleaned_data["number"], received_at(request)
    refused = pages.attempt(
        request,
        found.deliverable,
        drafts.deliver,
        deliverable=found.deliverable,
        received_at=moment,
        revision=form.cleaned_data["revision"],
    )
    done = redirect("deliverables:deliver-done", pk, number)
    stands = found.deliverable.versions.filter(number=number, delivered_at__isnull=False, taken_back_at__isnull=True)
    if refused is not None and stands.filter(channel=Version.Channel.PAGE).exists():
        # The same click twice, or a second tab: the version is delivered, once; the page says so.
        return done
    return refused or done


@require_safe
def deliver_done(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = seen(request, pk)
    version = delivered_version(found, number)
    context = pages.version_page(found, version)
    context |= {"email": version.delivered_by.email, "punctuality": punctuality(version)}
    if version.is_recorded:
        context["told"] = [member.person.name for member in told(found.deliverable)]
        return render(request, "deliverables/received_done.html", context)
    context["told_how"] = told_in_words(found.deliverable.assignment)
    return render(request, "deliverables/deliver_done.html", context)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    name = taking_back.move_back(found.deliverable)
    may_ever(found, name)
    if reason := why_not_now(request, found, name):
        messages.error(request, reason)
        return redirect(found.deliverable)
    form = RevisionForm(request.POST or None, initial={"revision": found.deliverable.revision})
    if request.method == "POST" and form.is_valid():
        options = {"deliverable": found.deliverable, **form.cleaned_data}
        refused = pages.attempt(request, found.deliverable, taking_back.take_back, **options)
        if refused is None:
            messages.success(request, TAKEN_BACK[name])
        return refused or redirect(found.deliverable)
    version = version_seen(found, found.deliverable.current_version.number)
    return render(
        request,
        "deliverables/version_take_back.html",
        pages.inner(found.deliverable)
        | {"form": form, "version": version, "previous": taking_back.previous_to(version)},
    )
