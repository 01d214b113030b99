"""The expert's page, behind a personal link. GET shows and writes nothing, POST acts: mail scanners fetch every GET.

A link that never was, is over, withdrawn or belongs to something that is gone gets one and the same page.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cycles.stale import StaleError
from deliverables import opinions
from deliverables.chain.pages import rows_shown
from deliverables.grid import Grid, grid_used
from deliverables.models import Opinion, VersionFile
from deliverables.names import names_of
from deliverables.opinion_forms import AnswerForm
from deliverables.previews import pages_shown
from deliverables.quotas import QuotaError
from lib.secret_address import kept_secret
from records import files
from records.log import record
from records.models import PagePicture
from records.pictures import MOST_PAGES


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_answer(request: HttpRequest, token: str) -> HttpResponse:
    return kept_secret(answer(request, token))


def answer(request: HttpRequest, token: str) -> HttpResponse:
    found = opinions.led_to(token)
    if found is None:
        return dead(request)
    link, opinion = found
    if opinion.state != Opinion.State.ASKED:
        return render(request, "deliverables/opinion_given.html", frame(opinion))
    grid = grid_used(opinion.version.deliverable.assignment)
    if request.method != "POST":
        form = AnswerForm(grid=grid, initial=AnswerForm.initial_of(opinion, grid))
        return answer_page(request, link, opinion, form)
    if not ratelimit.consume(request, action="opinion", key=str(opinion.pk)):
        return too_many(request)
    form = AnswerForm(request.POST, request.FILES, grid=grid)
    if not form.is_valid():
        return answer_page(request, link, opinion, form, status=422)
    return written(request, link, opinion, form, grid)


def written(request: HttpRequest, link, opinion: Opinion, form: AnswerForm, grid: Grid | None) -> HttpResponse:
    revision, then = form.cleaned_data["revision"], form.cleaned_data["then"]
    try:
        if then == form.DECLINE:
            opinions.decline(opinion=opinion, revision=revision, text=form.cleaned_data["text"])
        elif then == form.SEND:
            opinions.send_answer(opinion=opinion, revision=revision, said=form.said())
        else:
            opinions.save_answer(opinion=opinion, revision=revision, said=form.said())
            messages.success(request, _("Saved, not sent yet. You may come back with the same link."))
    except StaleError:
        return stale(request, link, opinion, grid)
    except QuotaError as error:
        form.add_error("upload", str(error))
        return answer_page(request, link, opinion, form, status=422)
    except opinions.OpinionClosed:
        pass  # the page says what became of it
    return redirect(request.path)


def stale(request: HttpRequest, link, opinion: Opinion, grid: Grid | None) -> HttpResponse:
    """Saved or sent in another window meanwhile: what is typed here stays."""
    opinion.refresh_from_db()
    if opinion.state != Opinion.State.ASKED:
        return redirect(request.path)
    data = request.POST.copy()
    data["revision"] = opinion.revision
    return answer_page(request, link, opinion, AnswerForm(data, grid=grid), status=409)


def frame(opinion: Opinion) -> dict:
    deliverable = opinion.version.deliverable
    cycle = deliverable.assignment.cycle
    return {
        "opinion": opinion,
        "version": opinion.version,
        "assignment": deliverable.assignment,
        "team": deliverable.team,
        "cycle": cycle,
        "asked_by": names_of(cycle, [opinion.asked_by_id])[opinion.asked_by_id],
    }


def answer_page(request: HttpRequest, link, opinion: Opinion, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    token = request.resolver_match.kwargs["token"]
    context = frame(opinion) | {
        "form": form,
        "expires_at": link.expires_at,
        "rows": rows_shown(opinion.version.deliverable, [opinion.version], outside=True)[opinion.version.pk],
        "files": pages_shown(
            opinion.version,
            lambda key: reverse("deliverables:opinion-read-file", args=[token, key]),
            lambda key, number: reverse("deliverables:opinion-picture", args=[token, key, number]),
        ),
        "most_pages": MOST_PAGES,
        "changed": status == 409,
    }
    return render(request, "deliverables/opinion_answer.html", context, status=status)


def dead(request: HttpRequest) -> HttpResponse:
    if not ratelimit.consume(request, action="opinion_dead"):
        return too_many(request)
    return render(request, "deliverables/opinion_dead.html", {}, status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", {}, status=429)


def open_file(token: str, pk: int) -> tuple[Opinion, VersionFile]:
    """A file of the version that the link leads to, once it may be read and while the opinion may still be given."""
    found = opinions.led_to(token)
    if found is None or found[1].state != Opinion.State.ASKED:
        raise Http404
    row = get_object_or_404(found[1].version.files.select_related("file"), pk=pk)
    if not row.file.is_released:
        raise Http404
    return found[1], row


@login_not_required
@require_safe
def opinion_read_file(request: HttpRequest, token: str, file: int) -> HttpResponse:
    try:
        opinion, row = open_file(token, file)
    except Http404:
        return kept_secret(dead(request))
    response: FileResponse = files.download(row.file, row.name)
    after = {"version": opinion.version.number, "files": [{"name": row.name, "sha256": row.file.sha256}]}
    record(None, "opinion_version_read", opinion, cycle=opinions.cycle_of(opinion), after=after)
    return kept_secret(response)


@login_not_required
@require_safe
def opinion_picture(request: HttpRequest, token: str, file: int, page: int) -> HttpResponse:
    try:
        _opinion, row = open_file(token, file)
        picture = get_object_or_404(PagePicture.objects.select_related("picture"), file=row.file, number=page)
    except Http404:
        return kept_secret(dead(request))
    return kept_secret(files.picture(picture.picture, of=row.file))
