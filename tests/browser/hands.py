"""Two ways of using a page: by mouse, and by keyboard alone. A journey is written once and done by either."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_TABS = 80
IS_FOCUSED = "element => element === document.activeElement"
SHOWS_FOCUS = """element => {
  const outlined = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const shown = each => { const style = getComputedStyle(each); return outlined(style) || style.boxShadow !== "none"; };
  return [element, element.closest("label"), element.nextElementSibling].some(each => each && shown(each));
}"""
# The shorter way round: Shift+Tab where the target is nearer the page's end.
IS_NEARER_BACKWARDS = """element => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const forwards = all.indexOf(element) - all.indexOf(document.activeElement);
  return (forwards + all.length) % all.length > all.length / 2;
}"""
VALUE = "element => element.value"


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)

    def attach(self, target: Locator, *files: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            target.click()
        chooser.value.set_files(list(files))

    def time(self, target: Locator, value: str) -> None:
        target.fill(value)

    def day(self, target: Locator, value: date) -> None:
        target.fill(value.isoformat())

    def tick(self, target: Locator) -> None:
        target.check()


class Keyboard(Mouse):
    """Nothing but Tab, Enter, Space, arrows and typing. Fails when the focus does not arrive or cannot be seen."""

    def reach(self, target: Locator, *, onwards: bool = False) -> None:
        expected = target.element_handle()
        walked, key = [], "Tab" if onwards or not expected.evaluate(IS_NEARER_BACKWARDS) else "Shift+Tab"
        for _tab in range(MOST_TABS):
            if expected.evaluate(IS_FOCUSED):
                if not expected.evaluate(SHOWS_FOCUS):
                    pytest.fail(f"The focus cannot be seen on {target} at {self.page.url}")
                return
            self.page.keyboard.press(key)
            walked.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        pytest.fail(f"{MOST_TABS} tabs did not reach {target} at {self.page.url}:\n" + "\n".join(walked[-12:]))

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Home")
        labels = target.locator("option").all_text_contents()
        for _step in labels:
            if target.evaluate("element => element.selectedOptions[0].textContent.trim()") == label:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{label!r} is none of {labels}")

    def attach(self, target: Locator, *files: Path) -> None:
        """Space, again if nothing opens, as a person would: Chromium drops keys until a new page is painted."""
        self.reach(target)
        choosers = []
        self.page.once("filechooser", lambda chooser: choosers.append(chooser))
        for _attempt in range(3):
            self.page.keyboard.press("Space")
            for _moment in range(20):
                if choosers:
                    choosers[0].set_files(list(files))
                    return
                self.page.wait_for_timeout(100)
        pytest.fail(f"Space did not open the file chooser of {target} at {self.page.url}")

    def time(self, target: Locator, value: str) -> None:
        """Hours and minutes as the browser's field takes them; with AM or PM where it asks for it."""
        self.reach(target, onwards=True)  # backwards one arrives on the button of the field's clock
        hour, minute = map(int, re.findall(r"\d+", value))
        self.page.keyboard.type(f"{hour % 12 or 12:02}{minute:02}{'AM' if hour < 12 else 'PM'}")
        if target.evaluate(VALUE) != value:
            pytest.fail(f"The field says {target.evaluate(VALUE)!r}, not {value!r}")

    def day(self, target: Locator, value: date) -> None:
        """Month, day and year as an English browser asks for them."""
        self.reach(target, onwards=True)  # backwards one arrives on the button of the field's calendar
        self.page.keyboard.type(f"{value:%m%d%Y}")
        if target.evaluate(VALUE) != value.isoformat():
            pytest.fail(f"The field says {target.evaluate(VALUE)!r}, not {value}")

    def tick(self, target: Locator) -> None:
        self.reach(target, onwards=True)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()
