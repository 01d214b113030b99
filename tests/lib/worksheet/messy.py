"""Twelve workbooks as they come back from people, each with what the reader is to say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

HEADINGS = [
    "Référence",
    "Intitulé",
    "Constats",
    "Thème",
    "Publics",
    "Partenaires",
    "Début",
    "Budget prévisionnel",
    "Cible",
]
BUS = ["A1", "Un bus du numérique", "D1 ; D3", "Numérique", "Jeunes ; Femmes"]
BUS += ["Ville de Vaulx-en-Velin ; Association A, B et C", date(2026, 9, 1), 12500.5, 40]
PLUS = [
    "A2",
    "=1+1 : un titre qui n’est pas une formule",
    None,
    None,
    None,
    "Seule, avec une virgule ;",
    None,
    None,
    None,
]


@dataclass(frozen=True)
class Messy:
    """``expected`` is: new titles, changes as "A1 Thème: a → b", unchanged references, removed references, refusals,
    notes."""

    name: str
    lay: Callable
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ("A1", "A2")
    removed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def save(self, folder: Path) -> Path:
        book = Workbook()
        book.active.title = "Actions"
        self.lay(book.active)
        path = folder / "messy.xlsx"
        book.save(path)
        return path


def put(page, *rows, headings=HEADINGS) -> None:
    for row in (headings, *rows):
        page.append(row)
        for cell in page[page.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def moved_columns(page) -> None:
    order = [8, 7, 6, 5, 4, 3, 2, 1, 0]
    put(page, *([row[at] for at in order] for row in (BUS, PLUS)), headings=[HEADINGS[at] for at in order])


def title_above(page) -> None:
    page["A1"] = "Plan d’action de l’équipe"
    page.merge_cells("A1:F1")
    page["A2"] = "Version de travail du 12 juin"
    page.append([])
    put(page, BUS, PLUS)


def renamed_and_added(page) -> None:
    headings = [*HEADINGS, "Remarques"]
    headings[1], headings[7] = "Intitulé de l’action", "MONTANT"
    put(page, [*BUS, "à revoir"], PLUS, headings=headings)


def missing_column(page) -> None:
    put(page, BUS[:3] + BUS[4:], PLUS[:3] + PLUS[4:], headings=HEADINGS[:3] + HEADINGS[4:])


def doubled_column(page) -> None:
    put(
        page,
        [*BUS, "Numérique"],
        [*PLUS, None],
        ["", "Crèche", *[None] * 6, 3, "Garde d’enfants"],
        headings=[*HEADINGS, "Thème"],
    )
    page["D4"] = "Numérique"


def merged_cells(page) -> None:
    rows = [["", f"Action {letter}", None, None] for letter in "XYZ"]
    rows[0][3] = "Numérique"
    put(page, BUS, PLUS, *rows)
    page.merge_cells("D4:D6")


def dates_as_text(page) -> None:
    put(
        page,
        BUS,
        PLUS,
        *(["", f"Dès {text}", *[None] * 4, text] for text in ("juin 2026", "15/06/26", 46188, "bientôt")),
    )
    page.append(["", "Dès le 15", *[None] * 4, datetime(2026, 6, 15, 14, 30)])


def money_as_text(page) -> None:
    amounts = ["12 000 €", "12,5 k€", "12\u00a0000,00", "12.000", "à voir"]
    put(page, BUS, PLUS, *(["", f"Pour {text}", *[None] * 5, text] for text in amounts))


def doubles_and_spaces(page) -> None:
    spaced = ["\u00a0a 1 ", " Un  bus du\u00a0numérique", "d1,D3", "numerique ", *BUS[4:]]
    put(page, spaced, PLUS, [], ["  "], ["", "Neuve"], ["", "Neuve "], ["A1", "Un autre bus"])


def formulas(page) -> None:
    put(page, BUS, PLUS, ["", "Calculée", *[None] * 5, "x", 1])
    page["H4"] = "=SUM(1,2)"  # never computed: openpyxl keeps no result
    page["I4"] = "#N/A"


def hidden_rows_and_far_cells(page) -> None:
    put(page, BUS, PLUS, ["", "Cachée"])
    page.row_dimensions[4].hidden = True
    page["Z9"] = "total"
    page["XFD1048576"] = "loin"


def changed_removed_refused(page) -> None:
    put(page, [*BUS[:3], "Sport", *BUS[4:]], ["A9", "D’un autre"], ["", None, "D4"], ["", "Neuve", "D1 à D3"])


def changed_and_removed(page) -> None:
    put(page, [*BUS[:3], "Garde d'enfants", *BUS[4:7], "13 k€", None])


AT = "Sheet “Actions”, row "
TWO_WAYS = "may be read in two ways: write it without point or comma for the thousands."
MONTH = "write the month and the year, such as June 2026."
WORKBOOKS = (
    Messy("moved columns", moved_columns),
    Messy("a title above", title_above),
    Messy(
        "renamed and added columns",
        renamed_and_added,
        notes=(
            "The column “Intitulé de l’action” was read as “Intitulé”.",
            "Columns that are not expected were left aside: Remarques.",
        ),
    ),
    Messy(
        "a missing column",
        missing_column,
        notes=("Columns that the sheet does not have: Thème. What they hold here stays.",),
    ),
    Messy(
        "a doubled column",
        doubled_column,
        refused=(
            f"{AT}4, column “Thème” (D4): this heading stands twice (columns D, J) and the cells differ: keep one.",
        ),
        notes=("The column “Thème” stands twice (D, J): the cell that is filled counts.",),
    ),
    Messy(
        "merged cells",
        merged_cells,
        new=("Action X (Numérique)", "Action Y (Numérique)", "Action Z (Numérique)"),
        notes=("Merged cells (D4:D6): their value was taken for each row that they cover.",),
    ),
    Messy(
        "dates as text",
        dates_as_text,
        new=("Dès juin 2026 (juin 2026)", "Dès 15/06/26 (juin 2026)", "Dès 46188 (juin 2026)", "Dès le 15 (juin 2026)"),
        refused=(f"{AT}7, column “Début” (G7): “bientôt” is no date: {MONTH}",),
    ),
    Messy(
        "money as text",
        money_as_text,
        new=("Pour 12 000 € (12 000 €)", "Pour 12,5 k€ (12 500 €)", "Pour 12 000,00 (12 000 €)"),
        refused=(
            f"{AT}7, column “Budget prévisionnel” (H7): “12.000” {TWO_WAYS}",
            f"{AT}8, column “Budget prévisionnel” (H8): “à voir” is no number.",
        ),
    ),
    Messy(
        "doubles and spaces",
        doubles_and_spaces,
        new=("Neuve",),
        refused=(
            f"{AT}7: it says the same as row 6: remove one of them.",
            f"{AT}8, column “Référence”: the reference A1 stands in row 2 already.",
        ),
    ),
    Messy(
        "formulas without a result",
        formulas,
        refused=(
            f"{AT}4, column “Budget prévisionnel” (H4): the cell holds a formula without a result: write its value "
            "instead.",
            f"{AT}4, column “Cible” (I4): the cell shows an error (#N/A): write its value instead.",
        ),
    ),
    Messy(
        "hidden rows and far cells",
        hidden_rows_and_far_cells,
        new=("Cachée",),
        notes=("1 hidden row was read too.", "Outside of the table, left aside: XFD1048576, 9."),
    ),
    Messy(
        "rows changed, refused and of others",
        changed_removed_refused,
        unchanged=(),
        refused=(
            f"{AT}2, column “Thème” (D2): “Sport” is not in the list: choose one of Emploi, insertion, Garde "
            "d’enfants, Numérique.",
            f"{AT}3, column “Référence”: no row has the reference A9 now: leave it empty for a new row.",
            f"{AT}4, column “Intitulé” (B4): this must be filled in.",
            f"{AT}5, column “Constats” (C5): “à” is no reference: write one such as D1.",
        ),
    ),
    Messy(
        "a row changed, one removed",
        changed_and_removed,
        unchanged=(),
        changed=(
            "A1 Thème: Numérique → Garde d’enfants",
            "A1 Budget prévisionnel: 12\u00a0500,50\u00a0€ → 13\u00a0000\u00a0€",
            "A1 Cible: 40 → ",
        ),
        removed=("A2",),
    ),
)
