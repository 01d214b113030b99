"""The team's draft: files and note in one form, files that Escale holds already, sharing, discarding."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cycles.planning.forms import RevisionForm
from deliverables import drafts, pages
from deliverables.access import Seen, may_ever, seen, why_not_now
from deliverables.delivery_forms import DraftForm, ReuseForm, ShareForm
from deliverables.models import VersionFile
from deliverables.reuse import reusable
from deliverables.workflow import open_draft
from lib.clock import received_at

AGAIN = object()  # stands for an answer that is made later


def draft_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    if reason := why_not_now(request, found, "edit_draft"):
        if pages.typed(request):
            return pages.stale(request, found.deliverable, reason=reason)
        messages.error(request, reason)
        return redirect(found.deliverable)
    if request.method != "POST":
        if found.deliverable.current_version and not open_draft(found.deliverable):
            return redirect("deliverables:draft-begin", pk)
        return draft_page(request, found, draft_form(found))
    form = DraftForm(request.POST, request.FILES)
    return draft_saved(request, found, form) if form.is_valid() else draft_page(request, found, form, status=422)


def draft_form(found: Seen) -> DraftForm:
    draft = open_draft(found.deliverable)
    return DraftForm(initial={"note": draft.note if draft else "", "revision": found.deliverable.revision})


def draft_page(
    request: HttpRequest, found: Seen, form: DraftForm, *, status: int = 200, stale: dict | None = None, **more
) -> HttpResponse:
    context = pages.draft_page(found, form=form, **more) | {"stale": stale}
    return render(request, "deliverables/draft_edit.html", context, status=status)


LEADS = {DraftForm.CHECK: "deliver-check", DraftForm.LEAVE: "deliverable-detail"}


def draft_saved(request: HttpRequest, found: Seen, form: DraftForm) -> HttpResponse:
    """Save the note, add the files, and go where the button leads. A note that is stale hinders no file."""
    leads = LEADS.get(form.cleaned_data["then"], "draft-edit")
    return kept(request, found, form) or redirect(f"deliverables:{leads}", found.deliverable.pk)


def kept(request: HttpRequest, found: Seen, form: DraftForm) -> HttpResponse | None:
    """Save the note and add the files; None when that went well."""
    note = note_written(request, found, form)
    refused = files_added(request, found, form.cleaned_data["files"]) if form.cleaned_data["files"] else None
    if refused or note:
        return refused or (note_stale(request, found.deliverable.pk) if note is AGAIN else note)
    return None


def carried(request: HttpRequest, found: Seen) -> HttpResponse | None:
    """The other buttons of the draft's page send its form too, so that none loses what was typed or chosen there."""
    if "note" not in request.POST:
        return None
    form = DraftForm(request.POST, request.FILES)
    return kept(request, found, form) if form.is_valid() else draft_page(request, found, form, status=422)


def note_written(request: HttpRequest, found: Seen, form: DraftForm) -> HttpResponse | object | None:
    """Write the note if it differs from the draft's; AGAIN when somebody else changed the draft since."""
    draft, note = open_draft(found.deliverable), form.cleaned_data["note"]
    if note == (draft.note if draft else ""):
        return None
    refused = pages.attempt(
        request,
        found.deliverable,
        drafts.write_note,
        if_stale=lambda: AGAIN,
        deliverable=found.deliverable,
        note=note,
        revision=form.cleaned_data["revision"],
    )
    if refused is None:
        messages.success(request, _("The note is saved in the draft."))
    return refused


def files_added(
    request: HttpRequest, found: Seen, files: list, add: Callable = drafts.add_files
) -> HttpResponse | None:
    """Add the files; None when they are."""
    deliverable = found.deliverable
    deliverable.refresh_from_db()
    refused = pages.attempt(request, deliverable, add, deliverable=deliverable, files=files, at=received_at(request))
    if refused is None:
        added = ngettext("%(count)s file added to the draft.", "%(count)s files added to the draft.", len(files))
        reminder = _("Nothing is delivered yet.")
        messages.success(request, f"{added % {'count': len(files)}} {reminder}")
    return refused


def note_stale(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's page with the note as it was typed and the present revision, to be sent again."""
    found = seen(request, pk)
    if "edit_draft" not in found.moves:
        return pages.stale(request, found.deliverable)
    draft = open_draft(found.deliverable)
    change = {"change": pages.last_change(found.user, found.deliverable), "note": draft.note if draft else ""}
    form = DraftForm(initial={"note": request.POST["note"], "revision": found.deliverable.revision})
    return draft_page(request, found, form, status=409, stale=change)


@require_POST
def draft_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files that Escale holds already to the draft."""
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    form = ReuseForm(request.POST, rows=reusable(request.user, found.deliverable, drafts=True))
    if form.is_valid():
        refused = carried(request, found) or files_added(request, found, form.ticked(), drafts.reuse_files)
        return refused or redirect("deliverables:draft-edit", pk)
    return carried(request, found) or draft_page(request, found, draft_form(found), status=422, reuse_form=form)


@require_POST
def draft_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    row = get_object_or_404(VersionFile.objects.select_related("file"), pk=file, version__deliverable=found.deliverable)
    refused = carried(request, found)
    refused = refused or pages.attempt(
        request, found.deliverable, drafts.remove_file, deliverable=found.deliverable, file=row
    )
    if refused is None:
        messages.success(request, _("“%(name)s” is taken out of the draft.") % {"name": row.name})
    return refused or redirect("deliverables:draft-edit", pk)


def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "discard")
    if reason := why_not_now(request, found, "discard"):
        messages.error(request, reason)
        return redirect(found.deliverable)
    draft = open_draft(found.deliverable)
    form = RevisionForm(request.POST or None, initial={"revision": found.deliverable.revision})
    if request.method == "POST" and form.is_valid():
        options = {"deliverable": found.deliverable, **form.cleaned_data}
        refused = pages.attempt(request, found.deliverable, drafts.discard, **options)
        if refused is None:
            messages.success(request, _("The draft is discarded."))
        return refused or redirect(found.deliverable)
    context = pages.inner(found.deliverable) | {"form": form, "names": [each.name for each in draft.files.all()]}
    return render(request, "deliverables/draft_discard.html", context)


@require_POST
def draft_share(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    form = ShareForm(request.POST)
    shared = form.is_valid() and form.cleaned_data["shared"]
    refused = carried(request, found)
    refused = refused or pages.attempt(
        request, found.deliverable, drafts.share_drafts, deliverable=found.deliverable, shared=shared
    )
    if refused is None:
        said = _("Coordination now reads your drafts of this deliverable.")
        messages.success(request, said if shared else _("Your drafts of this deliverable are the team’s own again."))
    return refused or redirect("deliverables:draft-edit", pk)
