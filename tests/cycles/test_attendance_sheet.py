"""The attendance sheet as a PDF: what it holds, on every page, whatever people are called."""

import io
from datetime import UTC, datetime, time, timedelta

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from cycles.attendance.register import register_of
from cycles.attendance.sheet import draw_attendance_sheet
from cycles.models import ProgrammeItem
from tests import builders as build
from tests.cycles.test_attendance import DAY, World

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def world():
    return World()


def drawn(session) -> bytes:
    target = io.BytesIO()
    session.cycle.refresh_from_db()
    draw_attendance_sheet(register_of(session), target, at=AT)
    return target.getvalue()


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    texts = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    sizes = {tuple(round(side) for side in document[n].get_size()) for n in range(len(document))}
    document.close()
    assert sizes == {(842, 595)}
    return [" ".join(text.split()) for text in texts]


def test_it_is_downloaded_and_holds_organiser_title_time_place_speakers_and_everybody(client, world):
    session = world.session
    session.venue, session.address, session.title = "Salle Rhône", "20 place des Passerelles", "Enjeux"
    session.save()
    world.cycle.organiser.address = "12 rue des Escales"
    world.cycle.organiser.save()
    for hour in (10, 11):
        ProgrammeItem.objects.create(
            session=session, starts_at=time(hour), ends_at=time(hour + 1), title="Temps", speakers="Agathe Riffard"
        )
    client.force_login(world.facilitator)
    answer = client.get(reverse("cycles:attendance-sheet", args=[world.cycle.slug, session.pk]))
    assert (answer["Content-Type"], answer["Content-Disposition"].partition(";")[0], answer["Cache-Control"]) == (
        "application/pdf",
        "attachment",
        "private, no-store",
    )
    text = " ".join(pages(b"".join(answer.streaming_content)))
    people = [entry.participation for entry in register_of(session).entries]
    for words in (
        *("Centre", "12 rue des Escales", "Numérique", "Enjeux", "Salle Rhône", "20 place des Passerelles"),
        *("jeudi 18 juin 2026", "Matin, 9 h 30 – 13 h", "Après-midi, 13 h – 16 h 30", "Vallée du Gier", "Vaulx"),
        *(row.person.name for row in people),
        *(row.organisation.name for row in people),
        "page 1/2",
    ):
        assert words in text
    assert text.count("Agathe Riffard") == 1


def test_the_header_is_on_each_page_no_row_is_torn_and_pages_are_numbered(world):
    names = []
    for _team in range(4):
        team = build.team(world.cycle)
        names += [world.member(team, first_name="Maximilienne-Éléonore").person.name for _each in range(9)]
    found = pages(drawn(world.session))
    assert len(found) > 2
    assert [f"page {number}/{len(found)}" in page for number, page in enumerate(found, 1)] == [True] * len(found)
    assert all("Matin, 9 h 30" in page for page in found)
    assert all("Numérique" in page for page in found)
    assert [sum(name in page for page in found) for name in names] == [1] * len(names)


def test_names_of_every_kind_are_literal_or_visibly_replaced(world):
    cast = {"<b>Gras</b> & fils": None, "محمد العربي": None, "王小明": None, "Nguyễn 😀": None, "A" * 200: None}
    for name in cast:
        person = build.person(name[:100], name[100:] or "X", organiser=world.cycle.organiser)
        world.cycle.participations.create(person=person, role="participant", joined_at=DAY - timedelta(days=9))
    text = " ".join(pages(drawn(world.session)))
    assert "<b>Gras</b> & fils" in text
    assert "□" in text


def test_a_session_of_several_days_and_boundless_texts_fits_its_pages(world):
    session = world.session
    session.ends_at = DAY + timedelta(days=4)
    session.address = "rue " * 2000
    session.save()
    ProgrammeItem.objects.create(
        session=session, starts_at=time(10), ends_at=time(11), title="Temps", speakers="très " * 3000
    )
    found = pages(drawn(session))
    assert "22 juin, matin" in " ".join(found)


def test_another_library_opens_it_fonts_are_embedded_and_bytes_repeat(world):
    content = drawn(world.session)
    assert content == drawn(world.session)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert (document.docinfo["/Author"], document.Root.Lang) == ("Centre", "fr")
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
