"""What people type into cells is understood or refused with a sentence, and comes back as it went out."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from lib.worksheet.values import Refused, in_words, read_value
from tests.lib.worksheet.sample import ACTIONS

COLUMNS = ACTIONS.by_name


def read(name: str, raw):
    return read_value(COLUMNS[name], raw)


def why(name: str, raw) -> str:
    with override("en"), pytest.raises(Refused) as refused:
        read(name, raw)
    return refused.value.why


@pytest.mark.parametrize(
    "raw",
    [
        "juin 2026",
        "Juin\xa02026",
        "juin 26",
        "JUIN-26",
        "06/2026",
        "6-26",
        "2026-06",
        "15/06/26",
        "15/06/2026",
        "15.06.2026",
        "15 06 2026",
        "2026-06-15",
        "2026-06-15T00:00:00",
        "15 juin 2026",
        "1er juin 2026",
        "mi-juin 2026",
        "fin juin 2026",
        "June 2026",
        "jun. 2026",
        46188,
        46188.5,
        "46188",
        {"d": "2026-06-15"},
        " juin  2026 ",
    ],
)
def test_months_as_people_write_them(raw):
    assert read("starts", raw) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("raw", "month"),
    [
        ("févr. 2027", 2),
        ("fevrier 2027", 2),
        ("août 27", 8),
        ("déc-27", 12),
        ("mai 2027", 5),
        ("sept 2027", 9),
        ("juil. 2027", 7),
        ("avr 2027", 4),
        ("3 mars 2027", 3),
        ("12/03/2027", 3),
    ],
)
def test_short_and_accented_months(raw, month):
    assert read("starts", raw) == date(2027, month, 1)


@pytest.mark.parametrize("raw", ["2026", 2026, "juin", "juin."])
def test_half_a_date_is_asked_about(raw):
    said = " ".join(str(raw).split())
    assert why("starts", raw) == f"“{said}” is no whole date: write the month and the year, such as June 2026"


@pytest.mark.parametrize(
    "raw", ["bientôt", "31/02/2026", "13/2026", "T2 2026", "été 2026", True, "0/0/0", "jui 2026", -3]
)
def test_no_month_is_refused(raw):
    assert why("starts", raw).endswith("is no date: write the month and the year, such as June 2026")


def test_a_month_of_another_century_is_refused():
    assert why("starts", "juin 1926") == "“juin 1926” is not between 2000 and 2100"


@pytest.mark.parametrize(
    ("raw", "euros"),
    [
        ("12 000 €", "12000"),
        ("12\u202f000\xa0€", "12000"),
        ("12,5 k€", "12500"),
        ("12,5 K€", "12500"),
        ("1,2 M€", "1200000"),
        ("12.000,50", "12000.50"),
        ("12,000.50 EUR", "12000.50"),
        ("€ 300", "300"),
        ("1500 euros", "1500"),
        ("0", "0"),
        (12000, "12000"),
        (0.1 + 0.2, "0.3"),
        ("12'000", "12000"),
        ("1.234.567", "1234567"),
        ("15,5", "15.5"),
        ("3 k", "3000"),
    ],
)
def test_money_as_people_write_it(raw, euros):
    assert read("budget", raw) == Decimal(euros)


@pytest.mark.parametrize("raw", ["12.000", "12,000 €", "1,500 k€"])
def test_a_sign_that_may_mean_two_things_is_asked_about(raw):
    sentence = "may be read in two ways: write it without point or comma for the thousands"
    assert why("budget", raw) == f"“{raw}” {sentence}"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("environ 12 000", "“environ 12 000” is no number"),
        ("12 + 3", "“12 + 3” is no number"),
        (True, "“Yes” is no number"),
        ("-5 €", "“-5 €” is below zero"),
        (10**13, "“10000000000000” is too large"),
        ("nan", "“nan” is no number"),
        ({"e": "#REF!"}, "the cell shows an error (#REF!): write its value instead"),
        ({"f": 1}, "the cell holds a formula without a result: write its value instead"),
        ({"p": 0.45}, "the cell is a percentage: write the number alone, as a number"),
        ({"d": "2026-06-15"}, "“15/06/2026” is no number"),
        ("1e400", "“1e400” is no number"),
        ("²", "“²” is no number"),
    ],
)
def test_what_is_no_money_is_refused(raw, sentence):
    assert why("budget", raw) == sentence


@pytest.mark.parametrize(
    "raw", ["D1, D3 et D4", "d1;d3;d4", "D 1 / D 3 / D 4", "1 3 4", "D1\nD03\nD4\nD1", "D1 & D3 + D4"]
)
def test_references_as_people_write_them(raw):
    assert read("findings", raw) == ("D1", "D3", "D4")


@pytest.mark.parametrize(
    "raw",
    ["D1 · Peu de crèches, loin; D3 · Pas de bus;D4", "D1 · Peu de crèches D3 et D4", "D1 · x\nD3 · 12 places\nd4"],
)
def test_references_as_a_list_offers_them(raw):
    assert read("findings", raw) == ("D1", "D3", "D4")


@pytest.mark.parametrize("raw", ["D1 à D4", "A1", "D0", "tous", "D1-D4"])
def test_what_is_no_reference_is_refused(raw):
    assert "is no reference: write one such as D1" in why("findings", raw)


@pytest.mark.parametrize("raw", ["Numérique", "numerique", "NUMÉRIQUE ", "digital", "Numeriques"])
def test_a_choice_is_found_without_accents_or_by_a_close_word(raw):
    assert read("theme", raw) == "digital"


def test_a_choice_that_is_not_listed_names_those_that_are():
    sentence = "“Sport” is not in the list: choose one of Emploi, insertion, Garde d’enfants, Numérique"
    assert why("theme", "Sport") == sentence


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("raw", ["A" + " " * 32_000 + "x", "1" * 32_000, "1 " * 16_000, "mi-" * 10_000, ";" * 32_000])
def test_a_cell_as_long_as_a_cell_may_be_is_taken_or_refused(name, raw):
    """A pattern that goes back over it would take minutes."""
    with suppress(Refused):
        read(name, raw)


def test_several_choices_and_several_names():
    assert read("publics", "jeunes, FEMMES") == ("young", "women")
    assert read("publics", "Tous publics") == ("all",)
    assert read("partners", "Ville, Métropole") == ("Ville", "Métropole")
    assert read("partners", "Association A, B et C ; Ville\nVille") == ("Association A, B et C", "Ville")


def test_texts_keep_their_lines_and_lose_what_nobody_sees():
    assert read("title", " Un\r\ntitre\x07_x000D_ ") == "Un\ntitre"
    assert [read("title", raw) for raw in (12, 2.5, True, {"d": "2026-06-15"}, {"p": 0.45})] == [
        "12",
        "2,5",
        "Oui",
        "15/06/2026",
        "45 %",
    ]
    assert why("title", "x" * 201) == "the text has 201 characters: at most 200"


def test_values_in_words():
    values = {"starts": date(2026, 6, 1), "budget": Decimal("12500.5"), "theme": "digital", "findings": ("D1", "D2")}
    values |= {"target": Decimal("0.250"), "title": "Un titre", "partners": ()}
    assert {name: in_words(COLUMNS[name], value) for name, value in values.items()} == {
        "starts": "juin 2026",
        "budget": "12\u00a0500,50\u00a0€",
        "theme": "Numérique",
        "findings": "D1, D2",
        "target": "0,25",
        "title": "Un titre",
        "partners": "",
    }
