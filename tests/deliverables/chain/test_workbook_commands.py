"""The same workbook at the command line, with exit statuses."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from deliverables.chain.models import Finding
from deliverables.history import history_of
from deliverables.models import Deliverable
from tests import builders as b
from tests.deliverables.chain.workbooks import Desk, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk(client):
    found = Desk(client)
    found.add("finding", statement="Un")
    return found


def exported(desk, path, **options):
    call_command("export_worksheet", desk.cycle.slug, str(desk.team.pk), output=path, stdout=io.StringIO(), **options)
    return load_workbook(path)


def imported(path, *options) -> tuple[int, str]:
    """The exit status and what was said."""
    said, status = io.StringIO(), 0
    try:
        call_command("import_worksheet", str(path), *options, stdout=said)
    except SystemExit as end:
        status = end.code
    except CommandError as error:
        status = error.returncode
        said.write(str(error))
    return status, said.getvalue()


def test_it_goes_out_is_previewed_and_applied_once(desk, tmp_path):
    path = tmp_path / "equipe.xlsx"
    book = exported(desk, path)
    assert book.sheetnames == ["Constats", "Actions", "Contributions des partenaires", "Aide", "_escale"]
    put(book["Constats"], 2, Constat="Un, revu")
    put(book["Constats"], 3, Catégorie="besoin", Constat="Deux")
    book.save(path)
    status, said = imported(path)
    assert (status, Finding.objects.count()) == (0, 1)
    assert "changed: D1 Constat: Un → Un, revu" in said
    assert "new: row 3 Deux" in said
    assert said.endswith("1 new, 1 changed, 0 unchanged, 0 removed, 0 kept, 0 refused: nothing written\n")
    status, said = imported(path, "--apply")
    assert (status, said.endswith("0 refused: written\n")) == (0, True)
    assert {key: row.statement for key, row in desk.rows("finding").items()} == {"D1": "Un, revu", "D2": "Deux"}
    happened = history_of(Deliverable.objects.get(pk=desk.deliverables["finding"].pk), with_drafts=True)[0]
    assert happened.text == "Rows taken from a workbook: version 1 (1 new, 1 changed, at the command line)"
    status, said = imported(path, "--apply", "--json")
    told = json.loads(said)
    assert (status, told["applied"], told["as"]) == (0, False, desk.member.email)
    assert told["totals"] == {"new": 0, "changed": 0, "unchanged": 2, "removed": 0, "kept": 0, "refused": 0}


def test_a_refused_row_ends_it_with_one_and_the_others_are_written(desk, tmp_path):
    path = tmp_path / "equipe.xlsx"
    book = exported(desk, path)
    put(book["Actions"], 2, Titre="Bonne")
    put(book["Actions"], 3, Titre="Mauvaise", Début="bientôt")
    book.save(path)
    status, said = imported(path, "--json")
    actions = json.loads(said)["sheets"][1]
    assert (status, desk.rows("action")) == (1, {})
    assert actions["new"] == [{"row": 2, "heading": "Bonne"}]
    assert [{**each, "why": each["why"][:9]} for each in actions["refused"]] == [
        {"row": 3, "sheet": "Actions", "column": "Début", "cell": "J3", "why": "«\u00a0bientôt"}
    ]
    assert imported(path, "--apply")[0] == 1
    assert [row.title for row in desk.rows("action").values()] == ["Bonne"]


def test_the_same_rows_and_date_give_the_same_bytes(desk, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        exported(desk, tmp_path / name, date="2026-06-18")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_coordination_may_act_and_its_rows_wait(desk, tmp_path):
    path = tmp_path / "equipe.xlsx"
    book = exported(desk, path, email=desk.coordinator.email)
    put(book["Constats"], 2, Catégorie="besoin", Constat="De l’atelier")
    book.save(path)
    assert imported(path, "--apply", "--as", desk.coordinator.email)[0] == 0
    assert {key: row.to_confirm for key, row in desk.rows("finding").items()} == {"D1": False, "D2": True}


def test_what_cannot_be_done_says_why_and_ends_with_one(desk, tmp_path):
    path = tmp_path / "equipe.xlsx"
    exported(desk, path)
    reader = b.member(desk.team, role="reader").person.user
    broken, macros, missing = tmp_path / "broken.xlsx", tmp_path / "macros.xlsm", tmp_path / "no.xlsx"
    broken.write_bytes(b"PK\3\4 no workbook")
    macros.write_bytes(path.read_bytes())
    elsewhere = Desk(desk.client)
    nobody = b.team(desk.cycle)
    b.deliverable(desk.assignments["finding"], nobody)
    for file, options, words in (
        (path, ["--as", reader.email], "qui remettent"),
        (path, ["--as", elsewhere.member.email], "ne voit aucun livrable"),
        (path, ["--as", "nobody@demo.test"], "No account"),
        (path, ["--team", str(elsewhere.team.pk)], "un autre cycle"),
        (path, ["--team", "999999"], "no such team"),
        (broken, [], "cannot be read"),
        (macros, [], "not accepted"),
        (missing, [], "cannot be opened"),
    ):
        status, said = imported(file, *options)
        assert (status, words in said) == (1, True), said
        assert (imported(file, *options, "--json")[0], json.loads(imported(file, *options, "--json")[1])) == (
            1,
            {"error": said},
        )
    with pytest.raises(CommandError, match="Nobody with an account"):
        call_command("export_worksheet", desk.cycle.slug, str(nobody.pk), output=path)
    with pytest.raises(CommandError, match="No cycle has the address"):
        call_command("export_worksheet", "nulle-part", "1", output=path)
    with pytest.raises(CommandError, match=r"has no team 999999\. Known: "):
        call_command("export_worksheet", desk.cycle.slug, "999999", output=path)
