"""Going through the pages that a role reaches, and what each page has to be: accessible, within the screen, silent."""

import json
import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

DESKTOP, PHONE, NARROW = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 700},
)
# Answers that are files. Invitations in the mailbox are for others, and may have been used.
NO_PAGE = re.compile(
    r"(/editions/\d+/\w+/|/cycles/invitation/[^/]+/|/fichiers/\d+/|/documents/\d+/|export\.xlsx|/telecharger/|/modele/|/pages/\d+/"
    r"|\.xlsx|emargement\.pdf|recu\.pdf|/retours/\d+/fichier/)$"
)
SLUG = re.compile(r"^/(cycles|capitalisation)/(?!nouveau/|invitation/)[\w-]+/")
SHOTS = os.environ.get("ESCALE_SHOTS", "")
THOROUGH = bool(os.environ.get("ESCALE_AXE_ALL"))
# Two of the four combinations show each theme and each width; ESCALE_AXE_ALL takes the four.
LOOKS = [("1280", DESKTOP, "light"), ("390", PHONE, "dark")]
ALL_LOOKS = [("1280", DESKTOP, "light"), ("1280", DESKTOP, "dark"), ("390", PHONE, "light"), ("390", PHONE, "dark")]
# Chromium keeps a link's old colour now and then when the theme changes under a shown page: lay the page out anew.
SETTLED = """() => { document.body.hidden = true; void document.body.offsetHeight; document.body.hidden = false;
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); }"""

AXE = Axe()


@dataclass
class Sweep:
    """Visits pages and keeps what is wrong with them, one line a fault."""

    page: Page
    site: str
    role: str
    faults: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.console.append(message.text)

    def sign_in(self, email: str) -> None:
        self.page.goto(self.site + "/demonstration/")
        self.page.locator(f'main button[name="email"][value="{email}"]').click()
        self.page.wait_for_load_state()

    def visit(self, path: str, *, status: int = 200) -> None:
        self.console.clear()
        self.page.set_viewport_size(DESKTOP)
        answer = self.page.goto(self.site + path)
        if answer.status != status:
            self.faults.append(f"{self.role} {path}: status {answer.status}, expected {status}")
            self.console.clear()
            return
        self.judge(path, status=status)

    def judge(self, name: str, *, status: int = 200) -> None:
        """Look at the page that is shown now."""
        self.visited.append(name)
        expected = f"status of {status}"
        for line in self.console:
            if status == 200 or expected not in line:
                self.faults.append(f"{self.role} {name}: console: {line}")
        for width, size, theme in ALL_LOOKS if THOROUGH or SHOTS else LOOKS:
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.page.evaluate(SETTLED)
            self._axe(f"{name} ({width}, {theme})")
            if SHOTS:
                self._shoot(name, width, theme)
        self.page.set_viewport_size(NARROW)
        widest = self.page.evaluate("document.scrollingElement.scrollWidth")
        if widest > NARROW["width"]:
            self.faults.append(f"{self.role} {name}: {widest} px wide on a screen of 320 px")
        self.page.set_viewport_size(DESKTOP)

    def _axe(self, name: str) -> None:
        for violation in AXE.run(self.page).response["violations"]:
            for node in violation["nodes"]:
                what = " ".join(node["failureSummary"].split("\n  ")[1:2])[:110]
                self.faults.append(f"{self.role} {name}: {violation['id']} {json.dumps(node['target'])} {what}")

    def _shoot(self, name: str, width: str, theme: str) -> None:
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        plain = re.sub(r"[^\w-]+", "_", name).strip("_") or "home"
        target = folder / f"{self.role}-{plain}-{width}-{theme}.png"
        self.page.screenshot(path=target, full_page=True, animations="disabled")

    def crawl(self, *starts: str, times: dict[str, int] | None = None, skip: tuple[str, ...] = ()) -> None:
        """Follow links from the starts; of pages that differ by a number or a cycle only, the first."""
        seen, kinds, queue = set(), Counter(), deque(starts)
        while queue:
            path = queue.popleft()
            kind = kind_of(path)
            if path in seen or kinds[kind] >= (times or {}).get(kind, 1) or kind in skip:
                continue
            seen.add(path)
            kinds[kind] += 1
            self.visit(path)
            queue.extend(self.links())

    def links(self) -> Iterator[str]:
        for href in self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            address = urldefrag(urljoin(self.page.url, href)).url
            if address.startswith(self.site + "/"):
                parts = urlsplit(address)
                if not NO_PAGE.search(parts.path):
                    yield parts.path + (f"?{parts.query}" if parts.query else "")

    def report(self) -> str:
        return "\n" + "\n".join(dict.fromkeys(self.faults))


def kind_of(path: str) -> str:
    """What kind of page an address is: numbers, cycles, mails and filters left out."""
    plain = SLUG.sub(r"/\1/S/", urlsplit(path).path)
    plain = re.sub(r"/chapitres/[\w-]+/", "/chapitres/P/", plain)
    return re.sub(r"/\d+(?=/)", "/N", re.sub(r"^(/demonstration/courrier/).+", r"\1M", plain))
