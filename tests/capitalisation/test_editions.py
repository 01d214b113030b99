"""Numbered editions: made once, frozen, rebuilt from their data to the same bytes."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from capitalisation.album import album_of
from capitalisation.content import Frozen
from capitalisation.editions import GUARD, changes, drawn, in_word, make_edition, start_edition
from capitalisation.models import Edition
from capitalisation.operations import start_build
from cycles.models import CoordinationNote, NotePhoto
from cycles.planning.notes import remove_photo
from records.files import open_file
from records.jobs import run_waiting
from records.models import Job, LogEntry, StoredFile
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    cycle = builders.cycle("Quartiers", slug="quartiers")
    team = builders.team(cycle, territory="Vallée du Gier")
    builders.version(builders.deliverable(builders.assignment(cycle, title="Diagnostic"), team), state="retained")
    return cycle


@pytest.fixture
def lead(cycle, client):
    user = builders.coordinator(cycle)
    client.force_login(user)
    return user


def made(cycle, actor, remark: str = "") -> Edition:
    key = uuid.uuid4()
    start_edition(actor=actor, cycle=cycle, key=key, remark=remark)
    run_waiting()
    return Edition.objects.get(pk=key)


def test_an_edition_from_the_button_to_its_files(cycle, client, lead):
    address = reverse("capitalisation:edition-create", args=["quartiers"])
    key = client.get(address).context["form"]["key"].value()
    first, second = (client.post(address, {"key": key, "remark": "Pour le comité"})["Location"] for _ in range(2))
    assert (first, Job.objects.count()) == (second, 1)
    run_waiting()
    edition = Edition.objects.get()
    page = reverse("capitalisation:edition-detail", args=["quartiers", 1])
    assert client.post(address, {"key": key})["Location"] == page
    assert (edition.number, edition.remark, edition.created_by, edition.release) == (1, "Pour le comité", lead, "0.1.0")
    text = client.get(page).content.decode()
    assert edition.pdf.sha256 in text
    assert "Vallée du Gier, Diagnostic" in text
    for format, kept in (("pdf", edition.pdf), ("docx", edition.word), ("json", edition.data)):
        response = client.get(reverse("capitalisation:edition-download", args=["quartiers", 1, format]))
        assert hashlib.sha256(response.getvalue()).hexdigest() == kept.sha256
    assert page in client.get(reverse("capitalisation:report-edit", args=["quartiers"])).content.decode()
    assert LogEntry.objects.get(action="edition_made").after["pdf"] == edition.pdf.sha256


def test_an_edition_lists_what_is_new_and_all_that_it_takes(cycle, client, lead):
    made(cycle, lead)
    team = builders.team(cycle, territory="Échirolles")
    builders.version(builders.deliverable(builders.assignment(cycle, title="Partenariat"), team), state="retained")
    made(cycle, lead)
    page = client.get(reverse("capitalisation:edition-detail", args=["quartiers", 2])).content.decode()
    assert page.count("Échirolles, Partenariat") == 2  # among what is new, and among all
    assert page.count("Vallée du Gier, Diagnostic") == 1


def test_what_is_under_way_and_built_stands_by_kind_and_leads_to_the_edition(cycle, client, lead):
    start_build(actor=lead, cycle=cycle)
    run_waiting()
    workshop, (draft,) = reverse("capitalisation:report-edit", args=["quartiers"]), Job.objects.all()
    for _number in range(7):
        made(cycle, lead)
    asked = start_edition(actor=lead, cycle=cycle, key=uuid.uuid4())
    context = client.get(workshop).context
    assert (list(context["finished"]), context["under_way"], context["edition_under_way"]) == ([draft], None, asked)
    progress = reverse("capitalisation:report-progress", args=["quartiers", asked.pk])
    assert progress in client.get(workshop).content.decode()
    detail = reverse("capitalisation:edition-detail", args=["quartiers", 8])
    page = client.get(progress).content.decode()
    assert (detail in page, "l’édition sera parmi les éditions" in page) == (False, True)
    run_waiting()
    assert detail in client.get(progress).content.decode()


def data_of(edition: Edition) -> Frozen:
    with open_file(edition.data) as stream:
        return Frozen.from_json(stream.read().decode())


def rebuilt(frozen: Frozen) -> tuple[str, str]:
    """SHA-256 of the PDF and of the Word file."""
    album = album_of(frozen.report)
    return tuple(hashlib.sha256(write(frozen, album)).hexdigest() for write in (drawn, in_word))


def test_the_bytes_are_rebuilt_from_the_frozen_data(cycle, lead):
    edition = made(cycle, lead)
    frozen = data_of(edition)
    assert rebuilt(frozen) == (edition.pdf.sha256, edition.word.sha256)
    assert (frozen.number, frozen.created_at, frozen.release) == (1, edition.created_at, edition.release)


def photographed(cycle) -> NotePhoto:
    session = builders.session(cycle, starts_at=timezone.now() - timedelta(days=30))
    note = CoordinationNote.objects.create(session=session, text="On a dit.")
    return NotePhoto.objects.create(note=note, position=1, file=builders.pictured_file(), caption="Le mur")


def test_the_bytes_are_rebuilt_after_a_photo_and_its_session_went_and_the_store_was_purged(cycle, lead):
    photo = photographed(cycle)
    edition = made(cycle, lead)
    frozen, session = data_of(edition), photo.note.session
    assert list(album_of(frozen.report)) == [str(photo.file.pictures.get().picture_id)]
    remove_photo(actor=lead, photo=photo)
    session.notes.all().delete()
    session.delete()
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=30))
    call_command("purge_orphans", "--older-than", "0h", verbosity=0)
    assert rebuilt(frozen) == (edition.pdf.sha256, edition.word.sha256)


def test_all_is_drawn_and_stored_before_the_transaction_and_photos_are_read_once(cycle, lead, settings):
    photographed(cycle)
    job = start_edition(actor=lead, cycle=cycle, key=uuid.uuid4())
    seen = {"stored": [], "photos": 0}

    def look(execute, sql, params, many, context):
        if "INSERT INTO" in sql and "capitalisation_edition" in sql:
            kept = StoredFile.objects.filter(origin="edition")
            inside = [statement["sql"] for statement in connection.queries_log]
            last = max(place for place, statement in enumerate(inside) if statement.startswith("SAVEPOINT"))
            seen["stored"] = [kept.count(), any("records_storedfile" in each for each in inside[last:])]
        seen["photos"] += 'FROM "records_storedfile" WHERE "records_storedfile"."id" IN' in sql
        return execute(sql, params, many, context)

    with CaptureQueriesContext(connection), connection.execute_wrapper(look):
        make_edition(job, lambda *args: None)
    assert seen == {"stored": [3, False], "photos": 1}


def test_two_at_once_take_two_numbers(cycle, lead):
    for _ in range(2):
        start_edition(actor=lead, cycle=cycle, key=uuid.uuid4())
    assert run_waiting() == 2
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2]


def test_a_job_taken_up_again_makes_nothing_twice(cycle, lead):
    edition = made(cycle, lead)
    assert make_edition(Job.objects.get(), lambda *args: None) == edition.pdf
    assert Edition.objects.count() == 1


def test_what_is_new_since_the_previous_edition(cycle, lead):
    first = made(cycle, lead)
    given = builders.deliverable(builders.assignment(cycle, title="Plan"), cycle.teams.get())
    builders.version(given, state="delivered")
    second = made(cycle, lead)
    assert [row["deliverable"] for row in changes(first, None)] == ["Diagnostic"]
    assert [(row["deliverable"], row["retained"]) for row in changes(second, first)] == [("Plan", False)]


def test_an_edition_keeps_its_cycle_and_its_files(cycle, lead):
    edition = made(cycle, lead)
    with pytest.raises(ProtectedError):
        edition.pdf.delete()
    with pytest.raises(ProtectedError):
        cycle.delete()


def test_the_database_refuses_to_change_or_delete_an_edition(cycle, lead):
    edition = made(cycle, lead, "Pour relecture")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Edition.objects.update(remark="Définitive")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        edition.delete()
    edition.refresh_from_db()
    assert edition.remark == "Pour relecture"


def test_a_migration_lays_the_guard_of_editions_again():
    GUARD.lift()
    assert not GUARD.is_present()
    call_command("migrate", verbosity=0)
    assert GUARD.is_present()


def test_another_cycles_key_or_number_is_not_found(cycle, client, lead):
    edition = made(cycle, lead)
    builders.coordinator(builders.cycle(slug="autre"), user=lead)
    assert client.get(reverse("capitalisation:edition-detail", args=["autre", 1])).status_code == 404
    address = reverse("capitalisation:edition-create", args=["autre"])
    assert client.post(address, {"key": str(edition.pk)}).status_code == 404
    assert client.post(address, {"key": "x"}).status_code == 200
    assert Edition.objects.count() == 1
