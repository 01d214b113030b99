"""The table of deliverables: django-tables2 keeps columns, sorting and paging; the body is a lean template."""

from datetime import datetime

import django_tables2 as tables
from django.utils.functional import cached_property

from deliverables.worksheets import COLUMNS, Row, page_rows

PER_PAGE = 25
NUMBERS = {"late", "version"}


class DeliverableTable(tables.Table):
    """Sorted by due date unless the address says otherwise; every order ends with the key, so pages never overlap."""

    rows_template = "deliverables/_deliverable_rows.html"

    class Meta:
        order_by = ("due",)

    def __init__(self, data, *, now: datetime, caption: str = "", one_cycle: bool = False) -> None:
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
        self.now, self.caption, self.one_cycle = now, caption, one_cycle

    @cached_property
    def page_rows(self) -> list[Row]:
        """The rows of the page, ready to print: the database is asked once for them and once for names."""
        return page_rows([bound.record for bound in self.page.object_list], self.now)
