"""Recording what reached coordination outside Escale, as a person does it: by mouse, and by keyboard alone.

The demonstration's cycle waits for a deliverable since its day. It came by e-mail on the day before, and is filed only
now: on time, with both dates. The recording is taken back at the end, so the demonstration is as it was.
"""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.test_journey import COORDINATOR, Person
from tests.builders import pdf_bytes

pytestmark = pytest.mark.browser
WAITED_FOR = "/livrables/?cycle=quartiers-apprenants&late=yes"


@pytest.mark.parametrize(("hand", "width"), [(Mouse, 1280), (Keyboard, 390)], ids=["mouse", "keyboard"])
def test_received_before_the_day_and_filed_long_after_is_not_late(browser, demo_site, tmp_path, hand, width):
    person = Person(browser, demo_site, hand, width)
    person.at("/demonstration/")
    person.press(person.page.locator(f'main button[value="{COORDINATOR}"]'))
    address, due = waited_for(person)
    assert due < date.today() - timedelta(days=1)
    fill(person, address, due - timedelta(days=1), tmp_path / "diagnostic.pdf")
    person.press(person.button("Record the document"))
    expect(person.page).to_have_url(re.compile(r"/versions/\d+/remis/$"))
    said = person.page.locator("main .callout.ok")
    received = due - timedelta(days=1)
    both = rf"received \w+ {received.day}\s{received:%B}.* by e-mail, recorded today at .* by Hélène Vasseur"
    expect(said).to_contain_text(re.compile(both))
    expect(said).to_contain_text("Received on time.")
    person.at(address)
    expect(person.page.locator("main .lead")).to_contain_text(re.compile(both))
    expect(person.page.locator("main .lead .late")).to_have_count(0)
    person.press(person.link("/reprendre/"))
    person.press(person.button("Take back this recording"))
    expect(person.link("/recu/")).to_be_visible()


def waited_for(person: Person) -> tuple[str, date]:
    person.at(WAITED_FOR)
    person.press(person.page.locator("main tbody th a").first)
    due = person.page.locator("main .card-next time").first.get_attribute("datetime")
    return person.page.url.removeprefix(person.site), datetime.fromisoformat(due).date()


def fill(person: Person, address: str, received: date, original: Path) -> None:
    """First without the original, as happens: what was typed is kept."""
    original.write_bytes(pdf_bytes("Diagnostic"))
    person.press(person.link(f"{address}recu/"))
    person.hand.tick(person.page.locator('main [name="channel"][value="mail"]'))
    person.hand.day(person.page.locator('main [name="day"]'), received)
    person.write(given_by="Farid Benali")
    person.press(person.button("Record the document"))
    expect(person.page.locator("main .error-summary")).to_contain_text("Attach the original")
    expect(person.page.locator('main [name="given_by"]')).to_have_value("Farid Benali")
    person.hand.attach(person.page.locator("main input[type=file]"), original)
