"""Reads a cycle into the report's content: a fixed number of queries, whatever the number of teams."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from capitalisation.models import Chapter
from cycles.attendance import figures
from cycles.models import CoordinationNote, Cycle, CycleRole, NotePhoto, Participation, Presence, Session, Team
from cycles.planning.words import session_name
from deliverables.figures import figures_of
from deliverables.models import Deliverable, Version
from deliverables.peers.reading import shown_of_cycle
from lib import clock
from lib.text import short_day
from partners.models import ActorType, Person

from .model import (
    Attendance,
    Count,
    CycleCard,
    DeliverablePart,
    Figures,
    FilePart,
    Former,
    Item,
    Member,
    Note,
    Photo,
    Report,
    SessionPart,
    SessionPresence,
    Share,
    TakenHome,
    TeamPart,
    Text,
    VersionPart,
)
from .rows import RowsByVersion, rows_of

Ended = dict[int, Participation]  # by key, those that hold no more


def read_content(cycle: Cycle) -> Report:
    """Everything that the report of this cycle says today, in the cycle's language."""
    with translation.override(cycle.language):
        teams = list(_teams(cycle))
        individuals = list(_participations(cycle.participations.filter(team__isnull=True).active()))
        ended = {row.pk: row for row in _ended(cycle)}
        here = [member for team in teams for member in team.members.all()] + individuals
        counted = [member for member in here if member.takes_part]
        sessions = list(_sessions(cycle))
        attendance = _attendance(cycle, sessions)
        taken, rows = _taken_home(cycle), rows_of(cycle, teams)
        chapters = {place: Text() for place in Chapter.Place.values}
        chapters |= {chapter.place: Text(chapter.text, chapter.signature) for chapter in cycle.chapters.all()}
        return Report(
            cycle=_card(cycle),
            figures=_figures(cycle, counted, sessions, attendance),
            sessions=tuple(_session(session, cycle) for session in sessions),
            composition=_composition(counted),
            teams=tuple(_team(team, taken, ended, rows) for team in teams),
            individuals=tuple(_member(member, ended) for member in individuals),
            former=tuple(_former_of(here, ended)),
            attendance=attendance,
            organisations=_organisations(counted),
            **chapters,
        )


# Rows, with all that is read of them


def _participations(rows):
    return rows.select_related("person", "organisation", "cycle")


def _ended(cycle: Cycle) -> Iterable[Participation]:
    """Those that hold no more; ``took_part``: somebody was ticked present, ``goes_on``: another row follows."""
    present = Presence.objects.filter(participation=OuterRef("pk"), status=Presence.Status.PRESENT)
    followed = Participation.objects.filter(follows=OuterRef("pk"))
    rows = _participations(cycle.participations.filter(left_at__isnull=False))
    return rows.select_related("team__territory").annotate(took_part=Exists(present), goes_on=Exists(followed))


def _teams(cycle: Cycle) -> Iterable[Team]:
    versions = Prefetch("retained_version", Version.objects.prefetch_related("files__file"))
    current = Prefetch("current_version", Version.objects.prefetch_related("files__file"))
    given = Deliverable.objects.select_related("assignment").prefetch_related(versions, current)
    return cycle.teams.select_related("territory").prefetch_related(
        "territory__neighbourhoods",
        Prefetch("members", _participations(Participation.objects.active())),
        Prefetch("deliverables", given.order_by("assignment__position", "assignment_id")),
    )


def _sessions(cycle: Cycle) -> Iterable[Session]:
    photos = NotePhoto.objects.select_related("file").prefetch_related("file__pictures")
    return cycle.sessions.select_related("host").prefetch_related(
        "items", "documents", "notes__team__territory", "teams__territory", Prefetch("notes__photos", photos)
    )


# From rows to parts


def _card(cycle: Cycle) -> CycleCard:
    leads = CycleRole.objects.filter(cycle=cycle, role=CycleRole.Role.COORDINATOR).values("user")
    coordinators = Person.objects.filter(organiser=cycle.organiser, user__in=leads)
    return CycleCard(
        slug=cycle.slug,
        title=cycle.title,
        subtitle=cycle.subtitle,
        theme=cycle.theme,
        objectives=cycle.objectives,
        organiser=cycle.organiser.name,
        co_organisers=tuple(organisation.name for organisation in cycle.co_organisers.all()),
        coordinators=tuple(person.name for person in coordinators),
        language=cycle.language,
        line_colour=cycle.line_colour,
        is_demonstration=cycle.is_demonstration,
    )


def _attendance(cycle: Cycle, sessions: list[Session]) -> Attendance:
    """The one computation of attendance, in the words of the report."""
    found = figures.attendance_of(cycle)
    return Attendance(
        half_days_held=found.half_days_held,
        participations=found.participations,
        persons=found.persons,
        minutes=found.minutes,
        sessions=tuple(_presence(session, found.of(session), cycle) for session in sessions),
        by_actor_type=_shares(found.by_actor_type, _("no organisation")),
        by_territory=_shares(found.by_territory, _("without team")),
    )


def _presence(session: Session, found: figures.SessionAttendance, cycle: Cycle) -> SessionPresence:
    return SessionPresence(
        label=session_name(session, cycle),
        starts_at=timezone.localtime(session.starts_at),
        is_taken=found.is_taken,
        half_days_held=found.half_days_held,
        per_half_day=found.per_half_day,
        present=found.present,
        expected=found.expected,
    )


def _shares(shares: Iterable[figures.Share], without: str) -> tuple[Share, ...]:
    return tuple(Share(share.name or without, share.persons, share.participations) for share in shares)


def _organisations(members: Iterable[Participation]) -> tuple[Count, ...]:
    """How many different organisations of each actor type, in the order of the types."""
    kinds = {member.organisation_id: member.organisation.actor_type for member in members if member.organisation}
    counted = Counter(kinds.values())
    return tuple(Count(str(kind.label), counted[kind]) for kind in ActorType if counted[kind])


def _figures(cycle: Cycle, counted: list[Participation], sessions: list[Session], attendance: Attendance) -> Figures:
    """Teams, people and deliverables as the board counts them."""
    found = figures_of(cycle, clock.now())
    kept = Deliverable.objects.filter(assignment__cycle=cycle, retained_version__isnull=False)
    return Figures(
        teams=found.teams,
        people=found.people,
        organisations=len({member.organisation_id for member in counted if member.organisation_id}),
        sessions=sum(not session.is_closing for session in sessions),
        half_days=attendance.half_days_held,
        expected=found.expected,
        delivered=found.delivered,
        retained=kept.count(),
    )


def _session(session: Session, cycle: Cycle) -> SessionPart:
    notes = sorted(session.notes.all(), key=lambda note: note.team.territory.sort_key if note.team else "")
    return SessionPart(
        label=session_name(session, cycle),
        title=session.title,
        starts_at=timezone.localtime(session.starts_at),
        ends_at=timezone.localtime(session.ends_at),
        half_days=len(session.half_days()),
        host=session.host.name if session.host else "",
        venue=session.venue,
        address=session.address,
        teams=tuple(sorted(str(team) for team in session.teams.all())),
        questions=tuple(session.question_list),
        programme=tuple(
            Item(
                starts=item.starts_at,
                ends=item.ends_at,
                kind=str(item.get_kind_display()),
                title=item.title,
                description=item.description,
                speakers=tuple(item.speaker_list),
            )
            for item in session.items.all()
        ),
        documents=tuple(document.title for document in session.documents.all()),
        notes=tuple(_note(note) for note in notes if note.text.strip() or note.photos.all()),
    )


def _note(note: CoordinationNote) -> Note:
    photos = (Photo(photo.caption, _picture(photo)) for photo in note.photos.all())
    return Note(str(note.team) if note.team else "", note.text, tuple(photos))


def _picture(photo: NotePhoto) -> str:
    """The key of the picture that pages show; none while the antivirus holds the photo."""
    if not photo.file.is_released:
        return ""
    return next((str(page.picture_id) for page in photo.file.pictures.all()), "")


def _taken_home(cycle: Cycle) -> dict[int, tuple[TakenHome, ...]]:
    """By deliverable, what other teams take home from its versions; what coordination hid is left out."""
    found = defaultdict(list)
    for row in shown_of_cycle(cycle):
        told = TakenHome(str(row.team), row.version.number, row.takes_home, row.question)
        found[row.version.deliverable_id].append(told)
    return {deliverable: tuple(told) for deliverable, told in found.items()}


def _team(team: Team, taken: dict[int, tuple[TakenHome, ...]], ended: Ended, rows: RowsByVersion) -> TeamPart:
    members = list(team.members.all())
    return TeamPart(
        name=team.territory.name,
        departments=team.territory.departments,
        neighbourhoods=tuple(place.name for place in team.territory.neighbourhoods.all()),
        status=team.status,
        status_on=team.status_on,
        status_reason=team.status_reason,
        members=tuple(_member(member, ended) for member in members),
        composition=_composition(members),
        deliverables=tuple(_deliverable(row, taken.get(row.pk, ()), rows) for row in team.deliverables.all()),
    )


def _member(member: Participation, ended: Ended) -> Member:
    organisation = member.organisation
    return Member(
        name=member.person.name,
        function=member.function,
        organisation=organisation.name if organisation else "",
        actor_type=str(ActorType(organisation.actor_type).label) if organisation else "",
        role=member.role,
        earlier=tuple(_earlier(member, ended)),
    )


def _former_of(here: list[Participation], ended: Ended) -> Iterable[Former]:
    """Those who were there at least once, under one organisation or another, and take part no more."""
    known = {member.person_id for member in here}
    last = [row for row in ended.values() if not row.goes_on and row.person_id not in known]
    return (_former(row, ended) for row in last if any(each.took_part for each in _back(row, ended)))


def _back(row: Participation | None, ended: Ended) -> Iterable[Participation]:
    """The ended row and those that it follows, the latest first."""
    while row is not None:
        yield row
        row = ended.get(row.follows_id)


def _former(member: Participation, ended: Ended) -> Former:
    day = _("until %(day)s") % {"day": short_day(member.last_day, member.cycle.language)}
    said = _member(member, ended)
    return Former(member.team.territory.name if member.team else "", replace(said, earlier=(day, *said.earlier)))


def _earlier(member: Participation, ended: Ended) -> Iterable[str]:
    """« until 3 March: Ville de Rive », the latest first."""
    for row in _back(ended.get(member.follows_id), ended):
        day = short_day(row.last_day, member.cycle.language)
        name = row.organisation.name if row.organisation else "–"
        yield _("until %(day)s: %(organisation)s") % {"day": day, "organisation": name}


def _composition(members: Iterable[Participation]) -> tuple[Count, ...]:
    """How many members of each actor type, in the order of the types; those of no organisation last."""
    counted = Counter(member.organisation.actor_type if member.organisation else "" for member in members)
    rows = [Count(str(kind.label), counted[kind]) for kind in ActorType if counted[kind]]
    return (*rows, *([Count(_("organisation not given"), counted[""])] if counted[""] else []))


def _deliverable(row: Deliverable, taken_home: tuple[TakenHome, ...], rows: RowsByVersion) -> DeliverablePart:
    current = row.current_version
    return DeliverablePart(
        title=row.assignment.title,
        state=row.state,
        due_at=timezone.localtime(row.effective_due_at),
        late_seconds=row.late_seconds,
        reason=row.exemption_reason,
        retained=_version(row.retained_version, rows),
        delivered=_version(current, rows) if current and not current.is_draft else None,
        taken_home=taken_home,
    )


def _version(version: Version | None, rows: RowsByVersion) -> VersionPart | None:
    if version is None:
        return None
    files = (
        FilePart(name=kept.name, size=kept.file.size, sha256=kept.file.sha256, pages=kept.pages)
        for kept in version.files.all()
    )
    retained = timezone.localtime(version.retained_at) if version.retained_at else None
    received = timezone.localtime(version.received_at)
    return VersionPart(version.number, received, tuple(files), retained, rows.get(version.pk, ()))
