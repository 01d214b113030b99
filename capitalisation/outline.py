"""The outline of the report as its workshop shows it: each chapter, where it comes from, what is still missing."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capitalisation.models import Chapter
from cycles.models import Cycle
from cycles.planning.words import session_name
from deliverables.models import Deliverable

State = Deliverable.State


@dataclass(frozen=True)
class Missing:
    """Something that the chapter lacks, and the page where it is given."""

    text: str
    url: str


@dataclass(frozen=True)
class Row:
    """One chapter. ``url`` and ``action`` lead to where it is written, when it is typed."""

    title: str
    source: str
    state: str
    missing: tuple[Missing, ...] = ()
    url: str = ""
    action: str = ""


def outline(cycle: Cycle) -> list[Row]:
    """The chapters in their order. Nothing that is missing stops the report: it is said neutrally there."""
    texts = {chapter.place: chapter.text.strip() for chapter in cycle.chapters.all()}
    return [
        _typed(cycle, Chapter.Place.FOREWORD, texts, _("Foreword"), _("without it, the chapter is left out")),
        _cycle(cycle),
        _typed(cycle, Chapter.Place.LESSONS, texts, _("Key lessons"), _("without it, the chapter is left out")),
        _sessions(cycle),
        *([_teams(cycle)] if cycle.has_teams else []),
        Row(_("Annexes"), _("From the data: deliverables with their checksums, participants"), _("built by itself")),
    ]


def _typed(cycle: Cycle, place: str, texts: dict[str, str], title: str, consequence: str) -> Row:
    url = reverse("capitalisation:chapter-edit", args=[cycle.slug, place])
    words = len(texts.get(place, "").split())
    if not words:
        return Row(
            title,
            _("Typed by you"),
            _("not written yet: %(consequence)s") % {"consequence": consequence},
            (),
            url,
            _("Write this chapter"),
        )
    written = ngettext("%(count)s word", "%(count)s words", words) % {"count": words}
    return Row(title, _("Typed by you"), written, (), url, _("Change this chapter"))


def _cycle(cycle: Cycle) -> Row:
    url = reverse("cycles:cycle-edit", args=[cycle.slug])
    gaps = (
        (cycle.theme, _("The theme and its stakes are not described.")),
        (cycle.objectives, _("No objective is given.")),
    )
    missing = tuple(Missing(sentence, url) for text, sentence in gaps if not text.strip())
    return Row(
        _("The cycle in one page"), _("From the description of the cycle and its figures"), _state(missing), missing
    )


def _sessions(cycle: Cycle) -> Row:
    rows = cycle.sessions.annotate(
        timed=Count("items", distinct=True),
        noted=Count("notes", filter=~Q(notes__text=""), distinct=True),
    )
    missing = []
    for session in rows:
        name = session_name(session, cycle)
        if not session.timed:
            missing.append(
                Missing(
                    _("%(session)s has no programme.") % {"session": name},
                    reverse("cycles:programme-edit", args=[cycle.slug, session.pk]),
                )
            )
        if not session.noted:
            missing.append(
                Missing(
                    _("%(session)s has no coordination notes.") % {"session": name},
                    reverse("cycles:note-edit", args=[cycle.slug, session.pk]),
                )
            )
    return Row(
        _("Session by session"), _("From the programmes and your coordination notes"), _state(missing), tuple(missing)
    )


def _teams(cycle: Cycle) -> Row:
    states = dict(
        Deliverable.objects.filter(assignment__cycle=cycle).values_list("state").annotate(Count("id")).order_by()
    )
    to_retain = states.get(State.DELIVERED, 0) + states.get(State.TO_COMPLETE, 0)
    not_delivered = states.get(State.NOT_DELIVERED, 0) + states.get(State.DRAFT, 0)
    missing = []
    if to_retain:
        words = ngettext(
            "%(count)s delivered deliverable has no retained version.",
            "%(count)s delivered deliverables have no retained version.",
            to_retain,
        )
        missing.append(Missing(words % {"count": to_retain}, shown_at(cycle, State.DELIVERED, State.TO_COMPLETE)))
    if not_delivered:
        words = ngettext(
            "%(count)s deliverable is not delivered.", "%(count)s deliverables are not delivered.", not_delivered
        )
        missing.append(Missing(words % {"count": not_delivered}, shown_at(cycle, State.NOT_DELIVERED, State.DRAFT)))
    if not cycle.teams.exists():
        missing.append(Missing(_("The cycle has no team yet."), reverse("cycles:team-list", args=[cycle.slug])))
    source = _("From the teams, their members and the versions that you retained")
    return Row(_("Teams and territories, one sheet a team"), source, _state(missing), tuple(missing))


def shown_at(cycle: Cycle, *states: str) -> str:
    """Where the cycle's deliverables in these states are seen: the page of the only one, else the table, filtered
    where one state is enough."""
    rows = list(Deliverable.objects.filter(assignment__cycle=cycle, state__in=states).order_by("pk"))
    if len(rows) == 1:
        return rows[0].get_absolute_url()
    table = f"{reverse('deliverables:deliverable-list')}?cycle={cycle.slug}"
    found = {row.state for row in rows}
    return f"{table}&state={found.pop()}" if len(found) == 1 else table


def _state(missing) -> str:
    return _("to complete if you wish") if missing else _("complete")
