"""What a session holds: programme, documents."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cycles.access import session_coordinated, session_seen
from cycles.models import Session
from cycles.once import AlreadyCreated, once
from cycles.pages import confirm, conflict, last_change, retry_data
from cycles.planning import contents
from cycles.planning.forms import DocumentForm, ProgrammeFormSet, RevisionForm, items_of
from cycles.planning.programme import remarks
from cycles.planning.words import session_name
from cycles.stale import StaleError
from records import files
from records.uploads import ACCEPT_ATTRIBUTE, in_words


def programme_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_coordinated(request, slug, pk)
    revision = RevisionForm(request.POST or None, initial={"revision": session.revision})
    if revision.is_valid() and revision.cleaned_data["revision"] != session.revision:
        return programme_stale(request, session)
    formset = programme_forms(session, request.POST or None)
    if request.method == "POST" and revision.is_valid() and formset.is_valid():
        try:
            contents.write_programme(
                actor=request.user,
                session=session,
                revision=revision.cleaned_data["revision"],
                items=items_of(formset),
            )
        except StaleError:
            return programme_stale(request, session)
        messages.success(request, _("The programme is saved."))
        remark_on_programme(request, session)
        if "more" in request.POST:
            return redirect("cycles:programme-edit", slug, pk)
        return redirect(session)
    return render(request, "cycles/programme_edit.html", programme_context(session, revision, formset))


def remark_on_programme(request: HttpRequest, session: Session) -> None:
    """Say what looks odd in the saved programme; nothing when all is well."""
    if found := remarks(session):
        messages.warning(request, " ".join([_("Please check:"), *found[:6]]))


def programme_forms(session: Session, data):
    return ProgrammeFormSet(data, instance=session, form_kwargs={"session": session})


def programme_context(session: Session, revision: RevisionForm, formset) -> dict:
    return {
        "cycle": session.cycle,
        "session": session,
        "name": session_name(session),
        "form": revision,
        "formset": formset,
        "stale": None,
    }


def programme_stale(request: HttpRequest, session: Session) -> HttpResponse:
    """What was typed comes back as new rows: saved, they replace the programme that the other wrote, as a whole."""
    session.refresh_from_db()
    data = retry_data(request, session.revision)
    for key in [key for key in data if key.startswith("items-") and key.endswith("-id")]:
        data[key] = ""
    data["items-INITIAL_FORMS"] = "0"
    typed = programme_forms(session, data)
    context = programme_context(session, RevisionForm(data), typed)
    now = [(f"{item.starts_at:%H:%M} – {item.ends_at:%H:%M}", item.title) for item in session.items.all()]
    change = last_change(session, session.cycle)
    return conflict(request, "cycles/programme_edit.html", context, change=change, rows=now)


def document_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_coordinated(request, slug, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload, title = form.cleaned_data["file"], form.cleaned_data["title"]
        stored = files.store(upload, name=upload.name, origin="session_document", actor=request.user)
        try:
            with once(form.cleaned_data["key"]):
                contents.add_document(actor=request.user, session=session, title=title, file=stored)
        except AlreadyCreated:
            return redirect(session)
        messages.success(request, _("The document is added."))
        return redirect(session)
    context = {
        "cycle": session.cycle,
        "session": session,
        "name": session_name(session),
        "form": form,
        "accept": ACCEPT_ATTRIBUTE,
        "accepted": in_words(),
    }
    return render(request, "cycles/document_add.html", context)


@require_safe
def document_download(request: HttpRequest, slug: str, pk: int, document: int) -> FileResponse:
    session = session_seen(request, slug, pk)
    row = get_object_or_404(session.documents.select_related("file"), pk=document)
    return files.download(row.file)


def document_remove(request: HttpRequest, slug: str, pk: int, document: int) -> HttpResponse:
    session = session_coordinated(request, slug, pk)
    row = get_object_or_404(session.documents.select_related("session__cycle"), pk=document)
    if request.method == "POST":
        contents.remove_document(actor=request.user, document=row)
        messages.success(request, _("The document is removed."))
        return redirect(session)
    return confirm(
        request,
        session.cycle,
        heading=_("Remove the document “%(title)s”?") % {"title": row.title},
        text=_("Nobody can download it from the session any more."),
        action=_("Remove the document"),
        cancel_url=session.get_absolute_url(),
    )
