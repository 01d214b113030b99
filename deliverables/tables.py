"""The table of deliverables: django-tables2 keeps columns, sorting and paging; the body is a lean template."""

from dataclasses import dataclass
from datetime import datetime

import django_tables2 as tables

from deliverables.worksheets import COLUMNS, Row, page_rows

PER_PAGE = 25
NUMBERS = {"late", "version"}


@dataclass(frozen=True)
class Drawn:
    """What the table's template asks of a row."""

    record: Row


class DeliverableTable(tables.Table):
    """Sorted by due date unless the address says otherwise; every order ends with the key, so pages never overlap."""

    row_template = "deliverables/_deliverable_row.html"

    class Meta:
        order_by = ("due",)

    def __init__(self, data, *, now: datetime, caption: str = "") -> None:
        columns = [
            (
                column.name,
                tables.Column(
                    verbose_name=column.header,
                    accessor="pk",
                    order_by=(*column.order_by, "pk"),
                    orderable=bool(column.order_by),
                    attrs={"th": {"class": "number" if column.name in NUMBERS else ""}},
                ),
            )
            for column in COLUMNS
            if column.on_page
        ]
        super().__init__(data, extra_columns=columns)
        self.now, self.caption = now, caption

    @property
    def paginated_rows(self) -> list[Drawn]:
        """The rows of the page, ready to print: the database is asked once for them and once for their authors."""
        return [Drawn(row) for row in page_rows([bound.record for bound in self.page.object_list], self.now)]
