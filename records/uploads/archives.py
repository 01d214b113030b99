"""Zip-based files (Word, Excel, PowerPoint, LibreOffice): looked into before any parser opens them.

First the archive's directory, then the members themselves, unpacked piece by piece to nowhere: what a directory
declares may be a lie. Nothing is kept and no XML is parsed here.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import PurePath
from typing import BinaryIO

from records.files import OFFICE_TYPES

from . import refusals
from .kinds import Kind
from .refusals import refuse

MAX_ENTRIES = 5_000
MAX_DIRECTORY = MAX_ENTRIES * 400
# The record at the end of an archive, and how far before its end it may begin; that of zip64 stands before it.
END, END_MARK, LONGEST_COMMENT = struct.Struct("<4s4H2LH"), b"PK\5\6", 65_535
LOCATOR, ZIP64_MARK = 20, b"PK\6\7"
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
# Below this size the ratio says nothing: a small table of equal rows packs very well.
SMALL = 1024 * 1024
CHUNK = 256 * 1024
LOCAL_HEADER = 30
PLAIN, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
# Archives and programs; Office files in Office files (the figures behind a chart) are common and stay.
NESTED = re.compile(
    r"\.(zip|7z|rar|gz|bz2|xz|tar|tgz|cab|iso|jar|exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|sh|apk)$",
    re.IGNORECASE,
)
MACRO_PARTS = re.compile(
    r"(^|/)vbaProject|(^|/)macrosheets/|\.(docm|dotm|xlsm|xltm|xlam|pptm|potm|ppsm)$", re.IGNORECASE
)
# LibreOffice keeps one file a module below these; the lists of an empty library are no macro.
ODF_MACROS = re.compile(r"^(Basic/.+/(?!(script|dialog)-l[bc]\.xml$)[^/]+\.(xml|xba)|Scripts/.+[^/])$")
MACRO_TYPE, ENCRYPTED_PART = b"macroEnabled", b"encryption-data"
DTD = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
XML_PARTS = (".xml", ".rels", ".rdf", ".vml")
LONGEST_MARK = max(map(len, (*DTD, MACRO_TYPE, ENCRYPTED_PART)))


def check_archive(upload: BinaryIO, name: str, kind: Kind) -> None:
    """Raises ValidationError; the upload's place is anywhere afterwards."""
    try:
        check_end(upload, name)
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
            check_directory(entries, name, kind, size=upload.size)
            check_members(archive, entries, name)
            check_type(archive, name, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refuse("broken", refusals.BROKEN, name=name) from error


def check_end(upload: BinaryIO, name: str) -> None:
    """The directory, which ``ZipFile`` reads whole before anybody can count it, has no more bytes than so many members
    need. The larger format (zip64) is for more than we take.
    """
    upload.seek(max(0, upload.size - END.size - LONGEST_COMMENT - LOCATOR))
    tail = upload.read()
    is_last = tail[-END.size :].startswith(END_MARK) and tail.endswith(b"\0\0")
    at = len(tail) - END.size if is_last else tail.rfind(END_MARK)
    if at < 0 or len(tail) - at < END.size:
        raise refuse("broken", refusals.BROKEN, name=name)
    size = END.unpack_from(tail, at)[5]
    if size > MAX_DIRECTORY or tail[max(0, at - LOCATOR) : at].startswith(ZIP64_MARK):
        raise refuse("archive", refusals.ARCHIVE, name=name)


def check_directory(entries: list[zipfile.ZipInfo], name: str, kind: Kind, *, size: int) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("password", refusals.PASSWORD, name=name)
    names = Counter(entry.filename for entry in entries)
    if any(MACRO_PARTS.search(each) or ODF_MACROS.match(each) for each in names):
        raise refuse("macros", refusals.MACROS, name=name)
    inside = next((each for each in names if NESTED.search(each)), "")
    if inside:
        raise refuse("nested", refusals.NESTED, name=name, inside=PurePath(inside).name)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, SMALL):
        raise refuse("archive", refusals.ARCHIVE, name=name)
    odd = any(map(is_odd, entries)) or max(names.values()) > 1
    if kind.zip_member not in names or odd or overlapping(entries):
        raise refuse("broken", refusals.BROKEN, name=name)


def is_odd(entry: zipfile.ZipInfo) -> bool:
    """What no office program writes: links, ways out of the archive, other ways of packing."""
    way_out = entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return way_out or is_link or entry.compress_type not in {PLAIN, DEFLATED}


def overlapping(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether members share bytes, or something stands before the first one."""
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    shared = any(at + LOCAL_HEADER + packed > following for (at, packed), (following, _packed) in pairwise(places))
    return shared or places[0][0] != 0


def check_members(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    """Unpack every member to nowhere: its length and sum are those declared, no XML of it has a DTD."""
    for entry in entries:
        is_xml, tail = entry.filename.lower().endswith(XML_PARTS), b""
        with archive.open(entry) as member:
            while chunk := member.read(CHUNK):
                if not is_xml:
                    continue
                seen, tail = tail + chunk, chunk[-LONGEST_MARK:]
                if any(mark in seen for mark in DTD):
                    raise refuse("broken", refusals.BROKEN, name=name)
                if entry.filename == "[Content_Types].xml" and MACRO_TYPE in seen:
                    raise refuse("macros", refusals.MACROS, name=name)
                if entry.filename == "META-INF/manifest.xml" and ENCRYPTED_PART in seen:
                    raise refuse("password", refusals.PASSWORD, name=name)


def check_type(archive: zipfile.ZipFile, name: str, kind: Kind) -> None:
    """A LibreOffice file says its own type: the name's extension must say the same."""
    if "mimetype" not in archive.namelist():
        return
    with archive.open("mimetype") as member:
        said = member.read(200).decode("ascii", "replace").strip()
    if said != OFFICE_TYPES[PurePath(name).suffix.lower()]:
        raise refuse("content", refusals.CONTENT, name=name, kind=kind.name)
