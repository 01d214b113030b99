"""Rows of a draft by keyboard on a phone: one is added, refused, corrected and moved, and the focus stays with it."""

import re

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.browser.hands import Keyboard
from tests.browser.sweep import Sweep
from tests.deliverables.chain.workbooks import put

pytestmark = pytest.mark.browser


def plan_of_vaulx(page: Page, site: str) -> str:
    """The address of the team's plan d'action in the cycle in course."""
    page.goto(f"{site}/cycles/quartiers-apprenants/")
    return page.locator("main a[href^='/livrables/']").filter(has_text="Plan d’action").first.get_attribute("href")


def test_a_row_is_typed_refused_corrected_and_moved_by_keyboard(page, demo_site):
    page.set_viewport_size({"width": 390, "height": 844})
    pages, hand = Sweep(page, demo_site, "contributor"), Keyboard(page)
    pages.sign_in("contributrice.vaulx@demo.test")
    address = plan_of_vaulx(page, demo_site)
    page.goto(f"{demo_site}{address}lignes/")
    rows = page.locator("#rows")
    hand.press(rows.get_by_role("link", name="Ajouter une action"))
    title = rows.get_by_label("Titre")
    expect(title).to_be_visible()
    hand.write(title, "Un essai au clavier")
    hand.write(rows.get_by_label("Budget prévisionnel"), "12.000")
    page.keyboard.press("Enter")
    expect(rows).to_contain_text("peut se lire de deux façons")
    assert "/lignes/" in page.url
    hand.write(rows.get_by_label("Budget prévisionnel"), "12 k€")
    partners = rows.locator("input[name=partners]")
    before = partners.count()
    hand.write(partners.last, "Maison de l’emploi du Velin")
    expect(partners).to_have_count(before + 1)
    page.keyboard.press("Enter")
    row = rows.locator("ol.chain > li").filter(has_text="Un essai au clavier")
    expect(row).to_contain_text(re.compile(r"12\s000\s€, prévisionnel, non engagé"))
    expect(row.get_by_role("link", name="Modifier")).to_be_focused()
    last = rows.locator("ol.chain > li").count() - 1
    hand.press(row.get_by_role("button", name="Monter"))
    expect(rows.locator("ol.chain > li").nth(last - 1)).to_contain_text("Un essai au clavier")
    expect(row.get_by_role("button", name="Monter")).to_be_focused()
    hand.press(row.get_by_role("button", name="Retirer"))
    expect(rows.locator("ol.chain > li")).to_have_count(last)
    expect(rows).to_contain_text("à rétablir tant que c’est un brouillon")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def opened(download, folder) -> Workbook:
    path = folder / download.suggested_filename
    download.save_as(path)
    return load_workbook(path)


def test_a_workbook_goes_out_comes_back_and_its_refused_rows_go_out_again(page, demo_site, tmp_path):
    pages, hand = Sweep(page, demo_site, "contributor"), Keyboard(page)
    pages.sign_in("contributrice.vaulx@demo.test")
    address = plan_of_vaulx(page, demo_site)
    page.goto(f"{demo_site}{address}lignes/")
    hand.press(page.get_by_role("link", name="Remplir dans Excel"))
    page.wait_for_url("**/classeur/")
    pages.judge("a workbook to send")
    with page.expect_download() as out:
        hand.press(page.get_by_role("link", name="Télécharger le classeur"))
    book = opened(out.value, tmp_path)
    assert book.active.title == "Actions"
    line = book["Actions"].max_row + 1
    put(book["Actions"], line, Titre="Un essai dans Excel", Budget_prévisionnel="12 k€")
    put(book["Actions"], line + 1, Titre="Un essai refusé", Début="bientôt")
    book.save(tmp_path / "classeur.xlsx")
    page.locator("input[type=file]").set_input_files(tmp_path / "classeur.xlsx")
    hand.press(page.get_by_role("button", name="Voir ce qu’il donne"))
    expect(page.locator("main")).to_contain_text("Un essai dans Excel")
    pages.judge("what a workbook gives")
    for _click in range(2):  # a download leaves the page as it is
        with page.expect_download():
            hand.press(page.get_by_role("button", name="Télécharger les lignes refusées"))
    hand.press(page.get_by_role("button", name="Écrire ce changement"))
    expect(page.locator("h1")).to_have_text("1 ligne à corriger")
    pages.judge("rows of a workbook to correct")
    with page.expect_download() as out:
        hand.press(page.get_by_role("button", name="Télécharger les lignes refusées"))
    back = opened(out.value, tmp_path)["Actions"]
    assert (back["B2"].value, "n’est pas une date" in back["Q2"].value) == ("Un essai refusé", True)
    hand.press(page.get_by_role("link", name="Voir les lignes"))
    expect(page.locator("#rows")).to_contain_text("Un essai dans Excel")
    if pages.faults:
        pytest.fail(pages.report(), pytrace=False)


def test_the_pages_of_rows_hold_for_everybody(page, demo_site):
    pages = Sweep(page, demo_site, "contributor")
    pages.sign_in("contributrice.vaulx@demo.test")
    address = plan_of_vaulx(page, demo_site)
    for path in (f"{address}lignes/", f"{address}lignes/ajouter/", f"{address}brouillon/", f"{address}verifier/"):
        pages.visit(path)
    if pages.faults:
        pytest.fail(pages.report(), pytrace=False)
    runs = Sweep(page, demo_site, "coordination")
    runs.sign_in("coordination@demo.test")
    for path in ("/cycles/numerique-innovation-sociale/en-suspens/", "/cycles/quartiers-apprenants/themes/"):
        runs.visit(path)
    if runs.faults:
        pytest.fail(runs.report(), pytrace=False)
