"""Findings, actions and contributions as the report says them."""

from collections import defaultdict
from collections.abc import Iterable

from cycles.models import Team
from deliverables.chain.models import Row
from deliverables.chain.reading import live_rows
from deliverables.chain.showing import said
from deliverables.models import Version

from .model import Detail, RowPart

RowsByVersion = dict[int, tuple[RowPart, ...]]


def rows_of(teams: Iterable[Team]) -> RowsByVersion:
    """By version's key, the rows of those that the report may take; a query for each kind of rows that is held.

    The teams come with their deliverables, those with assignment, retained and current version.
    """
    held: dict[str, dict[int, Version]] = defaultdict(dict)
    for row in (row for team in teams for row in team.deliverables.all() if row.assignment.holds):
        for version in (row.retained_version, row.current_version):
            if version is not None and not version.is_draft:
                held[row.assignment.holds][version.pk] = version
    return {
        key: tuple(part_of(each) for each in rows)
        for kind, versions in held.items()
        for key, rows in live_rows(versions.values(), kind).items()
    }


def part_of(row: Row) -> RowPart:
    told = said(row, outside=True)
    return RowPart(told.reference, told.heading, tuple(Detail(*each) for each in told.details))
