"""The workshop: who may, two people at once, a build from the button to the file."""

import hashlib
import html
import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from capitalisation import guidance
from capitalisation.models import Chapter
from lib import text
from records.jobs import run_waiting
from records.models import Job, LogEntry
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    cycle = builders.cycle("Quartiers", slug="quartiers")
    builders.deliverable(team=builders.team(cycle), cycle=cycle)
    builders.session(cycle)
    return cycle


@pytest.fixture
def lead(cycle, client):
    user = builders.coordinator(cycle)
    client.force_login(user)
    return user


def url(name: str, *args) -> str:
    return reverse(f"capitalisation:{name}", args=["quartiers", *args])


def status(response) -> int:
    if response.streaming:
        response.getvalue()  # a download holds its file open until it is read
    return response.status_code


def built(cycle, client) -> Job:
    client.post(url("report-build"))
    run_waiting()
    return Job.objects.latest("pk")


def test_only_coordination_opens_writes_builds_and_downloads(cycle, client):
    client.force_login(builders.coordinator(cycle))
    job = built(cycle, client)
    pages = [
        ("get", url("report-edit"), 200),
        ("get", url("chapter-edit", "foreword"), 200),
        ("post", url("report-build"), 302),
        ("get", url("report-progress", job.pk), 200),
        ("get", url("report-download", job.pk), 200),
    ]
    people = {
        "administrator": (builders.administrator(), None),
        "co-facilitator": (builders.facilitator(cycle), 403),
        "contributor": (builders.member(cycle.teams.get()).person.user, 403),
        "coordinator of another cycle": (builders.coordinator(builders.cycle()), 404),
        "stranger": (builders.user(), 404),
    }
    for name, (user, refused) in people.items():
        client.force_login(user)
        for method, address, allowed in pages:
            assert (name, address, status(getattr(client, method)(address))) == (name, address, refused or allowed)


def test_who_is_refused_reads_why(cycle, client):
    client.force_login(builders.facilitator(cycle))
    response = client.post(url("report-build"))
    assert response.status_code == 403
    assert not Job.objects.exists()


def test_a_build_from_the_button_to_the_file(cycle, client, lead):
    response = client.post(url("report-build"))
    job = Job.objects.get()
    assert response["Location"] == url("report-progress", job.pk)
    assert client.get(url("report-download", job.pk)).status_code == 404
    assert run_waiting() == 1
    page = client.get(url("report-progress", job.pk))
    job.refresh_from_db()
    assert url("report-download", job.pk) in page.content.decode()
    assert "hx-get" not in page.content.decode()
    response = client.get(url("report-download", job.pk))
    content = response.getvalue()
    assert hashlib.sha256(content).hexdigest() == job.result.sha256
    assert response["Content-Disposition"] == 'attachment; filename="quartiers.pdf"'
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []


def test_a_double_click_builds_once(cycle, client, lead):
    first, second = (client.post(url("report-build"))["Location"] for _ in range(2))
    assert first == second
    assert (Job.objects.count(), LogEntry.objects.filter(action="report_build_started").count()) == (1, 1)


def test_a_failed_build_says_so(cycle, client, lead):
    client.post(url("report-build"))
    Job.objects.update(state="failed", error="OSError: no space left")
    page = client.get(url("report-progress", Job.objects.get().pk)).content.decode()
    assert "OSError: no space left" in page
    assert "hx-get" not in page


def test_a_build_that_is_tried_again_says_when(cycle, client, lead):
    client.post(url("report-build"))
    client.cookies["language"] = "en"
    when = timezone.now() + timedelta(days=400)
    Job.objects.update(attempts=1, run_after=when, error="OSError: no space left")
    page = client.get(url("report-progress", Job.objects.get().pk)).content.decode()
    said = text.day_time(timezone.localtime(when), timezone.localtime(), "en")
    assert f"It is tried again by itself {said}." in page


def test_progress_is_a_piece_of_page_for_htmx(cycle, client, lead):
    client.post(url("report-build"))
    piece = client.get(url("report-progress", Job.objects.get().pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert 'hx-trigger="every 2s"' in piece


def test_a_build_of_another_cycle_is_not_found(cycle, client, lead):
    other = builders.cycle(slug="autre")
    builders.coordinator(other, user=lead)
    job = built(cycle, client)
    assert client.get(reverse("capitalisation:report-download", args=["autre", job.pk])).status_code == 404
    assert status(client.get(url("report-download", job.pk))) == 200


def test_a_chapter_is_saved_with_its_signature(cycle, client, lead):
    data = {"text": "Bonjour\n\n- un", "signature": "La directrice", "revision": 0}
    assert client.post(url("chapter-edit", "foreword"), data).status_code == 302
    chapter = Chapter.objects.get()
    assert (chapter.place, chapter.text.splitlines(), chapter.signature, chapter.written_by, chapter.revision) == (
        "foreword",
        ["Bonjour", "", "- un"],
        "La directrice",
        lead,
        1,
    )
    assert LogEntry.objects.get(action="chapter_written").after["signature"] == "La directrice"


def test_the_page_says_what_a_chapter_usually_holds(cycle, client, lead):
    pages = {place: client.get(url("chapter-edit", place)).content.decode() for place in Chapter.Place.values}
    assert [place for place in pages if str(guidance.USUAL[place]) not in html.unescape(pages[place])] == []
    titles = "## Aux élus\n\n## À l’État\n\n## Aux chefs de projet\n\n## Aux associations\n\n## Au centre de ressources"
    assert [place for place in pages if titles in pages[place]] == ["recommendations"]


def test_a_stale_save_keeps_both_texts(cycle, client, lead):
    client.post(url("chapter-edit", "lessons"), {"text": "Le premier texte", "signature": "", "revision": 0})
    response = client.post(url("chapter-edit", "lessons"), {"text": "Le second texte", "signature": "", "revision": 0})
    page = response.content.decode()
    assert (response.status_code, Chapter.objects.get().text) == (409, "Le premier texte")
    assert "Le premier texte" in page
    assert "Le second texte" in page
    again = {"text": "Le second texte", "signature": "", "revision": 1}
    assert client.post(url("chapter-edit", "lessons"), again).status_code == 302
    assert Chapter.objects.get().text == "Le second texte"


def test_a_preview_shows_the_text_as_printed_keeps_what_was_typed_and_saves_nothing(cycle, client, lead):
    data = {
        "text": "## Aux élus\n\n**Ouvrir** <b>le soir</b>",
        "signature": "La directrice",
        "revision": 0,
        "preview": "1",
    }
    page = client.post(url("chapter-edit", "recommendations"), data)
    form = page.context["form"]
    assert (page.status_code, form["text"].value(), form["signature"].value()) == (200, data["text"], data["signature"])
    printed = "<h3>Aux élus</h3>\n<p><strong>Ouvrir</strong> &lt;b&gt;le soir&lt;/b&gt;</p>"
    assert printed in page.content.decode()
    piece = client.post(url("chapter-edit", "recommendations"), data, headers={"HX-Request": "true"}).content.decode()
    assert printed in piece
    assert "<form" not in piece
    assert not Chapter.objects.exists()
    assert not LogEntry.objects.filter(action="chapter_written").exists()


def test_a_text_that_is_too_long_is_said_instead_of_previewed(cycle, client, lead):
    data = {"text": "a" * 40001, "revision": 0, "preview": "1"}
    piece = client.post(url("chapter-edit", "lessons"), data, headers={"HX-Request": "true"}).content.decode()
    assert "40000" in piece.replace("\xa0", "").replace("\u202f", "")
    assert "preview-title" not in piece


def test_a_preview_after_a_stale_save_still_saves_over_what_was_shown(cycle, client, lead):
    address = url("chapter-edit", "lessons")
    client.post(address, {"text": "Le premier texte", "signature": "", "revision": 0})
    stale = client.post(address, {"text": "Le second texte", "signature": "", "revision": 0}).context["form"]
    shown = {name: stale[name].value() for name in stale.fields}
    again = client.post(address, {**shown, "preview": "1"}).context["form"]
    client.post(address, {name: again[name].value() for name in again.fields})
    assert Chapter.objects.get().text == "Le second texte"


def test_an_archived_cycle_is_built_but_not_written(cycle, client, lead):
    cycle.state = "archived"
    cycle.save()
    assert client.post(url("chapter-edit", "foreword"), {"text": "x", "revision": 0}).status_code == 403
    assert client.post(url("report-build")).status_code == 302
    assert not Chapter.objects.exists()


def test_a_cycle_in_preparation_is_not_built(cycle, client, lead):
    cycle.state = "draft"
    cycle.save()
    assert client.get(url("report-edit")).status_code == 200
    assert client.post(url("report-build")).status_code == 403


def test_an_unknown_chapter_is_not_found(cycle, client, lead):
    assert client.get(url("chapter-edit", "annexes")).status_code == 404
