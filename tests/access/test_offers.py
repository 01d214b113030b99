"""No dead link and no dead button: what a page offers to a role, that role may open or send."""

import re
from collections import deque
from html.parser import HTMLParser

import pytest

from cycles.models import Cycle
from tests.access.test_matrix import ask

pytestmark = pytest.mark.django_db
MOST = 150
ROLES = ("reader", "contributor", "referent", "facilitator", "coordinator")
SKIPPED = ("/compte/", "/static/", "/preferences/")


class Offers(HTMLParser):
    """The addresses of a page: ``links`` to open, ``sends`` to post to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.sends: list[str] = []

    def handle_starttag(self, tag, attributes) -> None:
        given = dict(attributes)
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"].partition("#")[0])
        if tag == "form" and given.get("method") == "post" and given.get("action", "").startswith("/"):
            self.sends.append(given["action"])


def kind_of(path: str) -> str:
    return re.sub(r"/\d+(?=/)", "/N", path.partition("?")[0])


@pytest.mark.parametrize("state", ["running", "archived"])
@pytest.mark.parametrize("role", ROLES)
def test_what_a_page_offers_is_allowed(world, role, state):
    Cycle.objects.filter(pk=world.here.cycle.pk).update(state=state)
    queue, seen, refused = deque(["/", f"/cycles/{world.here.cycle.slug}/"]), set(), []
    client = world.clients[role]
    while queue and len(seen) < MOST:
        method, path = (part := queue.popleft().rpartition(" "))[0] or "get", part[2]
        if path.startswith(SKIPPED) or (method, kind_of(path)) in seen:
            continue
        seen.add((method, kind_of(path)))
        answer = ask(client, method, path)
        if answer.status_code == 403:
            refused.append(f"{method} {path}")
        if method == "get" and answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
            offers = Offers()
            offers.feed(answer.body.decode())
            queue.extend(offers.links)
            queue.extend(f"post {path}" for path in offers.sends)
    assert refused == []
