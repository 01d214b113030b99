"""What reached coordination outside Escale: recorded with its day and its original, judged by that day."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from cycles.models import Cycle
from deliverables.history import OF_DRAFTS
from deliverables.models import Deliverable, Feedback, Version
from portal.history import DRAFTS
from records.log import record
from records.models import LogEntry, Mail, StoredFile
from records.outbox import render, send_waiting
from tests import builders as b
from tests.deliverables.test_worksheets import sheets

# Paris, in winter: the 12th at 10:00. Due on the 9th at 18:00; the cycle opened on 1 October.
NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
DUE = datetime(2026, 11, 9, 17, tzinfo=UTC)


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


def pdf(name: str = "diagnostic.pdf", text: str = "Bonjour") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b.pdf_bytes(text))


def sent(**changes) -> dict:
    data = {"channel": "mail", "day": "2026-11-08", "number": 1, "end": "1", "files": [pdf()]} | changes
    return {name: value for name, value in data.items() if value is not None}


@pytest.fixture
def scene(client):
    """A deliverable due on the 9th, seen on the 12th by the coordinator of its cycle, in English."""
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        cycle = b.cycle(language="en")
        Cycle.objects.update(opened_at=datetime(2026, 10, 1, 6, tzinfo=UTC))
        cycle.refresh_from_db()
        team = b.team(cycle, territory="Vallée du Gier")
        coordinator = b.coordinator(cycle, user=b.user("nadia@demo.test", language="en"))
        b.person("Nadia", "Belkacem", organiser=cycle.organiser, user=coordinator)
        row = b.deliverable(b.assignment(cycle, title="Diagnostic", due_at=DUE), team)
        client.cookies["language"] = "en"
        client.force_login(coordinator)
        yield row


@pytest.mark.django_db
def test_received_on_the_8th_filed_on_the_12th_due_on_the_9th_is_not_late(client, scene):
    referent = b.member(scene.team, role="referent").person.user
    b.member(scene.team, role="reader")
    other = b.coordinator(scene.assignment.cycle)
    page = client.get(url("deliverable-detail", scene.pk)).content.decode()
    assert url("record-received", scene.pk) in page
    assert client.get(url("record-received", scene.pk)).status_code == 200
    answer = client.post(url("record-received", scene.pk), sent(given_by="Farid Benali", note="Joint au message."))
    assert (answer.status_code, answer.url) == (302, url("deliver-done", scene.pk, 1))
    scene.refresh_from_db()
    version = scene.current_version
    assert (scene.state, scene.late_seconds, version.late_seconds, scene.received_at) == (
        "delivered",
        0,
        0,
        datetime(2026, 11, 7, 23, tzinfo=UTC),
    )
    assert (version.channel, version.received_day_only, version.delivered_at, version.given_by, version.note) == (
        "mail",
        True,
        NOW,
        "Farid Benali",
        "Joint au message.",
    )
    both = "received Sunday 8 November by e-mail, recorded today at 10:00 by Nadia Belkacem"
    for address in (answer.url, url("deliverable-detail", scene.pk), url("feedback-give", scene.pk, 1)):
        assert both in client.get(address).content.decode().replace("\xa0", " "), address
    entry = LogEntry.objects.get(action="deliverable_recorded")
    after = entry.after
    assert (entry.before, after["state"], after["received_at"], after["recorded_at"]) == (
        {"state": "not_delivered"},
        "delivered",
        "2026-11-08T00:00:00+01:00",
        NOW.isoformat(),
    )
    assert [each["name"] for each in after["files"]] == ["diagnostic.pdf"]
    mails = dict(Mail.objects.values_list("to_email", "template"))
    assert mails == {referent.email: "recorded", other.email: "delivered"}
    in_full = "received Sunday 8 November 2026 by e-mail, recorded Thursday 12 November 2026 at 10:00 by Nadia Belkacem"
    for mail in Mail.objects.all():
        assert in_full in render(mail).body.replace("\xa0", " ")
    assert send_waiting() == 2


@pytest.mark.django_db
def test_both_dates_stand_in_the_table_and_the_workbook(client, scene):
    client.post(url("record-received", scene.pk), sent(channel="paper"))
    table = client.get("/livrables/").content.decode()
    assert "08/11/2026<small" in table
    assert "on paper, recorded on 12/11/2026" in table
    client.post(url("record-received", scene.pk), sent(day="2026-11-10", at="09:30", number=2, files=[pdf("2.pdf")]))
    assert "10/11/2026 09:30<small" in client.get("/livrables/").content.decode()
    head, row = sheets(client.get("/livrables/export.xlsx"))["Deliverables"]
    told = dict(zip(head, row, strict=True))
    assert (told["Received on"], told["Channel"], told["Recorded on"], told["Days late"]) == (
        datetime(2026, 11, 10, 9, 30),
        "by e-mail",
        datetime(2026, 11, 12, 10),
        None,
    )


# day, time, the field that is refused, the lateness that is noted
DAYS = {
    "on the day when it is due, no time": ("2026-11-09", "", None, 0),
    "on that day, before the time": ("2026-11-09", "17:59", None, 0),
    "on that day, after the time": ("2026-11-09", "18:30", None, 1800),
    "the day after counts from its start": ("2026-11-10", "", None, 6 * 3600),
    "on the day when the cycle opened": ("2026-10-01", "07:00", None, 0),
    "today": ("2026-11-12", "", None, 54 * 3600),
    "before the cycle opened": ("2026-09-30", "", "day", None),
    "in the first year": ("0001-01-01", "", "day", None),
    "tomorrow": ("2026-11-13", "", "day", None),
    "later today": ("2026-11-12", "10:01", "at", None),
    "no day": ("", "", "day", None),
    "no date": ("8 or so", "", "day", None),
    "no time of day": ("2026-11-08", "25:00", "at", None),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", DAYS)
def test_the_day_is_judged_beside_its_field(client, scene, case):
    day, at, fault, late = DAYS[case]
    answer = client.post(url("record-received", scene.pk), sent(day=day, at=at, note="Gardé"))
    scene.refresh_from_db()
    if fault:
        assert (answer.status_code, list(answer.context["form"].errors), scene.state) == (422, [fault], "not_delivered")
        assert "Gardé" in answer.content.decode()
    else:
        assert (answer.status_code, scene.late_seconds) == (302, late)


@pytest.mark.django_db
def test_a_day_refused_says_why(client, scene):
    said = client.post(url("record-received", scene.pk), sent(day="2026-09-30")).context["form"].errors["day"]
    assert said == ["The cycle opened on Thursday 1\xa0October 2026: nothing can have been received for it before."]


WRONG = {
    "no original, even for paper": ({"files": None, "channel": "paper"}, "files"),
    "cut before its end": ({"end": None}, "end"),
    "a kind that is not taken": ({"files": [SimpleUploadedFile("virus.exe", b"MZ")]}, "files"),
    "delivered on the page": ({"channel": "page"}, "channel"),
    "no channel": ({"channel": None}, "channel"),
}


@pytest.mark.django_db
def test_every_fault_is_told_at_once(client, scene):
    answer = client.post(url("record-received", scene.pk), sent(channel=None, day="2026-11-13", files=None))
    assert sorted(answer.context["form"].errors) == ["channel", "day", "files"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", WRONG)
def test_a_form_that_is_refused_keeps_what_was_typed(client, scene, case):
    changes, fault = WRONG[case]
    answer = client.post(url("record-received", scene.pk), sent(note="Gardé", given_by="Farid", **changes))
    page = answer.content.decode()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [fault])
    assert {"Gardé", 'value="Farid"', 'value="2026-11-08"'} == {
        each for each in ("Gardé", 'value="Farid"', 'value="2026-11-08"') if each in page
    }
    assert not Version.objects.exists()


@pytest.mark.django_db
def test_the_end_of_deliveries_stops_what_came_after_it_not_what_is_filed_after_it(client, scene):
    Deliverable.objects.update(closes_at=DUE + timedelta(hours=1))
    answer = client.post(url("record-received", scene.pk), sent(day="2026-11-10"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["day"])
    assert client.post(url("record-received", scene.pk), sent(day="2026-11-09")).status_code == 302


@pytest.mark.django_db
def test_of_a_team_that_left_only_what_came_before_is_recorded(client, scene):
    scene.team.status, scene.team.status_on = "left", datetime(2026, 11, 8).date()
    scene.team.save()
    answer = client.post(url("record-received", scene.pk), sent(day="2026-11-09"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["day"])
    assert client.post(url("record-received", scene.pk), sent()).status_code == 302


@pytest.mark.django_db
def test_an_open_draft_stays_as_it_is_and_is_delivered_after(client, scene):
    member = b.member(scene.team).person.user
    draft = b.version(scene, author=member, delivered=False, files=("brouillon.pdf",), note="Le nôtre")
    old_tab = {"revision": scene.revision, "number": draft.number}
    assert client.post(url("record-received", scene.pk), sent()).status_code == 302
    draft.refresh_from_db()
    scene.refresh_from_db()
    assert (draft.number, draft.note, draft.files.get().name, draft.delivered_at) == (
        2,
        "Le nôtre",
        "brouillon.pdf",
        None,
    )
    assert (scene.state, scene.current_version.number) == ("delivered", 1)
    client.force_login(member)
    assert client.post(url("deliver", scene.pk), old_tab).status_code == 409
    data = {"revision": scene.revision, "number": 2}
    assert client.post(url("deliver", scene.pk), data).url == url("deliver-done", scene.pk, 2)
    scene.refresh_from_db()
    assert (scene.current_version, scene.late_seconds) == (draft, 0)


@pytest.mark.django_db
def test_what_was_received_first_makes_the_lateness(client, scene):
    """The team delivered late on the page; the mail of the day before it was due is found later."""
    b.version(scene, at=DUE + timedelta(days=1), late_seconds=86_400)
    Deliverable.objects.update(late_seconds=86_400)
    assert client.post(url("record-received", scene.pk), sent(number=2, older="on")).status_code == 302
    scene.refresh_from_db()
    assert (scene.late_seconds, scene.current_version.number) == (0, 2)
    client.post(url("take-back", scene.pk), {"revision": scene.revision})
    scene.refresh_from_db()
    assert (scene.late_seconds, scene.current_version.number) == (86_400, 1)


@pytest.mark.django_db
def test_without_return_it_is_retained_by_itself(client, scene):
    scene.assignment.return_mode = "none"
    scene.assignment.save()
    client.post(url("record-received", scene.pk), sent())
    scene.refresh_from_db()
    assert (scene.state, scene.retained_version) == ("retained", scene.current_version)


@pytest.mark.django_db
def test_the_same_click_twice_records_once_and_another_document_is_asked_again(client, scene):
    for _twice in range(2):
        answer = client.post(url("record-received", scene.pk), sent())
        assert (answer.status_code, answer.url) == (302, url("deliver-done", scene.pk, 1))
    other = client.post(
        url("record-received", scene.pk), sent(note="Un autre", files=[pdf("autre.pdf", "Autre " * 50)])
    )
    page = other.content.decode()
    assert (other.status_code, Version.objects.count(), StoredFile.objects.count()) == (409, 1, 1)
    assert "Un autre" in page
    assert '<input type="hidden" name="number" value="2"' in page


@pytest.mark.django_db
def test_the_coordinator_takes_her_recording_back_until_feedback_begins(client, scene):
    client.post(url("record-received", scene.pk), sent())
    scene.refresh_from_db()
    data = {"revision": scene.revision}
    member = Client()
    member.force_login(b.member(scene.team).person.user)
    assert member.post(url("take-back", scene.pk), data).status_code == 403
    assert client.get(url("take-back", scene.pk)).status_code == 200
    assert client.post(url("take-back", scene.pk), data).status_code == 302
    scene.refresh_from_db()
    assert (scene.state, scene.current_version) == ("not_delivered", None)
    assert Version.objects.get().taken_back_at == NOW
    assert client.get(url("version-detail", scene.pk, 1)).status_code == 200
    assert send_waiting() == 0
    client.post(url("record-received", scene.pk), sent(number=2))
    scene.refresh_from_db()
    Feedback.objects.create(version=scene.current_version, outcome="retained", author=b.user())
    client.post(url("take-back", scene.pk), {"revision": scene.revision})
    scene.refresh_from_db()
    assert scene.current_version.number == 2


@pytest.mark.django_db
def test_who_got_the_receipt_is_told_that_it_no_longer_counts(client, scene):
    member = b.member(scene.team).person.user
    client.post(url("record-received", scene.pk), sent())
    assert send_waiting() == 1
    b.member(scene.team)  # she came after the receipt went
    scene.refresh_from_db()
    client.post(url("take-back", scene.pk), {"revision": scene.revision})
    assert send_waiting() == 1
    sent_mails = Mail.objects.filter(state="sent").order_by("pk").values_list("template", "to_email")
    assert list(sent_mails) == [("recorded", member.email), ("recording_taken_back", member.email)]
    mail = Mail.objects.get(template="recording_taken_back", to_email=member.email)
    assert "It is sent once, to those who got the receipt" in render(mail).body


@pytest.mark.django_db
def test_coordination_takes_back_no_delivery_of_the_team(client, scene):
    b.version(scene)
    assert client.post(url("take-back", scene.pk), {"revision": 0}).status_code == 403


@pytest.mark.django_db
def test_exempted_meanwhile_the_note_is_kept(client, scene):
    page = client.get(url("record-received", scene.pk))
    Deliverable.objects.update(state="exempted")
    assert page.status_code == 200
    assert client.post(url("record-received", scene.pk), sent()).url == url("deliverable-detail", scene.pk)
    assert not Version.objects.exists()


@pytest.mark.django_db
def test_a_document_that_escale_holds_is_recorded_as_it_is(client, scene):
    cycle = scene.assignment.cycle
    given = b.version(b.deliverable(b.assignment(cycle), scene.team)).files.get()
    hidden = b.version(b.deliverable(b.assignment(cycle), scene.team), delivered=False).files.get()
    foreign = b.version(b.deliverable(b.assignment(cycle), b.team(cycle))).files.get()
    for row in (hidden, foreign):
        answer = client.post(url("record-received", scene.pk), sent(files=None, existing=[row.pk]))
        assert (answer.status_code, "existing" in answer.context["form"].errors) == (422, True)
    assert client.post(url("record-received", scene.pk), sent(files=None, existing=[given.pk])).status_code == 302
    scene.refresh_from_db()
    assert scene.current_version.files.get().file == given.file


@pytest.mark.django_db
def test_the_draft_takes_files_of_the_teams_other_versions_and_no_others(client, scene):
    cycle, team = scene.assignment.cycle, scene.team
    member = b.member(team).person.user
    before = b.version(b.deliverable(b.assignment(cycle), team)).files.get()
    drafted = b.version(b.deliverable(b.assignment(cycle), team), delivered=False).files.get()
    infected = b.version(b.deliverable(b.assignment(cycle), team), files=("virus.pdf",)).files.get()
    StoredFile.objects.filter(pk=infected.file_id).update(scan="infected")
    foreign = b.version(b.deliverable(b.assignment(cycle), b.team(cycle))).files.get()
    elsewhere = b.cycle(organiser=cycle.organiser)
    last_year = b.team(elsewhere, territory=team.territory)
    of_others = b.version(b.deliverable(b.assignment(elsewhere), last_year)).files.get()
    client.force_login(member)
    page = client.get(url("draft-edit", scene.pk)).context["reuse_form"]
    assert set(page.rows) == {before.pk, drafted.pk}
    for row in (foreign, of_others, infected):
        assert client.post(url("draft-reuse", scene.pk), {"existing": [row.pk]}).status_code == 422
    assert client.post(url("draft-reuse", scene.pk), {"existing": [before.pk, drafted.pk]}).status_code == 302
    draft = scene.versions.get()
    assert set(draft.files.values_list("file", flat=True)) == {before.file_id, drafted.file_id}
    assert StoredFile.objects.count() == 5
    assert LogEntry.objects.latest("pk").action == "deliverable_files_reused"
    assert not client.get(url("draft-edit", scene.pk)).context["reuse_form"].rows
    b.member(last_year, user=member)
    mapped = b.version(b.deliverable(b.assignment(cycle, title="Repérage"), team), files=("carte.pdf",)).files.get()
    choices = client.get(url("draft-edit", scene.pk)).context["reuse_form"].fields["existing"].choices
    assert choices == [
        (cycle.title, [(mapped.pk, "carte.pdf · Repérage, version 1")]),
        (elsewhere.title, [(of_others.pk, "diagnostic.pdf · Livrable 1, version 1")]),
    ]


def test_two_coordinators_at_once_record_one_version_and_ask_the_other(transactional_db):
    cycle = b.cycle()
    row = b.deliverable(b.assignment(cycle))
    users = [b.coordinator(cycle), b.coordinator(cycle)]
    day = timezone.localdate().isoformat()
    answers, gate = [], threading.Barrier(2)

    def record(user) -> None:
        client = Client()
        client.force_login(user)
        gate.wait()
        data = sent(day=day, files=[pdf(text=f"De {user.pk}" * user.pk)])
        answers.append(client.post(url("record-received", row.pk), data).status_code)
        connection.close()

    threads = [threading.Thread(target=record, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert list(Version.objects.values_list("number", flat=True)) == [1]


@pytest.mark.django_db
def test_fields_that_the_form_has_not_are_ignored(client, scene):
    other = b.deliverable(cycle=scene.assignment.cycle)
    extra = {"team": other.team.pk, "deliverable": other.pk, "state": "retained", "delivered_by": 1, "late_seconds": 9}
    extra |= {"delivered_at": "2020-01-01T00:00", "received_at": "2020-01-01T00:00", "author": 1}
    assert client.post(url("record-received", scene.pk), sent(**extra)).status_code == 302
    version = Version.objects.get()
    assert (version.deliverable, version.delivered_at, version.late_seconds) == (scene, NOW, 0)
    assert version.received_at == datetime(2026, 11, 7, 23, tzinfo=UTC)


@pytest.mark.django_db
def test_the_summary_of_errors_leads_to_the_first_choice(client, scene):
    page = client.post(url("record-received", scene.pk), sent(channel=None)).content.decode()
    assert '<a href="#id_channel_0">' in page
    assert 'id="id_channel_0"' in page


def test_what_a_team_does_with_its_drafts_is_left_out_of_coordinations_activity():
    assert DRAFTS >= OF_DRAFTS


@pytest.mark.django_db
def test_the_deliverables_page_asks_little_of_the_database(client, scene, django_assert_num_queries):
    """Ten versions, each of its own author, delivered or recorded, answered and logged. Of what coordination recorded
    last, the page also asks whether somebody answered it."""
    nadia = User.objects.get(email="nadia@demo.test")
    for number in range(1, 11):
        author = b.member(scene.team).person.user
        version = b.version(scene, author=author, channel="mail" if number % 2 else "page")
        Feedback.objects.create(version=version, outcome="to_complete", text="Encore", author=nadia)
        record(author, "deliverable_delivered", scene, after={"version": number})
    with django_assert_num_queries(12):
        client.get(url("deliverable-detail", scene.pk))
    b.version(scene, channel="mail", author=author)
    with django_assert_num_queries(13):
        client.get(url("deliverable-detail", scene.pk))
    with django_assert_num_queries(13):
        client.get(url("record-received", scene.pk))


# received of the version that stands, whether its day alone is known; day and time now; whether the page warns
OLDER = {
    "the day before": (datetime(2026, 11, 9, 9, tzinfo=UTC), False, "2026-11-08", "", True),
    "the same day, no time": (datetime(2026, 11, 9, 9, tzinfo=UTC), False, "2026-11-09", "", False),
    "the same day, an earlier time": (datetime(2026, 11, 9, 9, tzinfo=UTC), False, "2026-11-09", "09:30", True),
    "the same day, a later time": (datetime(2026, 11, 9, 9, tzinfo=UTC), False, "2026-11-09", "10:30", False),
    "a time on the day that alone is known": (
        datetime(2026, 11, 8, 23, tzinfo=UTC),
        True,
        "2026-11-09",
        "08:00",
        False,
    ),
    "the day after": (datetime(2026, 11, 9, 9, tzinfo=UTC), False, "2026-11-10", "", False),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", OLDER)
@pytest.mark.parametrize("state", ["delivered", "retained"])
def test_a_document_older_than_what_stands_is_recorded_only_once_that_was_said(client, scene, case, state):
    at, day_only, day, time, warns = OLDER[case]
    standing = b.version(scene, at=at, received_day_only=day_only, channel="mail", state=state)
    given = {"day": day, "at": time, "number": 2}
    answer = client.post(url("record-received", scene.pk), sent(**given))
    assert (answer.status_code, scene.versions.count()) == ((422, 1) if warns else (302, 2))
    if not warns:
        return
    said = "Version 1, which is retained, was received " if state == "retained" else "Version 1 was received "
    page = answer.content.decode()
    assert (said in page, "after this document." in page, 'name="older"' in page) == (True, True, True)
    assert client.post(url("record-received", scene.pk), sent(**given, older="on")).status_code == 302
    scene.refresh_from_db()
    assert (scene.current_version.number, scene.retained_version) == (2, standing if state == "retained" else None)


@pytest.mark.django_db
def test_nothing_is_asked_while_nothing_stands(client, scene):
    assert 'name="older"' not in client.get(url("record-received", scene.pk)).content.decode()
