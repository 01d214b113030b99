"""Workbooks as they come back from people: each downloaded, messed up by hand, and sent; what its preview says."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from openpyxl import load_workbook

from tests.deliverables.chain.workbooks import Desk, figures, put, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SAME = {"new rows": 0, "rows unchanged": 4}


@dataclass(frozen=True)
class Mess:
    """``says``: words of the preview; ``then``: what stands once written, as (reference, title, value of ``looks``)."""

    name: str
    make: Callable
    counts: dict
    says: tuple[str, ...] = ()
    looks: str = "progress"
    then: tuple = ()
    rewrite: dict = field(default_factory=dict)


def moved_columns(book):
    page = book["Actions"]
    lines = [[cell.value for cell in line] for line in page.iter_rows(max_row=3)]
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(reversed(line), start=1):
            page.cell(number, place).value = value


def title_above(book):
    page = book["Actions"]
    page.insert_rows(1, 3)
    page["A1"] = "Plan d’action de l’équipe, version de travail"
    page.merge_cells("A1:F1")


def renamed_and_added(book):
    page = book["Actions"]
    page["B1"], page["F1"] = "Title of the action", "For  whom ?"
    page["Z1"], page["Z2"] = "Remarks", "à revoir en comité"
    put(page, 4, Reference=None)
    page["B4"] = "Neuve"


def missing_column(book):
    book["Actions"].delete_cols(12)
    book["Actions"].delete_cols(7)


def doubled_column(book):
    page = book["Actions"]
    page["R1"], page["R2"], page["R3"] = "Pilote", "Autre pilote", "Ville"
    put(page, 3, Pilote=None)


def merged_cells(book):
    page = book["Actions"]
    for number in (4, 5, 6):
        put(page, number, Title=f"Nouvelle {number}")
    put(page, 4, Pilote="Ville de Rive")
    page.merge_cells("G4:G6")


def dates_as_text(book):
    page = book["Actions"]
    for number, text in enumerate(["juin 2026", "15/06/26", "2026-06", datetime(2026, 6, 15, 14), "été 2026"], start=4):
        put(page, number, Title=f"Dès {number}", Start=text)


def money_as_text(book):
    page = book["Actions"]
    for number, text in enumerate(["12 000 €", "12\u202f000,00", "12 k€", 12000, "12.000", "à voir"], start=4):
        put(page, number, Title=f"Pour {number}", Planned_budget=text)


def doubles_and_spaces(book):
    page = book["Actions"]
    put(page, 2, Reference="\u00a0a 1 ", Title="  Un\u00a0bus ", Pilote="Ville ")
    put(page, 5, Title="Neuve")
    put(page, 6, Title=" Neuve ")
    put(page, 7, Reference="A2", Title="Encore")
    put(page, 9, Title="   ")


def formulas(book):
    page = book["Actions"]
    put(page, 4, Title="Calculée", Planned_budget=None, Target=None)
    page["L4"] = "=1000+234"
    put(page, 5, Title="Jamais calculée")
    page["L5"] = "=1000*2"
    put(page, 6, Title="=HYPERLINK(1)")


def hidden_and_far(book):
    page = book["Actions"]
    put(page, 4, Title="Cachée")
    page.row_dimensions[4].hidden = True
    page["XFD1048576"] = "loin"
    page["Z8"] = "total"


def sorted_filtered_and_renamed(book):
    page = book["Actions"]
    for place in range(1, 17):
        first, second = page.cell(2, place), page.cell(3, place)
        first.value, second.value = second.value, first.value
    page.title = "Nos actions"
    book.move_sheet("Nos actions", 2)
    book.create_sheet("Brouillon", 0)["A1"] = "Notes de réunion"
    book["Findings"].auto_filter.add_filter_column(1, ["need"])
    book["Findings"].row_dimensions[2].hidden = True


def words_for_choices_and_references(book):
    page = book["Actions"]
    put(page, 2, Progress="EN COURS", Findings_answered="D1 · Peu de crèches")
    put(page, 3, Findings_answered="d 1 et D2", Progress="abandonnee")
    put(page, 4, Title="Mal dite", Progress="un jour", Findings_answered="D1 à D4")


CASES = (
    Mess("moved columns", moved_columns, SAME),
    Mess("a title above", title_above, SAME),
    Mess(
        "renamed and added columns",
        renamed_and_added,
        {"new row": 1, "rows unchanged": 4},
        (
            "The column “Title of the action” was read as “Title”.",
            "Columns that are not expected were left aside: Remarks.",
        ),
        then=(("A1", "Un bus", ""), ("A2", "Deux", "done"), ("A3", "Neuve", "")),
    ),
    Mess(
        "missing columns",
        missing_column,
        SAME,
        ("Columns that the sheet does not have: Pilote, Planned budget. What they hold here stays.",),
    ),
    Mess(
        "a doubled column",
        doubled_column,
        {"new rows": 0, "row changed": 1, "rows unchanged": 2, "row refused": 1},
        ("The column “Pilote” stands twice (G, R)", "the cells differ: keep one", "Pilote: Ville"),
        "pilote",
        (("A1", "Un bus", "Ville"), ("A2", "Deux", "Ville")),
    ),
    Mess(
        "merged cells",
        merged_cells,
        {"new rows": 3, "rows unchanged": 4},
        ("Merged cells (G4:G6): their value was taken for each row that they cover.",),
        "pilote",
        (
            ("A1", "Un bus", "Ville"),
            ("A2", "Deux", ""),
            *((f"A{number - 1}", f"Nouvelle {number}", "Ville de Rive") for number in (4, 5, 6)),
        ),
    ),
    Mess(
        "dates as text",
        dates_as_text,
        {"new rows": 4, "rows unchanged": 4, "row refused": 1},
        ("line 8 of the sheet Refused Start: “été 2026” is no date: write the month and the year",),
        "starts",
        (
            ("A1", "Un bus", "None"),
            ("A2", "Deux", "None"),
            *((f"A{number - 1}", f"Dès {number}", "2026-06-01") for number in (4, 5, 6, 7)),
        ),
    ),
    Mess(
        "money as text",
        money_as_text,
        {"new rows": 4, "rows unchanged": 4, "rows refused": 2},
        ("“12.000” may be read in two ways", "“à voir” is no number"),
        "budget",
        (
            ("A1", "Un bus", "12500.00"),
            ("A2", "Deux", "None"),
            *((f"A{number - 1}", f"Pour {number}", "12000.00") for number in (4, 5, 6, 7)),
        ),
    ),
    Mess(
        "doubles and spaces",
        doubles_and_spaces,
        {"new row": 1, "rows unchanged": 4, "rows refused": 2},
        ("it says the same as row 5: remove one of them", "the reference A2 stands in row 3 already"),
        then=(("A1", "Un bus", ""), ("A2", "Deux", "done"), ("A3", "Neuve", "")),
    ),
    Mess(
        "formulas",
        formulas,
        {"new rows": 2, "rows unchanged": 4, "row refused": 1},
        ("the cell holds a formula without a result: write its value instead",),
        "budget",
        (
            ("A1", "Un bus", "12500.00"),
            ("A2", "Deux", "None"),
            ("A3", "Calculée", "1234.00"),
            ("A4", "=HYPERLINK(1)", "None"),
        ),
        {
            b"<f>1000+234</f><v />": b"<f>1000+234</f><v>1234</v>",
            b"<f>1000+234</f><v></v>": b"<f>1000+234</f><v>1234</v>",
        },
    ),
    Mess(
        "hidden rows and far cells",
        hidden_and_far,
        {"new row": 1, "rows unchanged": 4},
        ("1 hidden row was read too.", "Outside of the table, left aside: XFD1048576, 8."),
    ),
    Mess(
        "sorted, filtered, renamed, with notes beside",
        sorted_filtered_and_renamed,
        SAME,
        ("1 hidden row was read too.",),
    ),
    Mess(
        "choices and references in people's words",
        words_for_choices_and_references,
        {"new rows": 0, "rows changed": 2, "rows unchanged": 2, "row refused": 1},
        ("“un jour” is not in the list: choose one of to start", "“à” is no reference: write one such as D1"),
        then=(("A1", "Un bus", "under_way"), ("A2", "Deux", "abandoned")),
    ),
)


@pytest.fixture
def desk(client):
    found = Desk(client)
    for words in ("Peu de crèches", "Pas de bus"):
        found.add("finding", statement=words)
    found.add("action", title="Un bus", pilote="Ville", budget="12500.00", findings=["D1"])
    found.add("action", title="Deux", progress="done", partners=["Association A, B et C", "CAF"])
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_mess_is_understood_or_named(desk, case):
    book = desk.download()
    case.make(book)
    preview = desk.send(rewritten(book, case.rewrite))
    assert (preview.status_code, figures(preview)) == (200, case.counts)
    said = text_of(preview)
    for words in case.says:
        assert words in said, said
    if not case.then:
        return
    assert desk.confirm(preview).status_code in {200, 302}
    rows = desk.rows("action").items()
    assert [(key, row.title, str(getattr(row, case.looks))) for key, row in rows] == list(case.then)
    assert not desk.send(rewritten(book, case.rewrite)).context["plan"].writes


def rewritten(book, pairs: dict[bytes, bytes]) -> bytes:
    """The workbook's bytes with pieces of its sheets replaced: openpyxl writes no formula with its result."""
    first, target = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in pairs.items():
                content = content.replace(before, after)
            new.writestr(name, content)
    return target.getvalue()


def test_what_a_workbook_writes_is_text_and_stays_what_it_was(desk):
    """A cell that begins like a formula goes out as text, comes back equal, and goes out again (A10, A11)."""
    texts = ["=1+1", "+33 4", "-5 %", "@ville", "\tonglet", "#N/A", "12.000", "D1 · x", "a\nb", "é\u202fà", "'quote"]
    for words in texts:
        desk.add("finding", statement=words, evidence_source=words)
    book = desk.download()
    kinds = {cell.data_type for line in book["Findings"].iter_rows(min_row=4, min_col=4, max_col=4) for cell in line}
    assert kinds == {"s"}
    preview = desk.send(book)
    assert (preview.context["plan"].count("unchanged"), preview.context["plan"].writes) == (15, False)
    again = io.BytesIO()
    book.save(again)
    assert [[c.value for c in line] for line in load_workbook(again)["Findings"].iter_rows()] == [
        [c.value for c in line] for line in desk.download()["Findings"].iter_rows()
    ]
