"""From rows to content: what is read, whole, in a fixed number of queries."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from capitalisation.content import Attendance, Count, DeliverablePart, Note, Photo, Report, SessionPresence, Share
from capitalisation.content.reader import read_content
from capitalisation.models import Chapter
from cycles.models import CoordinationNote, Cycle, NotePhoto, Participation, Presence, ProgrammeItem, Team
from deliverables.board import board_of
from partners.models import Neighbourhood
from records.models import StoredFile
from tests import builders

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 6, 11, 7, 30, tzinfo=UTC)


def lived_in(teams: int) -> Cycle:
    cycle = builders.cycle("Quartiers", slug="quartiers")
    builders.coordinator(cycle)
    Chapter.objects.create(cycle=cycle, place="foreword", text="Bonjour", signature="La directrice")
    session = builders.session(cycle, starts_at=DAY, questions="Pourquoi ?\nComment ?")
    ProgrammeItem.objects.create(session=session, starts_at=time(9, 30), ends_at=time(10), title="Accueil")
    said = CoordinationNote.objects.create(session=session, text="On a dit.")
    NotePhoto.objects.create(note=said, position=1, file=builders.pictured_file(), caption="Le mur")
    assignments = [builders.assignment(cycle, title=title) for title in ("Diagnostic", "Plan")]
    for number in range(teams):
        team = builders.team(cycle, territory=f"Territoire {number:02}")
        Neighbourhood.objects.create(territory=team.territory, name=f"Quartier {number}")
        CoordinationNote.objects.create(session=session, team=team, text=f"Note {number}")
        builders.member(team, role="referent")
        given = builders.deliverable(assignments[0], team)
        builders.version(given, state="retained", files=(f"d{number}.pdf", f"e{number}.pdf"), at=DAY)
        builders.deliverable(assignments[1], team, state="exempted", exemption_reason="Arrivée tardive")
    return cycle


def test_queries_do_not_grow_with_teams():
    cycle = Cycle.objects.select_related("organiser").get(pk=lived_in(20).pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = read_content(cycle)
    assert (len(queries), len(report.teams)) == (32, 20)


def test_a_team_with_its_retained_version():
    cycle = lived_in(1)
    report = read_content(cycle)
    team = report.teams[0]
    kept = cycle.teams.get().deliverables.get(assignment__title="Diagnostic").retained_version.files.all()
    assert (team.name, team.neighbourhoods, team.composition) == (
        "Territoire 00",
        ("Quartier 0",),
        (Count("Commune", 1),),
    )
    assert [(file.name, file.sha256, file.size) for file in team.deliverables[0].retained.files] == [
        (file.name, file.file.sha256, file.file.size) for file in kept
    ]
    assert team.deliverables[1] == DeliverablePart(
        title="Plan",
        state="exempted",
        due_at=team.deliverables[1].due_at,
        late_seconds=0,
        reason="Arrivée tardive",
        retained=None,
        delivered=None,
    )
    picture = NotePhoto.objects.get().file.pictures.get().picture_id
    assert report.sessions[0].notes == (
        Note("", "On a dit.", (Photo("Le mur", str(picture)),)),
        Note("Territoire 00", "Note 0"),
    )
    assert report.sessions[0].questions == ("Pourquoi ?", "Comment ?")
    assert (report.foreword.text, report.foreword.signature) == ("Bonjour", "La directrice")
    assert (report.figures.expected, report.figures.delivered, report.figures.retained) == (1, 1, 1)


def test_attendance_is_that_of_the_one_computation():
    cycle = lived_in(2)
    session, somebody = cycle.sessions.get(), cycle.teams.first().members.get()
    Presence.objects.create(session=session, participation=somebody, half_day=0, status="present")
    halves, local = session.half_days(), timezone.localtime(session.starts_at)
    report = read_content(cycle)
    assert report.attendance == Attendance(
        half_days_held=len(halves),
        participations=1,
        persons=1,
        minutes=int((halves[0][1] - halves[0][0]).total_seconds() // 60),
        sessions=(SessionPresence("Séance 1", local, True, len(halves), (1, *(0,) * (len(halves) - 1)), 1, 2),),
        by_actor_type=(Share("Commune", 1, 1),),
        by_territory=(Share("Territoire 00", 1, 1),),
    )
    assert (report.organisations, report.figures.half_days) == ((Count("Commune", 2),), len(halves))


def test_drafts_and_removed_members_stay_out():
    cycle = builders.cycle()
    team = builders.team(cycle)
    gone = builders.member(team)
    gone.left_at = DAY
    gone.save()
    builders.version(builders.deliverable(team=team), delivered=False, files=("brouillon.pdf",))
    report = read_content(cycle)
    assert (report.teams[0].members, report.figures.people, report.figures.delivered) == ((), 0, 0)
    assert report.teams[0].deliverables[0].delivered is None


def test_a_photo_that_the_antivirus_holds_is_named_and_not_shown():
    cycle = lived_in(0)
    for scan, shown in (("pending", False), ("infected", False), ("safe", True)):
        StoredFile.objects.filter(origin="test").update(scan=scan)
        (photo,) = read_content(cycle).sessions[0].notes[0].photos
        assert (photo.caption, bool(photo.picture)) == ("Le mur", shown)


def test_teams_people_and_deliverables_are_counted_as_the_board_counts_them():
    cycle = lived_in(3)
    gone, removed, stayed = cycle.teams.order_by("pk")
    builders.version(builders.deliverable(builders.assignment(cycle, title="Bilan"), stayed))
    builders.deliverable(cycle.assignments.get(title="Bilan"), gone)
    Team.objects.filter(pk=gone.pk).update(status="left")
    session = cycle.sessions.get()
    absent = builders.member(stayed, left_at=DAY)
    was_there = removed.members.get()
    Presence.objects.create(session=session, participation=was_there, half_day=0, status="present")
    Presence.objects.create(session=session, participation=absent, half_day=0, status="absent")
    Participation.objects.filter(pk=was_there.pk).update(left_at=datetime(2026, 6, 20, tzinfo=UTC))
    report, board = read_content(cycle), board_of(cycle, timezone.now()).figures
    said = report.figures
    assert (said.teams, said.people, said.expected, said.delivered) == (
        (board.teams, board.people, board.expected, board.delivered)
    )
    assert (said.teams, said.people, said.organisations, said.expected, said.delivered, said.retained) == (
        *(2, 1, 1),
        *(4, 4, 3),
    )
    assert [(row.team, row.member.name, row.member.earlier) for row in report.former] == [
        ("Territoire 01", was_there.person.name, ("jusqu’au 20\xa0juin",))
    ]
    assert [len(team.members) for team in report.teams] == [1, 0, 1]


def test_who_changed_organisation_twice_costs_no_query():
    cycle = lived_in(1)
    member = cycle.teams.get().members.get()
    with CaptureQueriesContext(connection) as before:
        read_content(Cycle.objects.select_related("organiser").get(pk=cycle.pk))
    for place in range(2):
        when = DAY + timedelta(days=place)
        Participation.objects.filter(pk=member.pk).update(left_at=when)
        member = builders.member(member.team, user=member.person.user, follows=member)
    with CaptureQueriesContext(connection) as after:
        report = read_content(Cycle.objects.select_related("organiser").get(pk=cycle.pk))
    assert (len(after), len(report.teams[0].members[0].earlier)) == (len(before), 2)


def test_what_was_read_comes_back_equal_from_json():
    report = read_content(lived_in(2))
    assert Report.from_json(report.to_json()) == report
