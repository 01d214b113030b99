"""Elements to pages: type, escaping, titles that stay with their text, rows that stay whole."""

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest

from lib.pdf import Contents, Document, Element, Heading, Line, Link, Para, Space, Span, Table, draw, fonts, markdown

LINE = Line.of("#0b5c57", "#d5e7e4")
AT = datetime(2026, 11, 22, tzinfo=UTC)


def drawn(*body: Element) -> bytes:
    target = io.BytesIO()
    document = Document(
        title="Titre",
        author="Auteur",
        language="fr",
        subject="Sujet",
        running="Courant",
        footer="Pied",
        continued="(suite)",
        cover=(Para("Couverture", "cover-title"),),
        body=(Contents("Sommaire"), *body),
    )
    draw(document, target, line=LINE, created_at=AT)
    return target.getvalue()


def test_the_last_row_of_a_table_is_never_alone_on_a_page():
    def last_pages(count: int) -> list[int]:
        texts = pages(drawn(Heading("Titre", 1), Table(tuple((f"ligne {n}",) for n in range(count)), ("Quoi",))))
        return [text.count("ligne") for text in texts[2:]]

    full = next(count for count in range(20, 60) if len(last_pages(count)) == 2)
    assert last_pages(full) == [full - 2, 2]


def pages(content: bytes) -> list[str]:
    """The words of each page, without header and footer."""
    document = pypdfium2.PdfDocument(content)
    texts = [document[n].get_textpage().get_text_bounded(0, 70, 595, 765) for n in range(len(document))]
    document.close()
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize("lines", range(28, 48))
def test_no_title_alone_at_a_pages_foot(lines):
    body = [Heading("Chapitre", 1), *(Para(f"ligne {n}", "cell") for n in range(lines))]
    body += [Heading("Titre", 3), Heading("Sous-titre", 4), Table((("a", "b"), ("c", "d")), header=("x", "y"))]
    page = next(page for page in pages(drawn(*body)) if "Titre" in page)
    assert "TitreSous-titrexyab" in page.replace(" ", "")


def test_rows_stay_whole_and_the_header_is_repeated():
    row = (tuple(Para(f"ligne {n}") for n in range(9)), "fin")
    found = pages(drawn(Heading("Chapitre", 1), Table((row,) * 12, header=("Colonne", "Autre"))))[2:]
    assert len(found) > 1
    assert [page.count("ligne 0") for page in found] == [page.count("ligne 8") for page in found]
    assert all("Colonne Autre" in page for page in found)


def test_a_row_longer_than_a_page_is_laid_out():
    row = (tuple(Para(f"ligne {n}") for n in range(200)), "fin")
    text = " ".join(pages(drawn(Heading("Chapitre", 1), Table((row,)))))
    assert [n for n in range(200) if f"ligne {n}" not in text] == []


def test_links_lead_inside_or_to_the_web_only():
    links = [
        Link("dedans", key="ici"),
        Link("dehors", address="https://demo.test/x"),
        Link("non", address="file:///etc"),
    ]
    content = drawn(Heading("Chapitre", 1, "ici"), Para(tuple(links)))
    with pikepdf.open(io.BytesIO(content)) as document:
        notes = document.pages[2].Annots
        assert [str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A] == ["https://demo.test/x"]
        assert len(notes) == 2


def test_same_document_same_bytes():
    body = (Heading("Chapitre", 1), Para("texte"), Space(3))
    assert drawn(*body) == drawn(*body)


def test_runs_name_what_each_font_can_print():
    assert list(fonts.runs("Évry")) == [("Évry", False)]
    assert list(fonts.runs("a\u202f: b")) == [("a\u00a0: b", False)]
    assert list(fonts.runs("aƝb")) == [("a", False), ("Ɲ", True), ("b", False)]
    assert fonts.printable("王 محمد x\x00 😀") == "□ □□□□ x□ □"
    assert (fonts.has_missing("Zoé Ɲ"), fonts.has_missing("王")) == (False, True)


def test_markdown_is_small_and_never_html():
    text = "Un **gras**, un *penché*.\n\n1. un\n2. deux\n\n## Titre\n\n> cité\n\n<b>x</b> &lt; ![i](http://x/y.png)"
    assert markdown.elements(text) == (
        Para((Span("Un "), Span("gras", strong=True), Span(", un "), Span("penché", emphasis=True), Span("."))),
        Para((Span("un"),), "item", "1."),
        Para((Span("deux"),), "item", "2."),
        Heading("Titre", 4),
        Para((Span("cité"),), "quote"),
        Para((Span("<b>x</b> &lt; !"), Link("i", address="http://x/y.png"))),
    )
