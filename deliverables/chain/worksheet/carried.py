"""A workbook between its preview and its confirmation: what was read travels with the page, signed, kept nowhere.

See docs/decisions/0013: nothing is to be purged, and all of it is decided anew when it comes back.
"""

from collections.abc import Sequence

from django.core import signing
from django.utils.translation import gettext as _

from cycles.models import Team
from lib.worksheet.cells import Raw

SALT = "deliverables.chain.worksheet"
KEPT_SECONDS = 24 * 3600
MOST_SIGNS = 1_500_000  # below DATA_UPLOAD_MAX_MEMORY_SIZE


class NotCarried(Exception):
    """It cannot travel with the page, or what came with the page is of no use."""


def pack(team: Team, sheets: Sequence[Raw]) -> str:
    """Raises NotCarried, with a sentence, beyond what a page carries."""
    text = signing.dumps({"team": team.pk, "sheets": [vars(each) for each in sheets]}, salt=SALT, compress=True)
    if len(text) > MOST_SIGNS:
        raise NotCarried(_("This workbook holds more text than rows need: keep only what belongs to them."))
    return text


def unpack(team: Team, text: str) -> list[Raw]:
    """Raises NotCarried for what was not packed here, for this team, since yesterday."""
    try:
        found = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        found = {}
    if found.get("team") != team.pk:
        raise NotCarried
    return [Raw(**each) for each in found["sheets"]]
