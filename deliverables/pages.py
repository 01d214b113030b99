"""What the delivery pages show, gathered for the templates."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Participation
from cycles.planning import life
from cycles.stale import StaleError
from deliverables.access import Seen, beside
from deliverables.automatic import next_recall
from deliverables.chain.pages import loose_of, own_chain, rows_shown
from deliverables.chain.pages import section as rows_section
from deliverables.changes import changes_of_draft
from deliverables.delivery_forms import ReceivedForm, ReuseForm
from deliverables.drafts import holds_nothing, late_by, missing_files
from deliverables.figures import late_seconds, state_shown
from deliverables.grid import grid_used
from deliverables.history import entries_read, events, history_of, in_words
from deliverables.models import Deliverable, Extension, Feedback, PeerReading, Version, VersionFile
from deliverables.names import names_of
from deliverables.peers.reading import authors_of, named, of_deliverable
from deliverables.permissions import can_read_drafts, standing_of, versions_read
from deliverables.previews import are_given_up, pictures_of
from deliverables.reuse import reusable
from deliverables.taking_back import move_back
from deliverables.thread.reading import summaries
from deliverables.uploading import room_left
from deliverables.words import received_in_words, return_in_words
from deliverables.workflow import IllegalMove, NotPermitted, hindrance, move_named
from partners.models import ActorType
from records import resumable
from records.outbox import absolute
from records.pictures import MOST_PAGES
from records.uploads import ACCEPT_ATTRIBUTE
from records.uploads import in_words as kinds_in_words

FUNDERS = (ActorType.STATE, ActorType.REGION, ActorType.DEPARTMENT, ActorType.EPCI)


def attempt(
    request: HttpRequest, deliverable: Deliverable, move: Callable, /, *, if_stale: Callable | None = None, **options
) -> HttpResponse | None:
    """Make a move; None when it was made, else the answer that says why it was not.

    ``if_stale`` gives the answer when somebody was quicker, for pages that have a better one than the general page.
    """
    try:
        move(actor=request.user, **options)
    except NotPermitted as error:
        raise PermissionDenied(str(error)) from error
    except IllegalMove as error:
        if typed(request):
            return stale(request, deliverable, reason=str(error))
        messages.error(request, str(error))
        return redirect(deliverable)
    except StaleError:
        return if_stale() if if_stale else stale(request, deliverable)
    return None


def typed(request: HttpRequest) -> list[str]:
    """The texts that the person wrote in the form that she sent."""
    return [request.POST[name].strip() for name in ("note", "text", "reason") if request.POST.get(name, "").strip()]


def stale(request: HttpRequest, deliverable: Deliverable, *, reason: str = "") -> HttpResponse:
    """Somebody was quicker, or it cannot be done any more (``reason``): what happened, and what was typed, to copy."""
    deliverable.refresh_from_db()
    context = frame(deliverable) | {
        "reason": reason,
        "change": last_change(request.user, deliverable),
        "typed": typed(request),
    }
    return render(request, "deliverables/deliverable_stale.html", context, status=409)


def last_change(user: User, deliverable: Deliverable) -> dict | None:
    """Of what the user may read: the team's draft is its own."""
    reads_drafts = can_read_drafts(standing_of(user, deliverable), deliverable)
    entry = next(iter(entries_read(deliverable, with_drafts=reads_drafts)), None)
    if entry is None:
        return None
    names = names_of(deliverable.assignment.cycle, [entry.actor_id])
    return {"at": entry.at, "who": names.get(entry.actor_id, ""), "text": in_words(entry)}


def frame(deliverable: Deliverable) -> dict:
    """What every delivery page needs around its content."""
    cycle = deliverable.assignment.cycle
    return {
        "deliverable": deliverable,
        "assignment": deliverable.assignment,
        "team": deliverable.team,
        "cycle": cycle,
        "crumbs": [(cycle.title, cycle.get_absolute_url())],
    }


def inner(deliverable: Deliverable) -> dict:
    """The frame of a page below the deliverable's own."""
    context = frame(deliverable)
    title = _("%(title)s, %(team)s") % {"title": deliverable.assignment.title, "team": deliverable.team}
    context["crumbs"] = [*context["crumbs"], (title, deliverable.get_absolute_url())]
    return context


def readers_in_words(found: Seen, names: dict[int, str] | None = None) -> dict:
    """Who reads what: sentences, since members of the team may be its funders."""
    runs = found.standing.coordination
    names = names_of(found.deliverable.assignment.cycle, runs) if names is None else names
    kinds = found.standing.members
    return {
        "own": found.standing.in_team,
        "shared": found.deliverable.shares_drafts,
        "coordination": ", ".join(names[key] for key in runs),
        "members": len(kinds),
        "peers": found.deliverable.assignment.cycle.opens_retained,
        "funders": list(dict.fromkeys(name for kind, name in kinds if kind in FUNDERS)),
    }


def version_rows(found: Seen, versions: list[Version], names: dict[int, str] | None = None) -> list[dict]:
    """Delivered versions, newest first, with their files, feedback and authors' names."""
    names = names_of(found.deliverable.assignment.cycle, actors_of(versions)) if names is None else names
    return [
        {
            "version": version,
            "by": names.get(version.delivered_by_id, ""),
            "reception": received_in_words(version, names.get(version.delivered_by_id, "")),
            "files": version.files.all(),
            "feedback": [
                {"row": row, "by": names[row.author_id], "number": version.number} for row in version.feedback.all()
            ],
            "is_current": version.pk == found.deliverable.current_version_id,
            "is_retained": version.pk == found.deliverable.retained_version_id,
        }
        for version in versions
    ]


def actors_of(versions: list[Version]) -> list[int | None]:
    """Who delivered the versions, and who answered them."""
    answers = [row.author_id for version in versions for row in version.feedback.all()]
    return [version.delivered_by_id for version in versions] + answers


def delivered_versions(deliverable: Deliverable) -> list[Version]:
    return whole(deliverable.versions.filter(delivered_at__isnull=False))


def whole(versions: QuerySet[Version]) -> list[Version]:
    """The versions with their files and feedback."""
    files = Prefetch("files", VersionFile.objects.select_related("file"))
    return list(versions.prefetch_related(files, Prefetch("feedback", Feedback.objects.select_related("annotated"))))


def draft_read(found: Seen) -> Version | None:
    """The open draft, for who reads it."""
    if not can_read_drafts(found.standing, found.deliverable):
        return None
    drafts = found.deliverable.versions.filter(delivered_at__isnull=True)
    return (
        drafts.prefetch_related(Prefetch("files", VersionFile.objects.select_related("file")))
        .select_related("author")
        .first()
    )


def detail(found: Seen) -> dict:
    """The deliverable's page."""
    deliverable = found.deliverable
    reads_drafts = can_read_drafts(found.standing, deliverable)
    read = whole(versions_read(found.standing, deliverable))
    versions, draft = [each for each in read if not each.is_draft], next((each for each in read if each.is_draft), None)
    entries = entries_read(deliverable, with_drafts=reads_drafts)
    readings = readings_shown(found)
    actors = [*found.standing.coordination, *actors_of(versions), *(entry.actor_id for entry in entries)]
    actors += authors_of(readings)
    names = names_of(deliverable.assignment.cycle, actors)
    rows = version_rows(found, versions, names)
    current = next((row for row in rows if row["is_current"]), None)
    held = rows_shown(deliverable, [each for each in (draft, current and current["version"]) if each])
    return frame(deliverable) | {
        "standing": found.standing,
        "shown": state_shown(deliverable),
        "moves": found.moves,
        "draft": draft,
        "draft_rows": held[draft.pk] if draft else [],
        "current_rows": held[current["version"].pk] if current else [],
        "lack": missing_files(deliverable, draft) if draft else 0,
        "draft_is_hidden": deliverable.state == Deliverable.State.DRAFT and not reads_drafts,
        "reads_drafts": reads_drafts,
        "versions": rows,
        "current": current,
        "late_now": late_seconds(deliverable, timezone.now()),
        "asked": asked(deliverable, current),
        "extension": extension_of(deliverable),
        "why_not": hindrance(move_named("edit_draft"), deliverable, at=timezone.now()),
        "next_recall": next_recall(
            deliverable, deliverable.assignment.cycle.quiet_periods.all(), timezone.now(), has_draft=draft is not None
        ),
        "readers": readers_in_words(found, names),
        "returns": return_in_words(deliverable.assignment),
        "grid": grid_used(deliverable.assignment),
        "kinds": kinds_in_words(),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "history": events(entries, names),
        "answer_url": answer_url(deliverable) if {"complete", "retain"} & found.moves.keys() else "",
        "takes_back": move_back(deliverable) in found.moves,
        "links": links_to(deliverable) if current else [],
        "threads": summaries(found.user, deliverable, found.standing),
        "beside": beside(found),
        "readings": [named(each, names) for each in readings],
        "coordinates": found.standing.coordinates,
        "is_open": life.allows(deliverable.assignment.cycle, "answer"),
    }


def readings_shown(found: Seen) -> list[PeerReading]:
    """What other teams wrote of it; what coordination hid, only for those who run the cycle."""
    if not found.deliverable.reading_count:
        return []
    return of_deliverable(found.deliverable, with_hidden=found.standing.facilitates)


def extension_of(deliverable: Deliverable) -> Extension | None:
    """The extension that the due date comes from; none is looked for while that is everybody's date."""
    if deliverable.effective_due_at == deliverable.assignment.due_at:
        return None
    return deliverable.extensions.last()


def asked(deliverable: Deliverable, current: dict | None) -> dict | None:
    """The feedback that asks to complete the current version."""
    if deliverable.state != Deliverable.State.TO_COMPLETE or current is None:
        return None
    answers = [each for each in current["feedback"] if each["row"].outcome == Feedback.Outcome.TO_COMPLETE]
    return answers[-1] if answers else None


def answer_url(deliverable: Deliverable) -> str:
    number = deliverable.current_version.number
    return reverse("deliverables:feedback-give", args=[deliverable.pk, number])


def draft_page(found: Seen, **forms) -> dict:
    draft = draft_read(found)
    if "reuse_form" not in forms:
        forms["reuse_form"] = ReuseForm(rows=reusable(found.user, found.deliverable, drafts=True))
    return inner(found.deliverable) | {
        "moves": found.moves,
        "draft": draft,
        "lack": missing_files(found.deliverable, draft) if draft else found.deliverable.assignment.min_files,
        "asked": asked_of(found),
        "changes": changes_of_draft(found.deliverable, draft) if draft else None,
        "kinds": kinds_in_words(),
        "accept": ACCEPT_ATTRIBUTE.replace(",", " ").replace(".", ""),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "room": room_left(found.deliverable),
        "unfinished": resumable.unfinished(found.deliverable).filter(owner=found.user),
        "shared": found.deliverable.shares_drafts,
        "stale": None,
        "held": rows_section(found) if found.deliverable.assignment.holds else None,
        **forms,
    }


def asked_of(found: Seen) -> dict | None:
    rows = version_rows(found, delivered_versions(found.deliverable))
    return asked(found.deliverable, next((row for row in rows if row["is_current"]), None))


def check_page(found: Seen, draft: Version, at: datetime) -> dict:
    rows = rows_shown(found.deliverable, [draft])[draft.pk]
    return inner(found.deliverable) | {
        "rows": rows,
        "waiting": sum(each.row.to_confirm for each in rows),
        "loose": loose_of(found.deliverable, own_chain(found)) if rows else [],
        "nothing": holds_nothing(found.deliverable, draft),
        "draft": draft,
        "files": draft.files.all(),
        "lack": missing_files(found.deliverable, draft),
        "is_first": found.deliverable.current_version is None,
        "changes": changes_of_draft(found.deliverable, draft),
        "late_seconds": late_by(found.deliverable, at),
        "readers": readers_in_words(found),
        "awaited": resumable.unfinished(found.deliverable),
    }


def received_page(found: Seen, form: ReceivedForm, *, changed: bool = False) -> dict:
    """Where coordination records a document: with what stands already, and what happened meanwhile (``changed``)."""
    deliverable = found.deliverable
    members = Participation.objects.active().filter(team=deliverable.team)
    stands = version_rows(found, [deliverable.current_version])[0] if deliverable.current_version else None
    return inner(deliverable) | {
        "form": form,
        "stands": stands,
        "change": last_change(found.user, deliverable) if changed else None,
        "names": [member.person.name for member in members.select_related("person").order_by("person__sort_key")],
        "kinds": kinds_in_words(),
        "accept": ACCEPT_ATTRIBUTE.replace(",", " ").replace(".", ""),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
    }


def previous_number(version: Version) -> int | None:
    """The number of the delivered version before this one, to be compared with it."""
    before = version.deliverable.versions.filter(delivered_at__isnull=False, number__lt=version.number)
    return before.values_list("number", flat=True).first()


def links_to(deliverable: Deliverable, version: Version | None = None) -> list[dict]:
    """Addresses to give to who reads the deliverable: always the latest version, and this one as it is."""
    latest = absolute(reverse("deliverables:version-latest", args=[deliverable.pk]))
    links = [{"id": "link-latest", "label": _("Always the latest version delivered"), "address": latest}]
    if version is not None:
        this = absolute(reverse("deliverables:version-detail", args=[deliverable.pk, version.number]))
        label = _("Version %(number)s as it is, even after a newer one") % {"number": version.number}
        links.append({"id": "link-this", "label": label, "address": this})
    return links


def version_page(found: Seen, version: Version) -> dict:
    """One version: files with their page pictures, note, dates, feedback."""
    row = version_rows(found, [version])[0]
    pictures, kept = pictures_of(version), list(version.files.select_related("file"))
    return (
        inner(found.deliverable)
        | row
        | {
            "files": [{"file": each, "pictures": pictures[each.pk]} for each in kept],
            "rows": rows_shown(found.deliverable, [version])[version.pk],
            "most_pages": MOST_PAGES,
            "given_up": are_given_up(version, kept),
            "author": names_of(found.deliverable.assignment.cycle, [version.author_id]).get(version.author_id, ""),
            "can_take_back": move_back(found.deliverable) in found.moves and row["is_current"],
            "previous": previous_number(version),
            "links": [] if version.is_draft else links_to(found.deliverable, version),
            "answers": bool({"complete", "retain"} & found.moves.keys()) and row["is_current"],
        }
    )


def review_page(found: Seen, version: Version) -> dict:
    """The version to answer, with every earlier step: versions before it, what they were answered, the history."""
    deliverable = found.deliverable
    before = [each for each in delivered_versions(deliverable) if each.number < version.number]
    return version_page(found, version) | {
        "earlier": version_rows(found, before),
        "history": history_of(deliverable, with_drafts=can_read_drafts(found.standing, deliverable)),
    }
