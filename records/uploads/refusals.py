"""What is said of a file that is not taken: one sentence that names it and says what to do."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND = _("“%(name)s” is of a kind that is not accepted. Send one of: %(kinds)s.")
HEIC = _("“%(name)s” is a HEIC photo: send it as JPEG (iPhone: Settings, Camera, Formats, Most Compatible).")
EMPTY = _("“%(name)s” is empty: check the file and choose it again.")
SIZE = _("“%(name)s” is %(size)s: the limit is %(limit)s a file.")
CONTENT = _("“%(name)s” does not contain what its name says: save it again as %(kind)s from its program.")
HIDDEN = _("“%(name)s” holds another file hidden behind it: save it again as %(kind)s from its program.")
BROKEN = _("“%(name)s” cannot be read: open it in its program, save it and choose it again.")
PASSWORD = _("“%(name)s” is protected by a password: save it without and choose it again.")
MACROS = _("“%(name)s” holds macros: save it without macros and choose it again.")
ARCHIVE = _("“%(name)s” unpacks to far more than it should: send it as PDF.")
NESTED = _("“%(name)s” holds an archive or a program (%(inside)s): take it out and choose the file again.")
ENCODING = _("“%(name)s” is no plain text that can be read: save it as text in UTF-8 and choose it again.")
MISNAMED = _("“%(name)s” is a %(kind)s picture: let its name end with .%(extension)s and choose it again.")
PIXELS = _("“%(name)s” has too many pixels: save it smaller, below 80 megapixels, and choose it again.")
PICTURE = _("“%(name)s” is cut or damaged: take or export the picture again and choose it again.")

INFECTED = _("The antivirus found “%(name)s” infected (%(found)s): it was not read. Send a clean one.")
UNCHECKED = _("The antivirus does not answer, and “%(name)s” is not read without it: try again in a few minutes.")


def refuse(code: str, message: str | Promise, **values) -> ValidationError:
    return ValidationError(message, code=code, params=values)
