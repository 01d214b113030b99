"""The parts of a zip-based document, read no further than a part may be long, without DTD and without entities."""

import zipfile
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from .blocks import Unreadable

LONGEST_PART = 100 * 1024 * 1024
# An Office file with a password is no zip but an OLE container around one.
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def open_package(path: str) -> zipfile.ZipFile:
    """Raises Unreadable for a file with a password."""
    with open(path, "rb") as stream:
        if stream.read(8) == OLE:
            raise Unreadable("encrypted")
    return zipfile.ZipFile(path)


def part(package: zipfile.ZipFile, name: str) -> Element | None:
    """The part's tree, None when the package has no such part. Raises Unreadable when it is too long."""
    if name not in package.namelist():
        return None
    with package.open(name) as stream:
        content = stream.read(LONGEST_PART + 1)
    if len(content) > LONGEST_PART:
        raise Unreadable("too_large")
    return fromstring(content, forbid_dtd=True)


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """The attribute of that local name, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() and 0 < int(text) < 100_000 else None
