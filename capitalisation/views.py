"""The report's workshop: outline, typed chapters, build, download."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capitalisation import guidance, permissions
from capitalisation.editions import MAKE
from capitalisation.forms import ChapterForm
from capitalisation.models import Chapter
from capitalisation.operations import BUILD, builds, start_build, write_chapter
from capitalisation.outline import outline
from cycles.access import cycle_seen
from cycles.models import Cycle
from cycles.pages import conflict, last_change, preview, retry_data
from cycles.stale import StaleError
from records import files
from records.models import Job

SHOWN = 6  # documents built


def cycle_prepared(request: HttpRequest, slug: str) -> Cycle:
    """The cycle, for who prepares its report."""
    cycle = cycle_seen(request, slug)
    if not permissions.can_prepare_report(request.user, cycle):
        raise PermissionDenied(_("Only the coordination of the cycle prepares its report."))
    return cycle


@require_safe
def report_edit(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_prepared(request, slug)
    jobs = builds(cycle)
    under_way = {job.kind: job for job in jobs.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))}
    context = {
        "cycle": cycle,
        "rows": outline(cycle),
        "under_way": under_way.get(BUILD),
        "edition_under_way": under_way.get(MAKE),
        "finished": jobs.filter(kind=BUILD, result__isnull=False)[:SHOWN],
        "editions": cycle.editions.all(),
        "may_write": permissions.can_write_report(request.user, cycle),
        "may_build": permissions.can_build_report(request.user, cycle),
    }
    return render(request, "capitalisation/report_edit.html", context)


def chapter_edit(request: HttpRequest, slug: str, place: str) -> HttpResponse:
    cycle = cycle_prepared(request, slug)
    if place not in Chapter.Place.values:
        raise Http404
    if not permissions.can_write_report(request.user, cycle):
        raise PermissionDenied(_("The report is written from the opening of the cycle until it is archived."))
    chapter = cycle.chapters.filter(place=place).first() or Chapter(cycle=cycle, place=place)
    initial = {"text": chapter.text, "signature": chapter.signature, "revision": chapter.revision}
    form = ChapterForm(request.POST or None, initial=initial)
    if "preview" in request.POST:
        return preview(request, "capitalisation/chapter_edit.html", chapter_context(chapter, form))
    if form.is_valid():
        try:
            write_chapter(actor=request.user, cycle=cycle, place=place, **form.cleaned_data)
        except StaleError:
            return chapter_stale(request, cycle, place)
        messages.success(request, _("The chapter “%(title)s” is saved.") % {"title": chapter.get_place_display()})
        return redirect("capitalisation:report-edit", slug)
    return render(request, "capitalisation/chapter_edit.html", chapter_context(chapter, form))


def chapter_context(chapter: Chapter, form: ChapterForm) -> dict:
    return {
        "cycle": chapter.cycle,
        "heading": chapter.get_place_display(),
        "usual": guidance.USUAL[chapter.place],
        "headings": guidance.headings(chapter.place, chapter.cycle.language),
        "form": form,
        "preview": None,
        "stale": None,
    }


def chapter_stale(request: HttpRequest, cycle: Cycle, place: str) -> HttpResponse:
    chapter = cycle.chapters.filter(place=place).first() or Chapter(cycle=cycle, place=place)
    typed = ChapterForm(retry_data(request, chapter.revision))
    rows = [(_("Text"), chapter.text), (_("Signature"), chapter.signature)] if chapter.pk else []
    change = {**last_change(chapter, cycle), "text": _("Chapter written")} if chapter.pk else None
    context = chapter_context(chapter, typed)
    return conflict(request, "capitalisation/chapter_edit.html", context, change=change, rows=rows)


@require_POST
def report_build(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = cycle_prepared(request, slug)
    if not permissions.can_build_report(request.user, cycle):
        raise PermissionDenied(_("The report can be built once the cycle is open."))
    job = start_build(actor=request.user, cycle=cycle)
    return redirect("capitalisation:report-progress", slug, job.pk)


def build_of(cycle: Cycle, pk: int) -> Job:
    return get_object_or_404(builds(cycle), pk=pk)


@require_safe
def report_progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cycle = cycle_prepared(request, slug)
    job = build_of(cycle, pk)
    is_edition = job.kind == MAKE
    edition = cycle.editions.filter(pk=job.object_id).first() if is_edition else None
    context = {"cycle": cycle, "job": job, "is_edition": is_edition, "edition": edition}
    template = "capitalisation/_build.html" if request.htmx else "capitalisation/report_progress.html"
    return render(request, template, context)


@require_safe
def report_download(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    cycle = cycle_prepared(request, slug)
    job = build_of(cycle, pk)
    if job.result is None:
        raise Http404
    return files.download(job.result)
