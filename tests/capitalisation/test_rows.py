"""Rows of the chain in the report: read with what they say to everybody, printed in PDF and Word, kept as JSON."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from capitalisation.content import Report
from capitalisation.content.reader import read_content
from deliverables import drafts
from deliverables.across.plain import Detail, Mention, PlainRow
from deliverables.chain import operations as chain
from deliverables.models import Deliverable
from tests import builders as b
from tests.capitalisation import samples
from tests.capitalisation.test_docx import written
from tests.capitalisation.test_pdf import drawn, everything, squeezed

ROWS = (
    PlainRow("A1", "Crèche <b>du soir</b> & du matin", (Detail("Pilote", "CAF"), Detail("Début", "janvier 2027"))),
    PlainRow("A4", "Bus du marché", ()),
)

PLANNED = "12\u00a0000\u00a0€, prévisionnel, non engagé"


def read() -> Report:
    """The first team's first deliverable with rows."""
    full = samples.report(1)
    team = full.teams[0]
    part = team.deliverables[0]
    version = replace(part.retained or part.delivered, rows=ROWS)
    first = replace(part, retained=version) if part.retained else replace(part, delivered=version)
    return replace(full, teams=(replace(team, deliverables=(first, *team.deliverables[1:])),))


def delivered(team, assignment, *rows: dict) -> Deliverable:
    user, row = b.member(team).person.user, b.deliverable(assignment, team)
    for values in rows:
        chain.add_row(actor=user, deliverable=fresh(row), values=values)
    drafts.deliver(actor=user, deliverable=fresh(row), received_at=timezone.now(), revision=fresh(row).revision)
    return fresh(row)


def fresh(row: Deliverable) -> Deliverable:
    return Deliverable.objects.select_related("assignment__cycle", "team").get(pk=row.pk)


@pytest.mark.django_db
def test_read_in_the_cycles_words_without_what_is_private_or_still_a_draft():
    cycle = b.cycle()
    gier, vaulx = b.team(cycle, territory="Gier"), b.team(cycle, territory="Vaulx")
    plan = b.assignment(cycle, holds="action", content="rows", min_files=0)
    backed = b.assignment(cycle, holds="contribution", content="rows", min_files=0)
    delivered(gier, plan, {"title": "Crèche", "pilote": "CAF", "budget": Decimal(12_000)}, {"title": "Bus"})
    delivered(gier, backed, {"organisation": "CAF", "role": "funder", "contact": "Ana, 04 00"})
    chain.add_row(
        actor=b.member(vaulx).person.user, deliverable=fresh(b.deliverable(plan, vaulx)), values={"title": "Brouillon"}
    )
    report = read_content(cycle)
    found = {
        (team.name, part.title): part.delivered.rows if part.delivered else None
        for team in report.teams
        for part in team.deliverables
    }
    assert list(found.values()) == [
        (
            PlainRow(
                "A1",
                "Crèche",
                (Detail("Pilote", "CAF", "pilote"), Detail("Budget prévisionnel", PLANNED, "budget")),
                kind="action",
                cents=1_200_000,
                organisations=(Mention("CAF", "pilote"),),
            ),
            PlainRow("A2", "Bus", (), kind="action"),
        ),
        (
            PlainRow(
                "P1",
                "CAF",
                (Detail("Rôle", "finance", "role"),),
                kind="contribution",
                organisations=(Mention("CAF", "finance"),),
            ),
        ),
        None,
    ]
    text = report.to_json()
    assert ("04 00" in text, "Brouillon" in text, Report.from_json(text) == report) == (False, False, True)


@pytest.mark.django_db
def test_queries_do_not_grow_with_rows_and_teams():
    counts = []
    for number in (1, 4):
        cycle = b.cycle()
        plan = b.assignment(cycle, holds="action", content="rows", min_files=0)
        for _team in range(number):
            delivered(b.team(cycle), plan, *({"title": f"Action {each}"} for each in range(number)))
        with CaptureQueriesContext(connection) as queries:
            read_content(cycle)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_edition_from_before_has_none():
    data = json.loads(read().to_json())
    for team in data["teams"]:
        for part in team["deliverables"]:
            for version in (part["retained"], part["delivered"]):
                if version:
                    del version["rows"]
    assert Report.from_json(json.dumps(data)) == samples.report(1)


def test_printed_with_the_teams_sheet_in_pdf_and_word():
    printed = "A1 · Crèche <b>du soir</b> & du matin Pilote : CAF Début : janvier 2027 A4 · Bus du marché –"
    assert squeezed(printed) in squeezed(everything(drawn(read())))
    cells = [cell.text for table in written(read()).tables for row in table.rows for cell in row.cells]
    at = next(place for place, cell in enumerate(cells) if cell.startswith("A1 · "))
    assert squeezed(" ".join(cells[at : at + 4])) == squeezed(printed)
