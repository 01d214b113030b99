"""``manage.py build_report``."""

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from capitalisation.content import Report
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    cycle = builders.cycle("Quartiers", slug="quartiers")
    builders.version(builders.deliverable(team=builders.team(cycle, territory="Vallée du Gier")), state="retained")
    return cycle


def test_same_cycle_and_date_same_bytes(cycle, tmp_path, capsys):
    for name in ("a.pdf", "b.pdf"):
        call_command("build_report", "quartiers", output=tmp_path / name, date="2026-11-22T10:30")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pikepdf.open(tmp_path / "a.pdf") as document:
        assert str(document.docinfo.CreationDate) == "D:20261122093000+00'00'"
    assert sorted(file.name for file in tmp_path.glob("*.pdf")) == ["a.pdf", "b.pdf"]
    assert "a.pdf" in capsys.readouterr().out


def test_unknown_cycle_names_those_there_are(cycle, tmp_path):
    with pytest.raises(CommandError, match=r"No cycle has the address “nulle-part”\. Known: quartiers\."):
        call_command("build_report", "nulle-part", output=tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_a_wrong_date_or_folder_is_said(cycle, tmp_path):
    with pytest.raises(CommandError, match="ISO 8601"):
        call_command("build_report", "quartiers", output=tmp_path / "a.pdf", date="22/11/2026")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("build_report", "quartiers", output=tmp_path / "nowhere" / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_an_older_file_is_replaced_whole(cycle, tmp_path):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    call_command("build_report", "quartiers", output=target)
    assert target.read_bytes().startswith(b"%PDF")
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".tmp")] == []


def test_word_and_data(cycle, tmp_path):
    for name in ("a.docx", "b.docx"):
        call_command("build_report", "quartiers", output=tmp_path / name, date="2026-11-22T10:30", format="docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    call_command("build_report", "quartiers", output=tmp_path / "a.json", format="json")
    assert Report.from_json((tmp_path / "a.json").read_text()).teams[0].name == "Vallée du Gier"
