"""A team reads the others: the list, one retained version with the form, its files; what coordination hides."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cycles.access import cycle_facilitated, team_seen
from cycles.models import Cycle, Participation, Team
from cycles.pages import conflict, differences, retry_data
from cycles.permissions import can_coordinate, membership
from cycles.planning import life
from cycles.planning.forms import RevisionForm
from cycles.stale import StaleError
from deliverables import pages
from deliverables.access import Seen, coordinated, file_of
from deliverables.chain.pages import rows_shown
from deliverables.downloads import given_outside
from deliverables.models import Deliverable, PeerReading, Version
from deliverables.names import names_of
from deliverables.peers import operations
from deliverables.peers.forms import HideForm, ReadingForm
from deliverables.peers.reading import (
    can_write,
    file_count,
    of_cycle,
    of_team,
    open_to,
    with_names,
    written_by,
)
from deliverables.previews import pages_shown
from lib.template_tags import of
from records import files
from records.models import PagePicture
from records.pictures import MOST_PAGES

PER_PAGE = 50


def frame(team: Team) -> dict:
    """What each of a team's pages of peer reading needs around its content."""
    cycle = team.cycle
    return {"cycle": cycle, "team": team, "crumbs": [(cycle.title, cycle.get_absolute_url())]}


def inner(team: Team) -> dict:
    """The frame of a page below the list."""
    context, address = frame(team), reverse("deliverables:peer-list", args=[team.cycle.slug, team.pk])
    return context | {"crumbs": [*context["crumbs"], (_("Read the other teams"), address)]}


@require_safe
def peer_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    team = team_seen(request, slug, pk)
    if not team.reads_others:
        raise Http404
    found = open_to(team).annotate(file_count=file_count())
    wrote = written_by(team)
    rows = [{"deliverable": row, "reading": wrote.get(row.retained_version_id)} for row in found]
    context = frame(team) | {
        "rows": rows,
        "to_read": sum(row["reading"] is None for row in rows),
        "member": membership(request.user, team),
    }
    return render(request, "deliverables/peer_list.html", context)


def peer_reading(request: HttpRequest, slug: str, pk: int, deliverable: int) -> HttpResponse:
    team = team_seen(request, slug, pk)
    found = open_to(team).filter(pk=deliverable).first()
    if found is None:
        return closed(request, team)
    found.assignment.cycle, found.retained_version.deliverable = team.cycle, found
    member = membership(request.user, team)
    if request.method != "POST":
        return reading_page(request, team, found, member)
    if not can_write(member):
        raise PermissionDenied(_("You read; members who work on the deliverables write for their team."))
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return reading_page(request, team, found, member, form)
    return written(request, team, found, member, form)


def closed(request: HttpRequest, team: Team) -> HttpResponse:
    """Nothing to read there, or no longer: 404, but for who was writing meanwhile, and keeps the words."""
    typed = [request.POST[name] for name in operations.WORDS if request.POST.get(name, "").strip()]
    if not typed:
        raise Http404
    return render(request, "deliverables/peer_closed.html", frame(team) | {"typed": typed}, status=409)


def reading_page(
    request: HttpRequest, team: Team, found: Deliverable, member: Participation | None, form: ReadingForm | None = None
) -> HttpResponse:
    context = reading_context(team, found, member, form)
    return render(request, "deliverables/peer_reading.html", context, status=422 if form else 200)


def reading_context(team: Team, found: Deliverable, member: Participation | None, form: ReadingForm | None) -> dict:
    """One retained version: its files alone, what the team wrote of it and of earlier ones, and the form."""
    version = found.retained_version
    ours = of_team(team, found)
    own = next((row for row in ours if row.version_id == version.pk), None)
    writes = can_write(member) and life.allows(team.cycle, "answer")
    return inner(team) | {
        "deliverable": found,
        "version": version,
        "rows": rows_shown(found, [version], outside=True)[version.pk],
        "files": pages_shown(version, *addresses(team, found)),
        "most_pages": MOST_PAGES,
        "own": own,
        "earlier": [row for row in ours if row != own],
        "member": member,
        "form": form or (ReadingForm(initial=ReadingForm.initial_of(version, own)) if writes else None),
        "stale": None,
    }


def addresses(team: Team, found: Deliverable) -> tuple[Callable, Callable]:
    """How a file and the picture of a page are reached by their keys."""
    place = [team.cycle.slug, team.pk, found.pk]

    def file(key: int) -> str:
        return reverse("deliverables:peer-file", args=[*place, key])

    def picture(key: int, number: int) -> str:
        return reverse("deliverables:peer-picture", args=[*place, key, number])

    return file, picture


def written(
    request: HttpRequest, team: Team, found: Deliverable, member: Participation, form: ReadingForm
) -> HttpResponse:
    version = found.retained_version
    try:
        if form.cleaned_data["number"] != version.number:
            raise StaleError
        operations.write_reading(
            actor=request.user, team=team, version=version, revision=form.cleaned_data["revision"], **form.words()
        )
    except operations.NotOpen:
        return closed(request, team)
    except StaleError:
        return reading_stale(request, team, found, member)
    said = _("It is kept. The team %(of_team)s reads it on its deliverable’s page, and so does coordination.")
    messages.success(request, said % {"of_team": of(found.team)})
    return redirect("deliverables:peer-list", team.cycle.slug, team.pk)


def reading_stale(request: HttpRequest, team: Team, found: Deliverable, member: Participation) -> HttpResponse:
    """A colleague wrote meanwhile, or another version is retained: the words as they were typed, to send again."""
    context = reading_context(team, found, member, None)
    version, own = found.retained_version, context["own"]
    saved = ReadingForm(initial=ReadingForm.initial_of(version, own))
    data = retry_data(request, own.revision if own else 0)
    data["number"] = version.number
    context["form"] = ReadingForm(data)
    rows = differences(context["form"], saved) if own else []
    change = last_change(team.cycle, version, own, newer=data["number"] != request.POST["number"])
    return conflict(request, "deliverables/peer_reading.html", context, change=change, rows=rows)


def last_change(cycle: Cycle, version: Version, own: PeerReading | None, *, newer: bool) -> dict | None:
    """What happened meanwhile, as the page of a conflict tells it."""
    if own and not newer:
        who = names_of(cycle, [own.author_id])[own.author_id]
        return {"at": own.changed_at, "who": who, "text": _("Written for your team")}
    said = _("Version %(number)s is retained now: look at it first") % {"number": version.number}
    return {"at": version.retained_at, "who": "", "text": said} if version.retained_at else None


def version_open(request: HttpRequest, slug: str, pk: int, deliverable: int) -> Version:
    """The retained version of another team's deliverable, for who may read it."""
    found = get_object_or_404(open_to(team_seen(request, slug, pk)), pk=deliverable)
    found.retained_version.deliverable = found
    return found.retained_version


@require_safe
def peer_file(request: HttpRequest, slug: str, pk: int, deliverable: int, file: int) -> FileResponse:
    version = version_open(request, slug, pk, deliverable)
    row = file_of(version, file)
    return given_outside(request.user, version.deliverable, version.number, row.file, row.name)


@require_safe
def peer_picture(request: HttpRequest, slug: str, pk: int, deliverable: int, file: int, page: int) -> FileResponse:
    row = file_of(version_open(request, slug, pk, deliverable), file)
    picture = get_object_or_404(PagePicture.objects.select_related("picture"), file=row.file, number=page)
    return files.picture(picture.picture, of=row.file)


@require_safe
def peer_overview(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the teams of a cycle wrote of each other, for those who run it."""
    cycle = cycle_facilitated(request, slug)
    page = Paginator(of_cycle(cycle), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cycle": cycle,
        "crumbs": [(cycle.title, cycle.get_absolute_url())],
        "page": page,
        "readings": with_names(cycle, page),
        "may_close": can_coordinate(request.user, cycle) and life.allows(cycle, "plan"),
    }
    return render(request, "deliverables/peer_overview.html", context)


def reading_of(found: Seen, pk: int) -> PeerReading:
    rows = PeerReading.objects.filter(version__deliverable=found.deliverable)
    row = get_object_or_404(rows.select_related("version", "team__territory", "team__cycle"), pk=pk)
    row.version.deliverable = found.deliverable
    return row


def peer_hide(request: HttpRequest, pk: int, reading: int) -> HttpResponse:
    found = coordinated(request, pk)
    row = reading_of(found, reading)
    if row.hidden_at:
        return redirect(f"{found.deliverable.get_absolute_url()}#lectures")
    form = HideForm(request.POST or None, initial={"revision": row.revision})
    if request.method == "POST" and form.is_valid():
        done = _("It is hidden. The team that wrote it reads your reason.")
        attempt(request, operations.hide_reading, done, reading=row, **form.cleaned_data)
        return redirect(f"{found.deliverable.get_absolute_url()}#lectures")
    context = pages.inner(found.deliverable) | {"form": form, "reading": row}
    return render(request, "deliverables/peer_hide.html", context, status=422 if form.errors else 200)


@require_POST
def peer_show(request: HttpRequest, pk: int, reading: int) -> HttpResponse:
    found = coordinated(request, pk)
    row = reading_of(found, reading)
    form = RevisionForm(request.POST)
    if form.is_valid():
        attempt(request, operations.show_reading, _("It is shown again."), reading=row, **form.cleaned_data)
    return redirect(f"{found.deliverable.get_absolute_url()}#lectures")


def attempt(request: HttpRequest, operation: Callable, done: str, **options) -> None:
    """Run the operation; a message says what came of it."""
    try:
        operation(actor=request.user, **options)
    except StaleError:
        messages.error(request, _("Something changed meanwhile: look at it again. Nothing was changed."))
    else:
        messages.success(request, done)
