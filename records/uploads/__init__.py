"""Files that people send: which kinds are taken, the checks before one is stored, the form fields that make them."""

from .checks import check_upload
from .fields import EndMarkerMixin, FileField, FilesField, PhotoField
from .kinds import ACCEPT_ATTRIBUTE, PHOTO_ACCEPT, in_words
from .scanning import check_safe

__all__ = [
    "ACCEPT_ATTRIBUTE",
    "PHOTO_ACCEPT",
    "EndMarkerMixin",
    "FileField",
    "FilesField",
    "PhotoField",
    "check_safe",
    "check_upload",
    "in_words",
]
