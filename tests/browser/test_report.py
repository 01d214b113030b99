"""The workshop of the report: from a hole in the outline to an edition."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
REPORT = "/capitalisation/quartiers-apprenants/"


def test_from_the_outline_to_an_edition(page, demo_site):
    page.goto(demo_site + "/demonstration/")
    page.locator('main button[name="email"][value="coordination@demo.test"]').click()
    page.goto(demo_site + REPORT)
    outline = page.locator("section[aria-labelledby=outline]")
    hole = outline.get_by_role("link", name="Plan d’action : à compléter (Vallée du Gier)")
    hole.click()
    expect(page).to_have_url(re.compile(r"/livrables/\d+/$"))
    page.goto(demo_site + REPORT)
    outline.get_by_role("link", name="Écrire ce chapitre (Recommandations)").click()

    text = "## Aux élus\n\nOuvrir **le soir**."
    page.get_by_label("Texte", exact=True).fill(text)
    page.get_by_role("button", name="Aperçu").click()
    expect(page.locator("#preview strong")).to_have_text("le soir")
    expect(page.get_by_role("heading", name="Aperçu")).to_be_focused()
    expect(page.get_by_label("Texte", exact=True)).to_have_value(text)
    page.get_by_role("button", name="Enregistrer le chapitre").click()
    expect(outline.get_by_role("listitem").filter(has_text="Recommandations")).to_contain_text("6 mots")

    page.get_by_role("link", name="Établir une édition").click()
    page.get_by_label("Remarque").fill("Pour relecture")
    page.get_by_role("button", name="Établir l’édition").click()
    page.get_by_role("link", name="Ouvrir l’édition n° 1").click(timeout=60000)
    expect(page.locator("main")).to_contain_text("Pour relecture")
    expect(page.get_by_role("link", name="Télécharger pour Word")).to_be_visible()
