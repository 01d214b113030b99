"""The photos of a report, scaled for print: never the original of a telephone, but the picture that we made of it."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from capitalisation.content import Report
from capitalisation.pdf.notes import MOST
from lib.pdf import Picture
from records.files import open_file
from records.models import StoredFile

LONGEST = 800  # pixels: 300 a inch for one of a pair

Album = dict[str, Picture]


def album_of(content: Report) -> Album:
    """The pictures by their key, without caption. One query; what is lost or broken is left out, never raised."""
    keys = {key for key in keys_of(content) if key}
    found = {}
    for stored in StoredFile.objects.filter(pk__in=keys):
        picture = scaled(stored)
        if picture:
            found[str(stored.pk)] = picture
    return found


def keys_of(content: Report) -> Iterable[str]:
    """Of the photos that are printed."""
    return (photo.picture for session in content.sessions for note in session.notes for photo in note.photos[:MOST])


def scaled(stored: StoredFile) -> Picture | None:
    try:
        with open_file(stored) as source, Image.open(source, formats=("JPEG",)) as image:
            image.thumbnail((LONGEST, LONGEST))
            target = BytesIO()
            image.convert("RGB").save(target, "JPEG", quality=80, optimize=True)
            return Picture(target.getvalue(), image.size, "")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
