"""One version, its files, and the pictures of their pages."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deliverables import pages
from deliverables.access import delivered_version, file_of, seen, version_seen
from deliverables.downloads import given_outside
from deliverables.receipt import draw_receipt, receipt_name
from records import files
from records.models import PagePicture


@require_safe
def version_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = seen(request, pk)
    version = version_seen(found, number)
    return render(request, "deliverables/version_detail.html", pages.version_page(found, version))


@require_safe
def version_latest(request: HttpRequest, pk: int) -> HttpResponse:
    """The lasting link: whatever version is the current one when it is followed."""
    found = seen(request, pk)
    current = found.deliverable.current_version
    if current is None:
        messages.info(request, _("Nothing was delivered yet: this link will lead to the version that stands."))
        return redirect(found.deliverable)
    return redirect("deliverables:version-detail", pk, current.number)


@require_safe
def receipt_download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    version, target = delivered_version(seen(request, pk), number), BytesIO()
    draw_receipt(version, target)
    target.seek(0)
    with translation.override(version.deliverable.assignment.cycle.language):
        name = files.clean_name(receipt_name(version))
    return files.private(FileResponse(target, as_attachment=True, filename=name, content_type="application/pdf"))


@require_safe
def file_download(request: HttpRequest, pk: int, number: int, file: int) -> FileResponse:
    """The original, as an attachment. Read by somebody outside the team, it leaves a line in the log."""
    found = seen(request, pk)
    version = version_seen(found, number)
    row = file_of(version, file)
    if found.standing.in_team:
        return files.download(row.file, row.name)
    return given_outside(request.user, found.deliverable, version.number, row.file, row.name)


@require_safe
def page_picture(request: HttpRequest, pk: int, number: int, file: int, page: int) -> FileResponse:
    row = file_of(version_seen(seen(request, pk), number), file)
    picture = get_object_or_404(PagePicture.objects.select_related("picture"), file=row.file, number=page)
    return files.picture(picture.picture, of=row.file)


@require_safe
def template_download(request: HttpRequest, pk: int) -> FileResponse:
    template = seen(request, pk).deliverable.assignment.template_file
    if template is None:
        raise Http404
    return files.download(template)
