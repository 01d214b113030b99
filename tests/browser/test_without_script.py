"""Scripts switched off: the delivery form still takes files."""

import re

import pytest
from playwright.sync_api import expect

from tests.builders import pdf_bytes

pytestmark = pytest.mark.browser


def test_a_file_is_added_to_the_draft_without_script(browser, demo_site, tmp_path):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(demo_site + "/demonstration/")
    page.locator('main button[value="contributrice.vaulx@demo.test"]').click()
    page.goto(demo_site + "/cycles/quartiers-apprenants/")
    addresses = page.locator('main a[href*="/livrables/"]')
    found = {re.search(r"/livrables/\d+/", addresses.nth(n).get_attribute("href")) for n in range(addresses.count())}
    paths = sorted({each.group() for each in found if each})
    for path in paths:
        page.goto(f"{demo_site}{path}brouillon/")
        if page.url.endswith("/brouillon/") and page.locator("main input[type=file]").count():
            break
    else:
        pytest.fail(f"None of {paths} takes files.")
    path = tmp_path / "sans-script.pdf"
    path.write_bytes(pdf_bytes("Sans script"))
    page.locator("main input[type=file]").set_input_files(path)
    page.locator("main form:has(input[type=file]) button").first.click()
    expect(page.locator("main .files")).to_contain_text("sans-script.pdf")
