"""Workbooks that LibreOffice opened and saved come back whole (where LibreOffice is installed)."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from lib.worksheet.comparing import compare
from lib.worksheet.reading import read_workbook
from lib.worksheet.writing import Table, write_worksheets
from tests.deliverables.chain.workbooks import Desk, put
from tests.lib.worksheet.sample import ACTIONS, IDENTITY, MOMENT, ROWS

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def converted(folder: Path, name: str) -> Path:
    """The workbook as LibreOffice saves it."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(folder / "saved"), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "saved" / name


def test_a_workbook_saved_by_libreoffice_changes_nothing(tmp_path):
    write_worksheets(tmp_path / "out.xlsx", [Table(ACTIONS, IDENTITY, ROWS)], created_at=MOMENT)
    table = read_workbook(converted(tmp_path, "out.xlsx"), [ACTIONS]).tables["actions"]
    found = compare(ACTIONS, ROWS, table)
    assert (table.identity.difference(IDENTITY), table.notes, found.writes, len(found.unchanged)) == ("", (), False, 2)


@pytest.mark.django_db
def test_a_teams_workbook_saved_by_libreoffice_comes_back(client, tmp_path):
    desk = Desk(client)
    desk.add(
        "finding",
        statement="=1+1, Peu de crèches",
        evidence_value="27.5",
        neighbourhoods=["Les Cèdres", "Le Grand Pré"],
    )
    desk.add("action", findings=["D1"], budget="12500.50", starts=date(2026, 6, 1), partners=["Association A, B et C"])
    desk.add("contribution", brings=["money", "staff"], formal_since=date(2026, 5, 1))
    book = desk.download()
    put(book["Constats"], 3, Catégorie="besoin", Constat="Arrive")
    book["Actions"]["L3"], book["Actions"]["B3"] = "=1000+234", "Calculée"
    book.save(tmp_path / "out.xlsx")
    saved = (converted(tmp_path, "out.xlsx")).read_bytes()
    preview = desk.send(saved)
    plan = preview.context["plan"]
    fates = {fate: plan.count(fate) for fate in ("new", "changed", "unchanged", "removed", "refused")}
    assert fates == {"new": 2, "changed": 0, "unchanged": 3, "removed": 0, "refused": 0}
    desk.confirm(preview)
    assert desk.rows("action")["A2"].budget == 1234
    assert not desk.send(saved).context["plan"].writes
