"""Files that came with a feedback: the annotated one, and those of the opinions that it passed on."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from deliverables.access import Seen, delivered_version, seen
from deliverables.downloads import given_outside
from deliverables.models import Feedback, Opinion
from records import files
from records.models import StoredFile


def feedback_of(found: Seen, number: int, pk: int) -> Feedback:
    rows = Feedback.objects.filter(version=delivered_version(found, number)).select_related("annotated")
    return get_object_or_404(rows, pk=pk)


def given(found: Seen, number: int, file: StoredFile) -> FileResponse:
    """The file; read by somebody outside the team, it leaves a line in the log, as those of the team do."""
    if found.standing.in_team:
        return files.download(file)
    return given_outside(found.user, found.deliverable, number, file)


@require_safe
def annotated_download(request: HttpRequest, pk: int, number: int, feedback: int) -> FileResponse:
    found = seen(request, pk)
    row = feedback_of(found, number, feedback)
    if row.annotated is None:
        raise Http404
    return given(found, number, row.annotated)


@require_safe
def passed_on_download(request: HttpRequest, pk: int, number: int, feedback: int, opinion: int) -> FileResponse:
    found = seen(request, pk)
    row = feedback_of(found, number, feedback)
    if opinion not in [each["opinion"] for each in row.passed_on or ()]:
        raise Http404
    told = get_object_or_404(Opinion.objects.select_related("file"), pk=opinion, file__isnull=False)
    return given(found, number, told.file)
