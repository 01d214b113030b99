"""The antivirus asked at once, for a file that is read when it arrives and not kept (those that are kept wait for the
worker: ``records.antivirus``)."""

import logging

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lib.clamd import Clamd, ScannerError

from . import refusals
from .refusals import refuse

log = logging.getLogger("escale.antivirus")
SECONDS = 30


def check_safe(upload: UploadedFile) -> UploadedFile:
    """The upload, if the antivirus finds it safe or there is none. Raises ValidationError, also without a verdict."""
    if not settings.CLAMD:
        return upload
    upload.seek(0)
    try:
        found = Clamd.at(settings.CLAMD).scan(upload, seconds=SECONDS)
    except ScannerError as error:
        log.warning("%s could not be checked: %s", upload.name, error)
        raise refuse("unchecked", refusals.UNCHECKED, name=upload.name) from error
    if found:
        raise refuse("infected", refusals.INFECTED, name=upload.name, found=found)
    upload.seek(0)
    return upload
