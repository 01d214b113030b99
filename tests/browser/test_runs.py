"""Running a cycle in a browser: a co-facilitator joins, a session is moved with a preview of what moves with it."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sweep import Sweep
from tests.browser.test_pages import done

pytestmark = pytest.mark.browser
CYCLE = "/cycles/quartiers-apprenants/"


def judged(page: Page, site: str, name: str) -> Sweep:
    """The page that is shown now, looked at as the sweep looks at every page."""
    pages = Sweep(page, site, "coordination")
    pages.judge(name)
    return pages


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


def test_a_session_is_moved_after_a_look_at_what_moves_with_it(coordinator, demo_site):
    page = coordinator
    page.goto(demo_site + CYCLE)
    last = page.locator("main .line a[href*='/seances/']").last.get_attribute("href")
    page.goto(f"{demo_site}{last}modifier/")
    day = page.get_by_label("Day", exact=False).first
    before = date.fromisoformat(day.input_value())
    after = before + timedelta(days=7)
    day.fill(after.isoformat())
    page.get_by_role("button", name="Save the session").click()
    expect(page.locator("main")).to_contain_text("Nothing is saved yet.")
    done(judged(page, demo_site, "moved session"))
    due = page.locator("main input[name=follow]")
    expect(due.first).to_be_checked()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ teams follow"))
    page.get_by_role("button", name="Go back and change").click()
    expect(page.locator("main input[name=day]")).to_have_value(after.isoformat())
    page.get_by_role("button", name="Save the session").click()
    page.get_by_label(re.compile("Tell the")).check()
    page.get_by_role("button", name="Save the session").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ people are told by mail"))
    page.goto(f"{demo_site}{CYCLE}deroule/")
    days = page.locator("main input[name^=sessions-][name$=-day]")
    assert after.isoformat() in [days.nth(number).input_value() for number in range(days.count())]


def test_enter_in_a_field_of_the_set_up_page_saves(coordinator, demo_site):
    page = coordinator
    page.goto(f"{demo_site}{CYCLE}deroule/")
    page.locator("main input[name=sessions-0-title]").press("Enter")
    expect(page.locator("main")).to_contain_text("Sessions and expected deliverables are saved.")


def test_a_team_joins_late_after_a_look_at_what_will_be_expected_of_it_then_leaves(coordinator, demo_site):
    page = coordinator
    page.goto(f"{demo_site}{CYCLE}equipes/nouvelle/")
    page.get_by_label("Territory").fill("Bassin d’Aurillac")
    for choice in page.locator("main select").all():
        choice.select_option("exempt")
    page.get_by_label("Reason").fill("Arrivée après la deuxième séance")
    page.get_by_role("button", name="See what will be expected").click()
    expect(page.locator("main")).to_contain_text("exempted")
    done(judged(page, demo_site, "late team"))
    page.get_by_role("button", name="Add the team").click()
    page.get_by_role("link", name="The team leaves the cycle").click()
    page.get_by_label("Since when").fill(date.today().isoformat())
    page.get_by_label("Reason").fill("Pas assez de monde")
    done(judged(page, demo_site, "leaving team"))
    page.get_by_role("button", name="Record that the team leaves").click()
    expect(page.locator("main .callout.warn")).to_contain_text("Pas assez de monde")
    page.get_by_role("link", name="The team comes back").click()
    done(judged(page, demo_site, "returning team"))
