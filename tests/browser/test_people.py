"""People in a browser: a list of 48 is pasted with its doubles and mistakes; an invitation is forwarded."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cycles import sample_list

pytestmark = pytest.mark.browser
CYCLE = "/cycles/quartiers-apprenants/"
INVITED = "solange.marcoux@demo.test"  # she has not accepted


def signed_in(browser: Browser, site: str, email: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "language", "value": "en", "url": site}])
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(site + "/demonstration/")
    page.locator(f'main button[value="{email}"]').click()
    page.wait_for_load_state()
    return page


def test_forty_eight_people_are_pasted_looked_at_corrected_and_written(browser, demo_site):
    page = signed_in(browser, demo_site, "coordination@demo.test")
    page.goto(f"{demo_site}{CYCLE}personnes/")
    page.get_by_role("link", name="Add a list").click()
    page.get_by_label("The list, one person a line").fill(sample_list.pasted("Roannais"))
    page.get_by_role("button", name="See the preview").click()
    figures = page.locator("main .figures")
    expect(figures).to_contain_text(re.compile(r"41\s*new people"))
    expect(figures).to_contain_text(re.compile(r"2\s*doubles left aside"))
    expect(figures).to_contain_text(re.compile(r"5\s*lines refused"))
    expect(page.locator("main")).to_contain_text("Did you mean nora.blin@demo.test?")
    expect(page.get_by_label("Préfecture de la Loire")).to_have_value("state")
    page.get_by_role("button", name="Write 41 people").click()
    expect(page.locator(".messages")).to_contain_text("41 people added.")
    field = page.get_by_label("The list, one person a line")
    field.fill(field.input_value().replace("(at)", "@"))
    page.get_by_role("button", name="See the preview").click()
    expect(figures).to_contain_text(re.compile(r"1\s*new person"))
    page.get_by_role("button", name="Write 1 person").click()
    page.goto(f"{demo_site}{CYCLE}personnes/?q=nora")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.context.close()


def test_a_forwarded_invitation_is_not_used_and_its_holder_asks(browser, demo_site):
    coordinator = signed_in(browser, demo_site, "coordination@demo.test")
    coordinator.goto(demo_site + "/demonstration/courrier/")
    coordinator.locator("main tr").filter(has_text=INVITED).first.locator("a").click()
    link = coordinator.locator('main a[href*="/cycles/invitation/"]').first.get_attribute("href")
    other = signed_in(browser, demo_site, "contributrice.vaulx@demo.test")
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_have_text("This invitation is for another address")
    expect(other.locator("main")).not_to_contain_text("Gier")
    other.get_by_role("link", name="ask to take part yourself").click()
    other.get_by_label("Your first and last name").fill("Chloé Desmarest")
    expect(other.get_by_label("Your e-mail address")).to_have_value("contributrice.vaulx@demo.test")
    other.get_by_label("Message").fill("Solange m’a transféré son message.")
    other.get_by_role("button", name="Ask to take part").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Your request is sent")
    coordinator.goto(f"{demo_site}{CYCLE}personnes/")
    expect(coordinator.locator("main .callout.warn")).to_contain_text("Solange m’a transféré son message.")
    coordinator.get_by_role("button", name="Close the request Chloé Desmarest").click()
    expect(coordinator.locator("main")).not_to_contain_text("Solange m’a transféré")
    coordinator.context.close()
    other.context.close()


def test_a_link_is_handed_over_and_copied(browser, demo_site):
    page = signed_in(browser, demo_site, "coordination@demo.test")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{demo_site}{CYCLE}personnes/?q=perrot")
    # The sweep of all pages, which shares the demonstration, hands it over too.
    expect(page.locator("main tbody tr")).to_contain_text(re.compile("the mail did not go|link handed over"))
    page.locator("main tbody tr").get_by_role("link", name="Change").click()
    page.get_by_role("link", name="Copy its link").click()
    page.get_by_role("button", name="Show a link").click()
    shown = page.get_by_label("Personal link").input_value()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == shown
    page.goto(shown)
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation is for another address")
    page.context.close()
