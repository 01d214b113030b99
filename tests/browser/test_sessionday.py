"""The day of a session on a phone: one tap a person, a team at once, somebody nobody expected, and the sheet."""

import io
import time
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser, demo_site):
    """Hélène at the register of the running cycle's second session."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(demo_site + "/demonstration/")
    page.locator('main button[value="coordination@demo.test"]').click()
    page.goto(demo_site + "/cycles/quartiers-apprenants/")
    page.locator('main a[href*="/seances/"]').nth(1).click()
    page.locator('main a[href$="/presence/"]').first.click()
    return page


def test_presence_is_ticked_by_tap_and_a_walk_in_added(phone):
    person = phone.locator(".person").first
    box = person.locator("label.tick").first.bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 44
    present = int(phone.locator("#counts b").first.text_content())
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        person.locator("label.is-excused").tap()
    expect(phone.locator("#said")).not_to_be_empty()
    expect(phone.locator("#counts b").first).to_have_text(str(present - 1))
    person.locator("label.is-present").tap()
    expect(phone.locator("#counts b").first).to_have_text(str(present))
    phone.reload()
    expect(phone.locator(".person").first.locator("input[type=radio][value=present]")).to_be_checked()
    name = f"Essai{time.time_ns() % 1_000_000}"
    form = phone.locator("#walk-in form")
    form.locator("[name=first_name]").fill("Aline")
    form.locator("[name=last_name]").fill(name)
    form.locator("[name=organisation_name]").fill("Ville de Roanne")
    form.locator("button").tap()
    expect(phone.locator(".messages")).to_contain_text(name)
    added = phone.locator(".person", has_text=name)
    expect(added.locator("input[type=radio][value=present]")).to_be_checked()


def test_a_tap_that_does_not_arrive_says_so_and_is_saved_by_the_button(phone):
    phone.context.set_offline(True)
    person = phone.locator(".person").nth(1)
    person.locator("label.is-absent").tap()
    expect(phone.locator("#unsaved")).to_be_in_viewport()
    expect(person.locator(".ticked")).to_have_text("Non enregistré : pas de connexion")
    phone.context.set_offline(False)
    phone.locator("#register > .actions button").tap()
    expect(phone.locator(".person").nth(1).locator("input[type=radio][value=absent]")).to_be_checked()
    expect(phone.locator("#unsaved")).to_be_hidden()
    phone.locator(".person").nth(1).locator("label.is-present").tap()  # as the demonstration tells it
    expect(phone.locator("#said")).not_to_be_empty()


def test_the_sheet_is_downloaded(phone):
    with phone.expect_download() as waiting:
        phone.locator('main a[href$="/emargement.pdf"]').tap()
    content = Path(waiting.value.path()).read_bytes()
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Feuille d’émargement" in text
