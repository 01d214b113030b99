"""The demonstration: what is loaded, that it is loaded once, and that its files are real."""

import zipfile
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from django.core.management import CommandError, call_command
from django.utils import timezone
from docx import Document
from odf.opendocument import load as open_odt
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from capitalisation.models import Chapter
from cycles.attendance.figures import attendance_of
from cycles.models import (
    AccessRequest,
    CoordinationNote,
    Cycle,
    NotePhoto,
    Participation,
    Presence,
    ProgrammeItem,
    Session,
    SessionDocument,
    Team,
)
from deliverables.across.figures import in_several, money_by_theme
from deliverables.across.overview import rows_of_teams
from deliverables.chain.loose import loose_ends
from deliverables.chain.models import RowKind
from deliverables.chain.overview import teams_of
from deliverables.chain.reading import chains_of
from deliverables.models import (
    Deliverable,
    Extension,
    Feedback,
    Message,
    OrganisationAnswer,
    PeerReading,
    Version,
    VersionFile,
)
from deliverables.named.reading import named_in_cycle
from deliverables.thread.reading import unread
from partners.models import Person
from portal.demo import dates
from portal.demo.loader import load
from portal.demo.runs import quiet_period
from records.files import open_file
from records.models import LogEntry, Mail, StoredFile

MODELS = (Chapter, Cycle, Deliverable, Extension, Feedback, LogEntry, Mail, Message, Participation, Person)
MODELS += (PeerReading, Presence, ProgrammeItem, Session, SessionDocument, StoredFile, Team, User, Version, VersionFile)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once for the module and taken back at its end."""
    from django.conf import settings
    from django.db import transaction

    folders = tmp_path_factory.mktemp("demo")
    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, folders
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            load()
            yield folders
            transaction.set_rollback(True)
    finally:
        settings.MEDIA_ROOT = kept


@pytest.fixture(autouse=True)
def _store_of_the_demonstration(request, settings):
    if "demo" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("demo")


def states(slug: str) -> Counter:
    return Counter(Deliverable.objects.filter(assignment__cycle__slug=slug).values_list("state", flat=True))


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 1, 15), ["2025-06-12", "2025-07-10", "2025-09-18", "2025-10-09", "2025-11-20"]),
        (date(2026, 10, 31), ["2025-06-12", "2025-07-10", "2025-09-18", "2025-10-09", "2025-11-20"]),
        (date(2026, 11, 5), ["2026-06-11", "2026-07-09", "2026-09-17", "2026-10-08", "2026-10-29"]),
        (date(2026, 12, 31), ["2026-06-11", "2026-07-09", "2026-09-17", "2026-10-08", "2026-11-19"]),
    ],
)
def test_the_finished_cycle_is_on_the_last_june_to_october_wholly_past(today, days):
    planned = dates.finished_cycle(today)
    assert [day.isoformat() for day in planned] == days
    assert {day.weekday() for day in planned} == {dates.THURSDAY}


def test_the_cycle_in_course_has_two_sessions_past_and_the_next_in_about_ten_days():
    for start in range(366):
        today = date.fromordinal(date(2026, 1, 1).toordinal() + start)
        days = dates.running_cycle(today)
        assert sum(day < today for day in days) == 2
        assert 9 <= (days[2] - today).days <= 13


def test_titles_are_those_of_the_real_cycle(demo):
    cycle = Cycle.objects.get(slug="numerique-innovation-sociale")
    assert f"{cycle.title} : {cycle.subtitle}".lower() == (
        "numérique et innovation sociale : enjeux, pratiques et perspectives pour le développement des quartiers"
    )
    assert [session.title for session in cycle.sessions.filter(kind="session")] == [
        "Numérique et innovation sociale dans les quartiers : enjeux et réalités",
        "Le numérique : un levier de développement économique du quartier ?",
        "Participation des habitants : comment le numérique et l’innovation sociale peuvent être leviers de "
        "transformation sociale ?",
        "Renforcer les usages du numérique, soutenir l’innovation sociale : deux rôles dans un même lieu ?",
    ]
    assert cycle.state == "capitalisation"
    assert list(cycle.chapters.order_by("pk").values_list("place", flat=True)) == Chapter.Place.values


def test_teams_of_four_to_eight_from_mixed_organisations(demo):
    teams = Team.objects.all()
    assert Counter(teams.values_list("cycle__slug", flat=True)) == {
        "numerique-innovation-sociale": 6,
        "quartiers-apprenants": 9,
    }
    for team in teams:
        members = team.members.active()
        assert 4 <= len(members) <= 8
        assert len(set(members.values_list("organisation__actor_type", flat=True))) >= 3


def test_deliverables_of_the_finished_cycle_and_of_the_one_in_course(demo):
    assert states("numerique-innovation-sociale") == {"retained": 22, "exempted": 1, "not_delivered": 1}
    assert states("quartiers-apprenants") == {
        "not_delivered": 22,
        "draft": 4,
        "delivered": 5,
        "to_complete": 2,
        "retained": 10,
        "exempted": 2,
    }
    running = Deliverable.objects.filter(assignment__cycle__slug="quartiers-apprenants")
    assert running.filter(state="delivered", late_seconds__gt=0).exists()
    assert running.filter(state="delivered", retained_version__isnull=False).exists()
    assert running.filter(state="not_delivered", effective_due_at__lt=timezone.now()).exists()
    assert Extension.objects.count() == 3
    assert Version.objects.filter(taken_back_at__isnull=False).count() == 1
    recorded = Version.objects.exclude(channel="page").order_by("channel")
    assert [(version.channel, version.late_seconds > 0) for version in recorded] == [
        ("in_session", True),
        ("mail", False),
    ]


def test_teams_read_each_other_in_the_cycle_in_course(demo):
    assert dict(Cycle.objects.values_list("slug", "opens_retained")) == {
        "numerique-innovation-sociale": False,
        "quartiers-apprenants": True,
    }
    rows = PeerReading.objects.order_by("written_at").select_related("version__deliverable__team", "team", "author")
    told = [(str(row.version.deliverable.team), str(row.team), bool(row.hidden_at)) for row in rows]
    assert told == [
        ("Vallée du Gier", "Vaulx-en-Velin", False),
        ("Vallée du Gier", "Échirolles", False),
        ("Bourg-en-Bresse", "Roannais", True),
        ("Vaulx-en-Velin", "Vallée du Gier", False),
        ("Échirolles", "Bourg-en-Bresse", False),
    ]
    assert all(row.version.retained_at < row.written_at < timezone.now() for row in rows)


def test_an_organisation_of_four_territories_answered_and_others_did_otherwise(demo):
    found = named_in_cycle(Cycle.objects.get(slug="numerique-innovation-sociale"))
    asked = {
        named.name: (named.question.state, named.question.may_be_named, len(named.teams))
        for named in found.values()
        if named.question
    }
    assert asked == {
        "Fondation Horizon commun": ("answered", True, 4),
        "Les Ateliers du Dorlay": ("answered", False, 1),
        "Métropole de Lyon": ("asked", None, 1),
    }
    changes = OrganisationAnswer.objects.filter(verdict="to_change")
    assert {str(each.reference.team) for each in changes} == {"Vaulx-en-Velin"}


def test_six_teams_of_the_finished_cycle_have_full_chains_with_loose_ends(demo):
    cycle = Cycle.objects.get(slug="numerique-innovation-sociale")
    chains = chains_of(teams_of(cycle))
    assert {str(chain.team): [len(chain.rows[kind]) for kind in RowKind] for chain in chains} == {
        "Annemasse": [3, 2, 2],
        "Clermont Métropole": [3, 3, 0],  # exempted from its partnership
        "Grand Chambéry": [3, 2, 3],
        "Valence Romans": [3, 3, 3],
        "Vallée du Gier": [4, 3, 4],
        "Vaulx-en-Velin": [5, 4, 4],
    }
    lacks = Counter(end.lack.value for chain in chains for end in loose_ends(chain))
    assert lacks == {"no_partner": 5, "unanswered": 3, "backs_nothing": 2, "no_date": 1, "no_pilote": 1}
    told = rows_of_teams(cycle, teams_of(cycle))
    assert [(each.name, len(each.places)) for each in in_several(told)] == [("Fondation Horizon commun", 4)]
    assert money_by_theme(told).total == 337_700


def test_those_who_came_are_ticked_and_agree_with_the_notes(demo):
    finished, running = (
        attendance_of(Cycle.objects.get(slug=slug)) for slug in ("numerique-innovation-sociale", "quartiers-apprenants")
    )
    assert (finished.sessions[0].present, running.sessions[0].present) == (31, 36)
    assert [each.is_taken for each in finished.sessions] == [True] * 5
    assert [each.is_taken for each in running.sessions] == [True, True, False, False, False]
    assert Participation.objects.filter(role="participant", left_at__isnull=False).count() == 3


def test_people_in_the_course_of_the_cycle(demo):
    """Three without a team, one of them out of reach by mail; one who changed organisation; one who asks."""
    alone = Participation.objects.active().filter(team=None)
    assert sorted(row.person.last_name for row in alone) == ["Charpin", "Perrot", "Riffard"]
    failed = Mail.objects.get(state="failed")
    assert (failed.template, failed.to_email) == ("invitation", "gaston.perrot@demo.test")
    changed = Participation.objects.get(follows__isnull=False)
    organisations = (changed.follows.organisation.name, changed.organisation.name)
    assert organisations == ("Mission locale du bassin chambérien", "Grand Chambéry")
    assert (changed.presences.count(), changed.follows.presences.count() > 0) == (0, True)
    assert AccessRequest.objects.get().name == "Bérengère Lhomme"


def test_the_cycle_in_course_changed_its_course(demo):
    """A team left and said why, one joined late, a session was moved and people were told."""
    cycle = Cycle.objects.get(slug="quartiers-apprenants")
    left = cycle.teams.get(status="left")
    assert (left.territory.name, bool(left.status_reason)) == ("Valence Romans", True)
    late = cycle.teams.latest("created_at")
    assert late.created_at > cycle.sessions.get(position=2).starts_at
    actions = set(LogEntry.objects.filter(cycle_id=cycle.pk).values_list("action", flat=True))
    assert {"team_left", "session_told", "co_organiser_added"} <= actions
    assert Mail.objects.filter(template="session_moved").exists()


def test_threads_have_files_an_internal_one_and_something_new(demo):
    messages = Message.objects.filter(deliverable__assignment__cycle__state="running")
    assert Counter(messages.values_list("internal", flat=True)) == {False: 4, True: 2}
    assert [message.files.count() for message in messages.filter(files__isnull=False)] == [1]
    assert [row.internal for row in unread(User.objects.get(email="coordination@demo.test"))] == [True, False]


def test_notes_on_teams_have_photos_that_say_what_they_show(demo):
    notes = CoordinationNote.objects.filter(team__isnull=False)
    assert sorted(note.photos.count() for note in notes) == [0, 0, 1, 1, 2]
    assert all(photo.caption and photo.file.pictures.count() == 1 for photo in NotePhoto.objects.all())


def test_history_is_past_and_in_order(demo):
    now = timezone.now()
    assert not LogEntry.objects.filter(at__gt=now).exists()
    for version in Version.objects.filter(delivered_at__isnull=False):
        if version.is_recorded:
            assert version.received_at < version.delivered_at == version.created_at < now
        else:
            assert version.created_at < version.delivered_at == version.received_at < now
        assert all(version.delivered_at < answer.given_at < now for answer in version.feedback.all())


def test_every_address_is_of_the_demonstration(demo):
    addresses = {
        *User.objects.values_list("email", flat=True),
        *Person.objects.exclude(email="").values_list("email", flat=True),
        *Mail.objects.values_list("to_email", flat=True),
    }
    assert {address.partition("@")[2] for address in addresses} == {"demo.test"}


def words_in(stream: BytesIO, member: str) -> str:
    """The words of one part of an Office file, by a plain reader of XML: python-docx and openpyxl wrote it."""
    with zipfile.ZipFile(stream) as archive:
        return "".join(fromstring(archive.read(member)).itertext()).strip()


def opened(name: str, content: bytes) -> object:
    """Something that only a file of this type holds, read by a library that did not write it."""
    stream, suffix = BytesIO(content), name.rpartition(".")[2]
    if suffix == "pdf":
        return "".join(page.extract_text() for page in PdfReader(stream).pages)
    if suffix == "docx":
        return Document(stream).paragraphs and words_in(stream, "word/document.xml")
    if suffix == "odt":
        assert zipfile.ZipFile(stream).namelist()[0] == "mimetype"
        return open_odt(stream).text.childNodes
    if suffix == "xlsx":
        return load_workbook(stream).worksheets and words_in(stream, "xl/worksheets/sheet1.xml")
    picture = Image.open(stream)
    assert picture.format == {"jpg": "JPEG", "png": "PNG"}[suffix]
    return picture.convert("L").getcolors(256)[1:]


def test_every_file_opens_with_a_second_library_and_all_differ(demo):
    kinds = Counter()
    for stored in StoredFile.objects.all():
        kinds[stored.original_name.rpartition(".")[2]] += 1
        with open_file(stored) as source:
            assert opened(stored.original_name, source.read()), stored.original_name
    assert set(kinds) == {"pdf", "docx", "odt", "xlsx", "jpg", "png"}
    sums = list(StoredFile.objects.values_list("sha256", flat=True))
    assert len(set(sums)) == len(sums)


def test_loading_twice_changes_nothing(demo):
    before = {model: model.objects.count() for model in MODELS}
    assert load() == {}
    assert {model: model.objects.count() for model in MODELS} == before


def test_refused_outside_demonstration_mode(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo")


@pytest.mark.django_db
def test_first_administrator_is_made_once(capsys):
    for _ in range(2):
        call_command("first_administrator", "Ada@Demo.test")
        assert "ada@demo.test" in capsys.readouterr().out
    assert list(User.objects.values_list("email", "is_administrator")) == [("ada@demo.test", True)]
    assert LogEntry.objects.filter(action="administrator_made").count() == 1
    with pytest.raises(CommandError):
        call_command("first_administrator", "not an address")


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-11-23", "2026-12-21"),
        ("2026-12-20", "2026-12-21"),
        ("2026-12-21", "2027-08-01"),
        ("2027-01-03", "2027-08-01"),
        ("2027-01-04", "2027-12-21"),
    ],
)
def test_the_quiet_period_is_never_the_day_of_loading(today, first):
    period = quiet_period(date.fromisoformat(today))
    assert period.first_day == date.fromisoformat(first)
    assert not period.first_day <= date.fromisoformat(today) <= period.last_day
