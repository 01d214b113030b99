"""The printed report: valid, embedded, findable, literal, the same bytes twice."""

import io
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from capitalisation.content import Attendance, Member, Note, Report, Text
from capitalisation.pdf import draw_report
from tests.capitalisation import samples

CHAPTERS = [
    "Avant-propos",
    "Le cycle en une page",
    "Synthèse du cycle",
    "Enseignements",
    "Contexte et enjeux",
    "Méthode",
    "Séance par séance",
    "Équipes et territoires",
    "Recommandations",
    "Et après\u00a0?",
    "Annexes",
]


def drawn(report: Report, **changes) -> bytes:
    target = io.BytesIO()
    draw_report(report, target, **{"created_at": samples.CREATED, "release": samples.RELEASE, **changes})
    return target.getvalue()


def page_texts(content: bytes) -> list[str]:
    """The text of each page, runs of white space made one."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(document[n].get_textpage().get_text_bounded().split()) for n in range(len(document))]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """The text without any space: typography and line breaks may change those."""
    return "".join(text.split())


def everything(content: bytes) -> str:
    return " ".join(page_texts(content))


@pytest.fixture(scope="module")
def full() -> bytes:
    return drawn(samples.report())


def outline_pages(document: pikepdf.Pdf) -> list[tuple[str, int]]:
    """(title, page number) of every bookmark, in order."""
    names = document.Root.Dests if "/Dests" in document.Root else None
    pages = {page.objgen: number for number, page in enumerate((p.obj for p in document.pages), start=1)}
    found: list[tuple[str, int]] = []

    def walk(items) -> None:
        for item in items:
            target = item.destination if item.destination is not None else item.action.D
            if not isinstance(target, pikepdf.Array):
                target = names[target if str(target).startswith("/") else f"/{target}"]
            found.append((str(item.title), pages[target[0].objgen]))
            walk(item.children)

    with document.open_outline() as outline:
        walk(outline.root)
    return found


def test_no_syntax_error_and_every_font_embedded(full):
    with pikepdf.open(io.BytesIO(full)) as document:
        assert document.check_pdf_syntax() == []
        used = [font for page in document.pages for font in page.Resources.Font.values()]
        assert used
        assert [str(font.BaseFont) for font in used if "/FontFile2" not in font.get("/FontDescriptor", {})] == []


def test_title_author_language_and_date(full):
    with pikepdf.open(io.BytesIO(full)) as document:
        info = document.docinfo
        assert str(info.Title).startswith("Numérique et innovation sociale")
        assert (str(info.Author), str(document.Root.Lang), str(info.CreationDate)) == (
            "Centre de ressources politique de la ville (démonstration)",
            "fr",
            "D:20261122093000+00'00'",
        )


def test_contents_and_bookmarks_give_the_real_pages(full):
    """What the contents print is where the bookmark leads, and the page there begins with that title."""
    report, texts = samples.report(), page_texts(full)
    with pikepdf.open(io.BytesIO(full)) as document:
        marks = dict(outline_pages(document))
    sessions = [(f"{s.label} · {s.title}", s.title) for s in report.sessions]
    for words, title in [*sessions, *((team.name, team.name) for team in report.teams)]:
        mark = next(mark for mark in marks if squeezed(mark).startswith(squeezed(words)[:30]))
        assert squeezed(title)[:30] in squeezed(texts[marks[mark] - 1]), title
        assert f"{squeezed(words)}{marks[mark]}" in squeezed(texts[1]), words


def test_the_chapters_stand_in_their_order(full):
    with pikepdf.open(io.BytesIO(full)) as document, document.open_outline() as outline:
        assert [str(item.title) for item in outline.root][1:] == CHAPTERS


def test_a_chapter_that_nobody_wrote_is_left_out():
    content = drawn(replace(samples.report(1), context=Text(" \n"), next=Text()))
    with pikepdf.open(io.BytesIO(content)) as document, document.open_outline() as outline:
        left = [title for title in CHAPTERS if title not in {"Contexte et enjeux", "Et après\u00a0?"}]
        assert [str(item.title) for item in outline.root][1:] == left


def test_links_of_the_contents_lead_to_the_titles(full):
    with pikepdf.open(io.BytesIO(full)) as document:
        links = [note for note in document.pages[1].Annots if note.Subtype == "/Link"]
        report, chapters = samples.report(), len(CHAPTERS)
        places = {str(link.get("/Dest", link.get("/A", {}))) for link in links}
        assert len(places) == chapters + len(report.sessions) + len(report.teams)


def test_what_the_report_must_say(full):
    text = everything(full)
    report = samples.report()
    said = [session.title for session in report.sessions] + [team.name for team in report.teams]
    said += [member.name for team in report.teams for member in team.members]
    said += [f.sha256 for t in report.teams for d in t.deliverables if d.retained for f in d.retained.files]
    said += ["L’accueil compte plus que l’équipement", "Ce que l’on sait des usages", "Départ de la cheffe de projet"]
    assert [words for words in said if " ".join(words.split()) not in text] == []


def test_same_content_date_and_release_same_bytes(full):
    assert drawn(Report.from_json(samples.report().to_json())) == full
    small = drawn(samples.report(0))
    assert drawn(samples.report(0)) == small
    assert drawn(samples.report(0), created_at=samples.CREATED + timedelta(days=1)) != small
    assert drawn(samples.report(0), release="9") != small


def test_an_empty_cycle_has_no_empty_page():
    texts = page_texts(drawn(samples.empty()))
    assert len(texts) == 4  # cover, contents, the cycle in one page, annexes
    furniture = 90  # header and footer alone
    assert [text for text in texts if len(text) < furniture] == []


def test_no_page_is_empty(full):
    document = pypdfium2.PdfDocument(full)
    body = (0, 78, 595, 842 - 70)
    texts = [document[n].get_textpage().get_text_bounded(*body).strip() for n in range(len(document))]
    document.close()
    assert [number for number, text in enumerate(texts, start=1) if not text] == []


def test_nothing_runs_out_of_the_margins(full):
    """Every letter of every page stands between the margins (the cover has its own)."""
    document = pypdfium2.PdfDocument(full)
    out = []
    for number in range(1, len(document)):
        page = document[number].get_textpage()
        for index in range(page.count_chars()):
            left, _bottom, right, _top = page.get_charbox(index)
            if page.get_text_range(index, 1).strip() and (left < 61 or right > 595.3 - 60):
                out.append((number + 1, page.get_text_range(index, 1)))
    document.close()
    assert out == []


def test_a_note_on_a_team_stands_on_the_teams_own_sheet_alone(full):
    document = pikepdf.open(io.BytesIO(full))
    starts = dict(outline_pages(document))
    words = squeezed("et non des outils.")
    found = [number for number, text in enumerate(page_texts(full), start=1) if words in squeezed(text)]
    assert found
    assert set(found) <= set(range(starts["Vallée du Gier"], starts["Vaulx-en-Velin"]))


def test_a_cycle_that_has_not_begun_plans_half_days_and_has_held_none():
    content = samples.report()
    ahead = everything(drawn(replace(content, figures=replace(content.figures, half_days=0), attendance=Attendance())))
    assert "demi-journées prévues" in ahead
    assert "demi-journées tenues" not in ahead


def test_twenty_teams():
    report = samples.report(20)
    content = drawn(report)
    text = everything(content)
    assert [team.name for team in report.teams if team.name not in text] == []
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []


def hostile(long: str) -> Report:
    """The text in every place that somebody can type in, cut to the length that the place takes."""
    text = long[:250]
    full = samples.report(1)
    session, team = full.sessions[0], full.teams[0]
    item = replace(session.programme[1], title=text, description=long, speakers=(text,))
    member = Member(text, text, text, "Commune", "referent")
    version = replace(
        team.deliverables[0].retained, files=(replace(team.deliverables[0].retained.files[0], name=text),)
    )
    given = replace(team.deliverables[0], title=text, retained=version, reason=text)
    return replace(
        full,
        cycle=replace(
            full.cycle,
            title=text,
            subtitle=text,
            theme=long,
            objectives=long,
            organiser=text,
            co_organisers=(text,),
            coordinators=(text,),
        ),
        foreword=Text(long, text),
        lessons=Text(f"- {long}\n\n> {text}", text),
        sessions=(
            replace(
                session,
                title=text,
                venue=text,
                address=long,
                host=text,
                teams=(text,),
                questions=(long,),
                programme=(item,),
                documents=(text,),
                notes=(Note("", long), Note(text, text)),
            ),
        ),
        teams=(
            replace(
                team,
                name=text,
                departments=text,
                neighbourhoods=(text,),
                status="left",
                status_reason=text,
                members=(member,),
                deliverables=(given,),
            ),
        ),
        individuals=(member,),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jean <jean@x.fr>",
        "a <b c",
        '<img src="http://x/y.png"/>',
        "<para>",
        "</para><b>&amp; &#65; %(name)s {x}",
        '<a href="http://x/">lien</a>',
        "<font name='Helvetica'>x</font>",
    ],
)
def test_markup_is_printed_as_typed(text):
    printed = squeezed(everything(drawn(hostile(text))))
    # French typography changes quotes and spaces only, so the pieces between them are looked for.
    for piece in text.replace('"', "|").replace("'", "|").split("|"):
        assert printed.count(squeezed(piece)) >= 15, piece


def test_names_in_arabic_and_chinese_are_visibly_replaced():
    printed = everything(drawn(hostile("محمد 王小明 Zoé")))
    assert "□□□□ □□□ Zoé" in printed
    assert "A □ stands for" in printed or "Un □ remplace" in printed


@pytest.mark.parametrize(
    "text", ["m" * 10_000, "mot " * 3_000, "\n" * 300 + "x", "\u202egnp.exe\x00\x07", "#" * 50, "- " * 400]
)
def test_unreasonable_texts_are_laid_out(text):
    with pikepdf.open(io.BytesIO(drawn(hostile(text)))) as document:
        assert document.check_pdf_syntax() == []


def test_no_connection_is_opened(monkeypatch):
    import socket

    def refuse(*args, **kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    drawn(hostile('![x](http://x/y.png) [lien](http://x/) <img src="http://x/y.png"/> <link href="http://x/"/>'))


def test_progress_ends_at_its_total():
    calls = []
    drawn(samples.report(2), progress=lambda done, total: calls.append((done, total)))
    assert calls == sorted(calls)
    assert calls[-1][0] == calls[-1][1]
