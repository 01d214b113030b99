"""The text of a text file: in UTF-8, or else in the Western encoding of older Windows programs."""

import re
from pathlib import Path

from .blocks import MOST_CHARACTERS, Block, Text, Unreadable

ITEM = re.compile(r"\s*[-*•–]\s+")


def decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_plain(path: str) -> Text:
    if Path(path).stat().st_size > 4 * MOST_CHARACTERS:
        raise Unreadable("too_large")
    blocks = []
    for line in decoded(Path(path).read_bytes()).splitlines():
        item = ITEM.match(line)
        blocks.append(Block(line[item.end() :], mark="•") if item else Block(line))
    return Text(tuple(blocks))
