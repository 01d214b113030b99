"""The threads of a deliverable: the team's and coordination's own."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles.planning.life import CycleClosed
from deliverables import pages
from deliverables.access import Seen, seen
from deliverables.downloads import given_outside
from deliverables.models import Message, MessageFile
from deliverables.names import names_of
from deliverables.quotas import QuotaError
from deliverables.thread import operations
from deliverables.thread.forms import BeforeForm, MessageForm
from deliverables.thread.permissions import can_read, can_write
from deliverables.thread.reading import address, summaries, thread
from records import files
from records.uploads import ACCEPT_ATTRIBUTE
from records.uploads import in_words as kinds_in_words


def thread_seen(request: HttpRequest, pk: int, internal: bool) -> Seen:
    """The deliverable, for who reads this thread: for anybody else coordination's own does not exist."""
    found = seen(request, pk)
    if not can_read(found.standing, internal=internal):
        raise Http404
    return found


def thread_detail(request: HttpRequest, pk: int, internal: bool = False) -> HttpResponse:
    found = thread_seen(request, pk, internal)
    if request.method != "POST":
        return page(request, found, internal, MessageForm())
    if not can_write(found.standing, internal=internal):
        raise PermissionDenied(_("You read this thread; those who work on the deliverable write in it."))
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, found, internal, form, status=422)
    return sent(request, found, internal, form)


def sent(request: HttpRequest, found: Seen, internal: bool, form: MessageForm) -> HttpResponse:
    fields = {name: form.cleaned_data[name] for name in ("text", "files", "key")}
    try:
        message = operations.post(actor=request.user, deliverable=found.deliverable, internal=internal, **fields)
    except (operations.NotSent, CycleClosed, QuotaError) as error:
        form.add_error(None, str(error))
        return page(request, found, internal, form, status=409)
    messages.success(request, _("Your message is sent."))
    return redirect(f"{address(found.deliverable, internal=internal)}#message-{message.pk}")


def page(request: HttpRequest, found: Seen, internal: bool, form: MessageForm, *, status: int = 200) -> HttpResponse:
    before = BeforeForm(request.GET)
    shown = thread(
        request.user,
        found.deliverable,
        found.standing,
        internal=internal,
        before=before.cleaned_data["before"] or 0 if before.is_valid() else 0,
    )
    names = names_of(found.deliverable.assignment.cycle, [row.author_id for row in shown.messages])
    context = pages.inner(found.deliverable) | {
        "thread": shown,
        "rows": [{"message": row, "by": names[row.author_id]} for row in shown.messages],
        "is_latest": "before" not in request.GET,
        "threads": summaries(request.user, found.deliverable, found.standing),
        "form": form,
        "accept": ACCEPT_ATTRIBUTE.replace(",", " ").replace(".", ""),
        "kinds": kinds_in_words(),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
    }
    return render(request, "deliverables/thread.html", context, status=status)


@require_POST
def thread_read(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """Mark the thread as read as far as the page showed it."""
    found = seen(request, pk)
    last = get_object_or_404(Message, pk=message, deliverable=found.deliverable)
    if not can_read(found.standing, internal=last.internal):
        raise Http404
    operations.mark_read(user=request.user, message=last)
    if request.htmx:
        return render(request, "deliverables/_thread_read.html")
    messages.success(request, _("The messages are marked as read."))
    return redirect(address(found.deliverable, internal=last.internal))


@require_safe
def message_file(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """A file sent with a message, for who reads its thread."""
    found = seen(request, pk)
    rows = MessageFile.objects.filter(message__deliverable=found.deliverable).select_related("file", "message")
    row = get_object_or_404(rows, pk=file)
    if not can_read(found.standing, internal=row.message.internal):
        raise Http404
    if found.standing.in_team or row.message.internal or row.message.author_id == request.user.pk:
        return files.download(row.file, row.name)
    return given_outside(request.user, found.deliverable, None, row.file, row.name)
