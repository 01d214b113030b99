"""Draws the pages of a file as pictures, in a process of its own: run as a script, it imports nothing of ours.

Arguments: kind ("pdf" or "picture"), source path, target folder, most pages to draw, width in pixels. It writes
``<number>.jpg`` files and prints one JSON line: ``{"pages": n, "pictures": [[number, width, height], …]}`` or
``{"error": "encrypted" | "broken" | "too_large"}``. Limits on memory and time are set before a byte is read.
"""

import json
import resource
import sys
import warnings
from pathlib import Path

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 40
FILE_BYTES = 64 * 1024 * 1024
TALLEST = 4


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw_pdf(source: str, target: Path, most: int, width: int) -> dict:
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


def draw_picture(source: str, target: Path, width: int) -> dict:
    from PIL import Image, ImageOps

    # Pillow only warns of a decompression bomb; here that is the end.
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


def save(image, target: Path, number: int) -> list[int]:
    image.save(target / f"{number}.jpg", "JPEG", quality=82, optimize=True)
    return [number, image.width, image.height]


def main() -> None:
    limit()
    kind, source, target, most, width = sys.argv[1:6]
    try:
        if kind == "pdf":
            result = draw_pdf(source, Path(target), int(most), int(width))
        else:
            result = draw_picture(source, Path(target), int(width))
    except MemoryError:
        result = {"error": "too_large"}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
