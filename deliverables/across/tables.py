"""The tables of rows: django-tables2 keeps columns, sorting and paging; the body is a lean template."""

import re
from dataclasses import dataclass

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from deliverables.chain.declaration import DECLARATIONS, KEY, THEME, Values, values_of
from deliverables.chain.models import Row, RowKind
from deliverables.chain.showing import evidence
from lib.text import NBSP
from lib.worksheet.columns import MONEY
from lib.worksheet.values import in_words

from .rows import TEAM, budget_heading

PER_PAGE = 25
GROUPED = re.compile(r"(?<=\d) (?=\d)")  # « 12 000 » is not torn
# What the page shows beside team and heading, each with what stands below it in the same cell; workbooks hold all.
SHOWN: dict[str, tuple[tuple[str, ...], ...]] = {
    RowKind.FINDING: (("category",), ("theme",), ("evidence_value",), ("neighbourhoods",), ("priority",)),
    RowKind.ACTION: (("theme",), ("pilote", "partners"), ("starts", "ends"), ("budget", "sources"), ("progress",)),
    RowKind.CONTRIBUTION: (("actor_type",), ("role",), ("brings",), ("actions",), ("formality", "formal_since")),
}
# What else a column is sorted by than ``rank_<name>`` where there is such a rank.
SORTED = {"theme": "theme__position", "pilote": "pilote"}
RANKED = {"category", "priority", "starts", "budget", "progress", "actor_type", "role", "formality"}


@dataclass(frozen=True, slots=True)
class Cell:
    """``words`` with what stands below them, each as (label, words)."""

    label: str
    words: str
    below: tuple[tuple[str, str], ...] = ()
    css: str = ""


@dataclass(frozen=True, slots=True)
class PageRow:
    deliverable: int
    team: str
    reference: str
    heading: str
    to_confirm: bool
    cells: tuple[Cell, ...]


class RowTable(tables.Table):
    """By team and in the team's own order unless the address says otherwise; every order ends with the key."""

    rows_template = "deliverables/across/_rows.html"

    def __init__(self, data, *, kind: str, caption: str) -> None:
        declared = DECLARATIONS[kind]
        columns = [
            ("team", column(_("Team"), (f"{TEAM}__territory__sort_key", "position", "pk"))),
            ("row", column(declared.by_name[declared.heading].header, ("reference__number", "pk"))),
        ]
        for name, *_below in SHOWN[kind]:
            by = f"rank_{name}" if name in RANKED else SORTED.get(name)
            css = "number" if declared.by_name[name].kind == MONEY else ""
            columns.append((name, column(header(kind, name), (by, "pk") if by else (), css)))
        super().__init__(data, extra_columns=columns)
        self.kind, self.caption = kind, caption

    @cached_property
    def page_rows(self) -> list[PageRow]:
        return [page_row(bound.record, self.kind) for bound in self.page.object_list]


def column(words, order_by: tuple[str, ...], css: str = "") -> tables.Column:
    return tables.Column(
        verbose_name=words,
        accessor="pk",
        order_by=order_by or ("pk",),
        orderable=bool(order_by),
        attrs={"th": {"class": css}},
    )


def header(kind: str, name: str) -> str:
    if name == "evidence_value":
        return _("Evidence")
    return budget_heading() if name == "budget" else str(DECLARATIONS[kind].by_name[name].header)


def page_row(row: Row, kind: str) -> PageRow:
    declared, values = DECLARATIONS[kind], values_of(row)
    return PageRow(
        deliverable=row.version.deliverable_id,
        team=str(row.version.deliverable.team),
        reference=str(values[KEY]),
        heading=str(values[declared.heading]),
        to_confirm=row.to_confirm,
        cells=tuple(
            Cell(
                label=header(kind, name),
                words=words(row, name, values),
                below=tuple((header(kind, each), said) for each in below if (said := words(row, each, values))),
                css="number" if declared.by_name[name].kind == MONEY else "",
            )
            for name, *below in SHOWN[kind]
        ),
    )


def words(row: Row, name: str, values: Values) -> str:
    """One value in words. That money is planned stands in its column's head."""
    if name == "evidence_value":
        return evidence(values)
    if name == THEME:
        return row.theme.name if row.theme_id else ""
    said = in_words(DECLARATIONS[row.kind].by_name[name], values[name])
    if name == "ends" and said:
        return _("until %(month)s") % {"month": said} if values["starts"] else said
    if name == "formal_since" and said:
        return _("since %(month)s") % {"month": said}
    return GROUPED.sub(NBSP, said) if name == "sources" else said
