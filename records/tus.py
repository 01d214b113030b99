"""The tus protocol 1.0 (resumable uploads over HTTP): its headers, its answers, and which refusal is which status.

Core, creation, creation-with-upload, expiration, termination, checksum. A refusal says in plain text what to do.
"""

import base64
import binascii
import functools
from collections.abc import Callable

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from records import resumable
from records.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
ALGORITHMS = {"sha1": 20, "sha256": 32}
BODY = "application/offset+octet-stream"
UNFIT = _("This request is none that the upload protocol knows.")
REFUSALS = {
    resumable.BusyError: (423, _("This file is being sent from another page: wait a moment.")),
    resumable.WrongOffsetError: (409, _("The upload goes on from another place: ask where first.")),
    resumable.TooLongError: (413, _("More was sent than was announced: start again.")),
    resumable.ChecksumError: (460, _("What arrived is not what was sent: send this part again.")),
    resumable.GoneError: (404, _("This upload is no longer here: choose the file again.")),
    resumable.FullError: (507, _("There is no room left here for the moment: try again later.")),
}


class Refused(Exception):
    """The request ends with this status, these words and headers."""

    def __init__(self, status: int, words: str | Promise, **headers: str) -> None:
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers


def answer(status: int, words: str | Promise = "", **headers: str | int) -> HttpResponse:
    """``headers`` are named with underscores."""
    response = HttpResponse(str(words), status=status, content_type="text/plain; charset=utf-8")
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **headers}.items():
        response[name.replace("_", "-")] = str(value)
    return response


def speaks(*methods: str) -> Callable:
    """A view that answers these methods (``request.method``, or what a POST says that it stands for) and OPTIONS."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            # Of a POST alone: it has passed the check of its origin, which a GET does not.
            if request.method == "POST":
                request.method = request.headers.get("X-HTTP-Method-Override", "POST").upper()
            if request.method == "OPTIONS":
                return offer()
            if request.method not in methods:
                return answer(405, Allow=", ".join(("OPTIONS", *methods)))
            try:
                return view(request, *args, **kwargs)
            except Refused as error:
                return answer(error.status, error.words, **error.headers)
            except resumable.UploadError as error:
                return answer(*REFUSALS[type(error)])
            except Http404:
                if "Tus-Resumable" not in request.headers:
                    raise
                return answer(*REFUSALS[resumable.GoneError])

        return wrapped

    return decorate


def offer() -> HttpResponse:
    return answer(
        204,
        Tus_Version=VERSION,
        Tus_Extension=EXTENSIONS,
        Tus_Max_Size=settings.UPLOAD_MAX_BYTES,
        Tus_Checksum_Algorithm=",".join(ALGORITHMS),
    )


def check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, UNFIT, Tus_Version=VERSION)


class CreationForm(forms.Form):
    """What a POST announces."""

    length = forms.IntegerField(min_value=0, max_value=2**60)
    name = forms.CharField(max_length=1000, required=False)


class PieceForm(forms.Form):
    """What a PATCH says of its body."""

    offset = forms.IntegerField(min_value=0, max_value=2**60)
    checksum = forms.CharField(max_length=200, required=False)

    def clean_checksum(self) -> resumable.Checksum | None:
        said = self.cleaned_data["checksum"]
        if not said:
            return None
        algorithm, _space, value = said.partition(" ")
        digest = decoded(value)
        if len(digest) != ALGORITHMS.get(algorithm):
            raise forms.ValidationError(UNFIT)
        return resumable.Checksum(algorithm, digest)


def decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise forms.ValidationError(UNFIT) from error


def metadata(request: HttpRequest) -> dict[str, str]:
    """``Upload-Metadata``: names, each with a text in base 64. Raises Refused."""
    pairs = [pair.strip().partition(" ") for pair in request.headers.get("Upload-Metadata", "").split(",")]
    try:
        return {name: decoded(value).decode() for name, _space, value in pairs}
    except (forms.ValidationError, UnicodeDecodeError) as error:
        raise Refused(400, UNFIT) from error


def valid(form: forms.Form) -> dict:
    if not form.is_valid():
        raise Refused(400, UNFIT)
    return form.cleaned_data


def creation(request: HttpRequest) -> dict:
    """``length`` and ``name`` of the file that a POST announces. Raises Refused."""
    check_version(request)
    return valid(CreationForm({"length": request.headers.get("Upload-Length"), "name": name_in(request)}))


def name_in(request: HttpRequest) -> str:
    said = metadata(request)
    return said.get("filename") or said.get("name") or ""


def announced(upload: Upload) -> dict[str, str | int]:
    """The headers that repeat what was announced."""
    name = base64.b64encode(upload.name.encode()).decode()
    return {"Upload_Length": upload.length, "Upload_Metadata": f"filename {name}"}


def brings_bytes(request: HttpRequest) -> bool:
    return request.content_type == BODY and bool(count_of(request))


def count_of(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def receive(request: HttpRequest, upload: Upload, stream, offset: int | None = None) -> bool:
    """Append the request's body, straight from the line; whether the file is whole now. Raises Refused, UploadError.

    ``offset`` is the one that the request names unless given.
    """
    if request.content_type != BODY:
        raise Refused(415, UNFIT)
    if "Transfer-Encoding" in request.headers:
        raise Refused(411, _("Say how many bytes are sent: they would be cut off unseen."))
    named = request.headers.get("Upload-Offset") if offset is None else offset
    said = valid(PieceForm({"offset": named, "checksum": request.headers.get("Upload-Checksum")}))
    impatient(request)
    options = {"offset": said["offset"], "count": count_of(request), "checksum": said["checksum"]}
    return resumable.append(upload, stream, request.read, **options)


def impatient(request: HttpRequest) -> None:
    """A line that broke without a word would hold its thread, and the upload's lock, for ever."""
    if connection := request.environ.get("gunicorn.socket"):
        connection.settimeout(settings.UPLOAD_STALL_SECONDS)


def state(upload: Upload) -> dict[str, str | int]:
    """The headers that tell where an upload stands."""
    said = {"Upload_Offset": upload.offset, "Upload_Expires": http_date(upload.expires_at.timestamp())}
    return said | ({"Upload_Sha256": upload.sha256} if upload.sha256 else {})
