"""Small things that only a browser shows: one kind of error, a refused file, what is printed, a mistyped address."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SESSION = "main a[href*='/seances/']"


def visitor(browser, demo_site, email: str = "") -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "language", "value": "en", "url": demo_site}])
    page = context.new_page()
    page.set_default_timeout(8000)
    if email:
        page.goto(demo_site + "/demonstration/")
        with page.expect_navigation():
            page.locator(f'main button[value="{email}"]').click()
    return page


def test_a_mistyped_address_is_told_by_the_page_then_given_up(browser, demo_site):
    page = visitor(browser, demo_site)
    page.goto(demo_site + "/compte/login/")
    page.locator("#code-email").fill("not an address")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("valid email address")
    page.get_by_label("Email").fill("nobody@demo.test")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.locator("h1")).to_have_text("Type the code")
    page.get_by_role("button", name="Use another address").click()
    expect(page.locator("#code-email")).to_have_value("")


def test_the_printed_session_holds_neither_notes_nor_buttons(browser, demo_site):
    page = visitor(browser, demo_site, "coordination@demo.test")
    page.goto(demo_site + "/cycles/quartiers-apprenants/")
    page.locator(SESSION).first.click()
    expect(page.get_by_role("heading", name="Coordination notes")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Programme")).to_be_visible()
    expect(page.get_by_role("heading", name="Coordination notes")).to_be_hidden()
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    assert [link.inner_text() for link in page.locator("main a.btn").all() if link.is_visible()] == []


def test_a_file_that_would_be_refused_is_not_sent(browser, demo_site):
    page = visitor(browser, demo_site, "contributrice.vaulx@demo.test")
    page.locator("main .card-next a.btn").first.click()
    page.wait_for_load_state()
    if not page.locator("main input[type=file]").count():
        page.locator("main a[href$='/brouillon/']").first.click()
    here = page.url
    page.locator("main input[type=file]").first.set_input_files(
        {"name": "programme.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    )
    expect(page.locator("#uploads .refused")).to_contain_text("not accepted")
    assert page.url == here


def test_on_a_telephone_the_layout_is_compact_and_its_button_at_hand(browser, demo_site):
    page = visitor(browser, demo_site, "coordination@demo.test")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(demo_site + "/cycles/nouveau/deroule/?format=qualification&title=Essai&organiser=1&first_day=2027-03-04")
    title = page.locator("main fieldset.card").first.get_by_label("Title")
    label = page.locator("main fieldset.card label").first
    assert label.bounding_box()["x"] + label.bounding_box()["width"] <= title.bounding_box()["x"]
    expect(page.get_by_role("button", name="Create the cycle")).to_be_in_viewport()
    page.locator("main form > fieldset input:visible").last.focus()
    bottom, top = "document.activeElement.getBoundingClientRect().bottom", "bar.getBoundingClientRect().top"
    page.wait_for_function(f"() => {{ const bar = document.querySelector('.at-hand'); return {bottom} <= {top} }}")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
