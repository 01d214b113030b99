"""Photos of the notes in the report: scaled, captioned, described; one that is lost is named and stops nothing."""

import io
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from PIL import Image

from capitalisation.album import album_of
from capitalisation.content import Note, Photo, Report
from lib.pdf import Picture
from records.files import path_of
from tests import builders
from tests.capitalisation import samples
from tests.capitalisation.test_docx import written
from tests.capitalisation.test_pdf import drawn, everything, squeezed

CAPTION = "La carte du Gier, (avec ses « quatre » lieux)"


def with_photos(*photos: Photo, team: str = "") -> Report:
    full = samples.report(1)
    session = replace(full.sessions[0], notes=(Note(team, "On a dit.", photos),))
    return replace(full, sessions=(session,))


def picture(colour: str = "teal") -> Picture:
    return Picture(builders.picture_bytes("JPEG", colour=colour), (320, 200), "")


def stored(content: bytes, name: str = "page-1.jpg"):
    return builders.stored_file(name, content=content, origin="page_picture")


@pytest.mark.django_db
def test_pictures_are_scaled_and_what_is_lost_or_broken_is_left_out():
    large = stored(builders.picture_bytes("JPEG", size=(1000, 1400)))
    lost, broken = stored(builders.picture_bytes("JPEG")), stored(b"\xff\xd8\xff\xe0 no picture")
    path_of(lost).unlink()
    report = with_photos(*(Photo("x", str(row.pk)) for row in (large, lost, broken)), Photo("y", ""))
    album = album_of(report)
    assert list(album) == [str(large.pk)]
    kept = album[str(large.pk)]
    with Image.open(io.BytesIO(kept.jpeg)) as image:
        assert (image.format, image.size, kept.size) == ("JPEG", (571, 800), (571, 800))


@pytest.mark.parametrize("team", ["", samples.TEAMS[0]], ids=["session", "team"])
def test_a_photo_stands_with_its_caption_and_its_alternative_text(team):
    content = drawn(with_photos(Photo(CAPTION, "a"), team=team), album={"a": picture()})
    assert squeezed(CAPTION) in squeezed(everything(content))
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = [page for page in document.pages if "/XObject" in page.Resources]
        assert len(pages) == 1
        streams = [token for token in pikepdf.parse_content_stream(pages[0]) if str(token.operator) == "BDC"]
    (described,) = [str(token.operands[1].Alt) for token in streams]
    assert squeezed(described) == squeezed(CAPTION)


def test_a_photo_that_is_missing_is_named():
    report = with_photos(Photo(CAPTION, "a"), Photo("Sans image", ""))
    assert squeezed("Photo qui ne peut pas être montrée : Sans image") in squeezed(everything(drawn(report)))
    texts = [cell.text for table in written(report).tables for row in table.rows for cell in row.cells]
    assert any("Sans image" in text for text in texts)


def test_of_many_photos_the_rest_is_counted():
    report = with_photos(*(Photo(f"Photo {number:02}", "a") for number in range(1, 12)))
    text = everything(drawn(report, album={"a": picture()}))
    assert ("Photo 08" in text, "Photo 09" in text) == (True, False)
    assert "3 autres photos sont dans Escale." in text


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_no_row_of_photos_has_a_hole(number):
    report, album = with_photos(*(Photo(f"Photo {each}", "a") for each in range(number))), {"a": picture()}
    with pikepdf.open(io.BytesIO(drawn(report, album=album))) as document:
        pages = [page for page in document.pages if "/XObject" in page.Resources]
        tokens = [token for page in pages for token in pikepdf.parse_content_stream(page)]
    sizes = [before.operands[0] for before, token in pairwise(tokens) if str(token.operator) == "Do"]
    pair = [float(size) for size in sizes[number % 2 :]]
    assert (len(sizes), len(set(pair)) <= 1) == (number, True)
    assert not pair or number % 2 == 0 or float(sizes[0]) > 1.2 * pair[0]
    rows = [len(set(row.cells)) for table in written(report, album=album).tables for row in table.rows if pictured(row)]
    assert rows == [1] * (number % 2) + [2] * (number // 2)


def pictured(row) -> bool:
    return any("Photo" in cell.text for cell in row.cells)


def test_same_photos_same_bytes():
    report, album = with_photos(Photo(CAPTION, "a"), Photo("b", "b")), {"a": picture(), "b": picture("plum")}
    assert drawn(report, album=album) == drawn(report, album=album)


def test_word_holds_the_photo_with_its_words():
    document = written(with_photos(Photo(CAPTION, "a")), album={"a": picture()})
    (shape,) = document.inline_shapes
    assert squeezed(shape._inline.docPr.get("descr")) == squeezed(CAPTION)
    assert squeezed(CAPTION) in [squeezed(cell.text) for table in document.tables for cell in table._cells]
