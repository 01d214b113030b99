"""Running a cycle in a browser: a co-facilitator joins."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CYCLE = "/cycles/quartiers-apprenants/"


@pytest.fixture
def coordinator(browser, demo_site) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "language", "value": "en", "url": demo_site}])
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(demo_site + "/demonstration/")
    page.locator('main button[value="coordination@demo.test"]').click()
    return page


def test_a_co_facilitator_is_added_and_removed(coordinator, demo_site):
    page = coordinator
    page.goto(f"{demo_site}{CYCLE}animation/")
    page.get_by_label("E-mail address").fill("paul.ferrand@demo.test")
    page.get_by_label("Last name").press("Enter")
    expect(page.locator("main .error-summary")).to_contain_text("First name")
    page.get_by_label("First name").fill("Paul")
    page.get_by_label("Last name").fill("Ferrand")
    page.get_by_role("button", name="Add and send the mail").click()
    row = page.locator("main tbody tr").filter(has_text="Paul Ferrand")
    expect(row).to_contain_text("Co-facilitator")
    row.get_by_role("link").click()
    page.get_by_role("button", name="Remove from the cycle").click()
    expect(page.locator("main table")).not_to_contain_text("Paul Ferrand")
