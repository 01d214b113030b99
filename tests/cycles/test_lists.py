"""A list from a spreadsheet becomes people: what is recognised, shown, refused, and written once."""

import io
import json
import re
import threading
import zipfile
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from cycles.models import Participation
from cycles.people.lists import guesses
from cycles.people.lists.columns import columns_of
from cycles.people.lists.reading import UnreadableList, read_lines
from partners.models import Organisation, Person
from records.models import LogEntry
from tests import builders as build
from tests.cycles import sample_list

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.cycle = build.cycle("Numérique")
        self.coordinator = build.coordinator(self.cycle)
        self.team = build.team(self.cycle, territory="Vallée du Gier")
        self.other = build.team(self.cycle, territory="Vaulx-en-Velin")
        self.page = reverse("cycles:people-import", args=[self.cycle.slug])


@pytest.fixture
def world():
    return World()


@pytest.fixture
def coordinator(client, world):
    client.force_login(world.coordinator)
    return client


def look(client, world, text: str = "", **fields):
    return client.post(world.page, {"text": text, "team": "none", "end": "1", **fields})


def sent_by(preview) -> dict:
    """What the preview's form sends when it is confirmed as it stands."""
    context = preview.context
    data = {"text": context["form"]["text"].value(), "team": context["form"]["team"].value(), "end": "1"}
    for form in (context["column_form"], context["organisation_form"]):
        data |= {field.name: field.value() or "" for field in form}
    return data | {"columns": context["columns"].signature, "fingerprint": context["plan"].fingerprint, "confirm": "1"}


def confirm(client, world, preview, **changes):
    return client.post(world.page, sent_by(preview) | changes)


def statuses(response) -> Counter:
    return Counter(entry.status for entry in response.context["entries"])


def only(response):
    (entry,) = response.context["entries"]
    return entry


# The sample: 48 people with doubles and mistakes


def test_forty_eight_people_with_doubles_and_mistakes(coordinator, world):
    known = build.organisation("Ville de Rive", organiser=world.cycle.organiser)
    preview = look(coordinator, world, sample_list.pasted("Vallée du Gier"))
    assert (statuses(preview), Participation.objects.count()) == ({"new": 41, "double": 2, "refused": 5}, 0)
    entries = {entry.number: entry for entry in preview.context["entries"]}
    assert min(entries) == 3  # line 1 holds the headings, line 2 nothing
    assert [[column for column, _why in entries[number].problems] for number in range(44, 51)] == [
        [], [], ["Adresse électronique"], ["Équipe"], ["Nom"], ["Rôle dans l’équipe"], ["Adresse électronique"],
    ]  # fmt: skip
    assert "nora.blin@demo.test" in entries[46].problems[0][1]
    assert "Vallée du Gier" in entries[47].problems[0][1]
    types = {new.name: new.chosen for new in preview.context["plan"].organisations}
    assert types == {
        "Métropole du Gier": "epci",
        "Préfecture de la Loire": "state",
        "Centre social du Dorlay": "neighbourhood",
    }
    answer = confirm(coordinator, world, preview)
    assert (answer.status_code, answer.context["left"]) == (200, 5)
    rows = Participation.objects.select_related("person", "organisation", "team")
    assert Counter((row.team, row.role) for row in rows) == {
        (world.team, "contributor"): 27,
        (None, "participant"): 14,
    }
    assert rows.get(person__email="ada.moreau@demo.test").function == "Directrice"
    assert rows.filter(organisation=known).count() == 11
    assert Counter(LogEntry.objects.values_list("action", flat=True)) == {"member_added": 27, "participant_added": 14}
    left = answer.context["form"]["text"].value()
    assert [len(left.splitlines()), "nora.blin(at)" in left, "Petit" in left] == [6, True, False]


def test_refused_lines_are_corrected_in_the_field(coordinator, world):
    text = "Nom\tPrénom\tCourriel\nBlin\tNora\tnora.blin@demo,test\n"
    preview = look(coordinator, world, text)
    assert (statuses(preview), only(preview).problems[0][1].count("nora.blin@demo.test")) == ({"refused": 1}, 1)
    again = look(coordinator, world, preview.context["form"]["text"].value().replace(",", "."))
    assert confirm(coordinator, world, again).status_code == 302
    assert Person.objects.get(email="nora.blin@demo.test").name == "Nora Blin"


def test_confirmed_twice_writes_once(coordinator, world):
    preview = look(coordinator, world, sample_list.pasted("Vallée du Gier"))
    for _tap in range(2):
        assert confirm(coordinator, world, preview).status_code == 200
    assert (Participation.objects.count(), LogEntry.objects.count()) == (41, 41)
    again = look(coordinator, world, sample_list.pasted("Vallée du Gier"))
    assert statuses(again) == {"same": 41, "double": 2, "refused": 5}


def test_preview_asks_the_database_as_often_for_48_people_as_for_one(coordinator, world, django_assert_num_queries):
    with django_assert_num_queries(10):
        look(coordinator, world, "Nom\tPrénom\tCourriel\nBlin\tNora\tnora@demo.test")
    for number in range(9):
        build.member(world.team, role="reader", first_name=f"Zoé{number}")
    with django_assert_num_queries(10):
        look(coordinator, world, sample_list.pasted("Vallée du Gier"))


# What changes meanwhile


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_is_written(coordinator, world):
    text = "Nom\tPrénom\tCourriel\nBlin\tNora\tnora@demo.test\nCaron\tOtto\totto@demo.test"
    preview = look(coordinator, world, text)
    build.participant(
        world.cycle, person=build.person("Nora", "Blin", organiser=world.cycle.organiser, email="nora@demo.test")
    )
    answer = confirm(coordinator, world, preview)
    assert (answer.status_code, statuses(answer), Participation.objects.count()) == (409, {"same": 1, "new": 1}, 1)
    assert answer.context["form"]["text"].value() == preview.context["form"]["text"].value()
    assert confirm(coordinator, world, answer).status_code == 302
    assert Participation.objects.count() == 2


def test_confirming_with_another_team_than_was_shown_shows_it_first(coordinator, world):
    preview = look(coordinator, world, "Nom\tPrénom\tCourriel\nBlin\tNora\tnora@demo.test")
    answer = confirm(coordinator, world, preview, team=world.team.pk)
    assert (answer.status_code, only(answer).team, Participation.objects.count()) == (409, world.team, 0)


def test_two_coordinators_at_once_write_each_person_once(transactional_db, client, world):
    client.force_login(world.coordinator)
    preview = look(client, world, sample_list.pasted("Vallée du Gier"))
    data, found, start = sent_by(preview), [], threading.Barrier(2)
    others = [client.__class__(raise_request_exception=False) for _who in range(2)]
    for other in others:
        other.force_login(build.coordinator(world.cycle))

    def send(other):
        start.wait()
        found.append(other.post(world.page, data).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [200, 200]
    assert (Participation.objects.count(), LogEntry.objects.count()) == (41, 41)


# Who is known already


def test_known_people_are_the_same_changed_or_told_apart(coordinator, world):
    organiser = world.cycle.organiser
    rive = build.organisation("Ville de Rive", organiser=organiser)
    nora = build.person("Nora", "Blin", organiser=organiser, email="nora@demo.test")
    Participation.objects.create(
        cycle=world.cycle, team=world.team, person=nora, organisation=rive, function="Élue", role="reader"
    )
    otto = build.person("Otto", "Caron", organiser=organiser, email="otto@demo.test", organisation=rive)
    Participation.objects.create(cycle=world.cycle, team=world.other, person=otto, organisation=rive)
    build.person("Ines", "Lopez", organiser=organiser, email="ines@demo.test", organisation=rive)
    text = "\n".join(
        [
            "Nom\tPrénom\tCourriel\tStructure\tFonction\tÉquipe\tRôle",
            "Blin\tNora\tNORA@demo.test\tville  de RIVE\tMaire\tVallée du Gier\tcontributrice",
            "Caron\tOtto\totto@demo.test\tVille de Rive\t\tVallée du Gier\t",
            "Caron\tO.\totto@demo.test\tVille de Rive\t\tVallée du Gier\t",
            "Lopez\tInès\tines@demo.test\tPréfecture\t\tVallée du Gier\t",
        ]
    )
    preview = look(coordinator, world, text)
    nora_, otto_, twice, ines = preview.context["plan"].entries
    assert [entry.status for entry in (nora_, otto_, twice, ines)] == ["changed", "refused", "double", "new"]
    assert nora_.changes == [
        ("Fonction", "Élue", "Maire"),
        ("Rôle dans l’équipe", "lecteur, lectrice", "contributeur, contributrice"),
    ]
    assert "Vaulx-en-Velin" in otto_.problems[0][1]
    assert any("Ville de Rive" in note and "Préfecture" in note for note in ines.notes)
    confirm(coordinator, world, preview)
    row = Participation.objects.get(person=nora)
    assert (row.function, row.role, row.organisation) == ("Maire", "contributor", rive)
    assert Participation.objects.get(person__email="ines@demo.test").organisation.actor_type == "state"


def test_participant_without_a_team_enters_one_and_a_missing_address_is_added(coordinator, world):
    person = build.person("Nora", "Blin", organiser=world.cycle.organiser, email="x@demo.test")
    Person.objects.filter(pk=person.pk).update(email="")
    row = build.participant(world.cycle, person=person, accepted_at=None)
    text = "Nom\tPrénom\tCourriel\tÉquipe\nBlin\tNora\tnora@demo.test\tVaulx en Velin"
    preview = look(coordinator, world, text)
    assert [change[1:] for change in only(preview).changes] == [
        ("", "nora@demo.test"),
        ("sans équipe", "Vaulx-en-Velin"),
    ]
    assert confirm(coordinator, world, preview).status_code == 302
    row.refresh_from_db()
    assert (row.team, row.role, row.person.email) == (world.other, "contributor", "nora@demo.test")


def test_organisation_almost_in_the_directory_may_be_the_same(coordinator, world):
    known = build.organisation("Centre social du Dorlay", organiser=world.cycle.organiser)
    text = "Nom\tPrénom\tCourriel\tStructure\nBlin\tNora\tnora@demo.test\tCentre sociale du Dorlay"
    preview = look(coordinator, world, text)
    (new,) = preview.context["plan"].organisations
    again = look(coordinator, world, text, **{f"type_{new.key}": f"known:{known.pk}"})
    confirm(coordinator, world, again)
    assert Participation.objects.get().organisation == known


def test_organisation_of_no_known_type_is_asked_once(coordinator, world):
    text = "Nom\tPrénom\tCourriel\tStructure\nBlin\tNora\tn@demo.test\tLes Volets\nRoy\tPia\tp@demo.test\tles volets"
    preview = look(coordinator, world, text)
    (new,) = preview.context["plan"].organisations
    assert (statuses(preview), new.lines) == ({"refused": 2}, [2, 3])
    again = look(coordinator, world, text, **{f"type_{new.key}": "neighbourhood"})
    assert confirm(coordinator, world, again).status_code == 302
    assert Organisation.objects.get(name="Les Volets").actor_type == "neighbourhood"


@pytest.mark.parametrize("forged", ["known:999999", "known:x", "king", "x" * 10_000])
def test_forged_type_is_no_choice(coordinator, world, forged):
    elsewhere = build.organisation("Les Volets")
    text = "Nom\tPrénom\tCourriel\tStructure\nBlin\tNora\tn@demo.test\tLes Volets"
    (new,) = look(coordinator, world, text).context["plan"].organisations
    for value in (forged, f"known:{elsewhere.pk}"):
        assert statuses(look(coordinator, world, text, **{f"type_{new.key}": value})) == {"refused": 1}


# Reading: separators, headings, guesses


def fields(text: str, teams=(), known=()) -> dict:
    found = columns_of(read_lines(text), lambda cell: cell in teams, lambda cell: cell in known)
    return {field: found.body[0].cell(place) for place, field in enumerate(found.fields) if field}


@pytest.mark.parametrize(
    "text",
    [
        "Nom\tPrénom\tE-mail\tOrganisme\nDurand\tAnne\tanne@x.fr\tVille de X",
        "Nom;Prénom;Mél;Organisme\nDurand;Anne;anne@x.fr;Ville de X",
        "nom,prénom,mail,organisme\nDurand,Anne,anne@x.fr,Ville de X",
        "Last name\tFirst name\tE-mail address\tOrganisation\nDurand\tAnne\tanne@x.fr\tVille de X",
        "Liste au 3 mai\t\t\t\nSTRUCTURE\tPrénom *\tCourriel (pro)\tNom\nVille de X\tAnne\tanne@x.fr\tDurand",
        "Durand\tAnne\tanne@x.fr\tVille de X",
        "anne@x.fr\tVille de X\tAnne\tDURAND",
        "Anne\tDurand\tanne@x.fr\tVille de X",
    ],
)
def test_columns_are_recognised_wherever_they_stand(text):
    assert fields(text) == {
        "last_name": "DURAND" if "DURAND" in text else "Durand",
        "first_name": "Anne",
        "email": "anne@x.fr",
        "organisation": "Ville de X",
    }


def test_address_of_a_house_is_no_mailbox():
    text = "Nom\tPrénom\tAdresse\tMail\nDurand\tAnne\t3 rue des Lilas\tanne@x.fr"
    assert fields(text) == {"last_name": "Durand", "first_name": "Anne", "email": "anne@x.fr"}
    text = "Nom\tPrénom\tAdresse\nDurand\tAnne\tanne@x.fr"
    assert fields(text) == {"last_name": "Durand", "first_name": "Anne", "email": "anne@x.fr"}


def test_cycle_without_teams_leaves_the_territory_aside(client):
    cycle = build.cycle(has_teams=False)
    client.force_login(build.coordinator(cycle))
    page = reverse("cycles:people-import", args=[cycle.slug])
    text = "Nom\tPrénom\tCourriel\tTerritoire\nBlin\tNora\tnora@demo.test\tVaulx-en-Velin"
    assert statuses(client.post(page, {"text": text, "team": "none", "end": "1"})) == {"new": 1}


def test_team_role_and_type_are_guessed_by_their_words():
    text = "Anne Durand\ta@x.fr\tVaulx\tréférente\tCentre social\tDirectrice\n"
    text += "Paul Roy\tp@x.fr\tVaulx\tlectrice\tCAF\tAgent"
    assert fields(text, teams={"Vaulx"}) == {
        "last_then_first": "Anne Durand", "email": "a@x.fr", "team": "Vaulx", "role": "référente",
        "organisation": "Centre social", "function": "Directrice",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '"Durand, Anne" <anne@x.fr>; Paul Roy <paul@x.fr>; lea.petit@x.fr',
        "Durand, Anne <anne@x.fr>, Paul Roy <paul@x.fr>, lea.petit@x.fr",
        '"Durand, Anne" <anne@x.fr>\nPaul Roy <paul@x.fr>\nlea.petit@x.fr',
    ],
)
def test_addresses_of_a_mail_are_people(coordinator, world, text):
    preview = look(coordinator, world, text)
    found = [(entry.first_name, entry.last_name, entry.email) for entry in preview.context["entries"]]
    assert found == [
        ("Anne", "Durand", "anne@x.fr"), ("Paul", "Roy", "paul@x.fr"), ("Lea", "Petit", "lea.petit@x.fr"),
    ]  # fmt: skip


def test_guessed_columns_can_be_corrected(coordinator, world):
    text = "Anne\tDurand\td@x.fr\nPaul\tRoy\tr@x.fr"
    preview = look(coordinator, world, text)
    data = sent_by(preview) | {"column_0": "first_name", "column_1": "last_name"}
    del data["confirm"]
    again = coordinator.post(world.page, data)
    assert [entry.name for entry in again.context["entries"]] == ["Anne Durand", "Paul Roy"]
    twice = coordinator.post(world.page, data | {"column_1": "first_name", "confirm": "1"})
    assert (twice.status_code, twice.context["repeated"], Participation.objects.count()) == (200, ["Prénom"], 0)


def test_quote_that_is_never_closed_swallows_nothing():
    lines = read_lines('Nom\tFonction\nDurand\t"Chef\nRoy\tAgent')
    assert [line.cells for line in lines] == [("Nom", "Fonction"), ("Durand", '"Chef'), ("Roy", "Agent")]


def test_cell_with_a_line_break_stays_one_cell():
    (line,) = read_lines('Durand\t"Ville\nde X"\n')
    assert line.cells == ("Durand", "Ville de X")


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), (" \n\t\n\u00a0", "empty"), ("a@x.fr\n" * 502, "rows"), ("x\t" * 30 + "y", "columns")],
)
def test_list_out_of_measure_is_refused_with_a_sentence(coordinator, world, text, why):
    with pytest.raises(UnreadableList) as refused:
        read_lines(text)
    assert refused.value.why == why
    answer = look(coordinator, world, text)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["text"])


@pytest.mark.parametrize("text", ["\x00", "\ud7ff\u202e😀\t" * 9, "=1+1\t@SUM(A1)", "<script>\t<b>x@y.fr", '"' * 999])
def test_junk_is_answered_with_a_page(coordinator, world, text):
    answer = look(coordinator, world, text)
    assert (answer.status_code, Participation.objects.count(), "<script>\t" in answer.content.decode()) == (
        200,
        0,
        False,
    )


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("anne.durand(at)ville.fr", "anne.durand@ville.fr"), ("anne durand@ville.fr", "annedurand@ville.fr"),
        ("anne@ville,fr", "anne@ville.fr"), ("anne@ville.fr.", "anne@ville.fr"), ("anné@ville.fr", "anne@ville.fr"),
        ("anne@@ville..fr", "anne@ville.fr"), ("anne.gmail.com", "anne@gmail.com"), ("anne@orangefr", "anne@orange.fr"),
        ("bonjour", ""), ("", ""),
    ],
)  # fmt: skip
def test_near_misses_of_addresses(typed, hint):
    assert guesses.mended(typed) == hint


def test_near_misses_of_domains():
    found = [guesses.near_address(each, ["ville-de-x.fr"]) for each in ("a@gmial.com", "a@ville-d-x.fr", "a@demo.test")]
    assert found == ["a@gmail.com", "a@ville-de-x.fr", ""]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ville de Rive-de-Gier", "commune"), ("Métropole de Lyon", "epci"), ("Préfecture du Rhône", "state"),
        ("CAF de l'Isère", "public_service"), ("Conseil départemental", "department"), ("Rhône Habitat", "landlord"),
        ("Conseil citoyen du Gier", "residents"), ("Centre social", "neighbourhood"), ("Les Volets verts", ""),
        ("Direction départementale de l’emploi", "state"), ("Université populaire", "neighbourhood"),
    ],
)  # fmt: skip
def test_type_of_an_organisation_is_guessed_from_its_name(name, kind):
    assert guesses.actor_type_of(name) == kind


# Workbooks


def workbook(rows, sheets=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title in sheets:
        book.create_sheet(title)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def choose(client, world, content: bytes, name: str = "liste.xlsx", **fields):
    upload = SimpleUploadedFile(name, content)
    return client.post(world.page, {"text": "", "team": "none", "end": "1", "file": upload, **fields})


def test_workbook_gives_what_pasting_gives(coordinator, world):
    rows = [sample_list.HEADINGS, *sample_list.rows("Vallée du Gier")]
    from_file = choose(coordinator, world, workbook(rows, sheets=["Aide"]))
    pasted = look(coordinator, world, "\n".join("\t".join(row) for row in rows))
    assert from_file.context["plan"].fingerprint == pasted.context["plan"].fingerprint
    answer = confirm(coordinator, world, from_file)
    assert (answer.context["left"], Participation.objects.count()) == (5, 41)


def test_template_is_recognised_when_it_comes_back(coordinator, world):
    answer = coordinator.get(reverse("cycles:people-import-template", args=[world.cycle.slug]))
    book = load_workbook(io.BytesIO(answer.content))
    book.worksheets[0].append(["Blin", "Nora", "nora@demo.test", "Ville de X", "Commune", "Élue", "Vallée du Gier", ""])
    target = io.BytesIO()
    book.save(target)
    preview = choose(coordinator, world, target.getvalue())
    assert (statuses(preview), "" in preview.context["columns"].fields) == ({"new": 1}, False)


def bomb() -> bytes:
    """A workbook whose one sheet would unpack to far more than it says it needs."""
    target = io.BytesIO(workbook([["Nom"]]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"0" * 300_000_000)
    return target.getvalue()


def with_sheet(xml: str) -> bytes:
    source, target = io.BytesIO(workbook([["Nom"]])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return target.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
CELL = '<row r="%s"><c r="%s%s" t="inlineStr"><is><t>loin</t></is></c></row>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + SHEET % (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.xlsx"), (b"pas un classeur", "faux.xlsx"), (build.pdf_bytes(), "pdf.xlsx"),
        (workbook([["Nom"]]), "liste.xls"), (workbook([["Nom"]]), "liste.ods"),
        (workbook([["Nom"]])[:900], "coupe.xlsx"),
        (workbook([["x"]] * 520), "long.xlsx"), (workbook([["x"] * 40]), "large.xlsx"),
        (b"PK" + b"0" * 3_000_000, "lourd.xlsx"), (bomb(), "bombe.xlsx"),
        (with_sheet(ENTITIES), "dtd.xlsx"), (with_sheet(SHEET % (CELL % (1048576, "XFD", 1048576))), "loin.xlsx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_hostile_workbook_is_refused_beside_the_field(coordinator, world, content, name):
    answer = choose(coordinator, world, content, name)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["file"])
    assert Participation.objects.count() == 0


def test_formulas_and_dates_in_a_workbook_are_text(coordinator, world):
    rows = [["Nom", "Prénom", "Courriel", "Fonction"], ["Blin", "Nora", "nora@demo.test", 2026.0]]
    assert only(choose(coordinator, world, workbook(rows))).function == "2026"


def test_form_that_was_cut_is_refused(coordinator, world):
    answer = coordinator.post(world.page, {"text": "a@x.fr", "team": "none"})
    assert "end" in answer.context["form"].errors


def test_nothing_of_the_list_is_kept_by_looking(coordinator, world):
    before = json.dumps(sorted(re.findall(r"\w+", str(list(LogEntry.objects.values())))))
    look(coordinator, world, "Nom\tPrénom\tCourriel\nBlin\tNora\tnora@demo.test")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names come from the database itself
            assert "nora@demo.test" not in repr(cursor.fetchall())
    assert before == json.dumps(sorted(re.findall(r"\w+", str(list(LogEntry.objects.values())))))
