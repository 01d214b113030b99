"""Files that mean harm are refused before any parser runs; two people at once write each row once."""

import io
import threading
import zipfile

import pytest
from django.db import connections

from deliverables.chain.models import Finding
from lib import limited
from lib.worksheet import cells
from records.models import LogEntry, StoredFile
from tests import builders as b
from tests import clamd
from tests.deliverables.chain.workbooks import Desk, carried, put, text_of, upload
from tests.records.test_uploads import archive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DOWN = "tcp://127.0.0.1:9"


@pytest.fixture
def desk(client):
    return Desk(client)


@pytest.fixture
def no_parser(monkeypatch):
    """A child process that would parse fails the test."""

    def ran(*arguments, **options):
        pytest.fail("a parser ran")

    monkeypatch.setattr(limited, "run", ran)
    monkeypatch.setattr(cells.limited, "run", ran)


def book_bytes(**members: bytes) -> bytes:
    """A small workbook, with more members: their names are given with __ for / and _dot_ for a point."""
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()}
    return archive({"xl/workbook.xml": b"<w/>"} | more)


HOSTILE = {
    "no archive": ("a.xlsx", b"MZ" + b"\0" * 600, "does not contain what its name says"),
    "nothing": ("a.xlsx", b"", "is empty"),
    "a page": ("a.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "does not contain what its name says"),
    "another kind": ("a.ods", book_bytes(), "Only an .xlsx workbook is read"),
    "macros by name": ("a.xlsm", book_bytes(), "Only an .xlsx workbook is read"),
    "macros": ("a.xlsx", book_bytes(xl__vbaProject_dot_bin=b"x"), "holds macros"),
    "macros of old": ("a.xlsx", book_bytes(xl__macrosheets__sheet1_dot_xml=b"<w/>"), "holds macros"),
    "a password": ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "protected by a password"),
    "far more than it should": ("a.xlsx", book_bytes(xl__a_dot_xml=b"\0" * (201 * 1024 * 1024)), "unpacks to far more"),
    "members without number": ("a.xlsx", book_bytes(**{f"xl__{n}": b"" for n in range(5_000)}), "unpacks to far more"),
    "an archive in it": ("a.xlsx", book_bytes(xl__embeddings__a_dot_zip=b"PK"), "holds an archive or a program"),
    "a document type": ("a.xlsx", book_bytes(xl__styles_dot_xml=b"<!DOCTYPE a><a/>"), "cannot be read"),
    "a way out": ("a.xlsx", book_bytes(**{"../../etc/cron": b"x"}), "cannot be read"),
    "cut": ("a.xlsx", book_bytes()[:-30], "cannot be read"),
    "too long": ("a.xlsx", b"PK\3\4" + b"\0" * 5_000_001, "larger than 5 MB"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_before_any_parser_runs(desk, no_parser, case):
    name, content, words = HOSTILE[case]
    fields = {"file": upload(content, name), "end": "1"}
    answer = desk.client.post(desk.url("workbook-import"), fields)
    assert (answer.status_code, StoredFile.objects.count()) == (422, 0)
    assert words in text_of(answer).replace("\xa0", " ") or (case == "nothing" and "empty" in text_of(answer))


def test_a_form_that_was_cut_or_has_no_file_is_told(desk, no_parser):
    assert "interrupted" in text_of(desk.client.post(desk.url("workbook-import"), {"file": upload(book_bytes())}))
    assert "Choose the workbook" in text_of(desk.client.post(desk.url("workbook-import"), {"end": "1"}))


def test_what_only_its_sheet_shows_is_bounded_by_the_limited_process(desk):
    """A sheet whose text is far longer than its directory could tell, and a workbook with nothing in it."""
    assert "cannot be read" in text_of(desk.send(book_bytes()))
    first = io.BytesIO()
    desk.download().save(first)
    target, space = io.BytesIO(), "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{space}"><sheetData><row r="1">'.encode())
            for number in range(15):
                sheet.write(b'<c t="inlineStr"><is><t>' + bytes([97 + number]) * 2_000_000 + b"</t></is></c>")
            sheet.write(b"</row></sheetData></worksheet>")
    assert "takes too long to read" in text_of(desk.send(target.getvalue()))


def test_the_antivirus_is_asked_first_and_without_a_verdict_nothing_is_read(desk, settings, monkeypatch):
    book = desk.download()
    put(book["Findings"], 2, Category="need", Statement="Un")
    bad = io.BytesIO()
    book.save(bad)
    with clamd.running(lambda content: b"stream: Escale.Test FOUND\0") as address, monkeypatch.context() as patched:
        patched.setattr(cells.limited, "run", lambda *a, **o: pytest.fail("a parser ran"))
        settings.CLAMD = address
        answer = desk.send(bad.getvalue())
        assert "found “classeur.xlsx” infected (Escale.Test): it was not read" in text_of(answer)
        settings.CLAMD = DOWN
        answer = desk.send(bad.getvalue())
        assert (answer.status_code, "The antivirus does not answer" in text_of(answer)) == (422, True)
    with clamd.running() as address:
        settings.CLAMD = address
        assert desk.send(bad.getvalue()).status_code == 200


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_confirmation_at_once_writes_each_row_once(transactional_db, client, times):
    desk = Desk(client)
    book = desk.download()
    for number in range(2, 6):
        put(book["Findings"], number, Category="need", Statement=f"Ligne {number}")
    put(book["Actions"], 2, Title="Une")
    fields = carried(desk.send(book)) | {"confirm": "1"}
    colleague = b.member(desk.team, role="contributor").person.user
    found, start = [], threading.Barrier(times)
    others = [client.__class__(raise_request_exception=False) for _who in range(times)]
    for place, other in enumerate(others):
        other.force_login(desk.member if place else colleague)

    def send(other):
        start.wait()
        found.append(other.post(desk.url("workbook-import"), fields).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, Finding.objects.count(), LogEntry.objects.count()) == ([302] * times, 4, 2)
    assert list(desk.rows("finding")) == ["D1", "D2", "D3", "D4"]
