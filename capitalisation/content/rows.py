"""Findings, actions and contributions as the report says them."""

from collections import defaultdict
from collections.abc import Iterable

from cycles.models import Cycle, Team
from deliverables.across.plain import PlainRow, naming_of, plain_row
from deliverables.chain.reading import live_rows
from deliverables.models import Version

RowsByVersion = dict[int, tuple[PlainRow, ...]]


def rows_of(cycle: Cycle, teams: Iterable[Team]) -> RowsByVersion:
    """By version's key, the rows of those that the report may take; a query for each kind of rows that is held, two
    for how organisations are named. What is private stays out, and so does who asked not to be named.

    The teams come with their deliverables, those with assignment, retained and current version.
    """
    held: dict[str, dict[int, Version]] = defaultdict(dict)
    for row in (row for team in teams for row in team.deliverables.all() if row.assignment.holds):
        for version in (row.retained_version, row.current_version):
            if version is not None and not version.is_draft:
                held[row.assignment.holds][version.pk] = version
    found = {key: rows for kind, versions in held.items() for key, rows in live_rows(versions.values(), kind).items()}
    if not any(found.values()):
        return {}
    naming = naming_of(cycle, (row for rows in found.values() for row in rows), outside=True)
    return {key: tuple(plain_row(row, naming) for row in rows) for key, rows in found.items()}
