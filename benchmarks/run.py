"""Measure pages and documents against their floors, in turn and in one run: only the ratios count.

Pages are asked over HTTP from gunicorn, ours and the floors' on one database (``DATABASE_URL``, else SQLite), signed in
by the same session. A workbook's floor is openpyxl with the same values, the report's is reportlab with the same
paragraphs, tables, figures and contents: what ours adds is its looks, its links and its checks. Ends with 1 when a
budget is exceeded. ``python -m benchmarks.run [RUNS]``.
"""

import io
import os
import shutil
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.sites import Site, served

WARM = 3
TEAMS, ASSIGNMENTS, CYCLES = 20, 6, 84  # 10,080 deliverables


@dataclass(frozen=True)
class Measure:
    """One line of the result: medians in milliseconds, and how many queries our page asks of how many it may."""

    name: str
    ours: float
    floor: float
    budget: float
    queries: int | None = None
    most_queries: int | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def holds(self) -> bool:
        return self.ratio <= self.budget and (self.most_queries is None or self.queries <= self.most_queries)

    def __str__(self) -> str:
        queries = "" if self.queries is None else f"{self.queries} of {self.most_queries}"
        times = f"{self.ours:>9.1f}{self.floor:>9.1f}{self.ratio:>8.2f}{self.budget:>8.2f}"
        return f"{self.name:<46}{times}  {queries:>9}{'' if self.holds else '  OVER'}"


def pair(ours: Callable, floor: Callable, runs: int) -> tuple[float, float]:
    """Medians of both in milliseconds, run in turn after a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM + runs):
        for work, kept in ((ours, times[0]), (floor, times[1])):
            begun = time.perf_counter()
            work()
            if number >= WARM:
                kept.append((time.perf_counter() - begun) * 1000)
    return median(times[0]), median(times[1])


@contextmanager
def database() -> Iterator[None]:
    """A migrated database of its own, which the sites find by the environment; gone afterwards."""
    import django
    from django.db import connection

    os.environ["ESCALE_DATA_DIR"] = folder = tempfile.mkdtemp(prefix="escale-bench-")
    os.environ |= {"ESCALE_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings", "ESCALE_HOSTS": "127.0.0.1"}
    django.setup()
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    if url:
        os.environ["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"
    try:
        yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
        shutil.rmtree(folder)


def analyse() -> None:
    """What the database does by itself after a while: look at its data, so that it plans well."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def cookie_of(user) -> str:
    from django.conf import settings

    client = client_of(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def client_of(user):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def queries_of(user, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@dataclass(frozen=True)
class Visitor:
    """A user on both sites."""

    user: object
    ours: Site
    bare: Site

    def page(self, name: str, address: str, floor: str, budget: float, most: int, runs: int) -> Measure:
        times = pair(lambda: self.ours.get(address), lambda: self.bare.get(floor), runs)
        return Measure(name, *times, budget, queries_of(self.user, address), most)


def pages(ours: int, bare: int, runs: int) -> list[Measure]:
    """The pages of a coordinator of ten cycles in the national set; ``ours`` and ``bare`` are the sites' ports."""
    from tests import builders as b

    cycles = b.national_set(cycles=CYCLES, teams=TEAMS, assignments=ASSIGNMENTS)
    coordinator, cycle = b.user(), cycles[0]
    for each in cycles[:10]:
        b.coordinator(each, user=coordinator)
    deliverable = cycle.assignments.first().deliverables.first()
    for _version in range(9):
        b.version(deliverable)
    analyse()
    cookie = cookie_of(coordinator)
    visitor = Visitor(coordinator, Site(ours, cookie), Site(bare, cookie))
    table, loop = f"/livrables/?kind=diagnostic&late=no&cycle={cycle.slug}", f"/table/?cycle={cycle.slug}"
    cells = f"/cells/?cycle={cycle.slug}"
    stranger, ok = Site(ours), visitor.bare
    sign_in = pair(lambda: stranger.get("/compte/login/"), lambda: ok.get("/ok/"), runs)
    return [
        visitor.page("table, 25 × 8 of 10,000, two filters", table, loop, 2.5, 10, runs),
        visitor.page(f"board, {TEAMS} teams × {ASSIGNMENTS}", f"/cycles/{cycle.slug}/tableau/", cells, 3, 10, runs),
        visitor.page("deliverable with ten versions", deliverable.get_absolute_url(), loop, 3.6, 12, runs),
        visitor.page("home of a coordinator with ten cycles", "/", loop, 3.6, 12, runs),
        Measure("sign-in page, against « ok »", *sign_in, 3),
    ]


def upload(ours: int, bare: int, runs: int, size: int = 100_000_000) -> Measure:
    """A file of 100 MB into a draft, checked and hashed, against a bare view that saves the same file from a form."""
    from django.conf import settings
    from django.urls import reverse

    from tests import builders as b

    cycle = b.national_set(cycles=1, teams=1, assignments=1)[0]
    row, member = cycle.assignments.get().deliverables.get(), b.member(cycle.teams.get())
    token = "b" * 32
    cookie = f"{cookie_of(member.person.user)}; {settings.CSRF_COOKIE_NAME}={token}"
    content = b"What the inhabitants say.\n" * (size // 26)
    head = b'--escale\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    form = head + content + b"\r\n--escale--\r\n"
    address = reverse("deliverables:draft-upload-create", args=[row.pk])
    length, name = str(len(content)), f"filename {b64encode(b'a.txt').decode()}"
    said = {"Tus_Resumable": "1.0.0", "X_CSRFToken": token}

    def ask() -> None:
        site = Site(ours, cookie)
        begun = site.ask("POST", address, Upload_Length=length, Upload_Metadata=name, **said)[1]["Location"]
        body = {"Upload_Offset": "0", "Content_Type": "application/offset+octet-stream"}
        site.ask("PATCH", begun, content, **body, **said)

    def plain() -> None:
        Site(bare, cookie).ask("POST", "/save/", form, Content_Type="multipart/form-data; boundary=escale", **said)

    return Measure(f"upload of {size // 1_000_000} MB", *pair(ask, plain, runs), 1.3)


def growth(ours: int, runs: int) -> Measure:
    """The table of a coordinator with one cycle of 100 rows, in a small set and in the national one."""
    from tests import builders as b

    small = b.national_set(cycles=1, teams=20, assignments=5)[0]
    site = Site(ours, cookie_of(b.coordinator(small)))

    def table() -> None:
        site.get(f"/livrables/?kind=diagnostic&late=no&cycle={small.slug}")

    before = pair(table, lambda: None, runs)[0]
    b.national_set(cycles=CYCLES, teams=TEAMS, assignments=ASSIGNMENTS)
    analyse()
    return Measure("table of 100 rows, in a set of 10,000", pair(table, lambda: None, runs)[0], before, 1.2)


def workbook(runs: int) -> Measure:
    """The workbook of all deliverables against the same values written by bare openpyxl."""
    from django.utils import timezone

    from benchmarks import floors
    from deliverables.models import Deliverable
    from deliverables.worksheets import COLUMNS, About, names_by_organiser, rows_of, with_columns, write_deliverables

    found, now = Deliverable.objects.order_by("pk"), timezone.now()
    about = About(subject="", made_by="", made_at=now)

    def plain() -> None:
        names = names_by_organiser(found.order_by().values("current_version__delivered_by"))
        rows = rows_of(with_columns(found, now).iterator(chunk_size=2000), names, now)
        lines = [[bare_value(column.value(row)) for column in COLUMNS] for row in rows]
        floors.workbook(lines, [str(column.header) for column in COLUMNS])

    ours, floor = pair(lambda: write_deliverables(io.BytesIO(), found, about), plain, runs)
    return Measure(f"workbook, {found.count()} × {len(COLUMNS)}", ours, floor, 1.1)


def worksheets(runs: int, rows_in: int = 5_000, rows_out: int = 10_000) -> list[Measure]:
    """A sheet to fill in, written and read back, against openpyxl's own loops over the same cells."""
    from benchmarks import floors
    from lib.worksheet.comparing import compare
    from lib.worksheet.reading import read_workbook
    from lib.worksheet.values import to_cell
    from lib.worksheet.writing import Table, write_worksheets
    from tests.lib.worksheet.sample import ACTIONS, IDENTITY, MOMENT, ROWS

    rows = [ROWS[0] | {"reference": f"A{number}", "title": f"Action {number}"} for number in range(1, rows_out + 1)]
    path = os.path.join(os.environ["ESCALE_DATA_DIR"], "worksheet.xlsx")

    def write(target, count: int) -> None:
        write_worksheets(target, [Table(ACTIONS, IDENTITY, rows[:count])], created_at=MOMENT)

    def plain() -> None:
        lines = [[to_cell(column, row[column.name]) for column in ACTIONS.columns] for row in rows]
        floors.workbook(lines, [str(column.header) for column in ACTIONS.columns])

    def read() -> None:
        found = compare(ACTIONS, rows[:rows_in], read_workbook(path, [ACTIONS]).tables["actions"])
        if len(found.unchanged) != rows_in:
            raise ValueError("What went out did not come back.")

    write(path, rows_in)
    size = f"× {len(ACTIONS.columns)}"
    return [
        Measure(f"sheet to fill in, {rows_out} {size}", *pair(lambda: write(io.BytesIO(), rows_out), plain, runs), 1.1),
        Measure(f"sheet that comes back, {rows_in} {size}", *pair(read, lambda: floors.read_workbook(path), runs), 1.5),
    ]


def bare_value(value):
    return value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value


def report(runs: int) -> Measure:
    """Drawing the report, against its own paragraphs, tables, figures and contents drawn by reportlab directly."""
    from benchmarks import floors
    from capitalisation.pdf import document_of, draw_report
    from tests.capitalisation import samples

    printed = {"created_at": samples.CREATED, "release": samples.RELEASE}

    def draw() -> None:
        draw_report(samples.report(), io.BytesIO(), **printed)

    def plain() -> None:
        floors.report(document_of(samples.report(), **printed))

    return Measure("report drawn", *pair(draw, plain, runs), 1 / 0.8)


def main(runs: int) -> int:
    heavy = max(3, runs // 10)
    with ExitStack() as stack:
        stack.enter_context(database())
        ours = stack.enter_context(served("config.settings"))
        bare = stack.enter_context(served("benchmarks.settings"))
        measures = [growth(ours, runs), *pages(ours, bare, runs), upload(ours, bare, heavy)]
        measures += [workbook(heavy), *worksheets(heavy), report(heavy)]
    lines = [f"{'':<46}{'ms':>9}{'floor':>9}{'ratio':>8}{'budget':>8}  {'queries':>9}", *map(str, measures)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(measure.holds for measure in measures) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
