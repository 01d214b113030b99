"""What stands beside a deliverable, for those who run its cycle: private notes, and opinions asked of experts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles.planning import life
from cycles.planning.forms import RevisionForm
from cycles.stale import StaleError
from deliverables import opinions, pages
from deliverables.access import Seen, coordinated, delivered_version, facilitated
from deliverables.experts import speakers_of
from deliverables.models import Opinion, PrivateNote
from deliverables.names import names_of
from deliverables.opinion_forms import AskForm, PrivateNoteForm, SendAgainForm
from deliverables.private_notes import write_private_note
from records import files
from records.log import record


def opinion_of(found: Seen, pk: int) -> Opinion:
    rows = Opinion.objects.filter(version__deliverable=found.deliverable).select_related("version", "file")
    opinion = get_object_or_404(rows, pk=pk)
    opinion.version.deliverable = found.deliverable
    return opinion


@require_safe
def beside_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return beside_page(request, facilitated(request, pk), PrivateNoteForm())


@require_POST
def private_note_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = facilitated(request, pk)
    form = PrivateNoteForm(request.POST)
    if not form.is_valid():
        return beside_page(request, found, form, status=422)
    write_private_note(actor=request.user, deliverable=found.deliverable, **form.cleaned_data)
    messages.success(request, _("The note is kept. The team never sees it."))
    return redirect("deliverables:beside-detail", pk)


def beside_page(request: HttpRequest, found: Seen, form: PrivateNoteForm, *, status: int = 200) -> HttpResponse:
    deliverable = found.deliverable
    notes = list(PrivateNote.objects.filter(deliverable=deliverable))
    asked = list(
        Opinion.objects.filter(version__deliverable=deliverable).select_related("version", "file").order_by("-asked_at")
    )
    cycle = deliverable.assignment.cycle
    names = names_of(cycle, [*(note.author_id for note in notes), *(row.asked_by_id for row in asked)])
    context = pages.inner(deliverable) | {
        "form": form,
        "notes": [{"row": note, "by": names[note.author_id]} for note in notes],
        "opinions": [{"row": row, "by": names[row.asked_by_id]} for row in asked],
        "coordinates": found.standing.coordinates,
        "current": deliverable.current_version,
        "is_open": life.allows(cycle, "answer"),
    }
    return render(request, "deliverables/beside_detail.html", context, status=status)


def opinion_ask(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = coordinated(request, pk)
    version = delivered_version(found, number)
    if version.taken_back_at:
        raise Http404
    speakers = speakers_of(found.deliverable.assignment.cycle)
    form = AskForm(request.POST or None, initial=chosen(request, speakers))
    if request.method == "POST" and form.is_valid():
        opinion = opinions.ask(actor=request.user, version=version, **form.options())
        messages.success(request, _("The question goes to %(name)s by mail.") % {"name": opinion.name})
        return redirect("deliverables:beside-detail", pk)
    context = pages.inner(found.deliverable) | {"form": form, "version": version, "speakers": speakers}
    return render(request, "deliverables/opinion_ask.html", context, status=422 if form.errors else 200)


def chosen(request: HttpRequest, speakers: list) -> dict:
    """What the form begins with: the speaker that was chosen, by her place in the list."""
    place = request.GET.get("who", "")
    if place.isdecimal() and len(place) < 4 and int(place) < len(speakers):
        return {"name": speakers[int(place)].name, "email": speakers[int(place)].email}
    return {}


@require_POST
def opinion_remind(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    row = opinion_of(coordinated(request, pk), opinion)
    form = RevisionForm(request.POST)
    if form.is_valid():
        sent = _("The reminder goes to %(name)s by mail.") % {"name": row.name}
        attempt(request, opinions.remind, sent, opinion=row, **form.cleaned_data)
    return redirect("deliverables:beside-detail", pk)


def opinion_send_again(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    found = coordinated(request, pk)
    row = opinion_of(found, opinion)
    form = SendAgainForm(request.POST or None, initial={"email": row.email, "revision": row.revision})
    if request.method == "POST" and form.is_valid():
        sent = _("The question goes to %(name)s again; the earlier link no longer works.") % {"name": row.name}
        attempt(request, opinions.send_again, sent, opinion=row, **form.cleaned_data)
        return redirect("deliverables:beside-detail", pk)
    context = pages.inner(found.deliverable) | {"form": form, "opinion": row}
    return render(request, "deliverables/opinion_send_again.html", context, status=422 if form.errors else 200)


def opinion_withdraw(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    found = coordinated(request, pk)
    row = opinion_of(found, opinion)
    form = RevisionForm(request.POST or None, initial={"revision": row.revision})
    if request.method == "POST" and form.is_valid():
        attempt(
            request,
            opinions.withdraw,
            _("The question is withdrawn: its link no longer works."),
            opinion=row,
            **form.cleaned_data,
        )
        return redirect("deliverables:beside-detail", pk)
    context = pages.inner(found.deliverable) | {"form": form, "opinion": row}
    return render(request, "deliverables/opinion_withdraw.html", context, status=422 if form.errors else 200)


def attempt(request: HttpRequest, operation: Callable, done: str, **options) -> None:
    """Run the operation; a message says what came of it."""
    try:
        operation(actor=request.user, **options)
    except opinions.OpinionClosed:
        messages.error(request, _("This opinion was given, declined or withdrawn meanwhile. Nothing was changed."))
    except StaleError:
        messages.error(request, _("Something changed meanwhile: look at it again. Nothing was changed."))
    else:
        messages.success(request, done)


@require_safe
def opinion_file(request: HttpRequest, pk: int, opinion: int) -> FileResponse:
    """The expert's file, once the opinion is given, for those who run the cycle."""
    row = opinion_of(facilitated(request, pk), opinion)
    if row.file is None or row.state != Opinion.State.ANSWERED:
        raise Http404
    response = files.download(row.file)
    after = {"name": row.file.original_name, "sha256": row.file.sha256}
    record(request.user, "opinion_downloaded", row, cycle=opinions.cycle_of(row), after=after)
    return response
