"""What a team's files may take up holds on every way in, and for several at once (A8)."""

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from deliverables import drafts
from deliverables.models import Feedback, Message, VersionFile
from deliverables.quotas import QuotaError, files_of, room_of
from records import links
from tests import builders as b

CONTENT = b.pdf_bytes("Annexe")


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("annexe.pdf", CONTENT)


class World:
    """A delivered version without a file, another deliverable of the same territory in another cycle with one."""

    def __init__(self) -> None:
        self.cycle = b.cycle()
        self.team = b.team(self.cycle)
        self.member, self.coordinator = b.member(self.team), b.coordinator(self.cycle)
        self.row = b.deliverable(b.assignment(self.cycle, min_files=0), self.team)
        self.version = b.version(self.row, files=(), author=self.member.person.user)
        self.row.refresh_from_db()


@pytest.fixture
def world() -> World:
    return World()


def into_the_draft(client, world):
    drafts.draft_of(world.row, world.member.person.user)
    client.force_login(world.member.person.user)
    data = {"revision": world.row.revision, "then": "add", "files": [pdf()], "end": "1"}
    return client.post(url("draft-edit", world.row.pk), data)


def in_a_message(client, world):
    client.force_login(world.member.person.user)
    data = {"text": "Voici.", "key": str(uuid.uuid4()), "files": [pdf()], "end": "1"}
    return client.post(url("thread", world.row.pk), data)


def given_back(client, world):
    client.force_login(world.coordinator)
    data = {
        "revision": world.row.revision,
        "outcome": "to_complete",
        "text": "À revoir.",
        "annotated": pdf(),
        "end": "1",
    }
    return client.post(url("feedback-give", world.row.pk, 1), data)


def received(client, world):
    client.force_login(world.coordinator)
    day = world.version.received_at.date().isoformat()
    data = {"channel": "mail", "day": day, "number": 2, "end": "1", "files": [pdf()], "older": "on"}
    return client.post(url("record-received", world.row.pk), data)


def from_an_expert(client, world):
    opinion = b.opinion(world.version)
    token = links.issue("opinion", opinion, email=opinion.email, days=9)
    client.logout()
    data = {"then": "send", "revision": 0, "text": "Solide.", "end": "1", "upload": pdf()}
    return client.post(url("opinion-answer", token), data)


def taken_again(client, world):
    elsewhere = b.team(b.cycle(organiser=world.cycle.organiser), territory=world.team.territory)
    b.member(elsewhere, user=world.member.person.user)
    other = b.version(b.deliverable(b.assignment(elsewhere.cycle), elsewhere), author=world.member.person.user)
    drafts.draft_of(world.row, world.member.person.user)
    client.force_login(world.member.person.user)
    return client.post(url("draft-reuse", world.row.pk), {"existing": [other.files.get().pk]})


WAYS = [into_the_draft, in_a_message, given_back, received, from_an_expert, taken_again]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_file_beyond_the_room_is_refused_whatever_way_it_comes(client, world, settings, way):
    settings.TEAM_QUOTA_BYTES = 10
    answer = way(client, world)
    page = answer if answer.status_code != 302 else client.get(answer.url)
    assert "10\xa0octets" in page.content.decode()
    assert not files_of(world.team).exists()
    assert not Message.objects.exists()
    assert not Feedback.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_file_is_counted_whatever_way_it_came(client, world, way):
    assert way(client, world).status_code == 302
    assert room_of(world.team).used == files_of(world.team).get().size > 0


def test_of_several_at_once_those_get_in_that_have_room(transactional_db, settings):
    settings.TEAM_QUOTA_BYTES = len(CONTENT) + 10
    team = b.team(b.cycle())
    author = b.member(team).person.user
    rows = [b.deliverable(b.assignment(team.cycle), team) for _ in range(4)]
    gate, answers = threading.Barrier(4), []

    def add(row) -> None:
        gate.wait(10)
        try:
            drafts.add_files(actor=author, deliverable=row, files=[pdf()])
            answers.append("in")
        except QuotaError:
            answers.append("no room")
        connection.close()

    threads = [threading.Thread(target=add, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in", "no room", "no room", "no room"]
    assert VersionFile.objects.count() == 1


@pytest.mark.django_db
def test_forms_with_files_are_so_many_an_hour_however_they_come(client, world, settings):
    settings.ACCOUNT_RATE_LIMITS = {"upload": "2/h/user"}
    answers = [in_a_message(client, world) for _each in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Trop de demandes" in answers[-1].content.decode()
    assert Message.objects.count() == 2
    data = {"text": "Sans fichier", "key": str(uuid.uuid4()), "end": "1"}
    assert client.post(url("thread", world.row.pk), data).status_code == 302
