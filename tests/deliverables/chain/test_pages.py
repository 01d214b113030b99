"""Rows on the pages: typed in place, kept when refused or when somebody was quicker, shown where they are read."""

import re

import pytest
from django.urls import reverse

from deliverables import opinions
from deliverables.chain.models import Action, Finding, Theme
from deliverables.chain.themes import ensure_themes
from deliverables.models import Deliverable
from records import links
from tests import builders as b
from tests.deliverables.chain.test_operations import NEED, Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def place():
    return Place()


def url(name, *args):
    return reverse(f"deliverables:{name}", args=args)


def text_of(response) -> str:
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", page)


def post(client, place, name, *args, htmx=False, **fields):
    return client.post(url(name, place.deliverable.pk, *args), fields, headers=HTMX if htmx else {})


def test_a_row_is_added_in_place(client, place):
    ensure_themes(place.cycle)
    theme = Theme.objects.get(cycle=place.cycle, name="Garde d’enfants")
    client.force_login(place.member)
    page = client.get(url("row-add", place.deliverable.pk), headers=HTMX)
    assert "<html" not in page.content.decode()
    assert 'list="neighbourhoods"' in page.content.decode()
    typed = NEED | {
        "theme": theme.pk,
        "evidence_value": "27,5",
        "evidence_unit": "%",
        "evidence_source": "Insee",
        "evidence_year": "2022",
        "neighbourhoods": ["Les Cèdres", "Grand Pré", ""],
        "priority": "high",
    }
    answer = post(client, place, "row-add", htmx=True, **typed)
    row = Finding.objects.get()
    assert (row.theme, row.neighbourhoods) == (theme, ["Les Cèdres", "Grand Pré"])
    assert answer.status_code == 200
    assert "Evidence 27,5 % (Insee, 2022)" in text_of(answer)
    assert "D1" in text_of(answer)


def test_what_is_not_understood_is_said_beside_the_field_and_kept(client):
    place = Place("action")
    client.force_login(place.member)
    typed = {"title": "Ouvrir une crèche", "budget": "12.000", "starts": "2026", "findings": ["D9"]}
    answer = post(client, place, "row-add", htmx=True, **typed)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "may be read in two ways" in said
    assert "no whole date" in said
    assert "The team has no D9" in said
    assert 'value="12.000"' in answer.content.decode()
    assert not Action.objects.exists()


def test_dates_money_and_references_are_read_as_in_a_workbook(client):
    place = Place("action")
    findings = b.deliverable(b.assignment(place.cycle, holds="finding", content="rows"), place.team)
    b.row(b.version(findings, author=place.member, delivered=False, files=()))
    client.force_login(place.member)
    typed = {
        "title": "Ouvrir une crèche",
        "budget": "12,5 k€",
        "sources": ["CAF : 8 000", "État : 4 500 €"],
        "starts": "juin 2026",
        "ends": "12/2026",
        "findings": ["d 1"],
    }
    assert post(client, place, "row-add", **typed).status_code == 302
    row = Action.objects.get()
    assert (row.budget, row.starts.month, row.ends.month, row.findings) == (12500, 6, 12, ["D1"])
    page = text_of(client.get(place.deliverable.get_absolute_url()))
    assert "12 500 €, planned, not committed" in page.replace("\xa0", " ")
    answer = post(client, place, "row-edit", row.pk, revision=0, **typed | {"ends": "05/2026", "budget": "10 000"})
    assert "ends before it starts" in text_of(answer)
    assert "more than the planned budget" in text_of(answer)


def test_the_same_click_twice_adds_one_row(client, place):
    client.force_login(place.member)
    key = "7f4df9b4-5d3c-4b9e-8f5e-0a40e1f3a111"
    for _click in range(2):
        assert post(client, place, "row-add", key=key, **NEED).status_code == 302
    assert Finding.objects.count() == 1


def test_save_and_add_another_opens_an_empty_form(client, place):
    client.force_login(place.member)
    answer = post(client, place, "row-add", htmx=True, then="next", **NEED)
    assert "D1" in text_of(answer)
    assert "Save and add another" in text_of(answer)


def test_somebody_was_quicker_and_what_was_typed_is_kept(client, place):
    row = place.add(statement="Un")
    place.call("edit_row", row=row, values={"statement": "Le sien"}, revision=0)
    client.force_login(place.member)
    answer = post(client, place, "row-edit", row.pk, htmx=True, revision=0, category="need", statement="Le mien")
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Somebody changed this while you were writing" in said
    assert "Le sien" in said
    assert ">\nLe mien</textarea>" in answer.content.decode()
    revision = Finding.objects.get().revision
    post(client, place, "row-edit", row.pk, revision=revision, category="need", statement="Le mien")
    assert Finding.objects.get().statement == "Le mien"


def test_a_row_that_was_removed_meanwhile_says_so(client, place):
    row = place.add()
    client.force_login(place.member)
    place.call("remove_row", row=row)
    answer = post(client, place, "row-edit", row.pk, htmx=True, revision=0, category="need", statement="Le mien")
    assert answer.status_code == 409
    assert "restore it first" in text_of(answer)
    assert "Le mien" in answer.content.decode()
    assert post(client, place, "row-restore", row.pk).status_code == 302
    assert Finding.objects.get().removed_at is None


def test_coordination_types_and_the_team_confirms(client, place):
    own = place.add(statement="Secret de l’équipe")
    client.force_login(place.coordinator)
    assert "Type findings from a workshop" in text_of(client.get(place.deliverable.get_absolute_url()))
    post(client, place, "row-add", category="need", statement="Entendu en atelier")
    page = text_of(client.get(url("row-list", place.deliverable.pk)))
    assert "Entendu en atelier" in page
    assert "Secret" not in page
    assert client.get(url("row-edit", place.deliverable.pk, own.pk)).status_code == 404
    assert post(client, place, "row-remove", own.pk).status_code == 404
    client.force_login(place.member)
    page = text_of(client.get(url("draft-edit", place.deliverable.pk)))
    assert "1 row typed by coordination is to be confirmed by the team" in page
    assert "Delivered as it is, it stays marked so." in text_of(client.get(url("deliver-check", place.deliverable.pk)))
    post(client, place, "rows-confirm")
    assert "to be confirmed" not in text_of(client.get(url("draft-edit", place.deliverable.pk)))


def test_a_draft_without_rows_is_not_offered_for_delivery(client, place):
    b.version(place.deliverable, author=place.member, delivered=False, files=())
    client.force_login(place.member)
    page = client.get(url("deliver-check", place.deliverable.pk)).content.decode()
    assert "There is nothing in the draft yet" in page
    assert "/remettre/" in page
    assert ">Deliver</button>" not in page


def test_rows_are_read_on_the_version_and_compared_with_the_next(client, place):
    kept, changed, gone = place.add(statement="Reste"), place.add(statement="Avant"), place.add(statement="Part")
    place.deliver()
    place.add(statement="Arrive")
    draft = {str(row.reference): row for row in Finding.objects.filter(version__delivered_at=None)}
    place.call("edit_row", row=draft["D2"], values={"statement": "Après"}, revision=0)
    place.call("remove_row", row=draft["D3"])
    client.force_login(place.member)
    check = text_of(client.get(url("deliver-check", place.deliverable.pk)))
    assert "1 row changed, 1 row added, 1 row removed, 1 row unchanged" in check
    place.deliver()
    client.force_login(place.coordinator)
    version = text_of(client.get(url("version-detail", place.deliverable.pk, 1)))
    assert all(row.statement in version for row in (kept, changed, gone))
    compared = text_of(client.get(url("version-compare", place.deliverable.pk)))
    for said in ("Après · row changed", "Arrive · row added", "Part · row removed", "Reste · row unchanged"):
        assert said in compared
    assert "Statement Avant → became Après" in compared


def test_a_newer_version_is_begun_before_its_rows_are_changed(client, place):
    place.add()
    place.deliver()
    client.force_login(place.member)
    for name in ("row-list", "row-add"):
        assert client.get(url(name, place.deliverable.pk)).url == url("draft-begin", place.deliverable.pk)


def test_what_hangs_in_the_air_is_advice(client):
    place = Place("action")
    findings = b.deliverable(b.assignment(place.cycle, holds="finding", content="rows"), place.team)
    for_rows = b.version(findings, author=place.member, delivered=False, files=())
    b.row(for_rows, statement="Répondu"), b.row(for_rows, statement="Oublié")
    for values in (
        {"title": "Nue", "findings": ["D1", "D7"]},
        {"title": "Complète", "findings": ["D1"], "pilote": "Ville", "partners": ["CAF"], "starts": "2026-01-01"},
    ):
        b.row(draft_of(place), **values)
    client.force_login(place.member)
    for name in ("draft-edit", "deliver-check"):
        page = text_of(client.get(url(name, place.deliverable.pk)))
        for said in (
            "D2 Oublié finding without an action",
            "A1 Nue action without a pilote, action without a date, action without a partner, "
            "names D7, which the team no longer has",
        ):
            assert said in page
        assert "A2 Complète action" not in page
    assert ">Deliver</button>" in client.get(url("deliver-check", place.deliverable.pk)).content.decode()


def test_who_reads_from_outside_reads_no_contact(client):
    place = Place("contribution")
    place.cycle.opens_retained = True
    place.cycle.save()
    b.row(draft_of(place), contact="Lise Morel, 04 00 00 00 03")
    version = place.deliver()
    Deliverable.objects.update(state="retained", retained_version=version)
    opinion = b.opinion(version)
    other = b.member(b.team(place.cycle))
    client.force_login(other.person.user)
    page = text_of(client.get(url("peer-reading", place.cycle.slug, other.team_id, place.deliverable.pk)))
    assert "CAF de l’Isère" in page
    assert "Lise Morel" not in page
    token = links.issue(opinions.PURPOSE, opinion, email=opinion.email, days=9, actor=place.coordinator)
    page = text_of(client.get(reverse("deliverables:opinion-answer", args=[token])))
    assert "CAF de l’Isère" in page
    assert "Lise Morel" not in page
    client.force_login(place.coordinator)
    assert "Lise Morel" in text_of(client.get(url("version-detail", place.deliverable.pk, 1)))


def draft_of(place):
    draft = place.deliverable.versions.filter(delivered_at=None).first()
    return draft or b.version(place.deliverable, author=place.member, delivered=False, files=())


@pytest.mark.parametrize("rows", [1, 12])
def test_queries_of_the_pages_do_not_grow_with_the_rows(client, place, rows, django_assert_num_queries):
    ensure_themes(place.cycle)
    for _each in range(rows):
        place.add(neighbourhoods=("Les Cèdres",), theme=str(Theme.objects.first().pk))
    client.force_login(place.member)
    with django_assert_num_queries(17):  # one for the rows, one for what organisations answered
        client.get(place.deliverable.get_absolute_url())
    with django_assert_num_queries(14):
        client.get(url("row-list", place.deliverable.pk))
    place.deliver()
    with django_assert_num_queries(20):
        client.get(url("version-detail", place.deliverable.pk, 1))


def test_the_assignment_says_which_rows_it_holds(client, place):
    client.force_login(place.coordinator)
    other = b.assignment(place.cycle)
    fields = {
        "title": "Plan d’action",
        "kind": "action_plan",
        "due_day": "2031-05-12",
        "due_hour": "18:00",
        "min_files": 0,
        "return_mode": "feedback",
        "revision": 0,
        "end": "1",
        "checked": "1",
    }
    address = reverse("deliverables:assignment-edit", args=[place.cycle.slug, other.pk])
    assert "Ask for 1 to 20 files" in text_of(client.post(address, fields))
    assert client.post(address, fields | {"holds": "action"}).status_code == 302
    other.refresh_from_db()
    assert (other.holds, other.content, other.min_files) == ("action", "rows", 0)
    assert place.cycle.themes.count() == 10
    place.add()
    address = reverse("deliverables:assignment-edit", args=[place.cycle.slug, place.assignment.pk])
    assert "cannot be changed any more" in text_of(client.post(address, fields | {"holds": "action"}))


def test_themes_are_corrected_ordered_and_retired(client, place):
    ensure_themes(place.cycle)
    first, second, third = Theme.objects.all()[:3]
    place.add(theme=str(second.pk))
    Theme.objects.exclude(pk__in=[first.pk, second.pk, third.pk]).delete()
    client.force_login(place.coordinator)
    address = url("theme-list", place.cycle.slug)
    fields = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 3, "revision": 0}
    for place_in, (theme, name) in enumerate([(first, "Travail"), (second, ""), (third, first.name)]):
        fields |= {f"form-{place_in}-pk": theme.pk, f"form-{place_in}-name": name}
    fields |= {"form-3-name": "Santé", "form-3-ORDER": 1, "form-0-ORDER": 2, "form-2-ORDER": 3}
    assert client.post(address, fields).status_code == 302
    themes = [(theme.name, theme.is_retired) for theme in place.cycle.themes.order_by("is_retired", "position")]
    assert themes == [("Santé", False), ("Travail", False), (first.name, False), (second.name, True)]
    assert client.post(address, fields).status_code == 409
    twice = fields | {"revision": 1, "form-0-name": "santé"}
    assert "is there twice" in text_of(client.post(address, twice))


def test_what_hangs_in_the_air_across_teams(client):
    place = Place("contribution")
    row = b.row(draft_of(place))
    other = b.deliverable(place.assignment, b.team(place.cycle, territory="Thau"))
    b.row(b.version(other, delivered=False, files=()), organisation="Brouillon")
    place.deliver()
    client.force_login(b.facilitator(place.cycle))
    page = text_of(client.get(url("loose-list", place.cycle.slug)))
    assert f"P1 {row.organisation} contribution that backs nothing" in page
    assert "Brouillon" not in page
    assert "Thau" in page
    filtered = text_of(client.get(url("loose-list", place.cycle.slug) + f"?team={other.team_id}"))
    assert row.organisation not in filtered
    assert row.organisation in text_of(client.get(url("loose-list", place.cycle.slug) + "?lack=backs_nothing"))
    assert row.organisation not in text_of(client.get(url("loose-list", place.cycle.slug) + "?lack=no_date"))


@pytest.mark.parametrize("teams", [1, 8])
def test_queries_of_loose_ends_do_not_grow_with_the_teams(client, teams, django_assert_num_queries):
    cycle = b.cycle()
    coordinator = b.coordinator(cycle)
    assignments = [b.assignment(cycle, holds=kind, content="rows") for kind in ("finding", "action", "contribution")]
    for _each in range(teams):
        team = b.team(cycle)
        for assignment in assignments:
            version = b.version(b.deliverable(assignment, team), delivered=False, files=())
            b.row(version), b.row(version)
            deliver(version)
    client.force_login(coordinator)
    with django_assert_num_queries(9):
        client.get(url("loose-list", cycle.slug))


def deliver(version) -> None:
    version.delivered_at = version.received_at = version.created_at
    version.delivered_by = version.author
    version.save()
    Deliverable.objects.filter(pk=version.deliverable_id).update(current_version=version, state="delivered")
