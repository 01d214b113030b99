"""Draws the pages of a file as pictures, in a limited process (``lib.limited``)."""

import warnings
from pathlib import Path

TALLEST = 4
MOST_PIXELS = 80_000_000


def draw_pdf(source: str | bytes, target: Path, most: int, width: int) -> dict:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        return {"error": "encrypted" if "assword" in str(error) else "broken"}
    pictures = []
    for index in range(min(most, len(document))):
        page = document[index]
        across, down = page.get_size()
        scale = min(width / max(across, 1), TALLEST * width / max(down, 1))
        image = page.render(scale=scale).to_pil().convert("RGB")
        pictures.append(save(image, target, index + 1))
    return {"pages": len(document), "pictures": pictures}


def draw_text(kind: str, source: str, target: Path, most: int, width: int, notice: str, language: str) -> dict:
    """Plain pages of what the document says. The number of pages is the document's own, or None."""
    from lib.documents.blocks import Unreadable
    from lib.documents.child import read

    try:
        text = read(kind, source)
    except Unreadable as error:
        return {"error": error.why}
    if not most:
        return {"pages": text.pages, "pictures": []}
    from lib.documents.drawing import pages_of

    drawn = draw_pdf(pages_of(text.blocks, most=most, notice=notice, language=language), target, most, width)
    return {**drawn, "pages": text.pages}


def draw_picture(source: str, target: Path, width: int) -> dict:
    from PIL import Image, ImageOps

    # Pillow only warns of a decompression bomb; here that is the end.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
            image.draft("RGB", (width * 2, width * 2))
            image.thumbnail((width * 2, width * TALLEST))
            shown = ImageOps.exif_transpose(image)
            if shown.mode in {"RGBA", "LA", "P"}:
                layer = shown.convert("RGBA")
                shown = Image.new("RGB", layer.size, "white")
                shown.paste(layer, mask=layer.getchannel("A"))
            shown = shown.convert("RGB")
            shown.thumbnail((width, width * TALLEST))
            return {"pages": 1, "pictures": [save(shown, target, 1)]}
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return {"error": "too_large"}
    except (OSError, ValueError, SyntaxError):
        return {"error": "broken"}


def check_picture(source: str) -> dict:
    """Decode the whole picture, at its full size; keep nothing."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
            image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return {"error": "too_large"}
    except (OSError, ValueError, SyntaxError):
        return {"error": "broken"}
    return {"pages": 1, "pictures": []}


def save(image, target: Path, number: int) -> list[int]:
    image.save(target / f"{number}.jpg", "JPEG", quality=82, optimize=True)
    return [number, image.width, image.height]


def main(kind: str, source: str, target: str, most: str, width: str, notice: str = "", language: str = "") -> dict:
    """Draw the first ``most`` pages of ``source`` into the folder ``target``, ``<number>.jpg``, ``width`` pixels wide.

    ``kind`` is "pdf", "picture", one of ``lib.documents.child.read`` to draw what the document says under a ``notice``,
    or "check" to decode a picture whole and draw nothing. It returns ``{"pages": n or None, "pictures": [[number,
    width, height], …]}`` or ``{"error": "encrypted" | "broken" | "too_large"}``.
    """
    if kind == "check":
        return check_picture(source)
    if kind == "picture":
        return draw_picture(source, Path(target), int(width))
    if kind == "pdf":
        return draw_pdf(source, Path(target), int(most), int(width))
    return draw_text(kind, source, Path(target), int(most), int(width), notice, language)
