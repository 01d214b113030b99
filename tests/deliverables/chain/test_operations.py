"""Rows of a draft: one change at a time, under references that last; delivered rows never change."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from deliverables import drafts, newer, received, taking_back
from deliverables.chain import operations
from deliverables.chain.models import Action, Finding, Reference
from deliverables.history import history_of
from deliverables.models import Deliverable, Version
from deliverables.workflow import IllegalMove, NotPermitted, StaleError
from tests import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NEED = {"category": "need", "statement": "Peu de places de crèche."}


class Place:
    def __init__(self, holds="finding", **fields) -> None:
        fields = {"holds": holds, "content": "rows", "min_files": 0} | fields
        self.cycle = b.cycle()
        self.team = b.team(self.cycle)
        self.assignment = b.assignment(self.cycle, **fields)
        self.deliverable = b.deliverable(self.assignment, self.team)
        self.member = b.member(self.team, role="contributor").person.user
        self.coordinator = b.coordinator(self.cycle)

    def fresh(self) -> Deliverable:
        return Deliverable.objects.select_related("assignment__cycle", "team").get(pk=self.deliverable.pk)

    def add(self, actor=None, **values):
        values = NEED | values
        return operations.add_row(actor=actor or self.member, deliverable=self.fresh(), values=values)

    def call(self, name, actor=None, **options):
        return getattr(operations, name)(actor=actor or self.member, deliverable=self.fresh(), **options)

    def deliver(self):
        row = self.fresh()
        return drafts.deliver(actor=self.member, deliverable=row, received_at=timezone.now(), revision=row.revision)

    def said(self, version=None) -> list[tuple[str, str]]:
        version = version or self.fresh().versions.get(delivered_at=None)
        rows = Finding.objects.filter(version=version, removed_at=None).order_by("position")
        return [(str(row.reference), row.statement) for row in rows]


@pytest.fixture
def place():
    return Place()


def test_rows_are_added_edited_duplicated_moved_removed_and_restored(place):
    first, second = place.add(statement="Un"), place.add(statement="Deux")
    place.call("edit_row", row=first, values={"statement": "Un et demi"}, revision=first.revision)
    copy = place.call("duplicate_row", row=first)
    assert place.said() == [("D1", "Un et demi"), ("D3", "Un et demi"), ("D2", "Deux")]
    place.call("move_row", row=second, direction="up")
    place.call("move_row", row=second, direction="up")
    place.call("move_row", row=second, direction="up")  # it is the first already
    assert [reference for reference, _ in place.said()] == ["D2", "D1", "D3"]
    place.call("remove_row", row=copy)
    assert [reference for reference, _ in place.said()] == ["D2", "D1"]
    assert str(place.add(statement="Quatre").reference) == "D4"
    place.call("restore_row", row=copy)
    assert {reference for reference, _ in place.said()} == {"D1", "D2", "D3", "D4"}
    assert place.fresh().state == "draft"


def test_what_happened_is_said_in_words(place):
    row, _other = place.add(), place.add()
    place.call("remove_row", row=row)
    assert [each.text for each in history_of(place.fresh(), with_drafts=True)] == [
        "Rows removed from the draft: version 1 (D1)",
        "Rows added to the draft: version 1 (D1, D2)",
    ]
    assert history_of(place.fresh(), with_drafts=False) == []


def test_of_two_who_change_a_row_at_once_the_second_is_told(place):
    row = place.add()
    place.call("edit_row", row=row, values={"statement": "Le sien"}, revision=row.revision)
    with pytest.raises(StaleError):
        place.call("edit_row", row=row, values={"statement": "Le mien"}, revision=row.revision)
    assert place.said() == [("D1", "Le sien")]


def test_another_change_of_the_draft_hinders_no_row(place):
    stale = place.fresh()
    place.add()
    row = operations.add_row(actor=place.member, deliverable=stale, values=NEED)
    assert str(row.reference) == "D2"


def test_what_coordination_types_waits_until_the_team_confirms_or_changes_it(place):
    typed, other = place.add(place.coordinator), place.add(place.coordinator)
    own = place.add()
    assert [typed.to_confirm, other.to_confirm, own.to_confirm] == [True, True, False]
    edited = place.call("edit_row", row=typed, values={"statement": "Vu"}, revision=typed.revision)
    assert not edited.to_confirm
    for name, options in {
        "edit_row": {"values": NEED, "revision": edited.revision},
        "remove_row": {},
        "duplicate_row": {},
        "move_row": {"direction": "up"},
    }.items():
        with pytest.raises(NotPermitted, match="own"):
            place.call(name, place.coordinator, row=edited, **options)
    with pytest.raises(NotPermitted, match="confirm"):
        place.call("confirm_rows", place.coordinator)
    place.call("edit_row", place.coordinator, row=other, values={"statement": "Relu"}, revision=other.revision)
    assert [str(row.reference) for row in place.call("confirm_rows")] == ["D2"]
    assert not Finding.objects.filter(to_confirm=True).exists()


@pytest.mark.parametrize("who", ["reader", "facilitator", "stranger"])
def test_nobody_else_changes_rows(place, who):
    actor = {
        "reader": lambda: b.member(place.team, role="reader").person.user,
        "facilitator": lambda: b.facilitator(place.cycle),
        "stranger": b.user,
    }[who]()
    with pytest.raises(NotPermitted):
        place.add(actor)
    assert (Version.objects.count(), Reference.objects.count()) == (0, 0)


def test_a_deliverable_of_files_holds_no_rows():
    place = Place("", content="files", min_files=1)
    with pytest.raises(IllegalMove, match="holds no rows"):
        place.add()


def test_rows_alone_are_delivered_and_nothing_is_not(place):
    drafts.start_draft(actor=place.member, deliverable=place.fresh())
    with pytest.raises(IllegalMove, match="nothing"):
        place.deliver()
    place.add()
    version = place.deliver()
    assert place.said(version) == [("D1", "Peu de places de crèche.")]


def test_a_newer_version_begins_with_the_rows_of_the_last(place):
    first = place.add(statement="Un")
    gone = place.add(statement="Deux")
    place.call("remove_row", row=gone)
    place.deliver()
    row = place.fresh()
    newer.begin_newer(actor=place.member, deliverable=row, complete=False, revision=row.revision)
    assert place.said() == [("D1", "Un")]
    assert str(place.add(statement="Trois").reference) == "D3"
    with pytest.raises(IllegalMove, match="no longer"):
        place.call("edit_row", row=first, values={"statement": "Autre"}, revision=first.revision)
    place.deliver()
    row = place.fresh()
    taking_back.take_back(actor=place.member, deliverable=row, revision=row.revision)
    assert str(place.add(statement="Quatre").reference) == "D4"
    assert [reference for reference, _ in place.said()] == ["D1", "D3", "D4"]


def test_rows_of_a_newer_version_keep_the_files():
    place = Place(content="both")
    b.version(place.deliverable, author=place.member, files=("a.pdf", "b.pdf"))
    place.add(place.coordinator)
    draft = place.fresh().versions.get(delivered_at=None)
    assert [file.name for file in draft.files.all()] == ["a.pdf", "b.pdf"]


def test_what_coordination_records_keeps_the_rows(place):
    place.add(statement="Un")
    place.deliver()
    place.add(statement="Deux")
    reception = received.reception("mail", timezone.localdate())
    version = received.record_received(
        actor=place.coordinator,
        deliverable=place.fresh(),
        received=reception,
        number=2,
        existing=b.version(b.deliverable()).files.select_related("file"),
    )
    assert place.said(version) == [("D1", "Un")]
    assert place.said() == [("D1", "Un"), ("D2", "Deux")]


def test_the_database_refuses_to_change_delivered_rows(place):
    row, version = place.add(), place.deliver()
    place.add()
    other = Finding.objects.get(version__delivered_at=None, reference__number=2)
    forbidden = {
        "changed": lambda: Finding.objects.filter(pk=row.pk).update(statement="Autre"),
        "deleted": lambda: Finding.objects.filter(pk=row.pk).delete(),
        "added": lambda: b.row(version, 9),
        "moved in": lambda: Finding.objects.filter(pk=other.pk).update(version=version),
        "renamed": lambda: Finding.objects.filter(pk=other.pk).update(reference=b.row(other.version, 7).reference),
        "given again": lambda: Reference.objects.filter(pk=row.reference_id).update(number=5),
        "taken away": lambda: Reference.objects.filter(number=2).delete(),
    }
    for attempt in forbidden.values():
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert place.said(version) == [("D1", "Peu de places de crèche.")]


def test_an_action_keeps_all_that_it_says():
    place = Place("action")
    values = {
        "title": "Ouvrir une crèche",
        "objective": "Garder les enfants.",
        "findings": ("D1", "D3"),
        "theme": "",
        "public": "Familles",
        "pilote": "Commune",
        "partners": ("CAF", "Département"),
        "neighbourhoods": ("Les Cèdres",),
        "starts": timezone.localdate().replace(day=1),
        "ends": None,
        "budget": Decimal("12000"),
        "sources": ("CAF : 8 000",),
        "indicator": "Places",
        "target": "12",
        "progress": "to_start",
    }
    row = operations.add_row(actor=place.member, deliverable=place.fresh(), values=values)
    read = Action.objects.get(pk=row.pk)
    assert operations.says_the_same(read, values)
    assert read.findings == ["D1", "D3"]
    with pytest.raises(TypeError):
        operations.add_row(actor=place.member, deliverable=place.fresh(), values={"colour": "red"})


def test_no_row_once_deliveries_have_ended(place):
    row = place.add()
    Deliverable.objects.filter(pk=place.deliverable.pk).update(
        effective_due_at=timezone.now() - timedelta(days=2), closes_at=timezone.now() - timedelta(days=1)
    )
    for actor in (place.member, place.coordinator):
        with pytest.raises(IllegalMove, match="ended"):
            place.call("remove_row", actor, row=row)
