"""The pages of a cycle's settings and life, and of its sessions."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from cycles.models import CoordinationNote, Cycle, NotePhoto, ProgrammeItem, Session
from cycles.planning.contents import add_document
from cycles.planning.notes import add_photo, write_note
from cycles.planning.operations import create_cycle, edit_cycle
from records.models import LogEntry, Mail
from tests import builders as build

pytestmark = pytest.mark.django_db


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


class World:
    """A cycle with one of each who may come."""

    def __init__(self, **fields):
        self.cycle = build.cycle("Numérique", **fields)
        self.session = build.session(
            self.cycle,
            title="Enjeux",
            starts_at=local("2026-06-18 09:30"),
            ends_at=local("2026-06-18 16:30"),
        )
        self.team = build.team(self.cycle)
        self.coordinator = build.coordinator(self.cycle)
        self.facilitator = build.facilitator(self.cycle)
        self.referent = build.member(self.team, role="referent").person.user
        self.reader = build.member(self.team, role="reader").person.user
        other = build.cycle()
        self.stranger = build.coordinator(other)
        self.administrator = build.administrator()


@pytest.fixture
def world():
    return World()


def url(name: str, *args) -> str:
    app = "deliverables" if name == "session-edit" else "cycles"
    return reverse(f"{app}:{name}", args=args)


def page(client, user, address: str, **kwargs):
    client.force_login(user)
    return client.get(address, **kwargs)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def cycle_data(cycle: Cycle, **changes) -> dict:
    return {
        "revision": cycle.revision,
        "title": cycle.title,
        "line_colour": "plum",
        "session_label": "journee",
        "language": "fr",
        "has_teams": "on",
        **changes,
    }


def session_data(session: Session, **changes) -> dict:
    return {
        "revision": session.revision,
        "title": session.title,
        "kind": "session",
        "day": "2026-06-18",
        "starts": "09:30",
        "ends": "16:30",
        **changes,
    }


# Who may open and change what: the statuses are literals; each 404 stands beside a 200 on the same object.

READ = {"coordinator": 200, "facilitator": 200, "referent": 200, "reader": 200, "administrator": 200, "stranger": 404}
EDIT = {"coordinator": 200, "facilitator": 403, "referent": 403, "reader": 403, "administrator": 200, "stranger": 404}
NOTE = {"coordinator": 200, "facilitator": 200, "referent": 403, "reader": 403, "administrator": 200, "stranger": 404}
PAGES = {
    "cycle-edit": (("slug",), EDIT),
    "session-create": (("slug",), EDIT),
    "session-detail": (("slug", "pk"), READ),
    "session-edit": (("slug", "pk"), EDIT),
    "session-remove": (("slug", "pk"), EDIT),
    "programme-edit": (("slug", "pk"), EDIT),
    "document-add": (("slug", "pk"), EDIT),
    "note-edit": (("slug", "pk"), NOTE),
}


@pytest.mark.parametrize("name", PAGES)
def test_who_opens_the_page(client, world, name):
    parts, expected = PAGES[name]
    args = [world.cycle.slug] + ([world.session.pk] if "pk" in parts else [])
    found = {who: page(client, getattr(world, who), url(name, *args)).status_code for who in expected}
    assert found == expected


@pytest.mark.parametrize("name", ["cycle-edit", "session-edit", "programme-edit", "note-edit", "session-remove"])
def test_refused_posts_change_nothing(client, world, name):
    args = [world.cycle.slug] + ([] if name == "cycle-edit" else [world.session.pk])
    for who, status in {"stranger": 404, "referent": 403}.items():
        client.force_login(getattr(world, who))
        assert client.post(url(name, *args), {"title": "X", "revision": 0}).status_code == status
    assert LogEntry.objects.count() == 0
    assert Session.objects.filter(pk=world.session.pk, title="Enjeux").exists()


def test_everyone_signs_in_first(client, world):
    response = client.get(url("session-detail", world.cycle.slug, world.session.pk))
    assert (response.status_code, response.url.startswith(reverse("account_login"))) == (302, True)


def test_session_of_another_cycle_is_not_found_under_this_one(client, world):
    other = build.session(build.cycle())
    build.coordinator(other.cycle, user=world.coordinator)
    assert page(client, world.coordinator, url("session-detail", other.cycle.slug, other.pk)).status_code == 200
    assert page(client, world.coordinator, url("session-detail", world.cycle.slug, other.pk)).status_code == 404


def test_session_held_for_one_team_is_theirs(client, world):
    elsewhere = build.member(build.team(world.cycle)).person.user
    world.session.teams.add(world.team)
    address = url("session-detail", world.cycle.slug, world.session.pk)
    found = [page(client, user, address).status_code for user in (world.reader, elsewhere, world.facilitator)]
    assert found == [200, 404, 200]


def test_open_programme_is_readable_by_everyone_signed_in_once_begun(client, world):
    address = url("session-detail", world.cycle.slug, world.session.pk)
    Cycle.objects.filter(pk=world.cycle.pk).update(is_open_to_all=True)
    assert page(client, world.stranger, address).status_code == 200
    Cycle.objects.filter(pk=world.cycle.pk).update(state="draft")
    assert page(client, world.stranger, address).status_code == 404


def test_draft_cycle_is_for_coordination(client, world):
    Cycle.objects.filter(pk=world.cycle.pk).update(state="draft")
    address = url("session-detail", world.cycle.slug, world.session.pk)
    assert page(client, world.referent, address).status_code == 404
    assert page(client, world.coordinator, address).status_code == 200


def test_archived_cycle_is_read_and_not_changed(client, world):
    Cycle.objects.filter(pk=world.cycle.pk).update(state="archived")
    slug, pk = world.cycle.slug, world.session.pk
    assert page(client, world.reader, url("session-detail", slug, pk)).status_code == 200
    for name in ("session-edit", "programme-edit", "note-edit", "document-add", "session-remove"):
        assert page(client, world.coordinator, url(name, slug, pk)).status_code == 403


# The cycle


def test_cycle_is_changed_with_a_log_row(client, world):
    client.force_login(world.coordinator)
    data = cycle_data(world.cycle, title="Numérique et lien", wanted_actor_types=["state", "epci"])
    response = client.post(url("cycle-edit", world.cycle.slug), data)
    assert response.status_code == 302
    world.cycle.refresh_from_db()
    row = (world.cycle.title, world.cycle.line_colour, world.cycle.session_label, world.cycle.wanted_actor_types)
    assert row == ("Numérique et lien", "plum", "journee", ["state", "epci"])
    entry = LogEntry.objects.get()
    assert (entry.action, entry.actor, entry.before["title"], entry.after["title"]) == (
        "cycle_edited",
        world.coordinator,
        "Numérique",
        "Numérique et lien",
    )


def test_extra_fields_are_ignored(client, world):
    client.force_login(world.coordinator)
    extra = {"state": "archived", "organiser": build.organiser().pk, "slug": "pris", "is_demonstration": "on"}
    client.post(url("cycle-edit", world.cycle.slug), cycle_data(world.cycle, **extra))
    saved = Cycle.objects.get(pk=world.cycle.pk)
    assert (saved.state, saved.organiser, saved.slug, saved.is_demonstration, saved.line_colour) == (
        "running",
        world.cycle.organiser,
        world.cycle.slug,
        False,
        "plum",
    )


def test_stale_cycle_keeps_what_was_typed_and_shows_what_is_saved(client, world):
    seen = cycle_data(world.cycle, title="Mon titre")
    edit_cycle(actor=world.administrator, cycle=world.cycle, revision=0, title="Titre de l’autre")
    client.force_login(world.coordinator)
    response = client.post(url("cycle-edit", world.cycle.slug), seen)
    text = response.content.decode()
    assert response.status_code == 409
    assert 'value="Mon titre"' in text
    assert "Titre de l’autre" in text
    assert Cycle.objects.get(pk=world.cycle.pk).title == "Titre de l’autre"
    again = {**seen, "revision": re.search(r'name="revision" value="(\d+)"', text)[1]}
    assert client.post(url("cycle-edit", world.cycle.slug), again).status_code == 302
    assert Cycle.objects.get(pk=world.cycle.pk).title == "Mon titre"


def test_missing_title_is_said_beside_the_field_and_on_top(client, world):
    client.force_login(world.coordinator)
    response = client.post(url("cycle-edit", world.cycle.slug), cycle_data(world.cycle, title=""))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'href="#id_title"' in text
    assert LogEntry.objects.count() == 0


def test_move_asks_first_and_says_what_is_sent(client, world):
    Cycle.objects.filter(pk=world.cycle.pk).update(state="draft")
    build.member(world.team, accepted_at=None)
    address = url("cycle-move", world.cycle.slug, "open")
    assert page(client, world.coordinator, address).context["waiting"] == 1
    assert (Cycle.objects.get(pk=world.cycle.pk).state, Mail.objects.count()) == ("draft", 0)
    client.post(address)
    assert (Cycle.objects.get(pk=world.cycle.pk).state, Mail.objects.count()) == ("open", 1)


@pytest.mark.parametrize(("who", "status"), [("facilitator", 403), ("referent", 403), ("stranger", 404)])
def test_only_coordination_moves_a_cycle(client, world, who, status):
    client.force_login(getattr(world, who))
    assert client.post(url("cycle-move", world.cycle.slug, "capitalisation")).status_code == status
    assert Cycle.objects.get(pk=world.cycle.pk).state == "running"


def test_illegal_move_is_a_message_and_no_change(client, world):
    client.force_login(world.coordinator)
    response = client.post(url("cycle-move", world.cycle.slug, "archived"))
    assert (response.status_code, len(said(response))) == (302, 1)
    assert Cycle.objects.get(pk=world.cycle.pk).state == "running"


def test_created_cycle_has_its_sessions_its_coordinator_and_a_free_address():
    actor, organiser = build.user(), build.organiser()
    first = create_cycle(
        actor=actor,
        organiser=organiser,
        format="qualification",
        title="Été",
        first_day=local("2026-06-18 00:00").date(),
    )
    second = create_cycle(actor=actor, organiser=organiser, format="meetings", title="Été")
    assert (first.slug, second.slug, first.state) == ("ete", "ete-2", "draft")
    rows = list(first.sessions.values_list("position", "kind"))
    assert rows == [(1, "session"), (2, "session"), (3, "session"), (4, "session"), (5, "closing")]
    assert list(first.roles.values_list("user", "role")) == [(actor.pk, "coordinator")]
    assert (second.has_teams, second.session_label, second.sessions.count()) == (False, "rencontre", 0)


def test_created_cycle_never_takes_an_address_of_ours():
    cycle = create_cycle(actor=build.user(), organiser=build.organiser(), format="network", title="Invitation")
    assert cycle.slug == "invitation-2"


# Sessions


def test_session_is_added_in_its_place(client, world):
    late = build.session(world.cycle, starts_at=local("2026-10-01 09:00"))
    client.force_login(world.coordinator)
    data = {
        "revision": 0,
        "title": "Visite",
        "kind": "session",
        "day": "2026-07-02",
        "starts": "14:00",
        "ends": "17:00",
    }
    data |= {"host_name": "Métropole", "host_actor_type": "epci", "teams": [world.team.pk]}
    assert client.post(url("session-create", world.cycle.slug), data).status_code == 302
    added = Session.objects.get(title="Visite")
    assert list(world.cycle.sessions.values_list("pk", "position")) == [
        (world.session.pk, 1),
        (added.pk, 2),
        (late.pk, 3),
    ]
    assert (added.starts_at, added.host.name, added.host.actor_type) == (local("2026-07-02 14:00"), "Métropole", "epci")
    assert list(added.teams.all()) == [world.team]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "09:00"}, "ends"),
        ({"last_day": "2026-06-17"}, "last_day"),
        ({"day": "le 18 juin"}, "day"),
        ({"remote_link": "javascript:alert(1)"}, "remote_link"),
        ({"host_name": "Inconnue"}, "host_actor_type"),
        ({"kind": "gala"}, "kind"),
    ],
)
def test_bad_session_is_refused_beside_the_field(client, world, changes, field):
    client.force_login(world.coordinator)
    address = url("session-edit", world.cycle.slug, world.session.pk)
    response = client.post(address, session_data(world.session, **changes))
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert LogEntry.objects.count() == 0


def test_team_of_another_cycle_cannot_be_chosen(client, world):
    client.force_login(world.coordinator)
    address = url("session-edit", world.cycle.slug, world.session.pk)
    response = client.post(address, session_data(world.session, teams=[build.team().pk]))
    assert list(response.context["form"].errors) == ["teams"]


def test_stale_session_keeps_what_was_typed(client, world):
    client.force_login(world.coordinator)
    address = url("session-edit", world.cycle.slug, world.session.pk)
    assert client.post(address, session_data(world.session, title="Premier")).status_code == 302
    response = client.post(address, session_data(world.session, title="Second", venue="La Halle"))
    text = response.content.decode()
    assert response.status_code == 409
    assert [part in text for part in ('value="Second"', 'value="La Halle"', "Premier")] == [True, True, True]
    assert Session.objects.get(pk=world.session.pk).title == "Premier"


def test_session_moves_among_the_others(client, world):
    second = build.session(world.cycle, starts_at=local("2026-10-01 09:00"))
    client.force_login(world.coordinator)
    client.post(url("session-move", world.cycle.slug, second.pk), {"direction": "up"})
    assert list(world.cycle.sessions.values_list("pk", "position")) == [(second.pk, 1), (world.session.pk, 2)]
    client.post(url("session-move", world.cycle.slug, second.pk), {"direction": "up"})
    assert list(world.cycle.sessions.values_list("pk", "position")) == [(second.pk, 1), (world.session.pk, 2)]
    assert client.get(url("session-move", world.cycle.slug, second.pk)).status_code == 405


def test_removal_says_what_is_lost_then_renumbers(client, world):
    second = build.session(world.cycle, starts_at=local("2026-10-01 09:00"))
    ProgrammeItem.objects.create(session=world.session, starts_at=time(9, 30), ends_at=time(10), title="Accueil")
    address = url("session-remove", world.cycle.slug, world.session.pk)
    assert len(page(client, world.coordinator, address).context["lost"]) == 2
    client.post(address)
    assert list(world.cycle.sessions.values_list("pk", "position")) == [(second.pk, 1)]
    assert LogEntry.objects.get().action == "session_removed"


@pytest.mark.parametrize("written", ["text", "team", "photo"])
def test_a_session_that_somebody_wrote_on_stays(client, world, written):
    team = build.team(world.cycle) if written == "team" else None
    note = CoordinationNote.objects.create(session=world.session, team=team, text="" if written == "photo" else "Vu.")
    if written == "photo":
        NotePhoto.objects.create(note=note, position=1, file=build.stored_file(), caption="La salle")
    address = url("session-remove", world.cycle.slug, world.session.pk)
    shown = page(client, world.coordinator, address)
    assert ("notes de coordination" in shown.context["text"], shown.context["action"]) == (True, "")
    response = client.post(address)
    assert ("notes de coordination" in said(response)[0], CoordinationNote.objects.count()) == (True, 1)
    with pytest.raises(ProtectedError):
        world.session.delete()


def test_a_note_left_empty_goes_with_its_session(client, world):
    CoordinationNote.objects.create(session=world.session, text="")
    client.force_login(world.coordinator)
    client.post(url("session-remove", world.cycle.slug, world.session.pk))
    assert (Session.objects.filter(pk=world.session.pk).exists(), CoordinationNote.objects.count()) == (False, 0)


@pytest.mark.parametrize("link", ["worked_on", "due_for"])
def test_session_that_deliverables_need_stays(client, world, link):
    build.assignment(world.cycle, title="Diagnostic", **{link: world.session})
    address = url("session-remove", world.cycle.slug, world.session.pk)
    shown = page(client, world.coordinator, address)
    assert ("Diagnostic" in shown.context["text"], shown.context["action"]) == (True, "")
    response = client.post(address)
    assert ("Diagnostic" in said(response)[0], Session.objects.filter(pk=world.session.pk).exists()) == (True, True)


# Programme


def rows(session: Session, *items: dict, initial: int = 0, revision: int | None = None) -> dict:
    data = {"revision": session.revision if revision is None else revision}
    data |= {"items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": initial}
    for number, item in enumerate(items):
        data |= {f"items-{number}-{name}": value for name, value in {"kind": "plenary", **item}.items()}
    return data


def test_programme_is_written_changed_and_cut(client, world):
    client.force_login(world.coordinator)
    address = url("programme-edit", world.cycle.slug, world.session.pk)
    two = rows(
        world.session,
        {"starts_at": "10:00", "ends_at": "12:00", "title": "Visite", "kind": "visit", "speakers": "A\nB"},
        {"starts_at": "09:30", "ends_at": "10:00", "title": "Accueil"},
        {},
    )
    assert client.post(address, two).status_code == 302
    first, second = world.session.items.all()
    assert [(item.title, item.kind, item.speaker_list) for item in (first, second)] == [
        ("Accueil", "plenary", []),
        ("Visite", "visit", ["A", "B"]),
    ]
    cut = rows(
        world.session,
        {"id": first.pk, "starts_at": "09:30", "ends_at": "10:15", "title": "Café"},
        {"id": second.pk, "starts_at": "10:00", "ends_at": "12:00", "title": "Visite", "DELETE": "on"},
        initial=2,
        revision=1,
    )
    assert client.post(address, cut).status_code == 302
    assert list(world.session.items.values_list("pk", "title", "ends_at")) == [(first.pk, "Café", time(10, 15))]
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["programme_edited"] * 2


def test_blank_page_shows_two_rows(client, world):
    response = page(client, world.coordinator, url("programme-edit", world.cycle.slug, world.session.pk))
    assert len(response.context["formset"].forms) == 2


def test_an_item_that_ends_before_it_starts_is_refused(client, world):
    client.force_login(world.coordinator)
    data = rows(world.session, {"starts_at": "11:00", "ends_at": "10:00", "title": "À rebours"})
    response = client.post(url("programme-edit", world.cycle.slug, world.session.pk), data)
    assert [list(form.errors) for form in response.context["formset"]] == [["ends_at"]]
    assert 'href="#id_items-0-ends_at"' in response.content.decode()
    assert ProgrammeItem.objects.count() == 0


def test_overlaps_and_items_outside_the_session_are_saved_and_remarked_on(client, world):
    client.force_login(world.coordinator)
    typed = [("09:00", "10:00", "Café"), ("09:30", "10:30", "Accueil"), ("16:00", "17:00", "Bilan")]
    cut = [{"starts_at": starts, "ends_at": ends, "title": title} for starts, ends, title in typed]
    address = url("programme-edit", world.cycle.slug, world.session.pk)
    response = client.post(address, rows(world.session, *cut), follow=True)
    assert ProgrammeItem.objects.count() == 3
    _saved, odd = (str(message).replace("\u00a0", " ") for message in response.context["messages"])
    assert odd == (
        "À vérifier : « Café » commence à 9 h, la séance est annoncée à partir de 9 h 30. "
        "« Bilan » se termine à 17 h, la séance est annoncée jusqu’à 16 h 30. "
        "« Café » et « Accueil » se chevauchent : de 9 h 30 à 10 h."
    )


def test_item_of_another_session_cannot_be_taken_over(client, world):
    foreign = ProgrammeItem.objects.create(
        session=build.session(world.cycle), starts_at=time(9), ends_at=time(10), title="Ailleurs"
    )
    client.force_login(world.coordinator)
    data = rows(world.session, {"id": foreign.pk, "starts_at": "10:00", "ends_at": "11:00", "title": "Volé"}, initial=1)
    client.post(url("programme-edit", world.cycle.slug, world.session.pk), data)
    foreign.refresh_from_db()
    assert (foreign.title, foreign.session_id == world.session.pk) == ("Ailleurs", False)


def test_stale_programme_keeps_what_was_typed(client, world):
    client.force_login(world.coordinator)
    address = url("programme-edit", world.cycle.slug, world.session.pk)
    client.post(address, rows(world.session, {"starts_at": "09:30", "ends_at": "10:00", "title": "Le sien"}))
    response = client.post(
        address, rows(world.session, {"starts_at": "11:00", "ends_at": "12:00", "title": "Le mien"}, revision=0)
    )
    text = response.content.decode()
    assert (response.status_code, 'value="Le mien"' in text, "Le sien" in text) == (409, True, True)
    assert list(world.session.items.values_list("title", flat=True)) == ["Le sien"]


# Documents and notes


def upload(name: str = "carte.pdf", content: bytes | None = None):
    return SimpleUploadedFile(name, build.pdf_bytes() if content is None else content)


def test_document_comes_and_goes(client, world):
    client.force_login(world.coordinator)
    slug, pk = world.cycle.slug, world.session.pk
    client.post(url("document-add", slug, pk), {"title": "", "file": upload(), "end": "1"})
    document = world.session.documents.get()
    assert (document.title, document.added_by) == ("carte.pdf", world.coordinator)
    response = page(client, world.reader, url("document-download", slug, pk, document.pk))
    assert (response.status_code, response["Content-Disposition"].split(";")[0]) == (200, "attachment")
    assert b"".join(response.streaming_content) == build.pdf_bytes()
    assert page(client, world.stranger, url("document-download", slug, pk, document.pk)).status_code == 404
    assert page(client, world.reader, url("document-remove", slug, pk, document.pk)).status_code == 403
    client.force_login(world.coordinator)
    client.post(url("document-remove", slug, pk, document.pk))
    assert world.session.documents.count() == 0
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["document_removed", "document_added"]


def test_document_is_loaded_through_its_session(client, world):
    other = build.session(world.cycle)
    document = add_document(actor=world.coordinator, session=other, title="X", file=build.stored_file())
    right = page(client, world.reader, url("document-download", world.cycle.slug, other.pk, document.pk))
    assert (right.status_code, b"".join(right.streaming_content)) == (200, build.pdf_bytes("note.pdf"))
    wrong = url("document-download", world.cycle.slug, world.session.pk, document.pk)
    assert page(client, world.reader, wrong).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        lambda: {"file": upload(), "title": "coupé"},
        lambda: {"title": "sans fichier", "end": "1"},
        lambda: {"file": upload(content=b""), "end": "1"},
        lambda: {"file": upload("page.pdf", b"<html>"), "end": "1"},
    ],
    ids=["cut", "no file", "empty", "html named pdf"],
)
def test_bad_document_is_refused(client, world, data):
    client.force_login(world.coordinator)
    response = client.post(url("document-add", world.cycle.slug, world.session.pk), data())
    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)
    assert world.session.documents.count() == 0


def test_notes_are_written_by_a_cofacilitator_and_hidden_from_teams(client, world):
    client.force_login(world.facilitator)
    address = url("note-edit", world.cycle.slug, world.session.pk)
    text = "## Freins\n\nTrois freins <b>"
    assert client.post(address, {"text": text, "revision": 0}).status_code == 302
    note = CoordinationNote.objects.get()
    assert (note.text, note.written_by) == (text, world.facilitator)
    detail = url("session-detail", world.cycle.slug, world.session.pk)
    shown = {
        who: "<h3>Freins</h3>\n<p>Trois freins &lt;b&gt;</p>"
        in page(client, getattr(world, who), detail).content.decode()
        for who in ("coordinator", "facilitator", "referent", "reader")
    }
    assert shown == {"coordinator": True, "facilitator": True, "referent": False, "reader": False}


def test_stale_note_keeps_what_was_typed(client, world):
    write_note(actor=world.facilitator, session=world.session, text="Le sien")
    client.force_login(world.coordinator)
    address = url("note-edit", world.cycle.slug, world.session.pk)
    response = client.post(address, {"text": "Le mien", "revision": 0})
    text = response.content.decode()
    assert (response.status_code, "Le mien" in text, "Le sien" in text) == (409, True, True)
    assert CoordinationNote.objects.get().text == "Le sien"
    revision = re.search(r'name="revision" value="(\d+)"', text)[1]
    client.post(address, {"text": "Les deux", "revision": revision})
    assert CoordinationNote.objects.get().text == "Les deux"


def test_session_page_asks_the_database_the_same_times_however_full(client, world, django_assert_num_queries):
    for number in range(5):
        moment = time(10 + number)
        ProgrammeItem.objects.create(
            session=world.session, starts_at=moment, ends_at=time(11 + number), title=f"Temps {number}"
        )
        file = build.stored_file(f"document{number}.pdf", actor=build.user())
        add_document(actor=world.coordinator, session=world.session, title="", file=file)
        world.session.teams.add(build.team(world.cycle))
    world.session.teams.add(world.team)
    write_note(actor=world.facilitator, session=world.session, text="Notes")
    for team in world.session.teams.all():
        write_note(actor=build.facilitator(world.cycle), session=world.session, team=team, text="Sur l’équipe")
        add_photo(
            actor=world.facilitator, session=world.session, team=team, file=build.pictured_file(), caption="Le mur"
        )
    build.session(world.cycle, starts_at=world.session.starts_at + timedelta(days=30))
    client.force_login(world.coordinator)
    with django_assert_num_queries(18):
        client.get(url("session-detail", world.cycle.slug, world.session.pk))


def test_moved_twice_by_two_presses_it_moves_once(client, world):
    client.force_login(world.coordinator)
    sessions = [*world.cycle.sessions.all(), *(build.session(world.cycle) for _ in range(3))]
    last = sessions[-1]
    address = reverse("cycles:session-move", args=[world.cycle.slug, last.pk])
    data = {"direction": "up", "position": last.position}
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    order = list(world.cycle.sessions.values_list("pk", flat=True))
    assert order.index(last.pk) == len(order) - 2
    assert f'name="position" value="{last.position - 1}"' in client.get(last.get_absolute_url()).content.decode()
