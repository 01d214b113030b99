"""Every page of the demonstration, as each role: axe, no horizontal scroll at 320 px, nothing in the console."""

import pytest

from tests.browser.sweep import Sweep

pytestmark = pytest.mark.browser

FINISHED, CURRENT = "/cycles/numerique-innovation-sociale/", "/cycles/quartiers-apprenants/"
MORE = {"/livrables/N/": 6, "/livrables/N/versions/N/": 3, "/cycles/S/": 2, "/cycles/S/seances/N/": 2}
INVITED = "solange.marcoux@demo.test"  # she has not accepted
EVERYBODY = ("/accessibilite/", "/donnees-personnelles/", "/mentions-legales/", "/demonstration/courrier/M")


def done(pages: Sweep) -> None:
    if pages.faults:
        pytest.fail(pages.report(), pytrace=False)


@pytest.fixture
def sweep(page, demo_site):
    def begin(role: str, email: str = "") -> Sweep:
        made = Sweep(page, demo_site, role)
        if email:
            made.sign_in(email)
        return made

    return begin


def invitation_in_the_mailbox(pages: Sweep) -> str:
    """The path of an invitation that nobody has accepted, read in the mailbox by whoever is signed in."""
    pages.page.goto(pages.site + "/demonstration/courrier/")
    mails = pages.page.locator("main tr").filter(has_text=INVITED)
    pages.page.goto(pages.site + mails.first.locator("a").get_attribute("href"))
    link = pages.page.locator('main a[href*="/cycles/invitation/"]').first.get_attribute("href")
    return link.removeprefix(pages.site)


def test_pages_of_a_visitor(sweep):
    pages = sweep("visitor")
    pages.sign_in("coordination@demo.test")
    invitation = invitation_in_the_mailbox(pages)
    pages.page.context.clear_cookies()
    pages.visit(invitation)
    pages.visit(f"{invitation}demander/")
    pages.crawl("/compte/login/", "/demonstration/", "/compte/password/reset/")
    pages.visit("/cycles/invitation/inconnue/", status=404)
    pages.page.goto(pages.site + "/compte/login/")
    pages.page.locator("details.more summary").click()
    pages.page.locator("details.more input[name=login]").fill("personne@demo.test")
    pages.page.locator("details.more input[name=password]").fill("faux")
    pages.page.locator("details.more button[type=submit]").click()
    pages.console.clear()
    pages.judge("sign-in refused")
    done(pages)


def test_pages_of_a_coordinator(sweep):
    pages = sweep("coordination", "coordination@demo.test")
    pages.crawl("/", CURRENT, FINISHED, "/livrables/retours/", times=MORE)
    pages.visit("/livrables/?q=introuvable")
    pages.visit(invitation_in_the_mailbox(pages), status=409)
    pages.visit("/livrables/999999/", status=404)
    for page in ("", "chapitres/recommendations/", "editions/nouvelle/", "editions/1/"):
        pages.visit(f"/capitalisation/numerique-innovation-sociale/{page}")
    pages.page.goto(f"{pages.site}/capitalisation/numerique-innovation-sociale/chapitres/next/")
    pages.page.locator("main form button[name=preview]").click()
    pages.page.locator("#preview-title").wait_for()
    pages.judge("preview of a chapter")
    pages.console.clear()
    pages.page.goto(f"{pages.site}{CURRENT}personnes/ajouter-liste/")
    pages.page.locator("main textarea").fill("Rhône\tLéo\tleo(at)x.fr\tLes Volets\nRoy\tPia\tpia@x.fr\tVille de X")
    pages.page.locator("main form button.btn-primary").click()
    pages.judge("preview of a list")
    pages.page.goto(f"{pages.site}{CURRENT}personnes/?q=perrot")
    pages.page.locator("main tbody a[href$='/modifier/']").click()
    pages.page.locator("main a[href$='/invitation/lien/']").click()
    pages.page.locator("main form button.btn-primary").click()
    pages.judge("link handed over")
    for path, button in {
        f"{CURRENT}modifier/": "main form[method=post] button.btn-primary",
        "/cycles/nouveau/": "main form button.btn-primary",
        f"{CURRENT}equipes/nouvelle/": "main form button.btn-primary",
    }.items():
        pages.page.goto(pages.site + path)
        pages.page.evaluate("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
        for box in pages.page.locator("main form input[type=text]").all():
            box.fill("")
        pages.page.locator(button).first.click()
        pages.console.clear()
        pages.judge(f"{path} refused")
    done(pages)


def test_pages_of_a_referent(sweep):
    pages = sweep("referent", "referente.gier@demo.test")
    pages.crawl("/", CURRENT, skip=EVERYBODY, times={"/livrables/N/": 4})
    pages.visit(f"{CURRENT}modifier/", status=403)
    done(pages)


def test_pages_of_a_contributor(sweep):
    pages = sweep("contributor", "contributrice.vaulx@demo.test")
    pages.crawl("/", CURRENT, skip=EVERYBODY, times={"/livrables/N/": 4})
    done(pages)


def test_pages_of_an_administrator(sweep):
    pages = sweep("administration", "administration@demo.test")
    pages.crawl("/", skip=EVERYBODY)
    done(pages)
