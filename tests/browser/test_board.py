"""The board read and used by keyboard on a phone: who is where, a reminder, its mail."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard
from tests.browser.sweep import Sweep

pytestmark = pytest.mark.browser
BOARD = "/cycles/quartiers-apprenants/tableau/"


def test_the_board_is_read_and_a_team_reminded_by_keyboard_on_a_phone(page, demo_site):
    page.set_viewport_size({"width": 390, "height": 844})
    pages, hand = Sweep(page, demo_site, "coordination"), Keyboard(page)
    pages.sign_in("coordination@demo.test")
    page.goto(demo_site + BOARD)
    rows = page.get_by_role("row")
    expect(rows.filter(has_text="Vallée du Gier").get_by_role("cell").first).to_contain_text("Version retenue")
    first = page.locator("main .board tbody td a").first
    hand.reach(first)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    with page.expect_navigation():
        hand.press(page.locator('main a[href$="/relancer/"]:visible').first)
    expect(page.locator("main details .prose").first).to_contain_text("remis")
    teams = page.locator('main input[name="deliverables"]')
    chosen = teams.count()
    assert chosen
    hand.write(page.locator('main [name="sentence"]'), "Nous vous attendons jeudi.")
    with page.expect_navigation():
        hand.press(page.locator("main form button.btn-primary"))
    expect(page.locator("main, .messages").first).to_contain_text(re.compile(r"Relance envoyée à \d+ équipe"))
    expect(page).to_have_url(re.compile(re.escape(BOARD)))
    for _attempt in range(40):
        page.goto(demo_site + "/demonstration/courrier/")
        mails = page.locator("main tr a").filter(has_text="ce qui manque encore")
        if mails.count():
            break
        page.wait_for_timeout(500)
    expect(mails.first).to_be_visible()


def test_the_pages_of_the_board_hold_for_everybody(page, demo_site):
    pages = Sweep(page, demo_site, "coordination")
    pages.sign_in("coordination@demo.test")
    for path in (BOARD, f"{BOARD}?presence=1", f"{BOARD}?show=late", "/cycles/numerique-innovation-sociale/tableau/"):
        pages.visit(path)
    page.goto(pages.site + BOARD)
    later = page.locator("main details.more summary")
    if later.count():
        later.first.click()
    pages.judge("board, later stops")
    link = page.locator('main a[href$="/relancer/"]').last.get_attribute("href")
    pages.visit(link)
    if pages.faults:
        pytest.fail(pages.report(), pytrace=False)
