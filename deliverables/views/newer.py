"""Where a team that delivered already says how its newer version begins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deliverables import pages
from deliverables.access import Seen, may_ever, seen, why_not_now
from deliverables.changes import files_of
from deliverables.delivery_forms import BeginForm
from deliverables.newer import begin_newer
from deliverables.workflow import open_draft
from lib.clock import received_at


def draft_begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    if reason := why_not_now(request, found, "edit_draft"):
        messages.error(request, reason)
        return redirect(found.deliverable)
    if found.deliverable.current_version is None or open_draft(found.deliverable):
        return redirect("deliverables:draft-edit", pk)
    form = BeginForm(request.POST or None, initial={"revision": found.deliverable.revision})
    if request.method == "POST" and form.is_valid():
        return begun(request, found, form)
    current = found.deliverable.current_version
    context = {"form": form, "current": current, "files": files_of(current), "asked": pages.asked_of(found)}
    status = 422 if form.is_bound else 200
    return render(request, "deliverables/draft_begin.html", pages.inner(found.deliverable) | context, status=status)


def begun(request: HttpRequest, found: Seen, form: BeginForm) -> HttpResponse:
    """Begin the draft; who comes second, or with an old page, is led to what is there now."""
    edit = redirect("deliverables:draft-edit", found.deliverable.pk)
    refused = pages.attempt(
        request,
        found.deliverable,
        begin_newer,
        if_stale=lambda: edit,
        deliverable=found.deliverable,
        complete=form.cleaned_data["how"] == BeginForm.COMPLETE,
        revision=form.cleaned_data["revision"],
        at=received_at(request),
    )
    if refused is None:
        messages.success(request, _("The draft of the newer version is open. Nothing is delivered yet."))
    return refused or edit
