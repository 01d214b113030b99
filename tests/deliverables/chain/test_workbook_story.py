"""Whatever people do to their workbooks, in whatever order they come back: each row that was read and each that was
there has one fate, nothing is raised, and a reference is one row for ever."""

import random
import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cycles.models import Team
from deliverables.chain.declaration import KEY, declaration
from deliverables.chain.models import Finding, RowKind, Theme
from deliverables.chain.worksheet import applying
from deliverables.chain.worksheet.forms import read_file
from deliverables.chain.worksheet.sheets import sheets_of, write_team_workbook
from lib.worksheet.columns import CHOICE, MANY, MONEY, MONTH, NUMBER, REFERENCES, Column, Identity
from lib.worksheet.comparing import compare
from lib.worksheet.reading import understand
from lib.worksheet.writing import Table, write_worksheets
from tests import builders as b
from tests.deliverables.chain.workbooks import Desk, put

FEW = settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=40).map(str.strip)
NAMES = TEXTS.map(lambda text: text.replace(";", "").strip()).filter(bool)
THEMES = [Theme(pk=7, name="Emploi"), Theme(pk=12, name="Garde d’enfants")]
DECLARED = [declaration(kind, THEMES) for kind in RowKind.values]


def values(column: Column) -> st.SearchStrategy:
    keys = [key for key, _label in column.choices]
    if column.kind == CHOICE:
        return st.sampled_from(keys if column.required else ["", *keys])
    if column.kind == MANY:
        return st.lists(st.sampled_from(keys) if keys else NAMES, unique=True, max_size=3).map(tuple)
    if column.kind == REFERENCES:
        numbers = st.integers(1, 400).map(f"{column.prefix}{{}}".format)
        return st.lists(numbers, unique=True, max_size=3).map(tuple)
    if column.kind == MONTH:
        return st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 1)).map(lambda day: day.replace(day=1))
    if column.kind in {MONEY, NUMBER}:
        least = 0 if column.kind == MONEY else -(10**6)
        return st.none() | st.decimals(least, 10**9, places=2).map(lambda each: each.normalize() + 0)
    texts = TEXTS.map(lambda text: text[: column.max_length].strip())
    return texts.filter(bool) if column.required else texts


def rows_of(declared) -> st.SearchStrategy:
    row = st.fixed_dictionaries({column.name: values(column) for column in declared.content})
    return st.lists(row, max_size=12).map(
        lambda rows: [each | {KEY: f"{declared.by_name[KEY].prefix}{n}"} for n, each in enumerate(rows, start=1)]
    )


@FEW
@given(rows=st.tuples(*(rows_of(declared) for declared in DECLARED)), languages=st.permutations(["fr", "en"]))
def test_any_rows_go_out_and_come_back_equal_in_the_other_language(rows, languages, tmp_path):
    path = tmp_path / "any.xlsx"
    out, back = languages
    with translation.override(out):
        tables = [
            Table(declared, Identity(declared.kind, team="3"), each, True)
            for declared, each in zip(DECLARED, rows, strict=True)
        ]
        write_worksheets(path, tables, created_at=timezone.now())
    with translation.override(back):
        book = read_file(str(path), DECLARED)
        for declared, each in zip(DECLARED, rows, strict=True):
            table = book.tables[declared.kind]
            assert [row.values for row in table.rows] == [declared.full(row) for row in each]
            found = compare(declared, each, table)
            assert (len(found.unchanged), found.writes) == (len(each), False)


class Story:
    """A team's findings, and two people with a workbook each. Every row says from its beginning which one it is."""

    def __init__(self, client, folder: Path) -> None:
        self.desk, self.count, self.who = Desk(client), 0, {}
        self.paths = [folder / "a.xlsx", folder / "b.xlsx"]
        self.actors = [self.desk.member, b.member(self.desk.team, role="contributor").person.user]
        for place in (0, 1):
            self.download(place)

    def team(self) -> Team:
        return Team.objects.select_related("cycle__organiser", "territory").get(pk=self.desk.team.pk)

    def next(self) -> str:
        self.count += 1
        return f"Ligne {self.count} :"

    def download(self, place: int) -> None:
        sheets = sheets_of(self.actors[place], self.team(), at=timezone.now())
        with self.paths[place].open("wb") as target:
            write_team_workbook(target, sheets, user=self.actors[place], created_at=timezone.now())

    def edit(self, place: int, chance: random.Random) -> None:
        book = load_workbook(self.paths[place])
        page = book["Constats"]
        last = max((cell.row for cell in page["D"] if cell.value), default=1)
        known = {cell.value for cell in page["A"]}
        for _each in range(chance.randint(1, 4)):
            line = chance.randint(2, max(2, last))
            match chance.choice(["add", "choose", "change", "delete", "double", "junk"]):
                case "add":
                    last += 1
                    put(page, last, Catégorie="besoin", Constat=self.next())
                case "choose":
                    last, key = last + 1, f"D{chance.randint(1, 9)}"
                    if key not in known:
                        put(page, last, Référence=key, Catégorie="besoin", Constat=self.next())
                        known.add(key)
                case "change" if page.cell(line, 4).value:
                    page.cell(line, 4).value = f"{page.cell(line, 4).value} revu"[:900]
                case "delete" if last > 1:
                    page.delete_rows(line)
                    last -= 1
                case "double":
                    last += 1
                    put(page, last, Catégorie="menace", Constat=page.cell(line, 4).value)
                    if page.cell(line, 4).value:
                        put(page, last, Constat=self.next())
                case "junk":
                    put(page, line, Thème=chance.choice(["?", None]), Priorité=chance.choice(["haute", "x", 3]))
                case _:
                    pass
        book.save(self.paths[place])

    def send(self, place: int) -> None:
        actor, team, at = self.actors[place], self.team(), timezone.now()
        raws = read_file(str(self.paths[place]), [each.declaration for each in sheets_of(actor, team, at=at)]).sheets

        def read(declared):
            return understand(raws, declared)

        for attempt in (1, 2):
            plan = applying.make_plan(actor, team, read, at=at)
            self.account(plan)
            if attempt == 2:
                assert not plan.writes, "sent twice, it changes something"
            if plan.writes:
                applying.import_rows(actor=actor, team=team, read=read, fingerprint=plan.fingerprint, at=at)
            self.check()

    def account(self, plan) -> None:
        for each in plan.sheets:
            found = each.found
            now = [*found.new, *(one.row for one in found.changed), *found.unchanged, *found.refused]
            assert sorted(row.number for row in now) == sorted(row.number for row in each.table.rows)
            told = [str(one.before[KEY]) for one in found.changed]
            told += [str(before[KEY]) for before in (*found.removed, *found.kept)]
            there = sorted(str(row.reference) for row in each.sheet.rows)
            assert len(told) == len(set(told))
            assert len(told) + len(found.unchanged) == len(there)

    def check(self) -> None:
        """In every version, under every reference, stands the row that first got it."""
        rows = Finding.objects.filter(version__deliverable=self.desk.deliverables["finding"])
        for row in rows.select_related("reference"):
            assert self.who.setdefault(str(row.reference), row.statement.split()[1]) == row.statement.split()[1]


STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "send", "download", "deliver"]), st.integers(0, 1)), min_size=4, max_size=7
)


@pytest.mark.django_db
@FEW
@given(steps=STEPS, seed=st.integers(0, 10**6))
def test_references_never_change_hands(steps, seed, client):
    with tempfile.TemporaryDirectory() as folder, translation.override("fr"):
        story, chance = Story(client, Path(folder)), random.Random(seed)  # noqa: S311
        for name, place in steps:
            if name == "download":
                story.download(place)
            elif name == "deliver" and story.desk.rows("finding"):
                story.desk.deliver("finding")
            else:
                story.edit(place, chance)
                story.send(place)
