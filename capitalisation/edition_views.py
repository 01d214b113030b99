"""Editions: make one, look at one, download its files."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitalisation import permissions
from capitalisation.editions import EditionTakenError, changes, start_edition
from capitalisation.forms import EditionForm
from capitalisation.models import Edition
from capitalisation.views import cycle_prepared
from cycles.models import Cycle
from partners.names import name_of
from records import files


def edition_of(cycle: Cycle, number: int) -> Edition:
    return get_object_or_404(cycle.editions.select_related("pdf", "word", "data", "created_by"), number=number)


def edition_create(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_prepared(request, slug)
    if not permissions.can_build_report(request.user, cycle):
        raise PermissionDenied(_("The report can be built once the cycle is open."))
    form = EditionForm(request.POST or None, initial={"key": uuid.uuid4()})
    if form.is_valid():
        try:
            made = start_edition(actor=request.user, cycle=cycle, **form.cleaned_data)
        except EditionTakenError:
            raise Http404 from None
        if isinstance(made, Edition):
            return redirect("capitalisation:edition-detail", slug, made.number)
        return redirect("capitalisation:report-progress", slug, made.pk)
    return render(request, "capitalisation/edition_create.html", {"cycle": cycle, "form": form, "stale": None})


@require_safe
def edition_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    cycle = cycle_prepared(request, slug)
    edition = edition_of(cycle, number)
    previous = cycle.editions.filter(number__lt=number).first()
    context = {
        "cycle": cycle,
        "edition": edition,
        "previous": previous,
        "changed": changes(edition, previous),
        "who": name_of(edition.created_by, cycle.organiser) if edition.created_by else "",
    }
    return render(request, "capitalisation/edition_detail.html", context)


@require_safe
def edition_download(request: HttpRequest, slug: str, number: int, format: str) -> FileResponse:
    cycle = cycle_prepared(request, slug)
    edition = edition_of(cycle, number)
    kept = {"pdf": edition.pdf, "docx": edition.word, "json": edition.data}
    if format not in kept:
        raise Http404
    return files.download(kept[format])
