"""Experts' opinions, from the question to what the team reads, through the pages and the mails."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.models import ProgrammeItem
from deliverables.models import Feedback, Opinion, PrivateNote
from records import outbox
from records.models import LogEntry, Mail, PagePicture, PersonalLink
from tests import builders as b
from tests.deliverables.test_feedback_views import World, url

pytestmark = pytest.mark.django_db
SECRET = "Entre nous : le chiffre est faux."
WROTE = "Les chiffres comptent des passages."


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def coordinator(client, world) -> Client:
    client.force_login(world.coordinator)
    return client


def question(**more) -> dict:
    return {
        "name": "Jeanne Expert",
        "email": "jeanne@demo.test",
        "question": "Les chiffres tiennent-ils ?",
        "wished_on": "",
        "key": str(uuid4()),
        **more,
    }


def asked(coordinator, world, **more) -> Opinion:
    answer = coordinator.post(url("opinion-ask", world.deliverable.pk, 1), question(**more))
    assert answer.status_code == 302
    return Opinion.objects.latest("pk")


def link_in(mail) -> str:
    return re.search(r"/avis/[\w-]+/", mail.body)[0]


def sent(outgoing) -> str:
    """Send what waits; the address in the last mail."""
    outbox.send_waiting()
    return link_in(outgoing[-1])


def said(then: str = "send", revision: int = 0, **more) -> dict:
    return {"then": then, "revision": revision, "text": WROTE, "end": "1", **more}


def count() -> tuple:
    return Opinion.objects.count(), Mail.objects.count(), LogEntry.objects.count()


def test_asked_twice_with_one_form_asks_once(coordinator, world, mailoutbox):
    data = question()
    for _time in range(2):
        coordinator.post(url("opinion-ask", world.deliverable.pk, 1), data)
    outbox.send_waiting()
    assert (Opinion.objects.count(), len(mailoutbox), mailoutbox[0].to) == (1, 1, ["jeanne@demo.test"])
    entry = LogEntry.objects.get()
    assert (entry.action, entry.team_id, entry.after) == (
        "opinion_asked",
        None,
        {"version": 1, "name": "Jeanne Expert"},
    )
    assert PersonalLink.objects.get().token_hash not in mailoutbox[0].body


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"email": "pas une adresse"}, "email"),
        ({"name": ""}, "name"),
        ({"question": " "}, "question"),
        ({"wished_on": "2020-01-01"}, "wished_on"),
        ({"question": "x" * 3001}, "question"),
    ],
)
def test_a_question_that_cannot_go_is_refused_beside_its_field(coordinator, world, more, field):
    page = coordinator.post(url("opinion-ask", world.deliverable.pk, 1), question(**more))
    assert (page.status_code, list(page.context["form"].errors), count()) == (422, [field], (0, 0, 0))


def test_who_speaks_in_the_cycle_is_proposed_with_the_address_that_is_known(coordinator, world):
    session = b.session(world.cycle)
    b.person("Ana", "Roux", organiser=world.cycle.organiser, email="ana.roux@demo.test")
    ProgrammeItem.objects.bulk_create(
        [
            ProgrammeItem(
                session=session,
                kind="plenary",
                title="Ouverture",
                starts_at="09:00",
                ends_at="10:00",
                speakers="Ana Roux, sociologue, université\nLéo Petit, architecte",
            )
        ]
    )
    address = url("opinion-ask", world.deliverable.pk, 1)
    names = [(each.name, each.email) for each in coordinator.get(address).context["speakers"]]
    assert names == [("Ana Roux", "ana.roux@demo.test"), ("Léo Petit", "")]
    initial = coordinator.get(f"{address}?who=0").context["form"].initial
    assert (initial["name"], initial["email"]) == names[0]
    for junk in ("-1", "99", "x", "9" * 50, "²"):
        assert coordinator.get(address, {"who": junk}).status_code == 200


def test_looking_writes_nothing_and_sending_is_for_good(coordinator, world, mailoutbox):
    opinion, expert = asked(coordinator, world), Client()
    address = sent(mailoutbox)
    before = count()
    for _time in range(3):
        page = expert.get(address)
        expert.head(address)
    assert (page.status_code, count()) == (200, before)
    assert "no-store" in page["Cache-Control"]
    file = SimpleUploadedFile("avis.pdf", b.pdf_bytes("Avis"), content_type="application/pdf")
    assert expert.post(address, said(shares="on", upload=file)).status_code == 302
    opinion.refresh_from_db()
    assert (opinion.state, opinion.text, opinion.shares, opinion.file.origin) == ("answered", WROTE, True, "opinion")
    again = expert.post(address, said(text="Autre chose", revision=1))
    assert again.status_code == 200
    assert WROTE in expert.get(address).content.decode()
    assert Opinion.objects.get().text == WROTE
    told = list(Mail.objects.filter(template="opinion_answered").values_list("to_email", flat=True))
    assert told == [world.coordinator.email]
    outbox.send_waiting()
    assert "Jeanne Expert" in mailoutbox[-1].subject
    assert WROTE in coordinator.get(url("beside-detail", world.deliverable.pk)).content.decode()


def test_what_waits_for_an_answer_says_what_experts_said(coordinator, world, mailoutbox):
    pages = [reverse("portal:home"), reverse("deliverables:feedback-queue"), world.cycle.get_absolute_url()]

    def shown() -> list[list[bool]]:
        texts = [coordinator.get(page).content.decode() for page in pages]
        return [[words in text for words in ("encore sollicité", "avis d’expert reçu")] for text in texts]

    assert shown() == [[False, False]] * 3
    asked(coordinator, world)
    assert shown() == [[True, False]] * 3
    Client().post(sent(mailoutbox), said())
    assert shown() == [[False, True]] * 3


def test_saved_and_come_back_to(coordinator, world, mailoutbox):
    asked(coordinator, world)
    address, expert = sent(mailoutbox), Client()
    assert expert.post(address, said("save", text="Un début")).status_code == 302
    page = Client().get(address)
    assert (page.context["form"]["text"].value(), Opinion.objects.get().state) == ("Un début", "asked")
    assert Mail.objects.filter(template="opinion_answered").count() == 0
    assert "Un début" not in coordinator.get(url("beside-detail", world.deliverable.pk)).content.decode()
    late = expert.post(address, said("send", revision=0, text="Un autre onglet"))
    assert (late.status_code, Opinion.objects.get().text) == (409, "Un début")
    assert "Un autre onglet" in late.content.decode()
    assert expert.post(address, said("send", revision=late.context["form"]["revision"].value())).status_code == 302
    assert (Opinion.objects.get().text, Opinion.objects.get().state) == (WROTE, "answered")


@pytest.mark.parametrize("data", [said(text="  "), {"then": "send", "revision": 0, "text": WROTE}, said("steal")])
def test_what_is_empty_cut_or_odd_is_not_sent(coordinator, world, mailoutbox, data):
    asked(coordinator, world)
    assert Client().post(sent(mailoutbox), data).status_code == 422
    assert Opinion.objects.get().state == "asked"


def test_declined_with_a_word(coordinator, world, mailoutbox):
    asked(coordinator, world)
    assert Client().post(sent(mailoutbox), said("decline", text="Pas mon domaine.")).status_code == 302
    row = Opinion.objects.get()
    assert (row.state, row.text, row.shares) == ("declined", "Pas mon domaine.", False)
    outbox.send_waiting()
    assert "Pas mon domaine." in mailoutbox[-1].body


def test_one_page_for_every_link_that_leads_nowhere(coordinator, world, mailoutbox):
    """Unknown, expired, withdrawn, replaced, taken back: the same status and the same page."""
    pages = [Client().get("/avis/inconnu/")]
    asked(coordinator, world)
    expired = sent(mailoutbox)
    PersonalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    pages.append(Client().get(expired))
    opinion = asked(coordinator, world)
    withdrawn = sent(mailoutbox)
    Client().post(withdrawn, said("save"))
    coordinator.post(url("opinion-withdraw", world.deliverable.pk, opinion.pk), {"revision": 1})
    assert list(Opinion.objects.filter(pk=opinion.pk).values_list("state", "text")) == [("withdrawn", "")]
    pages.append(Client().get(withdrawn))
    third = asked(coordinator, world)
    replaced = sent(mailoutbox)
    data = {"revision": 0, "email": "nouvelle@demo.test"}
    coordinator.post(url("opinion-send-again", world.deliverable.pk, third.pk), data)
    present = sent(mailoutbox)
    assert mailoutbox[-1].to == ["nouvelle@demo.test"]
    pages.append(Client().get(replaced))
    assert Client().get(present).status_code == 200
    type(world.version).objects.update(taken_back_at=timezone.now())
    pages.append(Client().get(present))
    for page in pages:
        body = re.sub(r'nonce="[^"]*"|[0-9a-f]{32}|/avis/[\w-]+/', "", page.content.decode())
        first = re.sub(r'nonce="[^"]*"|[0-9a-f]{32}|/avis/[\w-]+/', "", pages[0].content.decode())
        assert (page.status_code, strip(body)) == (404, strip(first))
        assert "no-store" in page["Cache-Control"]


def strip(body: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*', "", body)


def test_a_reminder_leaves_the_page_alone_that_somebody_writes_on(coordinator, world, mailoutbox):
    opinion = asked(coordinator, world)
    first, expert = sent(mailoutbox), Client()
    coordinator.post(url("opinion-remind", world.deliverable.pk, opinion.pk), {"revision": 0})
    second = sent(mailoutbox)
    assert (len(mailoutbox), mailoutbox[-1].subject.startswith("Rappel")) == (2, True)
    assert {expert.get(first).status_code, expert.get(second).status_code} == {200}
    coordinator.post(url("opinion-remind", world.deliverable.pk, opinion.pk), {"revision": 0})
    assert Mail.objects.count() == 2
    assert expert.post(first, said(revision=1)).status_code == 302


def test_a_reminder_on_its_way_stops_when_the_opinion_is_given(coordinator, world, mailoutbox):
    opinion = asked(coordinator, world)
    address = sent(mailoutbox)
    coordinator.post(url("opinion-remind", world.deliverable.pk, opinion.pk), {"revision": 0})
    Client().post(address, said(revision=1))
    outbox.send_waiting()
    assert [mail.to for mail in mailoutbox] == [["jeanne@demo.test"], [world.coordinator.email]]


def test_the_expert_sees_that_version_and_nothing_else(coordinator, world, mailoutbox):
    """The asked expert's row of the matrix: files of her version, no other's, no address, no feedback."""
    Feedback.objects.create(
        version=world.version, outcome="to_complete", text="Un retour à l’équipe", author=world.coordinator
    )
    newer = b.version(world.deliverable, author=world.member, files=("suite.pdf",))
    PrivateNote.objects.create(deliverable=world.deliverable, author=world.coordinator, text=SECRET)
    file, other = world.version.files.get(), newer.files.get()
    for each in (file, other):
        picture = b.stored_file("p.png", content=b.picture_bytes(), origin="page_picture")
        PagePicture.objects.create(file=each.file, number=1, picture=picture, width=320, height=200)
    asked(coordinator, world)
    address, expert = sent(mailoutbox), Client()
    body = expert.get(address).content.decode()
    assert "diagnostic.pdf" in body
    for hidden in ("suite.pdf", "Un retour à l’équipe", SECRET, world.member.email, world.reader.email):
        assert hidden not in body
    own, foreign = f"{address}fichiers/{file.pk}/", f"{address}fichiers/{other.pk}/"
    got = expert.get(own)
    assert (got.status_code, got["Content-Disposition"].startswith("attachment")) == (200, True)
    assert "no-store" in got["Cache-Control"]
    assert b"".join(got.streaming_content) == b.pdf_bytes(f"{world.deliverable.pk} v1 diagnostic.pdf")
    shown = expert.get(f"{own}pages/1/")
    assert b"".join(shown.streaming_content) == b.picture_bytes()
    statuses = [expert.get(each).status_code for each in (foreign, f"{foreign}pages/1/", f"{own}pages/2/")]
    assert statuses == [404, 404, 404]
    for name, arguments in (
        ("deliverable-detail", [world.deliverable.pk]),
        ("file-download", [world.deliverable.pk, 1, file.pk]),
        ("beside-detail", [world.deliverable.pk]),
    ):
        assert expert.get(url(name, *arguments)).url.startswith(reverse("account_login"))
    read = LogEntry.objects.filter(action="opinion_version_read").values_list(
        "actor", "team_id", "after__files__0__name"
    )
    assert list(read) == [(None, None, "diagnostic.pdf")]
    expert.post(address, said())
    assert [expert.get(each).status_code for each in (own, f"{own}pages/1/")] == [404, 404]


def test_too_many_answers_and_too_many_guesses_are_held_up(coordinator, world, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {"opinion": "2/h/key", "opinion_dead": "2/m/ip"}
    asked(coordinator, world)
    address, expert = sent(mailoutbox), Client()
    assert [expert.post(address, said("save", revision=n)).status_code for n in range(3)] == [302, 302, 429]
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert [expert.post(f"/avis/essai{n}/", **forged).status_code for n in range(3)] == [404, 404, 429]


def test_an_opinion_reaches_the_team_by_feedback_alone_and_by_agreement(coordinator, world, mailoutbox):
    asked(coordinator, world)
    Client().post(sent(mailoutbox), said(shares="on", text="Accordé"))
    asked(coordinator, world, name="Paul Muet", email="paul@demo.test")
    Client().post(sent(mailoutbox), said(text="Gardé pour vous"))
    shared, kept = Opinion.objects.order_by("pk")
    data = {"end": "1", "revision": 0, "outcome": "to_complete", "text": "Voyez l’avis."}
    refused = coordinator.post(world.give, data | {"passed_on": [kept.pk]})
    assert (refused.status_code, Feedback.objects.count()) == (422, 0)
    team = Client()
    team.force_login(world.member)
    page = world.deliverable.get_absolute_url()
    assert "Accordé" not in team.get(page).content.decode()
    assert coordinator.post(world.give, data | {"passed_on": [shared.pk]}).status_code == 302
    row = Feedback.objects.get()
    assert row.passed_on == [
        {"opinion": shared.pk, "name": "Jeanne Expert", "text": "Accordé", "marks": None, "file": ""}
    ]
    body = team.get(page).content.decode()
    assert ("Accordé" in body, "Jeanne Expert" in body, "Gardé pour vous" in body) == (True, True, False)
    assert "jeanne@demo.test" not in body
    shared.refresh_from_db()
    assert shared.passed_at is not None
    assert coordinator.get(world.give).context["form"].opinions == {}


def test_the_team_finds_no_trace_of_notes_and_opinions(coordinator, world, mailoutbox):
    """In none of its pages, exports and mails."""
    notes = url("private-note-add", world.deliverable.pk)
    coordinator.post(notes, {"text": SECRET, "key": str(uuid4())})
    asked(coordinator, world)
    Client().post(sent(mailoutbox), said(shares="on"))
    outbox.send_waiting()
    assert coordinator.get(world.deliverable.get_absolute_url()).context["beside"] == {
        "notes": 1,
        "opinions": 1,
        "answered": 1,
    }
    for who in (world.member, world.reader):
        client = Client()
        client.force_login(who)
        cycle, team = world.cycle.slug, world.team.pk
        for path in (
            "/",
            world.deliverable.get_absolute_url(),
            url("version-detail", world.deliverable.pk, 1),
            url("cycle-detail", cycle),
            reverse("cycles:team-detail", args=[cycle, team]),
            url("deliverable-list"),
        ):
            body = client.get(path).content.decode()
            for hidden in (SECRET, WROTE, "Jeanne", "jeanne@demo.test", "coordination/", "Avis", "note privée"):
                assert hidden not in body, (path, hidden)
    assert not [mail for mail in mailoutbox if world.member.email in mail.to]


def test_a_private_note_is_kept_once_with_author_and_moment(coordinator, world):
    notes, key = url("private-note-add", world.deliverable.pk), str(uuid4())
    for _time in range(2):
        coordinator.post(notes, {"text": SECRET, "key": key})
    assert list(PrivateNote.objects.values_list("author", "text")) == [(world.coordinator.pk, SECRET)]
    entry = LogEntry.objects.get()
    assert (entry.action, entry.team_id, entry.after) == (
        "private_note_written",
        None,
        {"deliverable": world.deliverable.pk},
    )
    empty = coordinator.post(notes, {"text": " ", "key": str(uuid4())})
    assert (empty.status_code, PrivateNote.objects.count()) == (422, 1)
    facilitator = Client()
    facilitator.force_login(world.facilitator)
    assert SECRET in facilitator.get(url("beside-detail", world.deliverable.pk)).content.decode()


def test_nothing_is_asked_noted_or_answered_in_an_archived_cycle(coordinator, world, mailoutbox):
    asked(coordinator, world)
    address = sent(mailoutbox)
    type(world.cycle).objects.update(state="archived")
    assert Client().post(address, said()).status_code == 404
    data = {"text": SECRET, "key": str(uuid4())}
    assert coordinator.post(url("private-note-add", world.deliverable.pk), data).status_code == 403
    assert coordinator.post(url("opinion-ask", world.deliverable.pk, 1), question()).status_code == 403
    assert (Opinion.objects.get().state, PrivateNote.objects.count()) == ("asked", 0)


def test_hostile_names_make_one_header_and_harmless_text(coordinator, world, mailoutbox):
    hostile = "Jeanne\r\nBcc: tous@demo.test <script>alert(1)</script>"
    asked(coordinator, world, name=hostile, question="<img src=x onerror=alert(1)>")
    address = sent(mailoutbox)
    message = mailoutbox[0]
    assert (message.to, message.bcc, "\n" in message.subject) == (["jeanne@demo.test"], [], False)
    html = message.alternatives[0][0]
    assert ("<script>" in html, "<img src=x" in html) == (False, False)
    Client().post(address, said(text="<script>alert(2)</script>"))
    body = coordinator.get(url("beside-detail", world.deliverable.pk)).content.decode()
    assert ("<script>alert" in body, "&lt;script&gt;alert(2)" in body) == (False, True)


def test_extra_fields_of_the_experts_form_change_nothing(coordinator, world, mailoutbox):
    asked(coordinator, world)
    address = sent(mailoutbox)
    Client().post(address, said("save", state="answered", version="1", email="x@demo.test", passed_at="2026-01-01"))
    row = Opinion.objects.get()
    assert (row.state, row.email, row.passed_at) == ("asked", "jeanne@demo.test", None)


def test_marks_of_an_expert_are_kept_and_come_back(coordinator, world, mailoutbox):
    grid = {"levels": ["bas", "haut"], "criteria": [{"title": "Sources", "help": ""}]}
    type(world.deliverable.assignment).objects.update(grid=grid)
    asked(coordinator, world)
    address, expert = sent(mailoutbox), Client()
    shown = expert.get(address).context["form"]["grid_print"].value()
    expert.post(address, said("save", mark_0="2", grid_print=shown))
    assert expert.get(address).context["form"]["mark_0"].value() == 2
    expert.post(address, said(revision=1, mark_0="1", grid_print=shown))
    marks = [{"criterion": "Sources", "level": "bas", "step": 1, "steps": 2}]
    assert Opinion.objects.get().marks == marks
