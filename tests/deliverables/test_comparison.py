"""The page that compares two versions of a deliverable."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deliverables.models import VersionFile
from records.files import store
from records.models import FileText, StoredFile
from tests import builders as b

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"deliverables:{name}", args=args)


def hold(version, name: str, content: bytes, *paragraphs: str, state: str = "ready") -> VersionFile:
    """A file of a version, and what it says when it was read."""
    file = store(content, name=name, origin="deliverable", actor=version.author)
    if state:
        FileText.objects.get_or_create(file=file, defaults={"paragraphs": list(paragraphs), "state": state})
    position = version.files.count() + 1
    return VersionFile.objects.create(version=version, position=position, name=name, file=file)


@pytest.fixture
def scene(client):
    """A member signed in; two delivered versions with files that stayed, went, came and changed."""
    team = b.team(b.cycle())
    deliverable = b.deliverable(b.assignment(team.cycle), team)
    client.force_login(b.member(team).person.user)
    first = b.version(deliverable, files=(), note="Voici notre diagnostic.\nBonne lecture.")
    second = b.version(deliverable, files=(), note="Voici notre diagnostic relu.\nBonne lecture.")
    for version in (first, second):
        hold(version, "annexe.pdf", b.pdf_bytes("annexe"))
    hold(first, "photo.pdf", b.pdf_bytes("photo"))
    hold(first, "Diagnostic_v1.pdf", b.pdf_bytes("un"), "Titre", "Trois quartiers de la ville.", "Fin")
    hold(second, "Diagnostic_v2.pdf", b.pdf_bytes("deux"), "Titre", "Quatre quartiers de la ville.", "Fin <b>")
    hold(second, "budget.xlsx", b.pdf_bytes("budget"))
    return deliverable


def page(client, deliverable, **numbers):
    return client.get(url("version-compare", deliverable.pk), numbers)


def test_files_note_and_text_of_the_two_newest_versions(client, scene):
    answer = page(client, scene)
    found = answer.context["compared"]
    assert [(each.pair.kind, each.pair.name, each.pair.old_name) for each in found.files] == [
        ("changed", "Diagnostic_v2.pdf", "Diagnostic_v1.pdf"),
        ("added", "budget.xlsx", ""),
        ("removed", "photo.pdf", ""),
        ("same", "annexe.pdf", ""),
    ]
    html = answer.content.decode()
    opens, closes = '<span class="visually-hidden">[', '<span class="visually-hidden"> fin]</span>'
    added, removed = (
        f"<{tag}>{opens}{word}\xa0: </span>{text}{closes}</{tag}>"
        for tag, word, text in (("ins", "ajouté", "Quatre"), ("del", "retiré", "Trois"))
    )
    assert f'<p class="reworked">{removed}{added} quartiers de la ville.</p>' in html
    assert " &lt;b&gt;<span" in html
    assert [block.kind for block in found.note.blocks] == ["reworked", "same"]
    assert page(client, scene, de=2, a=1).context["compared"] == page(client, scene, de=1, a=2).context["compared"]


def test_what_cannot_be_compared_says_why(client, scene):
    third = b.version(scene, files=())
    hold(third, "Diagnostic_v3.pdf", b.pdf_bytes("trois"), state="")
    found = page(client, scene, de=2, a=3).context["compared"].files[0]
    assert (found.text, str(found.why_not)[:33]) == (None, "Le texte de ces fichiers est en c")
    for state, words in (
        ("none", "Ces fichiers n’ont pas de texte"),
        ("encrypted", "Le texte de l’un de ces fichiers"),
    ):
        FileText.objects.update_or_create(file=third.files.get().file, defaults={"state": state})
        found = page(client, scene, de=2, a=3).context["compared"].files[0]
        assert (found.text, str(found.why_not).startswith(words)) == (None, True)
    assert str(found.why_not) in page(client, scene, de=2, a=3).content.decode()


@pytest.mark.parametrize("state", ["pending", "infected"])
def test_the_text_of_a_file_that_the_antivirus_keeps_closed_is_not_shown(client, scene, state):
    StoredFile.objects.filter(original_name="Diagnostic_v2.pdf").update(scan=state)
    html = page(client, scene).content.decode()
    assert ("quartiers de la ville" in html, "L’antivirus tient l’un de ces fichiers fermé" in html) == (False, True)


def test_who_reads_a_version_compares_it_and_nobody_else(client, scene):
    """A draft is its team's own: for coordination it does not exist, until it is shared."""
    draft = b.version(scene, delivered=False, files=())
    scene.refresh_from_db()
    assert page(client, scene).context["compared"].after.version == draft
    assert "Brouillon, pas encore remis" in page(client, scene).content.decode()
    client.force_login(b.coordinator(scene.team.cycle))
    assert page(client, scene, de=1, a=3).status_code == 404
    assert page(client, scene).context["compared"].after.version.number == 2
    assert "Version 3" not in page(client, scene).content.decode()
    type(scene).objects.update(shares_drafts=True)
    assert page(client, scene, de=1, a=3).status_code == 200
    client.force_login(b.user())
    assert page(client, scene).status_code == 404


@pytest.mark.parametrize("numbers", [{"de": 1, "a": 9}, {"de": "x", "a": 2}, {"de": "", "a": "1'"}, {"de": -1}])
def test_a_version_that_is_not_there_is_not_found(client, scene, numbers):
    assert page(client, scene, **numbers).status_code == 404


def test_the_same_twice_and_nothing_to_compare(client, scene):
    assert "deux fois la même version" in page(client, scene, de=1, a=1).content.decode()
    for deliverable in (b.deliverable(team=scene.team), b.deliverable(team=scene.team)):
        assert "Rien à comparer" in page(client, deliverable).content.decode()
        b.version(deliverable)
        assert "Rien à comparer" in page(client, deliverable).content.decode()


def test_a_page_with_many_files_asks_no_more(client, scene, django_assert_num_queries):
    for version in scene.versions.all():
        for number in range(12):
            text = f"Page {number} de la version {version.number}"
            hold(version, f"fiche {number}.pdf", b.pdf_bytes(text), text)
    with django_assert_num_queries(14):
        assert len(page(client, scene).context["compared"].files) == 16


def test_pages_of_versions_lead_to_the_comparison(client, scene):
    address = f'{url("version-compare", scene.pk)}?de=1&amp;a=2"'
    assert address in client.get(url("version-detail", scene.pk, 2)).content.decode()
    assert "comparer" not in client.get(url("version-detail", scene.pk, 1)).content.decode()
    assert url("version-compare", scene.pk) in client.get(url("deliverable-detail", scene.pk)).content.decode()
    client.force_login(b.coordinator(scene.team.cycle))
    assert address in client.get(url("feedback-give", scene.pk, 2)).content.decode()


def test_the_text_of_what_was_delivered_is_compared_once_it_is_read(client, scene):
    """The whole way: a real PDF, delivered twice with one sentence changed."""
    from records.jobs import run_waiting

    other = b.deliverable(team=scene.team)
    for number, words in enumerate(("Trois quartiers sont concernes.", "Deux quartiers sont concernes."), start=1):
        other.refresh_from_db()
        upload = SimpleUploadedFile("bilan.pdf", b.pdf_bytes(words))
        if number == 2:
            client.post(url("draft-begin", other.pk), {"revision": other.revision, "how": "replace"})
            other.refresh_from_db()
        sent = {"files": [upload], "then": "add", "end": "1", "revision": other.revision}
        assert client.post(url("draft-edit", other.pk), sent).status_code == 302
        other.refresh_from_db()
        done = client.post(url("deliver", other.pk), {"revision": other.revision, "number": number})
        assert done.url == url("deliver-done", other.pk, number)
    assert page(client, other).context["compared"].files[0].text is None
    run_waiting()
    (passage,) = page(client, other).context["compared"].files[0].text.blocks
    assert [(piece.kind, piece.text) for piece in passage.pieces][:2] == [("removed", "Trois"), ("added", "Deux")]
