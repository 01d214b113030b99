"""A team's workbook goes out filled, comes back, is previewed and written: all that was shown, or nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import signing
from django.utils import timezone, translation
from openpyxl import Workbook

from cycles.models import Cycle
from deliverables.chain import operations
from deliverables.chain.models import ROW_MODELS, Finding, Reference, Theme
from deliverables.chain.themes import ensure_themes
from deliverables.chain.worksheet import applying
from deliverables.history import history_of
from deliverables.models import Deliverable, Version
from records.models import LogEntry
from tests import builders as b
from tests.deliverables.chain.workbooks import Desk, carried, figures, put, text_of, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk(client):
    return Desk(client)


def test_it_goes_out_with_what_is_known_lists_and_references(desk):
    ensure_themes(desk.cycle)
    desk.add("finding", statement="Peu de crèches ; loin", theme=Theme.objects.first())
    desk.deliver("finding")
    desk.add("action", findings=["D1"], budget=Decimal("12000"))
    book = desk.download("action")
    assert book.sheetnames == ["Findings", "Actions", "Contributions of partners", "Help", "_escale"]
    assert book.active.title == "Actions"
    assert [book["Findings"]["A2"].value, book["Findings"]["D2"].value] == ["D1", "Peu de crèches ; loin"]
    page, hidden = book["Actions"], book["_escale"]
    assert [page["A2"].value, page["D2"].value, page["L2"].value] == ["A1", "D1", 12000]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    assert (rules["D2"].type, rules["D2"].showErrorMessage) == ("list", False)
    offered = {cell.value for line in hidden.iter_rows() for cell in line}
    assert "D1 · Peu de crèches , loin" in offered
    assert {theme.name for theme in Theme.objects.all()} < offered


def test_sent_back_as_it_is_it_writes_nothing(desk):
    desk.add("finding"), desk.add("action", starts=date(2026, 6, 1))
    preview = desk.send(desk.download())
    assert figures(preview) == {"new rows": 0, "rows unchanged": 2}
    assert "there is nothing to write" in text_of(preview)


def test_rows_are_added_changed_and_removed_by_one_move_of_each_deliverable(desk):
    ensure_themes(desk.cycle)
    (
        desk.add("finding", statement="Reste"),
        desk.add("finding", statement="Part"),
        desk.add("finding", statement="Change"),
    )
    book = desk.download()
    findings, actions = book["Findings"], book["Actions"]
    put(findings, 4, Statement="A changé")
    findings.delete_rows(3)
    put(findings, 4, Category="besoin", Statement="Arrive", Theme="garde d’enfants")
    put(actions, 2, Title="Ouvrir une crèche", Findings_answered="d 1", Start="juin 2026", Planned_budget="12,5 k€")
    preview = desk.send(book)
    assert figures(preview) == {
        "new rows": 2, "row changed": 1, "row removed": 1, "row unchanged": 1
    }  # fmt: skip
    said = text_of(preview)
    assert "D3 Change line 3 of the sheet Changed Statement: Change → became A changé" in said
    assert "D2 Part Removed" in said
    before = LogEntry.objects.count()
    answer = desk.confirm(preview)
    assert (answer.status_code, answer.url) == (302, desk.url("row-list"))
    rows = desk.rows("finding")
    assert [(key, row.statement) for key, row in rows.items()] == [
        ("D1", "Reste"),
        ("D3", "A changé"),
        ("D4", "Arrive"),
    ]
    assert (rows["D4"].theme.name, rows["D4"].category) == ("Garde d’enfants", "need")
    action = desk.rows("action")["A1"]
    assert (action.findings, action.starts, action.budget) == (["D1"], date(2026, 6, 1), Decimal("12500"))
    assert Finding.objects.get(reference__number=2).removed_at
    assert LogEntry.objects.count() == before + 2
    happened = history_of(Deliverable.objects.get(pk=desk.deliverables["finding"].pk), with_drafts=True)[0]
    assert happened.text == "Rows taken from a workbook: version 1 (1 new, 1 changed, 1 removed)"
    assert not any(row.to_confirm for row in rows.values())


def test_sent_twice_and_confirmed_twice_it_changes_nothing_more(desk):
    desk.add("finding")
    book = desk.download()
    put(book["Findings"], 3, Category="need", Statement="Arrive")
    preview = desk.send(book)
    assert desk.confirm(preview).status_code == 302
    state = list(Finding.objects.values()), LogEntry.objects.count(), Reference.objects.count()
    again = desk.confirm(preview)
    assert (again.status_code, again.url) == (302, desk.url("row-list"))
    assert "Nothing more to write" in text_of(desk.client.get(again.url))
    assert figures(desk.send(book)) == {"new rows": 0, "rows unchanged": 2}
    assert (list(Finding.objects.values()), LogEntry.objects.count(), Reference.objects.count()) == state


def test_rows_that_change_before_the_confirmation_are_shown_again(desk):
    row = desk.add("finding", statement="Un")
    book = desk.download()
    put(book["Findings"], 2, Statement="Du classeur")
    preview = desk.send(book)
    fresh = Deliverable.objects.select_related("assignment__cycle", "team").get(pk=desk.deliverables["finding"].pk)
    operations.edit_row(
        actor=desk.member, deliverable=fresh, row=row, values={"statement": "De la page"}, revision=row.revision
    )
    answer = desk.confirm(preview)
    assert answer.status_code == 409
    assert "Statement: De la page → became Du classeur changed here since your workbook went out" in text_of(answer)
    assert [row.statement for row in desk.rows("finding").values()] == ["De la page"]
    assert desk.confirm(answer).status_code == 302
    assert [row.statement for row in desk.rows("finding").values()] == ["Du classeur"]


def test_what_others_did_meanwhile_stays_where_the_workbook_did_not_touch_it(desk):
    desk.add("finding", statement="Un", priority="low"), desk.add("finding", statement="Deux")
    book = desk.download()
    Finding.objects.filter(reference__number=1).update(statement="Autre")
    Finding.objects.filter(reference__number=2).update(statement="Autre aussi")
    desk.add("finding", statement="Trois, ajouté depuis")
    put(book["Findings"], 2, Priority="high")
    preview = desk.send(book)
    assert figures(preview) == {"new rows": 0, "row changed": 1, "row unchanged": 1}
    said = text_of(preview)
    assert "Changed here since your workbook went out, and not by you: it stays" in said
    assert "1 row that is not in your workbook stays." in said
    desk.confirm(preview)
    rows = desk.rows("finding")
    assert [(row.statement, row.priority) for row in rows.values()] == [
        ("Autre", "high"), ("Autre aussi", ""), ("Trois, ajouté depuis", "")
    ]  # fmt: skip


def test_a_reference_may_be_chosen_and_named_elsewhere_but_never_taken_from_another(desk):
    desk.add("finding")
    mine, theirs = desk.download(), desk.download()
    for book, words in ((mine, "Le mien"), (theirs, "Le sien")):
        put(book["Findings"], 3, Reference="D2", Category="need", Statement=words)
        put(book["Actions"], 2, Title=f"Répond : {words}", Findings_answered="D2")
    desk.confirm(desk.send(mine))
    assert (desk.rows("finding")["D2"].statement, desk.rows("action")["A1"].findings) == ("Le mien", ["D2"])
    preview = desk.send(theirs)
    assert "D2 was given to another row since the workbook went out" in text_of(preview)
    desk.confirm(preview)
    assert desk.rows("finding")["D2"].statement == "Le mien"
    far = desk.download()
    put(far["Findings"], 4, Reference="D4000", Category="need", Statement="Loin")
    put(far["Actions"], 4, Title="Vise dans le vide", Findings_answered="D900")
    said = text_of(desk.send(far))
    assert "the next reference is D3: leave it empty" in said
    assert "The team has no D900" in said


def test_a_delivered_version_begins_a_draft_with_its_rows_and_files(desk):
    draft = desk.draft("finding")
    b.row(draft, statement="Un"), b.row(draft, statement="Deux")
    version = desk.deliver("finding")
    version.files.create(position=1, name="a.pdf", file=b.stored_file())
    book = desk.download("finding")
    put(book["Findings"], 3, Statement="Corrigé")
    preview = desk.send(book, "finding")
    assert "This begins the draft of version 2, with the files of version 1." in text_of(preview)
    desk.confirm(preview, "finding")
    second = desk.deliverables["finding"].versions.get(number=2)
    assert (second.is_draft, [each.name for each in second.files.all()]) == (True, ["a.pdf"])
    assert {key: row.statement for key, row in desk.rows("finding").items()} == {"D1": "Un", "D2": "Corrigé"}
    assert list(Finding.objects.filter(version=version).values_list("statement", flat=True)) == ["Un", "Deux"]


def test_refused_rows_come_back_with_reasons_repaired_they_are_taken_and_nothing_goes(desk):
    desk.add("action", title="Reste")
    book = desk.download()
    page = book["Actions"]
    put(page, 2, Start="bientôt")
    put(page, 3, Title="Finit avant", Start="12/2026", End="06/2026")
    put(page, 4, Title="Bonne")
    preview = desk.send(book)
    assert figures(preview) == {"new row": 1, "rows refused": 2}
    done = desk.confirm(preview)
    assert done.status_code == 200
    assert "2 rows to correct 1 row added." in text_of(done)
    back = desk.refused(done)
    page = back["Actions"]
    assert [page["A2"].value, page["B2"].value, page["J2"].value] == ["A1", "Reste", "bientôt"]
    assert page["Q3"].value == "End: The action ends before it starts."
    put(page, 2, Start="mai 2026")
    put(page, 3, End="01/2027")
    preview = desk.send(back)
    assert figures(preview) == {"new row": 1, "row changed": 1}
    assert desk.confirm(preview).status_code == 302
    assert [(key, row.title) for key, row in desk.rows("action").items()] == [
        ("A1", "Reste"), ("A2", "Bonne"), ("A3", "Finit avant")
    ]  # fmt: skip
    assert desk.rows("action")["A1"].starts == date(2026, 5, 1)


def test_a_workbook_of_another_team_cycle_or_version_is_told_apart(client):
    desk = Desk(client)
    other, elsewhere = Desk(client, cycle=desk.cycle), Desk(client)
    books = {}
    for each in (other, elsewhere):
        each.add("finding", statement="Pas à vous")
        client.force_login(each.member)
        books[each] = each.download()
    client.force_login(desk.member)
    desk.add("finding", statement="À nous")
    book = desk.download()
    for each, words in ((other, f"of another team, {other.team}"), (elsewhere, "of another cycle")):
        answer = desk.send(books[each])
        assert (answer.status_code, "Pas à vous" in text_of(answer)) == (422, False)
        assert words in text_of(answer)
        assert elsewhere.cycle.title not in text_of(answer)
    desk.deliver("finding")
    desk.draft("finding")
    fresh = Version.objects.get(deliverable=desk.deliverables["finding"], delivered_at=None)
    b.row(fresh, 1, statement="À nous")
    said = text_of(desk.send(book))
    assert "The workbook went out with version 1; the rows now stand in the draft of version 2." in said


def test_a_workbook_that_does_not_say_whose_it_is_removes_nothing(desk):
    desk.add("finding", statement="Reste")
    book = Workbook()
    book.active.title = "Nos constats"
    for line in (["Catégorie", "Constat", "Référence"], ["besoin", "Tapé à la main", None]):
        book.active.append(line)
    preview = desk.send(book)
    assert figures(preview) == {"new row": 1}
    assert "This workbook does not say whose it is." in text_of(preview)
    desk.confirm(preview)
    assert [row.statement for row in desk.rows("finding").values()] == ["Reste", "Tapé à la main"]


def test_out_in_french_and_back_in_english_and_the_other_way(desk):
    desk.add("action", title="Un", progress="done"), desk.add("finding", category="threat", priority="low")
    for out, back in (("fr", "en"), ("en", "fr")):
        desk.client.cookies["language"] = out
        with translation.override(out):
            book = desk.download()
        assert ("Constats" in book.sheetnames) == (out == "fr")
        desk.client.cookies["language"] = back
        with translation.override(back):
            preview = desk.send(book)
        assert preview.context["plan"].count("unchanged") == 2
        assert not preview.context["plan"].writes


def test_coordination_types_for_the_team_which_confirms(desk):
    own = desk.add("finding", statement="Secret")
    Reference.objects.get_or_create(team=desk.team, kind="finding", number=2)
    desk.client.force_login(desk.coordinator)
    book = desk.download("finding")
    assert book["Findings"]["A2"].value is None
    put(book["Findings"], 2, Category="need", Statement="Entendu en atelier")
    preview = desk.send(book, "finding")
    assert "marked as to be confirmed by the team" in text_of(preview)
    desk.confirm(preview, "finding")
    rows = desk.rows("finding")
    assert {key: (row.statement, row.to_confirm) for key, row in rows.items()} == {
        str(own.reference): ("Secret", False), "D3": ("Entendu en atelier", True)
    }  # fmt: skip
    assert not desk.send(book, "finding").context["plan"].writes
    Finding.objects.filter(reference__number=3).update(to_confirm=False)  # as the team confirms
    assert not desk.send(book, "finding").context["plan"].writes
    assert "Secret" not in text_of(desk.send(book, "finding"))


def test_coordination_reads_delivered_rows_in_it_and_changes_none(desk):
    desk.add("finding", statement="Livré"), desk.add("finding", statement="Aussi")
    desk.deliver("finding")
    desk.client.force_login(desk.coordinator)
    book = desk.download("finding")
    put(book["Findings"], 2, Statement="Autrement")
    book["Findings"].delete_rows(3)
    put(book["Findings"], 3, Category="need", Statement="De l’atelier")
    preview = desk.send(book, "finding")
    assert figures(preview) == {"new row": 1, "row refused": 1}
    assert "only the team changes it" in text_of(preview)
    desk.confirm(preview, "finding")
    assert [(row.statement, row.to_confirm) for row in desk.rows("finding").values()] == [
        ("Livré", False), ("Aussi", False), ("De l’atelier", True)
    ]  # fmt: skip


def test_an_end_of_deliveries_or_of_the_cycle_between_preview_and_confirmation(desk):
    desk.add("finding", statement="Un")
    book = desk.download()
    put(book["Findings"], 2, Statement="Deux")
    put(book["Actions"], 2, Title="Tout ou rien")
    preview = desk.send(book)
    past = timezone.now() - timedelta(days=1)
    Deliverable.objects.filter(pk=desk.deliverables["finding"].pk).update(effective_due_at=past, closes_at=past)
    answer = desk.confirm(preview)
    assert answer.status_code == 409
    assert "Deliveries have ended. Ask coordination for more time." in text_of(answer)
    assert (desk.rows("finding")["D1"].statement, desk.rows("action")) == ("Un", {})
    Cycle.objects.update(state="archived")
    answer = desk.confirm(answer)
    assert (answer.status_code, desk.rows("action")) == (200, {})
    page = desk.client.get(desk.url("workbook-import"))
    assert "Nothing can be changed now" in text_of(page)


def test_all_or_nothing_over_several_deliverables(desk, monkeypatch):
    book = desk.download()
    put(book["Findings"], 2, Category="need", Statement="Un")
    put(book["Actions"], 2, Title="Deux")
    preview = desk.send(book)
    whole = applying.write_sheet

    def cut(actor, plan, at, through):
        if plan.sheet.letter == "A":
            raise applying.IllegalMove("Non")
        whole(actor, plan, at, through)

    monkeypatch.setattr(applying, "write_sheet", cut)
    answer = desk.confirm(preview)
    assert (answer.status_code, Version.objects.count(), Reference.objects.count()) == (409, 0, 0)


def test_a_version_holds_no_more_rows_than_it_may(desk, monkeypatch):
    monkeypatch.setattr("deliverables.chain.worksheet.plan.MAX_ROWS", 2)
    desk.add("finding")
    book = desk.download()
    for number in (3, 4):
        put(book["Findings"], number, Category="need", Statement=f"Ligne {number}")
    preview = desk.send(book)
    assert figures(preview) == {"new row": 1, "row unchanged": 1, "row refused": 1}
    assert "A version holds at most 2 rows" in text_of(preview)


def test_the_ten_thousandth_row_is_not_read(desk):
    book = desk.download()
    for number in range(2, 10_002):
        book["Actions"].cell(number, 2, f"Action {number}")
    answer = desk.send(book)
    assert (answer.status_code, ROW_MODELS["action"].objects.count()) == (422, 0)
    assert "more than 2000 lines" in text_of(answer)


def test_what_a_page_carries_is_of_this_site_and_this_team(client, desk):
    book = desk.download()
    put(book["Findings"], 2, Category="need", Statement="Un")
    fields = carried(desk.send(book))
    other = Desk(client)
    client.force_login(desk.member)
    tampered = [
        fields | {"carried": fields["carried"][:-2] + "xx"},
        fields | {"carried": "junk"},
        fields | {"carried": signing.dumps({"team": desk.team.pk, "sheets": []}, salt="other")},
        {"carried": ""},
    ]
    for each in tampered:
        for name in ("workbook-import", "workbook-refused"):
            assert client.post(desk.url(name), each).url == desk.url("workbook-import")
    client.force_login(other.member)
    assert client.post(other.url("workbook-import"), fields).url == other.url("workbook-import")
    assert client.post(desk.url("workbook-import"), fields).status_code == 404
    assert Finding.objects.count() == 0


def test_a_left_out_sheet_and_an_exempted_deliverable_stay_out(desk):
    desk.add("finding"), desk.add("action")
    Deliverable.objects.filter(pk=desk.deliverables["contribution"].pk).update(
        state="exempted", exemption_reason="Petite"
    )
    book = desk.download()
    assert book.sheetnames == ["Findings", "Actions", "Help", "_escale"]
    del book["Findings"]
    preview = desk.send(book)
    assert figures(preview) == {"new rows": 0, "row unchanged": 1}
    assert "The workbook has no such sheet: its rows stay as they are." in text_of(preview)


def test_two_deliverables_of_one_kind_have_a_sheet_each(desk):
    second = b.deliverable(b.assignment(desk.cycle, holds="finding", content="rows", position=1), desk.team)
    desk.add("finding", statement="Un")
    b.row(b.version(second, author=desk.member, delivered=False, files=()), statement="Autre")
    book = desk.download()
    assert book.sheetnames[:2] == ["Findings", "Findings 2"]
    put(book["Findings 2"], 2, Statement="Autre, revu")
    desk.confirm(desk.send(book))
    assert [row.statement for row in Finding.objects.order_by("reference__number")] == ["Un", "Autre, revu"]


@pytest.mark.parametrize("rows", [1, 40])
def test_queries_do_not_grow_with_the_rows(desk, rows, django_assert_num_queries):
    for number in range(rows):
        desk.add("finding", statement=f"Ligne {number}")
    with django_assert_num_queries(25):
        book = desk.download()
    put(book["Findings"], 2, Statement="Autre")
    with django_assert_num_queries(30):
        desk.send(book)


def test_the_way_there_is_on_the_pages_of_rows(desk):
    address = desk.url("workbook-import", "finding")
    assert address in desk.client.get(desk.url("draft-edit", "finding")).content.decode()
    desk.add("finding")
    assert address in desk.client.get(desk.url("row-list", "finding")).content.decode()
    desk.deliver("finding")
    assert address in desk.client.get(desk.url("draft-begin", "finding")).content.decode()
    assert upload(Workbook()).size > 0
