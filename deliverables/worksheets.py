"""The rows and columns of the table of deliverables: declared once for the page, its sorting and the workbook."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cycles.planning.words import session_name
from deliverables.figures import late_now, late_seconds, state_shown
from deliverables.models import Deliverable, Version
from lib.text import late_days
from lib.xlsx import Heading, Sheet, Value, write_workbook

DAY = 86_400
NEEDED = (
    "id", "state", "effective_due_at", "late_seconds", "received_at",
    "assignment__title", "assignment__kind", "assignment__return_mode",
    "assignment__cycle__title", "assignment__cycle__organiser",
    "assignment__cycle__session_label", "assignment__due_for__kind", "assignment__due_for__position",
    "assignment__due_for__starts_at",
    "team__status", "team__territory__name",
    "current_version__number", "current_version__delivered_by_id", "current_version__channel",
    "current_version__delivered_at", "current_version__received_day_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One deliverable as the table says it. ``late_seconds`` counts until now while nothing was delivered."""

    pk: int
    cycle: str
    team: str
    assignment: str
    kind: str
    session: str
    session_at: datetime | None
    state: str
    state_label: str
    due_at: datetime
    received_at: datetime | None
    received_day_only: bool
    channel: str
    recorded_at: datetime | None
    late_seconds: int
    version: int | None
    by: str

    @property
    def late_days(self) -> int | None:
        """Days, as the page says them; 0 when it is less than a day."""
        if self.late_seconds < DAY:
            return 0 if self.late_seconds else None
        return late_days(timezone.localtime(self.due_at), self.late_seconds)

    @property
    def is_revised(self) -> bool:
        """Whether the version shown is not the first, by which lateness is judged."""
        return bool(self.version and self.version > 1)

    @property
    def received(self) -> date | datetime | None:
        """When it was received, as exactly as it is known."""
        if self.received_at and self.received_day_only:
            return timezone.localdate(self.received_at)
        return self.received_at


@dataclass(frozen=True)
class Column:
    """One column: ``order_by`` are the fields that sort it (none: it does not sort), ``width`` in characters.

    Where not ``on_page``, the page says it in another column's cell.
    """

    name: str
    header: str | Promise
    value: Callable[[Row], Value]
    order_by: tuple[str, ...] = ()
    width: int = 16
    on_page: bool = True


# What one looks for first stands first: a narrow screen shows the first columns, a wide one all.
COLUMNS = (
    Column("team", _("Team"), lambda row: row.team, ("team__territory__sort_key",), 22),
    Column("assignment", _("Expected deliverable"), lambda row: row.assignment, ("assignment__title",), 24),
    Column("state", _("State"), lambda row: row.state_label, ("state",), 18),
    Column("due", _("Due on"), lambda row: row.due_at, ("effective_due_at",), 16),
    Column("late", _("Days late"), lambda row: row.late_days, ("late_now",), 9),
    Column("received", _("Received on"), lambda row: row.received, ("received_at",), 16),
    Column("channel", _("Channel"), lambda row: row.channel, (), 11, on_page=False),
    Column("recorded", _("Recorded on"), lambda row: row.recorded_at, (), 16, on_page=False),
    Column("version", _("Version"), lambda row: row.version, ("current_version__number",), 8),
    Column("by", _("Delivered by"), lambda row: row.by, (), 20),
    Column("session", _("Due for"), lambda row: row.session, ("assignment__due_for__starts_at",), 12),
    Column("kind", _("Kind"), lambda row: row.kind, ("assignment__kind",), 14, on_page=False),
    Column("cycle", _("Cycle"), lambda row: row.cycle, (), 28, on_page=False),
)


def with_columns(deliverables: QuerySet[Deliverable], now: datetime) -> QuerySet[Deliverable]:
    """The queryset with all that ``rows_of`` reads and that columns sort by, in one query."""
    return (
        deliverables.annotate(late_now=late_now(now))
        .select_related("assignment__cycle", "assignment__due_for", "team__territory", "current_version")
        .only(*NEEDED)
    )


Names = dict[tuple[int | None, int], str]


def names_by_organiser(users: Iterable[int] | QuerySet) -> Names:
    """Names of users by (organiser, user), as each organiser's directory has them, and addresses by (None, user); one
    query: joined to the rows they would be planned with each of them.
    """
    names: Names = {}
    people = User.objects.filter(pk__in=users).values_list(
        "pk", "email", "people__organiser", "people__first_name", "people__last_name"
    )
    for user, email, organiser, first, last in people:
        names[None, user] = email
        names[organiser, user] = f"{first or ''} {last or ''}".strip() or email
    return names


def rows_of(deliverables: Iterable[Deliverable], names: Names, now: datetime) -> Iterator[Row]:
    """Rows for deliverables that ``with_columns`` loaded."""
    kinds = dict(Deliverable.assignment.field.related_model.Kind.choices)
    channels = dict(Version.Channel.choices)
    for deliverable in deliverables:
        assignment, version = deliverable.assignment, deliverable.current_version
        session, cycle = assignment.due_for, assignment.cycle
        state, words = state_shown(deliverable)
        author = version.delivered_by_id if version else None
        by = (names.get((cycle.organiser_id, author)) or names[None, author]) if author else ""
        yield Row(
            pk=deliverable.pk,
            cycle=cycle.title,
            team=deliverable.team.territory.name,
            assignment=assignment.title,
            kind=str(kinds[assignment.kind]),
            session=session_name(session, cycle) if session else "",
            session_at=session.starts_at if session else None,
            state=state,
            state_label=words,
            due_at=deliverable.effective_due_at,
            received_at=deliverable.received_at,
            received_day_only=version.received_day_only if version else False,
            channel=str(channels[version.channel]) if version else "",
            recorded_at=version.delivered_at if version and version.is_recorded else None,
            late_seconds=late_seconds(deliverable, now),
            version=version.number if version else None,
            by=by,
        )


def page_rows(deliverables: Sequence[Deliverable], now: datetime) -> list[Row]:
    """The rows of one page, with one query for the names of those who delivered."""
    users = {row.current_version.delivered_by_id for row in deliverables if row.current_version}
    return list(rows_of(deliverables, names_by_organiser(users) if users else {}, now))


@dataclass(frozen=True)
class About:
    """What the second sheet of an export says: filters as (name, value) in words."""

    subject: str
    made_by: str
    made_at: datetime
    filters: Sequence[tuple[str, str]] = ()


def write_deliverables(
    target: IO[bytes], deliverables: QuerySet[Deliverable], about: About, more: Sequence[Sheet] = ()
) -> int:
    """Write the workbook of these deliverables, in their order; returns how many. Lateness is judged at ``made_at``.

    ``more`` are sheets to stand after that of the deliverables.
    """
    loaded = with_columns(deliverables, about.made_at)
    names = names_by_organiser(deliverables.order_by().values("current_version__delivered_by"))
    lines = [
        [column.value(row) for column in COLUMNS]
        for row in rows_of(loaded.iterator(chunk_size=2000), names, about.made_at)
    ]
    headings = [Heading(str(column.header), column.width) for column in COLUMNS]
    sheets = [Sheet(gettext("Deliverables"), headings, lines), *more, about_sheet(about, len(lines))]
    write_workbook(target, sheets, created_at=about.made_at, title=about.subject)
    return len(lines)


def about_sheet(about: About, count: int) -> Sheet:
    """The sheet that says what the workbook holds, when and by whom it was made, with which filters."""
    moment = timezone.localtime(about.made_at)
    rows = ngettext("%(count)s deliverable", "%(count)s deliverables", count) % {"count": count}
    lines: list[list[Value]] = [
        [gettext("Content"), about.subject],
        [gettext("Rows"), rows],
        [gettext("Made on"), about.made_at],
        [gettext("Made by"), about.made_by],
        *([name, value] for name, value in about.filters or [(gettext("Filters"), gettext("none: everything"))]),
        [gettext("Dates"), gettext("Local time of the place (%(zone)s).") % {"zone": moment.tzname()}],
        [
            gettext("Days late"),
            gettext(
                "Whole days (0: less than one) between the due date and the reception of the first version; until the "
                "date of this workbook when nothing was delivered."
            ),
        ],
    ]
    headings = [Heading(gettext("About this workbook"), 28), Heading("", 80, wrap=True)]
    return Sheet(gettext("About"), headings, lines, filters=False)
