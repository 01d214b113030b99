"""Numbered editions: made once, frozen, rebuilt from their data to the same bytes."""

import hashlib
import uuid

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from capitalisation.content import Frozen
from capitalisation.editions import GUARD, changes, drawn, in_word, make_edition, start_edition
from capitalisation.models import Edition
from records.files import open_file
from records.jobs import run_waiting
from records.models import Job, LogEntry
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


def test_the_bytes_are_rebuilt_from_the_frozen_data(cycle, lead):
    edition = made(cycle, lead)
    with open_file(edition.data) as stream:
        frozen = Frozen.from_json(stream.read().decode())
    assert hashlib.sha256(drawn(frozen)).hexdigest() == edition.pdf.sha256
    assert hashlib.sha256(in_word(frozen)).hexdigest() == edition.word.sha256
    assert (frozen.number, frozen.created_at, frozen.release) == (1, edition.created_at, edition.release)


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


def test_the_database_refuses_to_change_an_edition(cycle, lead):
    edition = made(cycle, lead, "Pour relecture")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Edition.objects.update(remark="Définitive")
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
