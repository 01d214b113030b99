"""The rows of a workbook that were refused, as a workbook to correct and send again."""

from datetime import datetime
from typing import IO

from deliverables.chain.worksheet.plan import Plan
from lib.worksheet.writing import RefusedRows, write_refused


def write_refused_rows(target: IO[bytes], plan: Plan, *, created_at: datetime) -> None:
    """In the language that is active; sent back it removes nothing. Only for a plan that refuses something."""
    tables = [
        RefusedRows(each.sheet.declaration, each.sheet.identity, each.found.refused, each.table.sent)
        for each in plan.sheets
        if each.found.refused
    ]
    write_refused(target, tables, created_at=created_at)
