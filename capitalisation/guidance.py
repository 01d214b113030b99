"""What a typed chapter usually holds, for who writes it."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capitalisation.models import Chapter

Place = Chapter.Place

USUAL = {
    Place.FOREWORD: gettext_lazy(
        "Why this cycle, for whom, and thanks: half a page, signed. It is the first text that a reader sees."
    ),
    Place.LESSONS: gettext_lazy(
        "Five lessons at most, one sentence each and what supports it. Who reads only one page reads this one."
    ),
    Place.CONTEXT: gettext_lazy(
        "What the theme means in the neighbourhoods, the questions that it raises, and the words used in a sense of "
        "their own."
    ),
    Place.METHOD: gettext_lazy(
        "Whom the cycle was for, how a session went, what was done between sessions, who steered it. Say also what "
        "this method cannot show."
    ),
    Place.RECOMMENDATIONS: gettext_lazy(
        "What to change, sorted by who can change it. Two or three recommendations a reader, each one an action."
    ),
    Place.NEXT: gettext_lazy(
        "What is agreed for the months to come: follow-up at six and twelve months, meetings of the network, the next "
        "cycle. Give dates and who calls."
    ),
}


def headings(place: str, language: str) -> str:
    """Titles to start from, as Markdown in the language of the report; empty when the chapter needs none."""
    if place != Place.RECOMMENDATIONS:
        return ""
    with translation.override(language):
        readers = (
            _("To elected officials"),
            _("To the State"),
            _("To project heads"),
            _("To associations"),
            _("To the resource centre"),
        )
    return "\n\n".join(f"## {reader}" for reader in readers)
