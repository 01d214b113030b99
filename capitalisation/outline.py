"""The outline of the report as its workshop shows it: each chapter, where it comes from, what is still missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capitalisation.models import Chapter
from cycles.models import CoordinationNote, Cycle, NotePhoto, Presence, ProgrammeItem, Session, Team
from cycles.planning import life
from cycles.planning.words import session_name
from deliverables.chain.models import ROW_MODELS
from deliverables.figures import OWED
from deliverables.models import Deliverable
from deliverables.peers.reading import shown_of_cycle
from records.models import StoredFile

State = Deliverable.State
Place = Chapter.Place
SHORT = 6


@dataclass(frozen=True)
class Missing:
    """Something that the chapter lacks, and the page where it is given."""

    text: str
    url: str


@dataclass(frozen=True)
class Gaps:
    """What one session or one team lacks. ``of`` is empty where the chapter itself lacks it."""

    of: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Row:
    """One chapter. ``url`` and ``action`` lead to where it is written, when it is typed; ``table`` to where what many
    teams lack is seen together."""

    title: str
    source: str
    states: tuple[str, ...]
    gaps: tuple[Gaps, ...] = ()
    url: str = ""
    action: str = ""
    table: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.gaps) > SHORT


def outline(cycle: Cycle) -> list[Row]:
    """The chapters that the report prints, in its order, in a fixed number of queries.

    Nothing that is missing stops the report: it is said neutrally there. What is to come is not missing. Where the
    cycle may not be changed any more, nothing leads to a page that would refuse it.
    """
    texts = {chapter.place: chapter.text for chapter in cycle.chapters.all()}
    rows = [
        _typed(cycle, Place.FOREWORD, texts),
        _cycle(cycle),
        _built(_("Synthesis of the cycle"), _("From attendance, deliverables and key lessons")),
        _typed(cycle, Place.LESSONS, texts),
        _typed(cycle, Place.CONTEXT, texts),
        _typed(cycle, Place.METHOD, texts),
        _sessions(cycle),
        *([_teams(cycle)] if cycle.has_teams else []),
        *([_across()] if holds_rows(cycle) else []),
        _typed(cycle, Place.RECOMMENDATIONS, texts),
        _typed(cycle, Place.NEXT, texts),
        _built(_("Annexes"), _("From the data: deliverables with their checksums, participants")),
    ]
    return rows if life.allows(cycle, "plan") else [_closed(row) for row in rows]


def _across() -> Row:
    return _built(_("Across the teams"), _("From the findings, actions and contributions of the teams"))


def holds_rows(cycle: Cycle) -> bool:
    """Whether teams have delivered rows, for the report to show across the teams."""
    stands = {"version": OuterRef("current_version"), "removed_at__isnull": True}
    rows = [Exists(model.objects.filter(**stands)) for model in ROW_MODELS.values()]
    delivered = Deliverable.objects.filter(assignment__cycle=cycle, team__status=Team.Status.ACTIVE)
    return delivered.filter(reduce(or_, rows)).exists()


def _closed(row: Row) -> Row:
    gaps = (Gaps(each.of, tuple(Missing(gap.text, "") for gap in each.missing)) for each in row.gaps)
    return replace(row, gaps=tuple(gaps), url="", action="")


def _built(title: str, source: str) -> Row:
    return Row(title, source, (_("built by itself"),))


def _typed(cycle: Cycle, place: Chapter.Place, texts: dict[str, str]) -> Row:
    url = reverse("capitalisation:chapter-edit", args=[cycle.slug, place])
    words = len(texts.get(place, "").split())
    if words:
        state = ngettext("%(count)s word", "%(count)s words", words) % {"count": words}
        action = _("Change this chapter")
    else:
        state = _("not written yet: without it, the chapter is left out")
        action = _("Write this chapter")
    return Row(str(place.label), _("Typed by you"), (state,), (), url, action)


def _cycle(cycle: Cycle) -> Row:
    url = reverse("cycles:cycle-edit", args=[cycle.slug])
    texts = (
        (cycle.theme, _("The theme and its stakes are not described.")),
        (cycle.objectives, _("No objective is given.")),
    )
    missing = tuple(Missing(sentence, url) for text, sentence in texts if not text.strip())
    done = {"done": len(texts) - len(missing), "all": len(texts)}
    return Row(
        _("The cycle in one page"),
        _("From the description of the cycle and its figures"),
        (_("%(done)s of %(all)s texts written") % done,),
        (Gaps("", missing),) if missing else (),
    )


# Sessions: what is past and has left no trace


def _sessions(cycle: Cycle) -> Row:
    inner = {"session": OuterRef("pk")}
    rows = list(
        cycle.sessions.annotate(
            has_programme=Exists(ProgrammeItem.objects.filter(**inner)),
            has_notes=Exists(CoordinationNote.objects.filter(**inner).exclude(text="")),
            has_presence=Exists(Presence.objects.filter(**inner)),
            has_held=Exists(_held_photos().filter(note__session=OuterRef("pk"))),
        )
    )
    past = [session for session in rows if session.ends_at <= timezone.now()]
    gaps = [Gaps(session_name(session, cycle), tuple(_lacks_of_session(cycle, session))) for session in past]
    return Row(
        _("Session by session"),
        _("From the programmes and your coordination notes"),
        tuple(_session_states(past, len(rows) - len(past))),
        tuple(each for each in gaps if each.missing),
    )


def _held_photos() -> QuerySet[NotePhoto]:
    """Those that the antivirus keeps closed: the report does not show them."""
    return NotePhoto.objects.filter(file__scan__in=(StoredFile.Scan.PENDING, StoredFile.Scan.INFECTED))


def _lacks_of_session(cycle: Cycle, session: Session) -> Iterable[Missing]:
    lacks = (
        (session.has_programme, _("no programme"), "programme-edit"),
        (session.has_notes, _("no coordination notes"), "note-edit"),
        (session.has_presence, _("no presence recorded"), "presence"),
        (not session.has_held, _("a photo awaits the antivirus"), "session-detail"),
    )
    for there, words, page in lacks:
        if not there:
            yield Missing(words, reverse(f"cycles:{page}", args=[cycle.slug, session.pk]))


def _session_states(past: list[Session], to_come: int) -> Iterable[str]:
    if past:
        number = len(past)
        noted = {"done": sum(session.has_notes for session in past), "all": number}
        ticked = {"done": sum(session.has_presence for session in past), "all": number}
        yield (
            ngettext(
                "%(done)s of %(all)s past session has notes", "%(done)s of %(all)s past sessions have notes", number
            )
            % noted
        )
        yield _("presence recorded at %(done)s of %(all)s") % ticked
    if to_come:
        yield ngettext("%(count)s session to come", "%(count)s sessions to come", to_come) % {"count": to_come}
    if not past and not to_come:
        yield _("no session planned")


# Teams: those that are still in the cycle


def _teams(cycle: Cycle) -> Row:
    source = _("From the teams, their members and the versions that you retained")
    title = _("Teams and territories, one sheet a team")
    teams = list(
        cycle.teams.filter(status=Team.Status.ACTIVE)
        .select_related("territory")
        .annotate(people=Count("members", filter=Q(members__left_at__isnull=True)))
    )
    if not teams:
        lack = Missing(_("The cycle has no team yet."), reverse("cycles:team-list", args=[cycle.slug]))
        return Row(title, source, (_("no sheet yet"),), (Gaps("", (lack,)),))
    owed = _owed(cycle)
    to_come = sum(_is_to_come(row) for rows in owed.values() for row in rows)
    gaps = [Gaps(str(team), tuple(_lacks_of_team(cycle, team, owed[team.pk]))) for team in teams]
    ready = sum(team.people > 0 and not owed[team.pk] for team in teams)
    states = [
        ngettext("%(done)s of %(all)s team’s sheet ready", "%(done)s of %(all)s teams’ sheets ready", len(teams))
        % {"done": ready, "all": len(teams)}
    ]
    if to_come:
        words = ngettext("%(count)s deliverable to come", "%(count)s deliverables to come", to_come)
        states.append(words % {"count": to_come})
    if read := shown_of_cycle(cycle).count():
        words = ngettext("%(count)s reading by another team", "%(count)s readings by other teams", read)
        states.append(words % {"count": read})
    table = f"{reverse('deliverables:deliverable-list')}?cycle={cycle.slug}" if owed else ""
    return Row(title, source, tuple(states), tuple(each for each in gaps if each.missing), table=table)


def _owed(cycle: Cycle) -> dict[int, list[Deliverable]]:
    """By team, what has no retained version and is not exempted."""
    rows = Deliverable.objects.filter(assignment__cycle=cycle, retained_version=None).exclude(state=State.EXEMPTED)
    owed = defaultdict(list)
    for row in rows.filter(team__status=Team.Status.ACTIVE).select_related("assignment"):
        owed[row.team_id].append(row)
    return owed


def _is_to_come(row: Deliverable) -> bool:
    return row.state in OWED and row.effective_due_at > timezone.now()


def _lacks_of_team(cycle: Cycle, team: Team, owed: list[Deliverable]) -> Iterable[Missing]:
    words = {
        State.NOT_DELIVERED: _("%(deliverable)s: not delivered"),
        State.DRAFT: _("%(deliverable)s: not delivered"),
        State.DELIVERED: _("%(deliverable)s: delivered, not retained yet"),
        State.TO_COMPLETE: _("%(deliverable)s: to complete"),
    }
    if not team.people:
        yield Missing(_("no member"), reverse("cycles:team-detail", args=[cycle.slug, team.pk]))
    for row in owed:
        if not _is_to_come(row):
            yield Missing(words[row.state] % {"deliverable": row.assignment.title}, row.get_absolute_url())
