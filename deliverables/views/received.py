"""Coordination records for a team what reached her outside Escale."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from deliverables import pages, received
from deliverables.access import Seen, seen
from deliverables.delivery_forms import ReceivedForm
from deliverables.reuse import reusable
from deliverables.views.answers import asked_first
from lib.clock import received_at


def record_received(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    if refused := asked_first(request, found, "record_received"):
        return refused
    form = form_of(request, found)
    if not form.is_valid():
        context = pages.received_page(found, form)
        return render(request, "deliverables/record_received.html", context, status=422 if form.is_bound else 200)
    refused = pages.attempt(
        request,
        found.deliverable,
        received.record_received,
        if_stale=lambda: recorded_meanwhile(request, found, form),
        deliverable=found.deliverable,
        **form.options(),
    )
    return refused or redirect("deliverables:deliver-done", pk, form.cleaned_data["number"])


def form_of(request: HttpRequest, found: Seen) -> ReceivedForm:
    """The form as it was sent, or a new one."""
    options = {
        "deliverable": found.deliverable,
        "now": received_at(request),
        "rows": reusable(request.user, found.deliverable, drafts=False),
    }
    if request.method != "POST":
        return ReceivedForm(initial={"number": received.next_number(found.deliverable)}, **options)
    return ReceivedForm(request.POST.copy(), request.FILES, **options)


def recorded_meanwhile(request: HttpRequest, found: Seen, form: ReceivedForm) -> HttpResponse:
    """The version's number is taken: by the same click twice, and the page says that it is done; or by another version,
    and the page comes again with what was typed."""
    number = form.cleaned_data["number"]
    version = found.deliverable.versions.filter(number=number, delivered_by=request.user, taken_back_at=None).first()
    if version is not None and same(version, form):
        return redirect("deliverables:deliver-done", found.deliverable.pk, number)
    found = seen(request, found.deliverable.pk)
    again = form_of(request, found)
    again.data["number"] = received.next_number(found.deliverable)
    context = pages.received_page(found, again, changed=True)
    return render(request, "deliverables/record_received.html", context, status=409)


def same(version, form: ReceivedForm) -> bool:
    """Whether the version is what this form records."""
    sent = [upload.size for upload in form.cleaned_data["files"]] + [row.file.size for row in form.ticked()]
    mine = form.cleaned_data["received"]
    held = list(version.files.values_list("file__size", flat=True))
    return (version.channel, version.received_at, sorted(held)) == (mine.channel, mine.at, sorted(sent))
