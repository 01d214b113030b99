"""The main job as a person does it, from a new cycle to the printed report: by mouse, and by keyboard alone.

In English, whose words are those of the source; buttons that lead somewhere are found by where they lead.
"""

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.hands import Keyboard, Mouse
from tests.builders import pdf_bytes, picture_bytes

pytestmark = pytest.mark.browser
COORDINATOR = "coordination@demo.test"


class Person:
    """Somebody at a browser of her own."""

    def __init__(self, browser: Browser, site: str, hand: type[Mouse], width: int) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        context.add_cookies([{"name": "language", "value": "en", "url": site}])
        self.site, self.page = site, context.new_page()
        self.page.set_default_timeout(8000)
        self.hand = hand(self.page)

    def link(self, ending: str) -> Locator:
        return self.page.locator(f'main a[href$="{ending}"]').first

    def sender(self, ending: str) -> Locator:
        return self.page.locator(f'main form[action$="{ending}"] button').first

    def button(self, name: str) -> Locator:
        return self.page.locator("main").get_by_role("button", name=name, exact=True).first

    def field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(label).first

    def press(self, target: Locator) -> None:
        """Press what leads to a page, and wait for the page."""
        with self.page.expect_navigation():
            self.hand.press(target)

    def write(self, **values: str) -> None:
        for name, value in values.items():
            self.hand.write(self.page.locator(f'main [name="{name}"]'), value)

    def download(self, target: Locator) -> bytes:
        with self.page.expect_download() as waiting:
            self.hand.press(target)
        return Path(waiting.value.path()).read_bytes()

    def at(self, path: str) -> None:
        self.page.goto(self.site + path)


@pytest.mark.parametrize(("hand", "width"), [(Mouse, 1280), (Keyboard, 390)], ids=["mouse", "keyboard"])
def test_from_a_new_cycle_to_the_report(browser, demo_site, tmp_path, hand, width):
    name = f"{hand.__name__}{time.time_ns() % 1_000_000}"  # the demonstration may have seen an earlier run
    coordinator = Person(browser, demo_site, hand, width)
    member = Person(browser, demo_site, hand, width)
    cycle = create_cycle(coordinator, f"Essai {name}")
    edit_and_open(coordinator, cycle)
    write_programme(coordinator, cycle)
    team = add_team(coordinator, cycle, f"Territoire {name}")
    invite(coordinator, cycle, team, f"invitee.{name.lower()}@demo.test")
    accept(member, coordinator, f"invitee.{name.lower()}")
    deliverable = deliver(member, tmp_path)
    answer(coordinator, deliverable, 1, "complete", "Il manque la carte des lieux.")
    deliver_again(member, deliverable, tmp_path)
    answer(coordinator, deliverable, 2, "retain", "Merci, tout y est.")
    follow(coordinator, f"Essai {name}", f"Territoire {name}")
    report(coordinator, cycle, f"Essai {name}", f"Territoire {name}")


def create_cycle(person: Person, title: str) -> str:
    person.at("/demonstration/")
    person.press(person.page.locator(f'main button[value="{COORDINATOR}"]'))
    person.at("/cycles/")
    person.press(person.link("/cycles/nouveau/"))
    person.write(title=title)
    person.press(person.page.locator("main form button.btn-primary"))
    expect(person.page.get_by_role("heading", level=1)).to_have_text(title)
    person.press(person.button("Create the cycle"))
    expect(person.page).to_have_url(re.compile(r"/cycles/essai-[\w-]+/"))
    return re.search(r"/cycles/[\w-]+/", person.page.url).group()


def edit_and_open(person: Person, cycle: str) -> None:
    person.at(cycle)
    person.press(person.link(f"{cycle}modifier/"))
    person.write(subtitle="Un essai, de bout en bout")
    person.press(person.page.locator("main form button.btn-primary"))
    expect(person.page.locator("main .lead").first).to_contain_text("Un essai, de bout en bout")
    person.press(person.page.locator(f'main a[href^="{cycle}etape/"]').first)
    person.press(person.page.locator("main form button.btn-primary"))


def write_programme(person: Person, cycle: str) -> None:
    person.at(cycle)
    person.press(person.page.locator(f'main a[href^="{cycle}seances/"]:visible').first)
    person.press(person.link("/programme/"))
    row = person.page.locator("main fieldset").first
    person.hand.time(row.locator('[name$="-starts_at"]'), "09:30")
    person.hand.time(row.locator('[name$="-ends_at"]'), "14:15")
    person.hand.write(row.locator('[name$="-title"]'), "Arpentage en trio")
    person.press(person.button("Save the programme"))
    expect(person.page.locator("main")).to_contain_text("Arpentage en trio")


def add_team(person: Person, cycle: str, territory: str) -> str:
    person.at(f"{cycle}equipes/")
    person.press(person.link("/equipes/nouvelle/"))
    person.write(territory_name=territory, departments="Loire", neighbourhoods="Les Collines ; QP042001")
    person.press(person.button("Add the team"))
    person.at(f"{cycle}equipes/")
    person.press(person.page.locator("main").get_by_role("link", name=territory).first)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(territory)
    return person.page.url


def invite(person: Person, cycle: str, team: str, email: str) -> None:
    person.press(person.link("/membres/ajouter/"))
    person.write(first_name="Inès", last_name="Valmont", email=email, organisation_name="Ville des Collines")
    actor = person.page.locator('main [name="actor_type"]')
    person.hand.choose(actor, actor.locator('option[value="commune"]').inner_text())
    role = person.page.locator('main [name="role"]')
    person.hand.choose(role, role.locator('option[value="referent"]').inner_text())
    person.press(person.button("Add the member"))
    expect(person.page.locator("main")).to_contain_text("Inès Valmont")
    person.press(person.sender("/inviter/"))


def eventually(person: Person, path: str, found: Callable[[], Locator]) -> Locator:
    """The worker does it in its own time: look again until it is there."""
    for _attempt in range(30):
        person.at(path)
        if found().count():
            return found().first
        person.page.wait_for_timeout(500)
    pytest.fail(f"{path} does not show what was waited for: {person.page.inner_text('main')[:500]}")


def accept(person: Person, coordinator: Person, address: str) -> None:
    """The mail is read in the demonstration's mailbox; its link is followed by the invited person."""
    page: Page = coordinator.page
    rows = page.locator("main li, main tr").filter(has_text=address)
    mail = eventually(coordinator, "/demonstration/courrier/", lambda: rows.locator("a"))
    coordinator.press(mail)
    href = page.locator('main a[href*="/cycles/invitation/"]').first.get_attribute("href")
    person.page.goto(href)
    person.press(person.button("Accept the invitation"))


def files_of(folder: Path, number: int) -> list[Path]:
    paths = [folder / f"diagnostic-{number}.pdf", folder / f"photo-{number}.jpg"]
    paths[0].write_bytes(pdf_bytes(f"Diagnostic, version {number}", pages=2))
    paths[1].write_bytes(picture_bytes("JPEG", "teal" if number == 1 else "orange"))
    return paths


def deliver(person: Person, folder: Path) -> str:
    person.at("/")
    target = person.page.locator('main a[href*="/livrables/"]').first
    address = re.search(r"/livrables/\d+/", target.get_attribute("href")).group()
    person.at(address)
    add_files(person, address, folder, 1)
    return address


def deliver_again(person: Person, address: str, folder: Path) -> None:
    person.at(address)
    expect(person.page.locator("main")).to_contain_text("Il manque la carte des lieux.")
    add_files(person, address, folder, 2)


def add_files(person: Person, address: str, folder: Path, number: int) -> None:
    if not person.page.locator("main input[type=file]").count():
        person.press(person.link(f"{address}brouillon/"))
    if number > 1:
        person.press(person.page.locator('main button[name="how"][value="replace"]'))
    files = files_of(folder, number)
    person.hand.attach(person.page.locator("main input[type=file]").first, *files)
    expect(person.page.locator("#draft-files li")).to_have_count(len(files))
    expect(person.page.locator("#draft-files")).to_contain_text(f"diagnostic-{number}.pdf")
    person.write(note=f"Version {number}, avec la photo du lieu.")
    person.press(person.page.locator('main button[name="then"][value="check"]'))
    person.press(person.sender("/remettre/"))
    expect(person.page).to_have_url(re.compile(rf"{address}versions/{number}/remis/$"))
    expect(person.page.locator("main")).to_contain_text(f"diagnostic-{number}.pdf")


def answer(person: Person, address: str, number: int, move: str, text: str) -> None:
    person.at("/livrables/retours/")
    person.press(person.page.locator(f'main a[href*="{address}"]').first)
    person.at(f"{address}versions/{number}/retour/")
    person.write(text=text)
    outcome = {"complete": "to_complete", "retain": "retained"}[move]
    person.press(person.page.locator(f'main button[name="outcome"][value="{outcome}"]'))
    person.at(address)
    expect(person.page.locator("main")).to_contain_text(text)


def follow(person: Person, title: str, territory: str) -> None:
    person.at("/livrables/")
    person.hand.press(person.page.locator("main details.more > summary").first)
    person.hand.choose(person.page.locator('main [name="cycle"]'), title)
    form = person.page.locator("main details.more form")
    person.press(form.locator("button, input[type=submit]").first)
    expect(person.page.locator("main .lead")).to_contain_text(title)
    content = person.download(person.page.locator('main a[href*="export.xlsx"]'))
    table = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in table.iter_rows(min_row=2)]
    assert len(rows) == 4
    assert all(territory in row and title in row for row in rows)


def report(person: Person, cycle: str, title: str, territory: str) -> None:
    place = cycle.replace("/cycles/", "/capitalisation/")
    person.at(place)
    person.press(person.page.locator(f'main a[href^="{place}chapitres/"]').first)
    person.hand.write(person.page.locator("main textarea").first, "Ce cycle fut un essai ; il a tenu.")
    person.press(person.button("Save the chapter"))
    person.at(place)
    person.press(person.button("Build the report"))
    ready = person.page.get_by_role("link", name="Download the PDF")
    ready.wait_for(timeout=60000)
    document = PdfReader(io.BytesIO(person.download(ready)))
    words = " ".join(page.extract_text() for page in document.pages)
    for each in (title, territory, "il a tenu"):
        assert each in words
