"""Reads a document in a limited process (``lib.limited``)."""

from .blocks import Text, Unreadable, paragraphs


def read(kind: str, path: str) -> Text:
    """``kind``: pdf, word, slides, open_document or plain. Raises Unreadable, and whatever a parser raises."""
    if kind == "pdf":
        from .portable import read_pdf as reader
    elif kind == "word":
        from .office import read_word as reader
    elif kind == "slides":
        from .office import read_slides as reader
    elif kind == "open_document":
        from .opendocument import read_open_document as reader
    else:
        from .plain import read_plain as reader
    return reader(path)


def main(kind: str, path: str) -> dict:
    """``{"pages": n or None, "paragraphs": [text, …]}`` or ``{"error": "encrypted" | "broken" | "too_large"}``."""
    try:
        text = read(kind, path)
        return {"pages": text.pages, "paragraphs": paragraphs(text.blocks)}
    except Unreadable as error:
        return {"error": error.why}
