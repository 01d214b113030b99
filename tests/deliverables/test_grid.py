"""The grid of an assignment, through its pages: written by coordination, read by teams, used by feedback."""

import pytest
from django.urls import reverse

from deliverables.models import Assignment, Feedback
from records.models import LogEntry
from tests import builders as b
from tests.deliverables.test_feedback_views import World

pytestmark = pytest.mark.django_db
GRID = {
    "levels": ["à consolider", "satisfaisant"],
    "criteria": [{"title": "Sources", "help": "Chaque constat a la sienne."}, {"title": "Priorités", "help": ""}],
}
MARKS = [{"criterion": "Sources", "level": "satisfaisant", "step": 2, "steps": 2}]


def sent(revision: int = 0, levels: str = "à consolider\r\nsatisfaisant\r\n", *rows: tuple[str, str]) -> dict:
    rows = rows or (("Sources", "Chaque constat a la sienne."), ("", ""), ("Priorités", ""))
    data = {"revision": revision, "levels": levels, "criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": 0}
    for number, (title, words) in enumerate(rows):
        data |= {f"criteria-{number}-title": title, f"criteria-{number}-help": words}
    return data


@pytest.fixture
def world() -> World:
    return World()


def address(assignment: Assignment) -> str:
    return reverse("deliverables:grid-edit", args=[assignment.cycle.slug, assignment.pk])


@pytest.fixture
def asked(world) -> Assignment:
    return world.deliverable.assignment


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("diagnostic", "Sources"),
        ("action_plan", "Lien avec le diagnostic"),
        ("partnership", "Qui s’engage"),
        ("other", "Répond à ce qui est attendu"),
    ],
)
def test_a_ready_made_grid_is_proposed_and_nothing_is_saved_by_looking(client, world, asked, kind, first):
    Assignment.objects.update(kind=kind)
    client.force_login(world.coordinator)
    page = client.get(address(asked))
    rows = [form.initial["title"] for form in page.context["formset"].forms if form.initial]
    assert (rows[0], page.context["form"]["levels"].value()) == (first, "à consolider\nsatisfaisant\nexemplaire")
    assert Assignment.objects.get().grid is None


def test_a_grid_is_saved_logged_and_read_by_the_team_beforehand(client, world, asked):
    client.force_login(world.coordinator)
    assert client.post(address(asked), sent()).status_code == 302
    asked.refresh_from_db()
    assert asked.grid == GRID
    entry = LogEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("assignment_edited", {"grid": None}, {"grid": GRID})
    client.force_login(world.member)
    body = client.get(world.deliverable.get_absolute_url()).content.decode()
    assert "Chaque constat a la sienne." in body
    assert "à consolider · satisfaisant" in body


def test_without_criteria_there_is_no_grid(client, world, asked):
    Assignment.objects.update(grid=GRID)
    client.force_login(world.coordinator)
    assert client.post(address(asked), sent(0, "a\nb", ("", ""))).status_code == 302
    assert Assignment.objects.get().grid is None


@pytest.mark.parametrize(
    "data",
    [
        sent(0, "un seul"),
        sent(0, "a\nb\nc\nd\ne\nf"),
        sent(0, "a\nA"),
        sent(0, "a\n" + "b" * 61),
        sent(0, "a\nb", ("Sources", ""), ("sources", "")),
        sent(0, "a\nb", ("", "Une phrase sans titre")),
        sent(0, "a\nb", *[(f"Critère {n}", "") for n in range(11)]),
    ],
)
def test_a_grid_that_says_nothing_clear_is_refused_with_what_was_typed(client, world, asked, data):
    client.force_login(world.coordinator)
    page = client.post(address(asked), data)
    assert (page.status_code, Assignment.objects.get().grid) == (422, None)
    assert "error-summary" in page.content.decode()
    assert page.context["form"]["levels"].value() == data["levels"]


def test_who_comes_second_keeps_what_she_typed_and_may_send_it_again(client, world, asked):
    client.force_login(world.coordinator)
    client.post(address(asked), sent())
    page = client.post(address(asked), sent(0, "bas\nhaut", ("Pilotes", "")))
    body = page.content.decode()
    assert page.status_code == 409
    assert all(words in body for words in ("Chaque constat a la sienne.", "Pilotes"))
    assert Assignment.objects.get().grid == GRID
    assert client.post(address(asked), sent(1, "bas\nhaut", ("Pilotes", ""))).status_code == 302
    assert Assignment.objects.get().grid == {"levels": ["bas", "haut"], "criteria": [{"title": "Pilotes", "help": ""}]}


def marked(client, world, **marks) -> dict:
    shown = client.get(world.give).context["form"]["grid_print"].value()
    return {
        "end": "1",
        "revision": 0,
        "outcome": "to_complete",
        "text": "Encore un effort.",
        "grid_print": shown,
        **marks,
    }


def test_marks_are_optional_and_stay_as_they_were_said(client, world, asked):
    Assignment.objects.update(grid=GRID)
    client.force_login(world.coordinator)
    assert client.post(world.give, marked(client, world, mark_0="2", mark_1="")).status_code == 302
    assert Feedback.objects.get().marks == MARKS
    assert LogEntry.objects.first().after["marks"] == MARKS
    changed = {"levels": ["non", "oui"], "criteria": [{"title": "Tout autre chose", "help": ""}]}
    Assignment.objects.update(grid=changed)
    for who in (world.member, world.reader, world.coordinator):
        client.force_login(who)
        for page in (world.deliverable.get_absolute_url(), world.give.replace("retour/", "")):
            body = client.get(page).content.decode()
            assert "<dt>Sources</dt><dd>satisfaisant" in body
            assert "(2 sur 2)" in body


def test_feedback_without_any_mark_keeps_none(client, world):
    client.force_login(world.coordinator)
    client.post(world.give, marked(client, world, mark_0="2"))
    assert Feedback.objects.get().marks is None


def test_marks_of_a_grid_that_changed_meanwhile_are_asked_again(client, world):
    """The text stays; no mark lands on a criterion that the page did not show."""
    Assignment.objects.update(grid=GRID)
    client.force_login(world.coordinator)
    data = marked(client, world, mark_0="2")
    Assignment.objects.update(grid=GRID | {"criteria": GRID["criteria"][::-1]})
    page = client.post(world.give, data)
    assert (page.status_code, Feedback.objects.count()) == (422, 0)
    assert "Encore un effort." in page.content.decode()
    assert [field.value() for field in page.context["form"].mark_fields()] == [None, None]
    again = data | {"grid_print": page.context["form"]["grid_print"].value(), "mark_1": "1", "mark_0": ""}
    assert client.post(world.give, again).status_code == 302
    assert Feedback.objects.get().marks == [{"criterion": "Sources", "level": "à consolider", "step": 1, "steps": 2}]


@pytest.mark.parametrize("mark", ["0", "3", "-1", "x"])
def test_a_level_that_is_none_is_refused(client, world, mark):
    Assignment.objects.update(grid=GRID)
    client.force_login(world.coordinator)
    assert client.post(world.give, marked(client, world, mark_0=mark)).status_code == 422
    assert Feedback.objects.count() == 0


def test_no_grid_where_no_feedback_is_planned(client, world):
    Assignment.objects.update(grid=GRID, return_mode="none")
    client.force_login(world.member)
    assert "Chaque constat a la sienne." not in client.get(world.deliverable.get_absolute_url()).content.decode()


def test_hostile_words_are_shown_as_words(client, world, asked):
    client.force_login(world.coordinator)
    client.post(address(asked), sent(0, "<b>bas\n<i>haut", ("<script>alert(1)</script>", "<img src=x>")))
    for page in (world.deliverable.get_absolute_url(), world.give, address(asked)):
        body = client.get(page).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
        assert "<script>alert(1)" not in body


def test_an_assignment_of_another_cycle_is_not_found_under_this_one(client, world):
    other = b.assignment()
    client.force_login(world.coordinator)
    url = reverse("deliverables:grid-edit", args=[world.cycle.slug, other.pk])
    assert (client.get(url).status_code, client.post(url, sent()).status_code) == (404, 404)
