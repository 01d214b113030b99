"""Workbooks go out, come back from anywhere, and are compared row by row."""

import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from lib.worksheet.cells import UnreadableWorkbook
from lib.worksheet.comparing import Comparison, changed_since, compare
from lib.worksheet.reading import ReadTable, read_workbook
from lib.worksheet.values import SPACES, in_words
from lib.worksheet.writing import RefusedRows, Table, write_refused, write_worksheets
from tests.lib.worksheet.messy import WORKBOOKS
from tests.lib.worksheet.sample import ACTIONS, IDENTITY, MOMENT, ROWS, THEMES

FEW = settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def written(path, rows=ROWS, identity=IDENTITY):
    write_worksheets(path, [Table(ACTIONS, identity, rows)], created_at=MOMENT)
    return path


def read(path) -> ReadTable:
    return read_workbook(path, [ACTIONS]).tables["actions"]


def saved(path, rows) -> ReadTable:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return read(path)


def accounts(found: Comparison, table: ReadTable, before) -> bool:
    """Every row read and every row that was there has one fate."""
    now = [*found.new, *(each.row for each in found.changed), *found.unchanged, *found.refused]
    was = [each.before for each in found.changed]
    told = len(found.unchanged) + len(was) + len(found.removed) + len(found.kept)
    return sorted(row.number for row in now) == sorted(row.number for row in table.rows) and told == len(before)


def test_what_goes_out_comes_back_and_changes_nothing(tmp_path):
    table = read(written(tmp_path / "out.xlsx"))
    found = compare(ACTIONS, ROWS, table)
    assert [row.values for row in table.rows] == [ACTIONS.full(row) for row in ROWS]
    assert (len(found.unchanged), found.writes, table.notes) == (2, False, ())
    assert table.identity == replace(IDENTITY, rows=ACTIONS.fingerprint(ROWS))


def test_the_workbook_offers_its_lists_and_keeps_its_headings(tmp_path):
    book = load_workbook(written(tmp_path / "out.xlsx"))
    page, hidden = book["Actions"], book["_escale"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    assert [page[cell].protection.locked for cell in ("A1", "B1", "B2", "G2", "B3")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert (page.protection.sheet, page.protection.password, hidden.sheet_state) == (True, None, "veryHidden")
    assert rules["D2"].formula1 == "'_escale'!$J$2:$J$4"
    assert [hidden[f"J{row}"].value for row in (2, 3, 4)] == [str(label) for _key, label in THEMES]
    assert (rules["B2"].type, rules["B2"].formula1, rules["B2"].prompt) == ("textLength", "200", "En une phrase.")
    assert (page["B3"].value, page["B3"].data_type, page["B1"].value) == (ROWS[1]["title"], "s", "Intitulé *")
    assert [page[cell].number_format for cell in ("G2", "H2")] == ["mm/yyyy", '#,##0.00\\ "€"']


def test_a_row_whose_texts_need_several_lines_is_higher_and_goes_on_to_fit(tmp_path):
    with zipfile.ZipFile(written(tmp_path / "out.xlsx")) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<row [^>]*>", text) == ['<row r="1" ht="30">', '<row r="2" ht="30">', '<row r="3" ht="30">']


def test_the_same_rows_and_date_give_the_same_bytes(tmp_path):
    assert written(tmp_path / "a.xlsx").read_bytes() == written(tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("messy", WORKBOOKS, ids=[each.name for each in WORKBOOKS])
def test_messy_workbooks_are_understood_or_told(messy, tmp_path):
    with override("en"):
        table = read(messy.save(tmp_path))
        found = compare(ACTIONS, ROWS, table)
    with override("fr"):
        changed = [
            f"{each.row.values['reference']} {change.header}: {change.before} → {change.after}"
            for each in found.changed
            for change in each.changes
        ]
    assert [title_of(row.values) for row in found.new] == list(messy.new)
    assert [change.replace(" 2026", " 2026") for change in changed] == list(messy.changed)
    assert [row.values["reference"] for row in found.unchanged] == list(messy.unchanged)
    assert [row["reference"] for row in found.removed] == list(messy.removed)
    with override("en"):
        assert [str(refusal) for row in found.refused for refusal in row.refusals] == list(messy.refused)
    assert table.notes == messy.notes
    assert accounts(found, table, ROWS)


def title_of(values) -> str:
    """The title, and what else a new row says."""
    with override("fr"):
        said = [
            in_words(ACTIONS.by_name[name], values[name]) for name in ("theme", "starts", "budget") if values.get(name)
        ]
    return f"{values['title']} ({said[0]})".translate(SPACES) if said else str(values["title"]).translate(SPACES)


def test_a_refused_row_that_may_be_any_other_removes_nothing(tmp_path):
    found = compare(ACTIONS, ROWS, saved(tmp_path / "x.xlsx", [["Référence", "Intitulé"], ["X", "Un bus"]]))
    assert (len(found.refused), found.removed, found.kept) == (1, [], list(ROWS))


def test_without_references_a_row_that_changed_is_not_taken_for_a_new_one(tmp_path):
    headings, rows = ["Intitulé", "Cible"], [["Un bus du numérique", 40], ["Une autre", 2]]
    with override("en"):
        found = compare(ACTIONS, ROWS, saved(tmp_path / "x.xlsx", [headings, *rows]))
    assert [row.values["title"] for row in found.unchanged] == ["Un bus du numérique"]
    assert [row.refusals[0].why for row in found.refused] == [
        "the workbook has no column “Référence”, which this row needs"
    ]
    first = compare(ACTIONS, [], saved(tmp_path / "x.xlsx", [headings, *rows]))
    assert (len(first.new), first.refused) == (2, [])


def test_a_reference_chosen_for_a_new_row_is_taken_unless_it_was_ever_given(tmp_path):
    table = saved(tmp_path / "x.xlsx", [["Référence", "Intitulé"], ["A3", "Neuve"], ["A7", "Sept"]])
    found = compare(ACTIONS, [], table, taken={"A3"})
    assert [row.values["reference"] for row in found.new] == ["A7"]
    assert [row.values["reference"] for row in found.refused] == ["A3"]


def test_sent_twice_it_changes_nothing_the_second_time(tmp_path):
    table = saved(tmp_path / "x.xlsx", [["Référence", "Intitulé"], ["", "Neuve"], ["A1", "Renommée"]])
    first = compare(ACTIONS, ROWS, table)
    after = [each.values for each in first.changed] + [
        ACTIONS.full(row.values) | {"reference": f"A{number}"} for number, row in enumerate(first.new, start=3)
    ]
    second = compare(ACTIONS, after, table)
    assert (len(first.new), len(first.changed), len(first.removed)) == (1, 1, 1)
    assert (second.writes, len(second.unchanged), second.refused) == (False, 2, [])


def test_a_workbook_that_remembers_tells_what_was_typed_from_what_changed_here(tmp_path):
    path = tmp_path / "x.xlsx"
    write_worksheets(path, [Table(ACTIONS, IDENTITY, ROWS, remembers=True)], created_at=MOMENT)
    now = [
        ROWS[0] | {"title": "Changé ici", "target": Decimal(41)},
        ROWS[1] | {"title": "Changé ici aussi"},
        {"reference": "A3", "title": "Ajouté ici"},
    ]
    found = compare(ACTIONS, now, read(path))
    assert (found.writes, len(found.unchanged), found.kept) == (False, 2, [now[2]])
    book = load_workbook(path)
    page = book["Actions"]
    page["B2"], page["A4"], page["B4"] = "Changé là", "A3", "Une autre"
    page.delete_rows(3)
    book.save(path)
    with override("en"):
        table = read(path)
        found = compare(ACTIONS, now, table)
    assert [(one.header, one.before, one.after, one.since) for one in found.changed[0].changes] == [
        ("Intitulé", "Changé ici", "Changé là", True)
    ]
    assert found.changed[0].values == ACTIONS.full(now[0]) | {"title": "Changé là"}
    assert (found.removed, found.kept) == ([now[1]], [now[2]])
    assert changed_since(ACTIONS, table, now[0]) == {"title", "target"}
    assert [row.refusals[0].why for row in found.refused] == [
        "A3 was given to another row since the workbook went out: leave it empty for a new row"
    ]


def test_refused_rows_go_back_with_their_reasons_and_remove_nothing(tmp_path):
    rows = [
        ["Référence", "Intitulé", "Début"],
        ["A1", "Un bus", "bientôt"],
        ["", True, "=1"],
        ["", "Juste", date(2026, 6, 15)],
    ]
    refused = compare(ACTIONS, ROWS, saved(tmp_path / "x.xlsx", rows)).refused
    write_refused(tmp_path / "back.xlsx", [RefusedRows(ACTIONS, IDENTITY, refused)], created_at=MOMENT)
    page = load_workbook(tmp_path / "back.xlsx")["Actions"]
    reason = "Début : « bientôt » n’est pas une date : écrivez le mois et l’année, par exemple juin 2026."
    assert [[cell.value for cell in page[row]][:2] for row in (2, 3)] == [["A1", "Un bus"], [None, "Oui"]]
    assert (page["G2"].value, str(page["J2"].value).translate(SPACES)) == ("bientôt", reason)
    page["G2"], page["G3"] = "juin 2026", None
    page.parent.save(tmp_path / "back.xlsx")
    table = read(tmp_path / "back.xlsx")
    found = compare(ACTIONS, ROWS, table)
    assert table.is_part
    assert (len(found.changed), len(found.new), found.refused) == (1, 1, [])
    assert (found.removed, found.kept) == ([], [ROWS[1]])


def test_another_teams_or_versions_workbook_is_told_apart(tmp_path):
    said = read(written(tmp_path / "x.xlsx")).identity
    others = [replace(IDENTITY, **{name: "?"}) for name in ("cycle", "team", "deliverable", "version")]
    assert [said.difference(each) for each in others] == ["cycle", "team", "deliverable", "version"]
    assert said.difference(IDENTITY) == ""


def test_several_sheets_find_their_declarations_though_one_was_renamed(tmp_path):
    needs = replace(ACTIONS, kind="needs", title="Besoins")
    tables = [Table(ACTIONS, IDENTITY, ROWS), Table(needs, replace(IDENTITY, kind="needs", deliverable="13"), ROWS[:1])]
    write_worksheets(tmp_path / "x.xlsx", tables, created_at=MOMENT)
    book = load_workbook(tmp_path / "x.xlsx")
    book["Besoins"].title = "Nos besoins"
    book.move_sheet("Nos besoins", -1)
    book.save(tmp_path / "x.xlsx")
    found = read_workbook(tmp_path / "x.xlsx", [ACTIONS, needs]).tables
    assert {kind: (table.sheet, len(table.rows), table.identity.deliverable) for kind, table in found.items()} == {
        "actions": ("Actions", 2, "12"),
        "needs": ("Nos besoins", 1, "13"),
    }


@pytest.mark.parametrize("content", [b"", b"PK\3\4 no zip", b"\xd0\xcf\x11\xe0" * 40])
def test_what_is_no_workbook_is_broken(content, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(UnreadableWorkbook, match="broken"):
        read(tmp_path / "x.xlsx")


def test_a_workbook_without_the_headings_or_with_too_many_rows_says_so(tmp_path):
    with pytest.raises(UnreadableWorkbook, match="headings"):
        saved(tmp_path / "x.xlsx", [["Nom", "Prénom"], ["Durand", "Anne"]])
    with pytest.raises(UnreadableWorkbook, match="rows"):
        saved(tmp_path / "x.xlsx", [["Référence", "Intitulé"], *([f"A{n}", "x"] for n in range(12_001))])


def test_a_workbook_that_unpacks_without_end_is_too_large(tmp_path):
    """What a directory cannot tell."""
    source = written(tmp_path / "x.xlsx")
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{space}"><sheetData><row r="1">'.encode())
            for _ in range(15):
                sheet.write(b'<c t="inlineStr"><is><t>' + b"x" * 2_000_000 + b"</t></is></c>")
            sheet.write(b"</row></sheetData></worksheet>")
    source.write_bytes(target.getvalue())
    with pytest.raises(UnreadableWorkbook, match="too_large"):
        read(source)


def test_merged_cells_fill_no_more_than_a_sheet_has(tmp_path, monkeypatch):
    monkeypatch.setattr("lib.worksheet.reading.MOST_FILLED", 1)
    book = Workbook()
    for row in (["Intitulé", "Cible"], ["Une", 1], ["Deux"], ["Trois"]):
        book.active.append(row)
    book.active.merge_cells("B2:B4")
    book.save(tmp_path / "x.xlsx")
    assert [row.values["target"] for row in read(tmp_path / "x.xlsx").rows] == [1, None, None]


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=40).map(str.strip)
NAMES = TEXTS.map(lambda text: text.replace(";", "").strip()).filter(bool)
GOOD = st.fixed_dictionaries(
    {
        "title": TEXTS.filter(bool),
        "findings": st.lists(st.integers(1, 99).map("D{}".format), unique=True, max_size=3).map(tuple),
        "theme": st.sampled_from(["", *dict(THEMES)]),
        "publics": st.lists(st.sampled_from(["young", "women", "all"]), unique=True, max_size=3).map(tuple),
        "partners": st.lists(NAMES, unique=True, max_size=3).map(tuple),
        "starts": st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 1)).map(lambda day: day.replace(day=1)),
        "budget": st.none() | st.decimals(0, 10**9, places=2).map(lambda each: each.normalize() + 0),
        "target": st.none() | st.integers(-(10**6), 10**6).map(Decimal),
    }
)


@FEW
@given(rows=st.lists(GOOD, min_size=1, max_size=25))
def test_any_rows_come_back_equal(rows, tmp_path):
    rows = [row | {"reference": f"A{number}"} for number, row in enumerate(rows, start=1)]
    table = read(written(tmp_path / "any.xlsx", rows))
    assert [row.values for row in table.rows] == [ACTIONS.full(row) for row in rows]


CELLS = (
    st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates(date(1990, 1, 1))
    | st.sampled_from(["A1", "A2", "A3", "D1", "juin 2026", "12,5 k€", "Numérique", "x", "=A1", "#N/A", " "])
    | TEXTS
)


@FEW
@given(
    grid=st.lists(st.lists(CELLS, max_size=10), max_size=25), order=st.permutations([c.header for c in ACTIONS.columns])
)
def test_any_workbook_accounts_for_each_row(grid, order, tmp_path):
    book = Workbook()
    for row in [order, *grid]:
        book.active.append(row)
    book.save(tmp_path / "any.xlsx")
    table = read(tmp_path / "any.xlsx")
    assert accounts(compare(ACTIONS, ROWS, table), table, ROWS)
    assert accounts(compare(ACTIONS, ROWS, table, taken={"A1", "A2"}), table, ROWS)


PARTS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml", "xl/styles.xml", "xl/workbook.xml")
DAMAGE = [b"", b"<", b">", b'"', b"</c>", b'r="XFD1048576"', b't="s"', b't="d"', b't="e"', b"-1", b"1e999", b"\xff"]
DAMAGE += [b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="?"/>', b"<f>A1</f>", b'r="0"', b'hidden="1"']


@settings(FEW, max_examples=12)
@given(part=st.sampled_from(PARTS), at=st.floats(0, 1), piece=st.sampled_from(DAMAGE), cut=st.integers(0, 12))
def test_any_damage_is_read_or_named(part, at, piece, cut, tmp_path):
    source, target = written(tmp_path / "whole.xlsx"), tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                place = int(at * len(content))
                content = content[:place] + piece + content[place + cut :]
            new.writestr(name, content)
    with suppress(UnreadableWorkbook):
        table = read(target)
        assert accounts(compare(ACTIONS, ROWS, table), table, ROWS)
