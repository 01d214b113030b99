"""Peer reading: what teams read of each other, what they write, whom it reaches, through pages and mails."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from cycles.models import Participation
from deliverables import feedback
from deliverables.models import PeerReading
from deliverables.peers import operations
from deliverables.thread.mails import send_digests
from lib import clock
from records import outbox
from records.models import LogEntry, Mail
from tests import builders as b

pytestmark = pytest.mark.django_db
IDEA = "L’accueil du samedi matin."
NAMES = ("Gier", "Vaulx", "Roanne")
NOTE = "Entre nous : le préfet n’a pas relu."


class World:
    """Gier reads Vaulx; Roanne takes part too, Thau left. Vaulx has a retained version, an older one and a draft."""

    def __init__(self) -> None:
        self.cycle = b.cycle(opens_retained=True)
        self.coordinator = b.coordinator(self.cycle)
        self.gier, self.vaulx, self.roanne = (
            b.team(self.cycle, territory=name) for name in ("Gier", "Vaulx", "Roanne")
        )
        self.thau = b.team(self.cycle, territory="Thau", status="left", status_on=timezone.localdate())
        self.reader = b.member(self.gier, first_name="Ana").person.user
        self.author = b.member(self.vaulx, role="referent").person.user
        self.assignment = b.assignment(self.cycle, title="Diagnostic")
        self.deliverable = b.deliverable(self.assignment, self.vaulx)
        b.version(self.deliverable, author=self.author, files=("ancien.pdf",))
        self.version = b.version(
            self.deliverable, author=self.author, state="retained", files=("retenu.pdf", "carte.pdf"), note=NOTE
        )
        self.draft = b.version(self.deliverable, author=self.author, delivered=False, files=("brouillon.pdf",))
        self.deliverable.state = "retained"
        self.deliverable.save()
        self.waiting = b.deliverable(b.assignment(self.cycle, title="Plan"), self.vaulx)
        b.version(self.waiting, author=self.author, files=("attend.pdf",))

    def page(self, *args, team=None) -> str:
        """The page of a team's list, of one deliverable (its key), of a file or a picture below it."""
        names = ("peer-list", "peer-reading", "peer-file", "peer-picture")
        return reverse(f"deliverables:{names[len(args)]}", args=[self.cycle.slug, (team or self.gier).pk, *args])


@pytest.fixture
def world() -> World:
    return World()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reader(world) -> Client:
    return signed_in(world.reader)


def form(**more) -> dict:
    return {"number": 2, "revision": 0, "takes_home": IDEA, "question": "Qui ouvre ?", "contact": "Ana, 04 00", **more}


def write(client, world, **more):
    return client.post(world.page(world.deliverable.pk), form(**more))


def words() -> list[tuple]:
    rows = PeerReading.objects.order_by("pk")
    return list(rows.values_list("version__number", "team__territory__name", "takes_home", "question", "contact"))


# Who reads what


def test_a_team_reads_the_retained_version_alone(reader, world):
    listed = reader.get(world.page()).content.decode()
    assert (listed.count("Vaulx"), "Plan" in listed, "version 2" in listed) == (1, False, True)
    page = reader.get(world.page(world.deliverable.pk))
    assert [each["file"].name for each in page.context["files"]] == ["retenu.pdf", "carte.pdf"]
    for hidden in ("ancien.pdf", "brouillon.pdf", NOTE, "attend.pdf"):
        assert hidden not in page.content.decode()


def test_its_files_and_no_others(reader, world):
    file = world.version.files.first()
    answer = reader.get(world.page(world.deliverable.pk, file.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="retenu.pdf"')
    entry = LogEntry.objects.get(action="deliverable_downloaded")
    assert (entry.actor, entry.team_id, entry.object_id) == (world.reader, world.vaulx.pk, str(world.deliverable.pk))
    assert entry.after == {"version": 2, "files": [{"name": "retenu.pdf", "sha256": file.file.sha256}]}
    for version in (world.draft, world.deliverable.versions.get(number=1), world.waiting.versions.get()):
        other = version.files.first().pk
        assert reader.get(world.page(world.deliverable.pk, other)).status_code == 404
        assert reader.get(world.page(version.deliverable_id, other)).status_code == 404
        assert reader.get(world.page(world.deliverable.pk, other, 1)).status_code == 404


def test_a_file_that_the_antivirus_holds_stays_closed(reader, world):
    file = world.version.files.first()
    type(file.file).objects.filter(pk=file.file_id).update(scan="pending")
    assert reader.get(world.page(world.deliverable.pk, file.pk)).status_code == 403
    assert not LogEntry.objects.exists()


def test_the_deliverables_own_pages_stay_the_teams(reader, world):
    pk = world.deliverable.pk
    own = [("deliverable-detail", pk), ("version-detail", pk, 2), ("thread", pk), ("version-compare", pk)]
    assert {reader.get(reverse(f"deliverables:{name}", args=args)).status_code for name, *args in own} == {404}


def someone(world, who: str) -> User:
    there = b.cycle(opens_retained=True)
    return {
        "nobody": b.user,
        "another cycle's member": lambda: b.member(b.team(there)).person.user,
        "another cycle's coordinator": lambda: b.coordinator(there),
        "a member of a team that left": lambda: b.member(world.thau).person.user,
        "a member who was removed": lambda: b.member(world.gier, left_at=timezone.now()).person.user,
        "without a team": lambda: b.participant(world.cycle, person=b.person(user=b.user())).person.user,
    }[who]()


STRANGERS = (
    "nobody",
    "another cycle's member",
    "another cycle's coordinator",
    "a member of a team that left",
    "a member who was removed",
    "without a team",
)


@pytest.mark.parametrize("who", STRANGERS)
def test_for_anybody_else_it_does_not_exist(world, who):
    client, file = signed_in(someone(world, who)), world.version.files.first().pk
    places = [
        world.page(*args, team=team)
        for team in (world.gier, world.thau)
        for args in ((), (world.deliverable.pk,), (world.deliverable.pk, file), (world.deliverable.pk, file, 1))
    ]
    assert [client.get(place).status_code for place in places] == [404] * 8
    assert client.post(world.page(world.deliverable.pk), form()).status_code == 404
    assert words() == []


def test_a_team_does_not_find_itself_there(world):
    assert signed_in(world.author).get(world.page(world.deliverable.pk, team=world.vaulx)).status_code == 404


def test_what_a_team_that_left_had_retained_is_closed(reader, world):
    theirs = b.deliverable(world.assignment, world.thau)
    b.version(theirs, author=world.author, state="retained")
    assert reader.get(world.page(theirs.pk)).status_code == 404
    assert "Thau" not in reader.get(world.page()).content.decode()


def test_another_cycles_deliverable_is_not_found_under_this_ones_address(reader, world):
    there = b.cycle(opens_retained=True)
    b.member(b.team(there), user=world.reader)
    theirs = b.deliverable(team=b.team(there))
    b.version(theirs, author=world.author, state="retained")
    assert reader.get(world.page(theirs.pk)).status_code == 404


def test_a_reader_of_the_team_reads_and_does_not_write(world):
    client = signed_in(b.member(world.gier, role="reader").person.user)
    page = client.get(world.page(world.deliverable.pk))
    assert (page.status_code, page.context["form"]) == (200, None)
    assert write(client, world).status_code == 403
    assert words() == []


def test_those_who_run_the_cycle_see_what_a_team_sees_and_write_for_none(world):
    for user in (world.coordinator, b.facilitator(world.cycle), b.administrator()):
        client = signed_in(user)
        assert client.get(world.page(world.deliverable.pk)).context["form"] is None
        assert write(client, world).status_code == 403
    assert words() == []


def unretained(world):
    feedback.unretain(actor=world.coordinator, deliverable=world.deliverable, revision=world.deliverable.revision)


def switched_off(world):
    type(world.cycle).objects.filter(pk=world.cycle.pk).update(opens_retained=False)


@pytest.mark.parametrize("close", [unretained, switched_off])
def test_closed_at_once_and_what_was_being_typed_is_kept(reader, world, close):
    file = world.version.files.first().pk
    before = reader.get(world.page(world.deliverable.pk, file))
    assert (before.status_code, b"".join(before.streaming_content)[:5]) == (200, b"%PDF-")
    close(world)
    for args in ((world.deliverable.pk,), (world.deliverable.pk, file), (world.deliverable.pk, file, 1)):
        assert reader.get(world.page(*args)).status_code == 404
    page = write(reader, world)
    assert (page.status_code, IDEA in page.content.decode(), words()) == (409, True, [])
    nowhere = reader.post(world.page(999999), form())
    assert nowhere.content.decode().count("Vaulx") == page.content.decode().count("Vaulx") == 0


def test_the_setting_is_coordinations_with_trace(client, world):
    switched_off(world)
    world.cycle.refresh_from_db()
    client.force_login(world.coordinator)
    address = reverse("cycles:cycle-edit", args=[world.cycle.slug])
    data = {"title": "T", "line_colour": "teal", "session_label": "seance", "language": "fr", "revision": 0}
    assert client.post(address, data | {"opens_retained": "on", "has_teams": "on"}).status_code == 302
    world.cycle.refresh_from_db()
    entry = LogEntry.objects.get(action="cycle_edited")
    assert (world.cycle.opens_retained, entry.before["opens_retained"], entry.after["opens_retained"]) == (
        True,
        False,
        True,
    )


def test_off_unless_asked_for():
    assert b.cycle().opens_retained is False


# Writing


def test_written_told_and_found_on_the_deliverables_page(reader, world, mailoutbox):
    assert write(reader, world).status_code == 302
    assert words() == [(2, "Gier", IDEA, "Qui ouvre ?", "Ana, 04 00")]
    entry = LogEntry.objects.get(action="peer_reading_written")
    assert (entry.actor, entry.team_id, entry.after["read_by"]) == (world.reader, world.vaulx.pk, "Gier")
    outbox.send_waiting()
    mail = mailoutbox[0]
    assert (len(mailoutbox), mail.to) == (1, [world.author.email])
    for text in (IDEA, "Qui ouvre ?", "Ana, 04 00", "Gier", world.deliverable.get_absolute_url()):
        assert text in mail.body
    for user in (world.author, world.coordinator):
        page = signed_in(user).get(world.deliverable.get_absolute_url()).content.decode()
        assert (page.count(IDEA), "Ana" in page, "Qui ouvre ?" in page) == (1, True, True)
    assert IDEA in signed_in(world.coordinator).get(overview(world)).content.decode()


def overview(world) -> str:
    return reverse("deliverables:peer-overview", args=[world.cycle.slug])


def test_no_other_team_reads_what_was_written(reader, world):
    write(reader, world)
    client = signed_in(b.member(world.roanne).person.user)
    page = client.get(world.page(world.deliverable.pk, team=world.roanne)).content.decode()
    assert IDEA not in page
    assert client.get(world.page(world.deliverable.pk)).status_code == 404


def test_the_same_form_twice_is_one(reader, world):
    answers = [write(reader, world).status_code for _time in range(2)]
    assert (answers, len(words()), LogEntry.objects.count(), Mail.objects.count()) == ([302, 302], 1, 1, 1)
    assert PeerReading.objects.get().revision == 1


def test_changed_by_a_colleague_and_told_once(reader, world):
    write(reader, world)
    colleague = b.member(world.gier, first_name="Bao").person.user
    assert write(signed_in(colleague), world, revision=1, takes_home="Mieux dit.").status_code == 302
    row = PeerReading.objects.get()
    assert (row.takes_home, row.author, row.revision, Mail.objects.count()) == ("Mieux dit.", colleague, 2, 1)
    entry = LogEntry.objects.get(action="peer_reading_changed")
    assert (entry.before, entry.after) == (
        {"takes_home": IDEA},
        {"version": 2, "read_by": "Gier", "takes_home": "Mieux dit."},
    )


@pytest.mark.parametrize("revision", [0, 1])
def test_two_colleagues_at_once_keep_both_texts(reader, world, revision):
    """Neither who saw nothing yet nor who saw the first text overwrites what the other wrote."""
    write(reader, world)
    if revision:
        write(reader, world, revision=1, takes_home="Entre-temps.")
    colleague = b.member(world.gier).person.user
    page = write(signed_in(colleague), world, revision=revision, takes_home="Ma version.")
    said = page.content.decode()
    saved = "Entre-temps." if revision else IDEA
    assert (page.status_code, saved in said, "Ma version." in said) == (409, True, True)
    assert words()[0][2] == saved
    again = page.context["form"]["revision"].value()
    assert write(signed_in(colleague), world, revision=again, takes_home="Ma version.").status_code == 302
    assert words()[0][2] == "Ma version."


@pytest.mark.parametrize(("second", "answers"), [(IDEA, [302, 302]), ("Autre chose.", [302, 409])])
def test_two_colleagues_press_at_once(transactional_db, second, answers):
    """The same words, a double press, are one; of two texts one is kept and the other is shown to who typed it."""
    world = World()
    colleagues = [(signed_in(world.reader), IDEA), (signed_in(b.member(world.gier).person.user), second)]
    gate, found = threading.Barrier(2), []

    def press(client: Client, text: str) -> None:
        gate.wait()
        found.append(write(client, world, takes_home=text).status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=each) for each in colleagues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(found), len(words()), Mail.objects.count(), PeerReading.objects.get().revision) == (answers, 1, 1, 1)


def test_another_version_is_retained_meanwhile(reader, world):
    newer = b.version(world.deliverable, author=world.author, state="retained", retained_at=timezone.now())
    page = write(reader, world)
    said = page.content.decode()
    assert (page.status_code, IDEA in said, words()) == (409, True, [])
    assert page.context["form"]["number"].value() == newer.number
    assert write(reader, world, number=newer.number).status_code == 302
    assert words()[0][0] == newer.number


def test_what_was_written_of_an_earlier_version_stays_in_sight(reader, world):
    write(reader, world)
    b.version(world.deliverable, author=world.author, state="retained")
    page = reader.get(world.page(world.deliverable.pk))
    assert (page.context["own"], [row.takes_home for row in page.context["earlier"]]) == (None, [IDEA])
    assert IDEA in signed_in(world.author).get(world.deliverable.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"takes_home": " "}, "takes_home"),
        ({"takes_home": "x" * 1501}, "takes_home"),
        ({"question": "x" * 501}, "question"),
        ({"contact": "x" * 201}, "contact"),
        ({"contact": "a\x00b"}, "contact"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field(reader, world, more, field):
    page = write(reader, world, **more)
    assert (page.status_code, list(page.context["form"].errors), words()) == (422, [field], [])


def test_fields_that_the_form_has_not_are_ignored(reader, world):
    write(
        reader,
        world,
        team=world.roanne.pk,
        version=world.waiting.versions.get().pk,
        author=world.author.pk,
        hidden_at="2020-01-01",
    )
    row = PeerReading.objects.get()
    assert (row.team, row.version, row.author, row.hidden_at) == (world.gier, world.version, world.reader, None)


def test_text_is_shown_as_it_was_typed(reader, world):
    write(reader, world, takes_home="<b>gras</b>\r\nligne")
    page = signed_in(world.author).get(world.deliverable.get_absolute_url()).content.decode()
    assert ("<b>gras</b>" in page, "&lt;b&gt;gras&lt;/b&gt;<br>ligne" in page) == (False, True)


def test_a_member_of_two_teams_writes_for_the_one_of_the_page(reader, world):
    b.member(world.roanne, user=world.reader)
    write(reader, world)
    reader.post(world.page(world.deliverable.pk, team=world.roanne), form(takes_home="Pour Roanne."))
    assert [(row[1], row[2]) for row in words()] == [("Gier", IDEA), ("Roanne", "Pour Roanne.")]


def test_in_an_archived_cycle_it_is_read_and_nothing_is_written(reader, world):
    write(reader, world)
    type(world.cycle).objects.update(state="archived")
    page = reader.get(world.page(world.deliverable.pk))
    assert (page.status_code, page.context["form"], IDEA in page.content.decode()) == (200, None, True)
    assert write(reader, world, revision=1, takes_home="Après.").status_code == 403
    assert words()[0][2] == IDEA


# Mails, each as the person chose


@pytest.mark.parametrize("news", ["daily", "none"])
def test_who_wants_no_mail_at_once_gets_none(reader, world, news):
    User.objects.filter(pk=world.author.pk).update(news=news)
    write(reader, world)
    assert not Mail.objects.exists()


def test_the_mail_of_the_day_tells_it(reader, world, mailoutbox):
    User.objects.filter(pk=world.author.pk).update(news="daily")
    write(reader, world)
    PeerReading.objects.update(written_at=timezone.now() - timedelta(hours=1))
    morning = timezone.localtime().replace(hour=8, minute=0)
    morning += timedelta(days=morning <= timezone.localtime())
    with clock.as_of(morning):
        assert (send_digests(), send_digests()) == (1, 0)
    outbox.send_waiting()
    assert ("Gier" in mailoutbox[0].body, world.deliverable.get_absolute_url() in mailoutbox[0].body) == (True, True)


def hidden_since(world):
    row = PeerReading.objects.get()
    operations.hide_reading(actor=world.coordinator, reading=row, revision=1, reason="Un nom")


def left_since(world):
    Participation.objects.filter(person__user=world.author).update(left_at=timezone.now())


def chosen_since(world):
    User.objects.filter(pk=world.author.pk).update(news="none")


@pytest.mark.parametrize("change", [hidden_since, left_since, chosen_since])
def test_a_mail_that_is_no_longer_to_go_does_not(reader, world, mailoutbox, change):
    write(reader, world)
    change(world)
    assert (outbox.send_waiting(), mailoutbox) == (0, [])


def test_who_reads_in_the_team_and_who_wrote_get_no_mail(reader, world):
    b.member(world.vaulx, role="reader")
    b.member(world.gier)
    write(reader, world)
    assert list(Mail.objects.values_list("to_email", flat=True)) == [world.author.email]


# Hidden by coordination


def hide(client, world, row, **more):
    address = reverse("deliverables:peer-hide", args=[world.deliverable.pk, row.pk])
    return client.post(address, {"revision": row.revision, "reason": "Un nom y figure.", **more})


def test_hidden_with_a_reason_that_the_author_reads_and_shown_again(reader, world):
    write(reader, world)
    coordinator, author = signed_in(world.coordinator), signed_in(world.author)
    assert hide(coordinator, world, PeerReading.objects.get()).status_code == 302
    place = world.deliverable.get_absolute_url()
    assert IDEA not in author.get(place).content.decode()
    for client, page in (
        (coordinator, place),
        (coordinator, overview(world)),
        (reader, world.page(world.deliverable.pk)),
    ):
        said = client.get(page).content.decode()
        assert (IDEA in said, "Un nom y figure." in said) == (True, True)
    entry = LogEntry.objects.get(action="peer_reading_hidden")
    assert (entry.actor, entry.team_id, entry.after) == (
        world.coordinator,
        world.gier.pk,
        {"version": 2, "reason": "Un nom y figure."},
    )
    write(reader, world, revision=2, takes_home="Sans le nom.")
    assert "Sans le nom." not in author.get(place).content.decode()
    row = PeerReading.objects.get()
    shown = reverse("deliverables:peer-show", args=[world.deliverable.pk, row.pk])
    assert coordinator.post(shown, {"revision": row.revision}).status_code == 302
    assert "Sans le nom." in author.get(place).content.decode()
    assert LogEntry.objects.filter(action="peer_reading_shown").count() == 1


def test_nothing_is_hidden_that_changed_meanwhile(reader, world):
    write(reader, world)
    row = PeerReading.objects.get()
    write(reader, world, revision=1, takes_home="Autre chose.")
    hide(signed_in(world.coordinator), world, row)
    assert PeerReading.objects.get().hidden_at is None


def test_hidden_and_shown_once_however_often_it_is_pressed(reader, world):
    write(reader, world)
    coordinator = signed_in(world.coordinator)
    row = PeerReading.objects.get()
    shown = reverse("deliverables:peer-show", args=[world.deliverable.pk, row.pk])
    coordinator.post(shown, {"revision": 1})
    hide(coordinator, world, row)
    row.refresh_from_db()
    hide(coordinator, world, row, reason="Autre motif.")
    row.refresh_from_db()
    actions = LogEntry.objects.filter(action__in=["peer_reading_hidden", "peer_reading_shown"])
    assert (row.hidden_reason, row.revision, actions.count()) == ("Un nom y figure.", 2, 1)


def test_hiding_needs_a_reason_and_coordination(reader, world):
    write(reader, world)
    row = PeerReading.objects.get()
    assert hide(signed_in(world.coordinator), world, row, reason=" ").status_code == 422
    assert hide(signed_in(b.facilitator(world.cycle)), world, row).status_code == 403
    assert hide(signed_in(world.author), world, row).status_code == 403
    assert hide(reader, world, row).status_code == 404
    assert PeerReading.objects.get().hidden_at is None


# What pages say of it, and what they ask of the database


def test_home_and_the_cycles_page_say_how_much_there_is_to_read(reader, world):
    def said() -> list[bool]:
        pages = ("/", world.cycle.get_absolute_url())
        return [world.page() in reader.get(page).content.decode() for page in pages]

    def to_read() -> list[int]:
        home, cycle = (reader.get(page).context for page in ("/", world.cycle.get_absolute_url()))
        return [home["team"].cards[0].participation.to_read, cycle["own_lines"][0][0].to_read]

    assert (said(), to_read()) == ([True, True], [1, 1])
    write(reader, world)
    assert (said(), to_read()) == ([True, True], [0, 0])
    switched_off(world)
    assert said() == [False, False]


def sheet(client) -> list[tuple] | None:
    """The workbook's sheet of readings, without its dates."""
    answer = client.get(reverse("deliverables:deliverable-export"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    title = "Lectures par d’autres équipes"
    if title not in book.sheetnames:
        return None
    return [tuple(cell for place, cell in enumerate(row) if place != 8) for row in book[title].values]


def test_the_workbook_holds_what_its_reader_may_read(reader, world):
    coordinator, referent = signed_in(world.coordinator), signed_in(world.author)
    assert (sheet(coordinator), sheet(referent)) == (None, None)
    write(reader, world, question="=1+1")
    b.peer_reading(world.waiting.versions.get(), world.roanne, takes_home="À cacher.")
    last = PeerReading.objects.last()
    hide_last = {"actor": world.coordinator, "reading": last, "revision": 1, "reason": "Un nom"}
    operations.hide_reading(**hide_last)
    ours = ("Vaulx", "Diagnostic", 2, "Gier", IDEA, "=1+1", "Ana, 04 00", str(b.Person.objects.get(user=world.reader)))
    assert sheet(referent)[1:] == [(*ours, None)]
    assert [row[-1] for row in sheet(coordinator)[1:]] == [None, "Un nom"]
    assert sheet(signed_in(b.coordinator())) is None


def test_the_command_writes_the_same_sheet(reader, world, tmp_path):
    write(reader, world)
    target = tmp_path / "livrables.xlsx"
    call_command("export_cycle", world.cycle.slug, output=target)
    assert IDEA in [cell for row in load_workbook(target).worksheets[1].values for cell in row]


def test_a_team_is_told_who_reads_its_retained_version(world):
    client, place = signed_in(world.author), world.deliverable.get_absolute_url()
    assert client.get(place).context["readers"]["peers"] is True
    switched_off(world)
    assert client.get(place).context["readers"]["peers"] is False


@pytest.mark.parametrize("is_open", [True, False])
def test_who_retains_and_whose_version_it_is_are_told_that_it_opens(world, mailoutbox, is_open):
    if not is_open:
        switched_off(world)
    version = world.waiting.versions.get()
    page = signed_in(world.coordinator).get(reverse("deliverables:feedback-give", args=[world.waiting.pk, 1]))
    assert ("lisent alors les fichiers de la version retenue" in page.content.decode()) is is_open
    feedback.retain(actor=world.coordinator, version=version, revision=world.waiting.revision)
    outbox.send_waiting()
    (mail,) = [each for each in mailoutbox if each.to == [world.author.email]]
    assert ("peuvent désormais lire ses fichiers" in mail.body) is is_open


def many(world, count: int) -> None:
    """Teams that all differ: own author, files, and what Gier wrote of each."""
    for number in range(count):
        team = b.team(world.cycle)
        row = b.deliverable(world.assignment, team)
        version = b.version(
            row, author=b.member(team).person.user, state="retained", files=("a.pdf",) * (1 + number % 3)
        )
        b.peer_reading(version, world.gier)
        b.peer_reading(world.version, team)


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow_with_the_teams(world, count, django_assert_num_queries):
    many(world, count)
    reader, coordinator = signed_in(world.reader), signed_in(world.coordinator)
    with django_assert_num_queries(8):
        reader.get(world.page())
    with django_assert_num_queries(10):
        reader.get(world.page(world.deliverable.pk))
    with django_assert_num_queries(9):
        coordinator.get(overview(world))
    with django_assert_num_queries(13):
        coordinator.get(world.deliverable.get_absolute_url())


def test_what_another_team_wrote_is_counted_nowhere_else(world, django_assert_num_queries):
    """A deliverable that nobody read asks the database nothing more."""
    coordinator = signed_in(world.coordinator)
    with django_assert_num_queries(12):
        coordinator.get(world.waiting.get_absolute_url())
