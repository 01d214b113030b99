"""Files that go up one by one, and again where they stopped, into the team's draft: tus 1.0 under the deliverable."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cycles.stale import StaleError
from deliverables.access import Seen, may_ever, seen
from deliverables.quotas import QuotaError
from deliverables.uploading import begin_upload, finish_upload
from deliverables.workflow import IllegalMove, NotPermitted
from lib.clock import received_at
from records import resumable, tus
from records.models import Upload


@tus.speaks("POST")
def upload_create(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    said = tus.creation(request)
    if not ratelimit.consume(request, action="upload", user=request.user):
        raise tus.Refused(429, _("You have sent very many files within an hour: wait a little, then go on."))
    upload = begun(request, found, said)
    if tus.brings_bytes(request):
        receive(request, found, upload, offset=0)
    address = reverse("deliverables:draft-upload", args=[pk, upload.pk])
    return tus.answer(201, Location=address, **tus.state(upload))


def begun(request: HttpRequest, found: Seen, said: dict) -> Upload:
    options = {"actor": request.user, "deliverable": found.deliverable, "at": received_at(request)}
    try:
        return begin_upload(**options, **said)
    except ValidationError as error:
        too_large = error.code == "size"
        raise tus.Refused(413 if too_large else 422, " ".join(error.messages)) from error
    except QuotaError as error:
        raise tus.Refused(413, str(error)) from error
    except IllegalMove as error:
        raise tus.Refused(422, str(error)) from error


@tus.speaks("HEAD", "PATCH", "DELETE", "POST")
def upload(request: HttpRequest, pk: int, key) -> HttpResponse:
    """Where an upload stands, its next bytes, its end before time; a form's POST ends it too."""
    found = seen(request, pk)
    may_ever(found, "edit_draft")
    row = get_object_or_404(resumable.live(found.deliverable), pk=key, owner=request.user)
    if request.method == "POST":
        return given_up(request, found, row)
    tus.check_version(request)
    if request.method == "DELETE":
        with resumable.held(row):
            if row.finished_at:
                raise tus.Refused(409, _("“%(name)s” is in the draft already: take it out there.") % {"name": row.name})
            resumable.discard(row)
        return tus.answer(204)
    if request.method == "PATCH":
        receive(request, found, row)
        return tus.answer(204, **tus.state(row))
    resumable.check_bytes(row)
    return tus.answer(200, **tus.announced(row), **tus.state(row))


def receive(request: HttpRequest, found: Seen, row: Upload, offset: int | None = None) -> None:
    """Take the bytes of the request; after the last one the file is in the draft."""
    with resumable.held(row) as stream:
        if tus.receive(request, row, stream, offset):
            ended(request, found, row, stream)


def ended(request: HttpRequest, found: Seen, row: Upload, stream) -> None:
    try:
        finish_upload(actor=request.user, deliverable=found.deliverable, upload=row, stream=stream)
    except ValidationError as error:
        resumable.discard(row)
        raise tus.Refused(422, " ".join(error.messages)) from error
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    except IllegalMove as error:
        raise tus.Refused(422, str(error)) from error
    except StaleError as error:
        raise resumable.BusyError from error


def given_up(request: HttpRequest, found: Seen, row: Upload) -> HttpResponse:
    try:
        with resumable.held(row):
            if not row.finished_at:
                resumable.discard(row)
    except resumable.BusyError:
        messages.error(request, _("“%(name)s” is being sent right now.") % {"name": row.name})
        return redirect("deliverables:draft-edit", found.deliverable.pk)
    if row.finished_at:
        messages.error(request, _("“%(name)s” is in the draft already: take it out there.") % {"name": row.name})
    else:
        messages.success(request, _("“%(name)s” will not be sent.") % {"name": row.name})
    return redirect("deliverables:draft-edit", found.deliverable.pk)
