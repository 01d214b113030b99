"""Coordination's notes on a session and on each team in it, and their photos."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cycles.models import CoordinationNote, NotePhoto
from cycles.planning.notes import MOST_PHOTOS, add_photo, write_note
from records.models import LogEntry, StoredFile
from tests import builders as build

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.cycle = build.cycle("Numérique")
        self.session = build.session(self.cycle, title="Enjeux")
        self.team, self.other = build.team(self.cycle, territory="Gier"), build.team(self.cycle, territory="Vaulx")
        self.coordinator, self.facilitator = build.coordinator(self.cycle), build.facilitator(self.cycle)
        self.referent = build.member(self.team, role="referent").person.user

    def url(self, name: str, *args) -> str:
        return reverse(f"cycles:{name}", args=[self.cycle.slug, self.session.pk, *args])

    def photo(self, team=None, caption: str = "Le tableau", session=None) -> NotePhoto:
        return add_photo(
            actor=self.coordinator,
            session=session or self.session,
            team=team,
            file=build.pictured_file(),
            caption=caption,
        )


@pytest.fixture
def world():
    return World()


def sent(content: bytes | None = None, name: str = "photo.jpg", **fields) -> dict:
    photo = SimpleUploadedFile(name, content or build.picture_bytes("JPEG"))
    return {"file": photo, "caption": "Le tableau", "end": "1", **fields}


def captions(note: CoordinationNote) -> list[str]:
    return [photo.caption for photo in note.photos.all()]


def test_a_team_has_its_own_note_in_the_session(client, world):
    client.force_login(world.facilitator)
    for team, text in ((world.team, "Sur le Gier <b>"), (world.other, "Sur Vaulx")):
        answer = client.post(world.url("team-note-edit", team.pk), {"text": text, "revision": 0})
        assert answer.url.endswith(f"#notes-{team.pk}")
    assert set(CoordinationNote.objects.values_list("team", "text")) == {
        (world.team.pk, "Sur le Gier <b>"),
        (world.other.pk, "Sur Vaulx"),
    }
    log = LogEntry.objects.filter(action="note_written")
    assert set(log.values_list("team_id", flat=True)) == {world.team.pk, world.other.pk}
    text = client.get(world.url("session-detail")).content.decode()
    assert ("Sur le Gier &lt;b&gt;" in text, "Sur Vaulx" in text) == (True, True)


def test_those_who_run_the_cycle_read_them_on_the_teams_page_and_the_team_does_not(client, world):
    write_note(actor=world.coordinator, session=world.session, team=world.team, text="Entre nous")
    world.photo(world.team, caption="Le mur")
    shown = {}
    page = reverse("cycles:team-detail", args=[world.cycle.slug, world.team.pk])
    for who in ("coordinator", "facilitator", "referent"):
        client.force_login(getattr(world, who))
        text = client.get(page).content.decode() + client.get(world.url("session-detail")).content.decode()
        shown[who] = (text.count("Entre nous"), "Le mur" in text)
    assert shown == {"coordinator": (2, True), "facilitator": (2, True), "referent": (0, False)}


def test_two_who_write_on_one_team_lose_nothing(client, world):
    write_note(actor=world.facilitator, session=world.session, team=world.team, text="Le sien")
    write_note(actor=world.facilitator, session=world.session, text="Sur la séance")
    client.force_login(world.coordinator)
    answer = client.post(world.url("team-note-edit", world.team.pk), {"text": "Le mien", "revision": 0})
    text = answer.content.decode()
    assert (answer.status_code, "Le mien" in text, "Le sien" in text) == (409, True, True)
    assert CoordinationNote.objects.get(team=world.team).text == "Le sien"


def test_a_session_for_one_team_takes_notes_on_that_team_alone(client, world):
    world.session.teams.add(world.team)
    client.force_login(world.coordinator)
    found = [client.get(world.url("team-note-edit", team.pk)).status_code for team in (world.team, world.other)]
    assert found == [200, 404]
    assert [row.team for row in client.get(world.url("session-detail")).context["notes"]] == [None, world.team]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_added_and_what_is_shown_is_a_picture_that_we_made(client, world, kind):
    client.force_login(world.facilitator)
    content = build.picture_bytes(kind, size=(1600, 800))
    answer = client.post(world.url("team-photo-add", world.team.pk), sent(content, f"mur.{kind.lower()}"))
    photo = NotePhoto.objects.get()
    assert answer.url == world.url("team-note-edit", world.team.pk) + "#photos"
    assert (photo.note.team, photo.note.text, photo.caption, photo.position) == (world.team, "", "Le tableau", 1)
    picture = client.get(world.url("photo-picture", photo.pk))
    shown = Image.open(io.BytesIO(b"".join(picture.streaming_content)))
    assert (picture["Content-Type"], shown.format, shown.size) == ("image/jpeg", "JPEG", (1000, 500))
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert LogEntry.objects.get(action="photo_added").after == {
        "caption": "Le tableau",
        "session": world.session.pk,
        "sha256": photo.file.sha256,
    }
    assert 'alt="Le tableau"' in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (lambda: sent(caption=" "), "caption"),
        (lambda: sent(build.pdf_bytes(), "note.pdf"), "file"),
        (lambda: sent(b"<svg/>", "dessin.svg"), "file"),
        (lambda: sent(build.picture_bytes("JPEG", size=(800, 600))[:300]), "file"),
        (lambda: {key: value for key, value in sent().items() if key != "end"}, "end"),
        (lambda: {"caption": "Sans photo", "end": "1"}, "file"),
    ],
    ids=["no caption", "pdf", "svg", "broken", "cut", "no file"],
)
def test_a_bad_photo_is_refused_beside_its_field(client, world, data, field):
    client.force_login(world.coordinator)
    answer = client.post(world.url("photo-add"), data())
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert (NotePhoto.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_notes_take_so_many_photos(client, world):
    NotePhoto.objects.bulk_create(
        NotePhoto(note=world.photo().note, position=9, file=StoredFile.objects.first(), caption="x")
        for _each in range(MOST_PHOTOS - 1)
    )
    NotePhoto.objects.filter(pk__gt=NotePhoto.objects.order_by("pk")[MOST_PHOTOS - 1].pk).delete()
    client.force_login(world.coordinator)
    stored = StoredFile.objects.count()
    answer = client.post(world.url("photo-add"), sent())
    assert (answer.status_code, bool(answer.context["form"].non_field_errors())) == (200, True)
    assert (NotePhoto.objects.count(), StoredFile.objects.count()) == (MOST_PHOTOS, stored)


def test_photos_are_ordered_described_and_taken_out(client, world):
    first, second, third = (world.photo(caption=caption) for caption in ("a", "b", "c"))
    client.force_login(world.coordinator)
    client.post(world.url("photo-move", third.pk), {"direction": "up"})
    client.post(world.url("photo-move", first.pk), {"direction": "up"})
    assert captions(first.note) == ["a", "c", "b"]
    client.post(world.url("photo-edit", second.pk), {"caption": "bé"})
    assert client.post(world.url("photo-edit", second.pk), {"caption": ""}).status_code == 200
    assert client.get(world.url("photo-remove", third.pk)).status_code == 200
    client.post(world.url("photo-remove", third.pk))
    assert captions(first.note) == ["a", "bé"]
    log = LogEntry.objects.exclude(action="photo_added").order_by("id")
    assert list(log.values_list("action", flat=True)) == ["photo_edited", "photo_edited", "photo_removed"]
    assert StoredFile.objects.filter(pk=third.file_id).exists()


def test_a_photo_of_another_session_is_not_found_here(client, world):
    foreign = world.photo(session=build.session(world.cycle))
    client.force_login(world.coordinator)
    names = ("photo-edit", "photo-picture", "photo-remove")
    assert [client.get(world.url(name, foreign.pk)).status_code for name in names] == [404] * 3


def test_the_archive_is_read_not_written(client, world):
    photo = world.photo(world.team)
    world.cycle.state = "archived"
    world.cycle.save()
    client.force_login(world.coordinator)
    pages = (("session-detail",), ("team-note-edit", world.team.pk), ("photo-add",), ("photo-edit", photo.pk))
    assert [client.get(world.url(*page)).status_code for page in pages] == [200, 403, 403, 403]
    assert "Le tableau" in client.get(world.url("session-detail")).content.decode()


def test_a_preview_of_notes_keeps_what_was_typed_and_saves_nothing(client, world):
    client.force_login(world.facilitator)
    sent = {"text": "**À retenir**", "revision": 0, "preview": "1"}
    for address in (world.url("note-edit"), world.url("team-note-edit", world.team.pk)):
        answer = client.post(address, sent)
        assert "<strong>À retenir</strong>" in answer.content.decode()
        assert answer.context["form"]["text"].value() == "**À retenir**"
        piece = client.post(address, sent, headers={"HX-Request": "true"}).content.decode()
        assert ("<strong>À retenir</strong>" in piece, "<form" in piece) == (True, False)
    assert not CoordinationNote.objects.exists()


def test_a_caption_that_changed_meanwhile_is_not_overwritten(client, world):
    photo = world.photo(caption="Le tableau")
    client.force_login(world.coordinator)
    page = world.url("photo-edit", photo.pk)
    seen = client.get(page).context["form"]["seen"].value()
    NotePhoto.objects.filter(pk=photo.pk).update(caption="Le mur")
    answer = client.post(page, {"caption": "La salle", "seen": seen})
    html = answer.content.decode()
    assert (answer.status_code, 'value="La salle"' in html, "Le mur" in html) == (409, True, True)
    assert captions(photo.note) == ["Le mur"]
    again = {"caption": "La salle", "seen": answer.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    assert captions(photo.note) == ["La salle"]
