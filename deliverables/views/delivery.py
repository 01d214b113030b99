"""A team's way: the deliverable's page, the draft, the check before sending, the delivery."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from deliverables import drafts, pages
from deliverables.access import Seen, delivered_version, may_ever, seen, version_seen, why_not_now
from deliverables.delivery_forms import DeliverForm, FilesForm, NoteForm, ReuseForm, RevisionForm, ShareForm
from deliverables.feedback import told
from deliverables.models import Version, VersionFile
from deliverables.reuse import reusable
from deliverables.workflow import open_draft
from lib.clock import received_at

ATTEMPTS = 5
AGAIN = HttpResponse()
TAKEN_BACK = {
    "take_back": gettext_lazy("The delivery is taken back. Add files to prepare a corrected version."),
    "take_back_recorded": gettext_lazy("The recording is taken back. Record the document again as it should be."),
}


@require_safe
def deliverable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "deliverables/deliverable_detail.html", pages.detail(seen(request, pk)))


def draft_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    if reason := why_not_now(request, found, "edit_draft"):
        messages.error(request, reason)
        return redirect(found.deliverable)
    posted = request.method == "POST"
    form = FilesForm(request.POST, request.FILES) if posted else FilesForm()
    if posted and form.is_valid():
        return files_added(request, found, form.cleaned_data["files"])
    draft = open_draft(found.deliverable)
    note = NoteForm(initial={"note": draft.note if draft else "", "revision": found.deliverable.revision})
    status = 422 if form.errors else 200
    context = pages.draft_page(found, form=form, note_form=note)
    return render(request, "deliverables/draft_edit.html", context, status=status)


def files_added(request: HttpRequest, found: Seen, files: list, add: Callable = drafts.add_files) -> HttpResponse:
    """Add the files. Two people who add at once do not hinder each other: the loser tries again on the newer row."""
    deliverable, options = found.deliverable, {"files": files, "at": received_at(request)}
    for _attempt in range(ATTEMPTS):
        refused = pages.attempt(request, deliverable, add, if_stale=lambda: AGAIN, deliverable=deliverable, **options)
        if refused is not AGAIN:
            break
        deliverable.refresh_from_db()
    if refused is AGAIN:
        return pages.stale(request, deliverable)
    if refused is None:
        added = ngettext("%(count)s file added to the draft.", "%(count)s files added to the draft.", len(files))
        messages.success(request, f"{added % {'count': len(files)}} {_('Nothing is delivered yet.')}")
    return refused or redirect("deliverables:draft-edit", deliverable.pk)


@require_POST
def draft_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files that Escale holds already to the draft."""
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    form = ReuseForm(request.POST, rows=reusable(request.user, found.deliverable, drafts=True))
    if form.is_valid():
        return files_added(request, found, form.ticked(), drafts.reuse_files)
    draft = open_draft(found.deliverable)
    note = NoteForm(initial={"note": draft.note if draft else "", "revision": found.deliverable.revision})
    context = pages.draft_page(found, form=FilesForm(), note_form=note, reuse_form=form)
    return render(request, "deliverables/draft_edit.html", context, status=422)


@require_POST
def draft_note(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        may_ever(found, "edit_draft")
        context = pages.draft_page(found, form=FilesForm(), note_form=form)
        return render(request, "deliverables/draft_edit.html", context, status=422)
    refused = pages.attempt(
        request,
        found.deliverable,
        drafts.write_note,
        if_stale=lambda: note_stale(request, pk),
        deliverable=found.deliverable,
        **form.cleaned_data,
    )
    if refused is None:
        messages.success(request, _("The note is saved in the draft."))
    return refused or redirect("deliverables:draft-edit", pk)


def note_stale(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's page with the note as it was typed and the present revision, to be sent again."""
    found = seen(request, pk)
    if "edit_draft" not in found.moves:
        return pages.stale(request, found.deliverable)
    data = request.POST.copy()
    data["revision"] = found.deliverable.revision
    draft = open_draft(found.deliverable)
    change = {"change": pages.last_change(found.deliverable), "note": draft.note if draft else ""}
    context = pages.draft_page(found, form=FilesForm(), note_form=NoteForm(data)) | {"stale": change}
    return render(request, "deliverables/draft_edit.html", context, status=409)


@require_POST
def draft_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    row = get_object_or_404(VersionFile.objects.select_related("file"), pk=file, version__deliverable=found.deliverable)
    refused = pages.attempt(request, found.deliverable, drafts.remove_file, deliverable=found.deliverable, file=row)
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
    refused = pages.attempt(
        request, found.deliverable, drafts.share_drafts, deliverable=found.deliverable, shared=shared
    )
    if refused is None:
        said = _("Coordination now reads your drafts of this deliverable.")
        messages.success(request, said if shared else _("Your drafts of this deliverable are the team’s own again."))
    return refused or redirect("deliverables:draft-edit", pk)


@require_safe
def deliver_check(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "deliver")
    if reason := why_not_now(request, found, "deliver"):
        messages.error(request, reason)
        return redirect(found.deliverable)
    draft = pages.draft_read(found)
    form = DeliverForm(initial={"revision": found.deliverable.revision, "number": draft.number})
    context = pages.check_page(found, draft, received_at(request)) | {"form": form}
    return render(request, "deliverables/deliver_check.html", context)


@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "deliver")
    form = DeliverForm(request.POST)
    if not form.is_valid():
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
    context = pages.version_page(found, version) | {"email": version.delivered_by.email}
    if version.is_recorded:
        context["told"] = [member.person.name for member in told(found.deliverable)]
        return render(request, "deliverables/received_done.html", context)
    return render(request, "deliverables/deliver_done.html", context)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    name = drafts.taking_back(found.deliverable)
    may_ever(found, name)
    if reason := why_not_now(request, found, name):
        messages.error(request, reason)
        return redirect(found.deliverable)
    form = RevisionForm(request.POST or None, initial={"revision": found.deliverable.revision})
    if request.method == "POST" and form.is_valid():
        options = {"deliverable": found.deliverable, **form.cleaned_data}
        refused = pages.attempt(request, found.deliverable, drafts.take_back, **options)
        if refused is None:
            messages.success(request, TAKEN_BACK[name])
        return refused or redirect(found.deliverable)
    version = version_seen(found, found.deliverable.current_version.number)
    return render(
        request,
        "deliverables/version_take_back.html",
        pages.inner(found.deliverable) | {"form": form, "version": version},
    )
