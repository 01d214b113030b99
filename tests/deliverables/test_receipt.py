"""The receipt on paper, and the lasting links to versions."""

import io
from datetime import datetime, timedelta

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from deliverables.models import Deliverable, Version
from deliverables.taking_back import take_back
from records.models import Mail, StoredFile
from records.outbox import render
from tests import builders as b

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime(2026, 6, 18, 23, 39))


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


@pytest.fixture
def scene(client):
    """A member signed in, whose team delivered one version with two files."""
    cycle = b.cycle("Numérique et innovation sociale", organiser=b.organiser("Escale Centre"))
    cycle.organiser.address = "12 rue des Escales, 69000 Lyon"
    cycle.organiser.save()
    team = b.team(cycle, territory="Vallée du Gier")
    deliverable = b.deliverable(b.assignment(cycle, title="Diagnostic de territoire", due_at=AT), team)
    member = b.member(team, first_name="Amina").person
    b.version(deliverable, author=member.user, files=("diagnostic.pdf", "annexe.pdf"), at=AT)
    client.force_login(member.user)
    deliverable.member = member
    return deliverable


def drawn(client, deliverable, number: int = 1) -> bytes:
    answer = client.get(url("receipt-download", deliverable.pk, number))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/pdf",
        "private, no-store",
    )
    return b"".join(answer.streaming_content)


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    found = [
        " ".join(document[n].get_textpage().get_text_bounded().replace("\xa0", " ").split())
        for n in range(len(document))
    ]
    document.close()
    return found


def test_it_says_who_what_when_and_every_files_fingerprint(client, scene):
    content = drawn(client, scene)
    (text,) = pages(content)
    for words in (
        "Escale Centre 12 rue des Escales, 69000 Lyon Accusé de réception Diagnostic de territoire",
        "Vallée du Gier · version 1",
        "Reçu jeudi 18 juin 2026 à 23 h 39, sur Escale",
        "Dans les temps ou en retard à l’heure",
        "Enregistré jeudi 18 juin 2026 à 23 h 39",
        f"Remis par {scene.member.name}",
        "Équipe Vallée du Gier Version 1 Cycle Numérique et innovation sociale",
        "2 fichiers, ",
        *StoredFile.objects.filter(origin="deliverable").values_list("sha256", flat=True),
        f"/livrables/{scene.pk}/versions/1/",
        "page 1/1",
    ):
        assert words in text, words
    with pikepdf.open(io.BytesIO(content)) as document:
        assert (str(document.Root.Lang), str(document.docinfo.Title)) == (
            "fr",
            "Accusé de réception · Diagnostic de territoire · Vallée du Gier · version 1",
        )
        assert all(font.get("/FontDescriptor") for font in document.pages[0].Resources.Font.values())


def test_it_is_the_same_file_whenever_and_for_whoever_it_is_drawn(client, scene):
    first = drawn(client, scene)
    b.version(scene, at=AT + timedelta(days=3))
    Deliverable.objects.update(effective_due_at=AT - timedelta(days=9), late_seconds=777_600)
    with time_machine.travel(AT + timedelta(days=400)):
        client.force_login(b.coordinator(scene.team.cycle))
        client.cookies["django_language"] = "en"
        assert drawn(client, scene) == first
    assert "pas en retard" in pages(drawn(client, scene, 2))[0]


def test_a_late_one_says_how_late_and_one_that_was_taken_back_says_so(client, scene):
    version = scene.current_version
    Version.objects.update(late_seconds=2 * 86_400)
    assert "Dans les temps ou en retard 2 jours de retard" in pages(drawn(client, scene))[0]
    take_back(actor=scene.member.user, deliverable=scene, revision=scene.revision)
    version.refresh_from_db()
    assert "Repris " in pages(drawn(client, scene))[0]


def test_what_coordination_recorded_has_both_dates_who_recorded_and_who_gave_it(client, scene):
    coordinator = b.coordinator(scene.team.cycle)
    b.person("Nadia", "Belkacem", organiser=scene.team.cycle.organiser, user=coordinator)
    fields = {"channel": "paper", "given_by": "Le directeur", "received_day_only": True}
    version = b.version(scene, author=coordinator, at=AT, **fields)
    Version.objects.filter(pk=version.pk).update(delivered_at=AT + timedelta(days=4))
    (text,) = pages(drawn(client, scene, 2))
    for words in (
        "Accusé de réception d’un document enregistré",
        "Reçu jeudi 18 juin 2026, sur papier",
        "Enregistré lundi 22 juin 2026 à 23 h 39",
        "Enregistré par Nadia Belkacem",
        "Transmis par Le directeur",
    ):
        assert words in text, words


def test_many_files_with_long_names_go_on_to_a_second_page(client, scene):
    names = (*(f"{'relevé ' * 20}{number}.pdf" for number in range(38)), "x" * 250 + ".pdf", "<b>&amp;.pdf")
    b.version(scene, files=names, at=AT)
    found = pages(drawn(client, scene, 2))
    assert len(found) > 1
    assert [f"page {number}/{len(found)}" in page for number, page in enumerate(found, 1)] == [True] * len(found)
    assert all("Fichier, et son empreinte SHA-256" in page for page in found[:-1])
    assert "<b>&amp;.pdf" in " ".join(found)
    shas = Version.objects.get(number=2).files.values_list("file__sha256", flat=True)
    assert [sha for sha in shas if sha not in " ".join(found)] == []


def test_a_draft_has_no_receipt_and_a_stranger_finds_none(client, scene):
    b.version(scene, delivered=False)
    assert client.get(url("receipt-download", scene.pk, 2)).status_code == 404
    client.force_login(b.user())
    assert client.get(url("receipt-download", scene.pk, 1)).status_code == 404
    assert client.get(url("version-latest", scene.pk)).status_code == 404


def test_every_page_of_a_delivery_and_the_mail_lead_to_it(client, scene):
    address = url("receipt-download", scene.pk, 1)
    for name, args in (("deliverable-detail", ()), ("version-detail", (1,)), ("deliver-done", (1,))):
        assert f'href="{address}"' in client.get(url(name, scene.pk, *args)).content.decode()
    mail = Mail.objects.create(
        template="receipt", to_email=scene.member.email, key="r", context={"version": scene.current_version_id}
    )
    message = render(mail)
    assert address in message.body
    assert address in message.alternatives[0].content


def test_the_lasting_link_leads_to_the_version_that_stands_when_it_is_followed(client, scene):
    latest = url("version-latest", scene.pk)
    assert client.get(latest).url == url("version-detail", scene.pk, 1)
    b.version(scene)
    assert client.get(latest).url == url("version-detail", scene.pk, 2)
    b.version(scene, delivered=False)
    assert client.get(latest).url == url("version-detail", scene.pk, 2)
    none = b.deliverable(team=scene.team)
    answer = client.get(url("version-latest", none.pk), follow=True)
    assert answer.redirect_chain == [(url("deliverable-detail", none.pk), 302)]
    assert "Rien n’a encore été remis" in answer.content.decode()


def test_a_link_to_copy_says_which_version_it_leads_to(client, scene):
    links = client.get(url("version-detail", scene.pk, 1)).context["links"]
    assert [(each["label"], each["address"].partition("/livrables/")[2]) for each in links] == [
        ("Toujours la dernière version remise", f"{scene.pk}/derniere/"),
        ("La version 1 telle quelle, même après une plus récente", f"{scene.pk}/versions/1/"),
    ]
    b.version(scene, delivered=False)
    assert client.get(url("version-detail", scene.pk, 2)).context["links"] == []
