"""Workbooks that LibreOffice opened and saved come back whole (where LibreOffice is installed)."""

import shutil
import subprocess

import pytest

from lib.worksheet.comparing import compare
from lib.worksheet.reading import read_workbook
from lib.worksheet.writing import Table, write_worksheets
from tests.lib.worksheet.sample import ACTIONS, IDENTITY, MOMENT, ROWS

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def test_a_workbook_saved_by_libreoffice_changes_nothing(tmp_path):
    write_worksheets(tmp_path / "out.xlsx", [Table(ACTIONS, IDENTITY, ROWS)], created_at=MOMENT)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(tmp_path / "saved"), str(tmp_path / "out.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    table = read_workbook(tmp_path / "saved" / "out.xlsx", [ACTIONS]).tables["actions"]
    found = compare(ACTIONS, ROWS, table)
    assert (table.identity.difference(IDENTITY), table.notes, found.writes, len(found.unchanged)) == ("", (), False, 2)
