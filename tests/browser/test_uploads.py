"""A team's files on a poor line: cut and resumed, refused beside others, by keyboard, on a phone, sent by two taps."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import Keyboard
from tests.builders import pdf_bytes, picture_bytes

pytestmark = pytest.mark.browser
MEGABYTE = 1024 * 1024
DRAFT = re.compile(r"/livrables/\d+/brouillon/$")
NOTE = "Une note qui reste."


def draft_of(browser: Browser, site: str, *, width: int = 1280, **options) -> Page:
    """The draft's page of a team of the demonstration, in English; what lies in the draft is taken out."""
    context = browser.new_context(viewport={"width": width, "height": 844}, **options)
    context.add_cookies([{"name": "language", "value": "en", "url": site}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site + "/demonstration/")
    page.locator('main button[value="contributrice.vaulx@demo.test"]').click()
    page.locator("main .card-next a.btn").first.click()
    page.wait_for_load_state()
    if not DRAFT.search(page.url):
        page.locator("main a[href$='/brouillon/']").first.click()
    expect(page.locator("main input[type=file]").first).to_be_visible()
    for _file in range(page.locator("#draft-files li").count()):
        with page.expect_navigation():
            page.locator("#draft-files li button").first.click()
    while page.locator("#unfinished li").count():
        with page.expect_navigation():
            page.locator("#unfinished li button").first.click()
    return page


def choose(page: Page, *files: Path) -> None:
    page.locator("main input[type=file]").first.set_input_files(list(files))


def slowed(page: Page, bytes_a_second: int) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speeds = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second, "offline": False}
    line.send("Network.emulateNetworkConditions", speeds)


def text_file(folder: Path, megabytes: int) -> Path:
    path = folder / "entretiens.txt"
    line = "Ce que les habitants disent de la halte-garderie et des horaires.\n"
    path.write_text(line * (megabytes * MEGABYTE // len(line)), encoding="utf-8")
    return path


def test_an_upload_cut_in_the_middle_goes_on_after_the_page_was_loaded_again(browser, demo_site, tmp_path):
    page, path = draft_of(browser, demo_site), text_file(tmp_path, 24)
    slowed(page, 4 * MEGABYTE)
    page.locator("main textarea").fill(NOTE)
    choose(page, path)
    page.wait_for_function("() => document.querySelector('#uploads progress').value > 500")
    page.reload()
    left = page.locator("#unfinished li")
    expect(left).to_contain_text("entretiens.txt")
    expect(left).to_contain_text("of 25 MB are here")
    offsets = []
    page.on(
        "request", lambda each: offsets.append(each.headers.get("upload-offset")) if each.method == "PATCH" else None
    )
    choose(page, path)
    expect(page.locator("#draft-files li")).to_contain_text("entretiens.txt", timeout=30_000)
    assert len(offsets) == 1
    assert 2 * MEGABYTE < int(offsets[0]) < path.stat().st_size
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    expect(page.locator("#draft-files li")).to_contain_text(digest[:12])
    expect(page.locator("#uploads-said")).to_contain_text(f"the SHA-256 of both begins with {digest[:12]}")
    expect(left).to_have_count(0)


def test_a_cut_line_is_said_and_the_rest_goes_up_when_it_is_back(browser, demo_site, tmp_path):
    page, path = draft_of(browser, demo_site, width=390), text_file(tmp_path, 1)
    page.locator("main textarea").fill(NOTE)
    page.route("**/envois/*/", lambda route: route.abort("internetdisconnected"))
    choose(page, path)
    expect(page.locator("#uploads li")).to_contain_text("The line is cut", timeout=20_000)
    page.locator('main button[name="then"][value="save"]').click()
    expect(page.locator("#uploads-said")).to_contain_text("A file is still going up")
    page.unroute("**/envois/*/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#draft-files li")).to_contain_text("entretiens.txt", timeout=30_000)
    expect(page.locator("main textarea")).to_have_value(NOTE)
    with page.expect_navigation():
        page.locator('main button[name="then"][value="save"]').click()
    expect(page.locator("main textarea")).to_have_value(NOTE)


def test_a_file_that_is_saved_again_while_it_goes_up_is_to_be_chosen_again(browser, demo_site, tmp_path):
    page, path = draft_of(browser, demo_site), text_file(tmp_path, 24)
    slowed(page, 4 * MEGABYTE)
    choose(page, path)
    page.wait_for_function("() => document.querySelector('#uploads progress').value > 200")
    path.write_text("Une autre version.\n" * 10_000, encoding="utf-8")
    expect(page.locator("#uploads .refused")).to_contain_text("choose it again", timeout=30_000)
    choose(page, path)
    expect(page.locator("#draft-files li")).to_contain_text("entretiens.txt", timeout=20_000)


def test_one_refused_file_hinders_neither_the_others_nor_the_form(browser, demo_site, tmp_path):
    page = draft_of(browser, demo_site)
    names = {
        "plan.pdf": pdf_bytes("Plan"),
        "lieu.heic": b"x" * 50,
        "faux.pdf": b"no PDF at all",
        "note.txt": b"Une note.",
    }
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    page.locator("main textarea").fill(NOTE)
    choose(page, *(tmp_path / name for name in names))
    expect(page.locator("#draft-files li")).to_have_count(2)
    expect(page.locator("#draft-files")).to_contain_text("plan.pdf")
    expect(page.locator("#draft-files")).to_contain_text("note.txt")
    refused = page.locator("#uploads .refused")
    expect(refused).to_have_count(2)
    expect(refused.filter(has_text="lieu.heic")).to_contain_text("send it as JPEG")
    expect(refused.filter(has_text="faux.pdf")).to_contain_text("does not contain what its name says")
    expect(page.locator("main textarea")).to_have_value(NOTE)


def test_a_whole_delivery_on_a_phone_by_keyboard_with_two_taps_at_its_end(browser, demo_site, tmp_path):
    page = draft_of(browser, demo_site, width=390)
    hand = Keyboard(page)
    (tmp_path / "plan-action.pdf").write_bytes(pdf_bytes("Plan", pages=2))
    (tmp_path / "atelier.jpg").write_bytes(picture_bytes("JPEG", "teal"))
    hand.attach(page.locator("main input[type=file]").first, tmp_path / "plan-action.pdf", tmp_path / "atelier.jpg")
    expect(page.locator("#draft-files li")).to_have_count(2)
    hand.write(page.locator("main textarea"), "Avec la photo de l’atelier.")
    with page.expect_navigation():
        hand.press(page.locator('main button[name="then"][value="check"]'))
    deliver = page.locator('main form[action$="/remettre/"] button').first
    hand.reach(deliver)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    with page.expect_navigation():
        page.evaluate("for (const tap of [1, 2]) { document.activeElement.click(); }")
    expect(page).to_have_url(re.compile(r"/versions/\d+/remis/$"))
    number = re.search(r"/versions/(\d+)/", page.url).group(1)
    page.goto(page.url.split("/versions/")[0] + "/")
    expect(page.locator("main")).not_to_contain_text(f"Version {int(number) + 1}")
    page.goto(f"{page.url}versions/{number}/")
    expect(page.locator("main .files").filter(has_text="plan-action.pdf")).to_have_count(1)
    expect(page.locator("main .files").filter(has_text="atelier.jpg")).to_have_count(1)
