"""References never change hands: whatever happens, in whatever order, D3 of a team is one row, in every version."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliverables import drafts, taking_back
from deliverables.chain import operations
from deliverables.chain.models import Finding
from deliverables.workflow import IllegalMove, open_draft
from tests.deliverables.chain.test_operations import Place

STEPS = ("add", "edit", "duplicate", "move", "remove", "restore", "deliver", "discard", "take_back")
CHANGES = {
    "duplicate_row": {},
    "move_row": {"direction": "down"},
    "remove_row": {},
    "restore_row": {},
}


class Story:
    """A team's findings, as somebody outside follows them: each row that begins is told apart by what it first said."""

    def __init__(self) -> None:
        self.place = Place()
        self.count = 0
        self.who: dict[str, int] = {}  # reference: the row that got it

    def step(self, name: str, which: int) -> None:
        rows = operations.draft_rows(self.place.fresh())
        try:
            if name == "add":
                self.note(self.place.add(statement=self.next()))
            elif name in {"deliver", "take_back", "discard"}:
                getattr(self, name)()
            elif rows:
                self.change(name, rows[which % len(rows)])
        except IllegalMove:
            return  # what is not possible now changes nothing
        finally:
            self.check()

    def next(self) -> str:
        self.count += 1
        return f"Ligne {self.count}"

    def note(self, row) -> None:
        assert str(row.reference) not in self.who, "a reference that was given before"
        self.who[str(row.reference)] = int(row.statement.split()[1])

    def change(self, name, row) -> None:
        if name == "edit":
            said = f"{row.statement} encore"[:900]
            self.place.call("edit_row", row=row, values={"statement": said}, revision=row.revision)
        elif name == "duplicate":
            copy = self.place.call("duplicate_row", row=row)
            assert str(copy.reference) not in self.who
            said = self.next()
            self.who[str(copy.reference)] = self.count
            self.place.call("edit_row", row=copy, values={"statement": said}, revision=copy.revision)
        elif name == "move":
            self.place.call("move_row", row=row, direction="down")
        else:
            self.place.call(f"{name}_row", row=row)

    def deliver(self) -> None:
        self.place.deliver()

    def take_back(self) -> None:
        row = self.place.fresh()
        if row.current_version:
            taking_back.take_back(actor=self.place.member, deliverable=row, revision=row.revision)

    def discard(self) -> None:
        row = self.place.fresh()
        if open_draft(row):
            drafts.discard(actor=self.place.member, deliverable=row, revision=row.revision)

    def check(self) -> None:
        """In every version, under every reference, stands the row that first got it."""
        rows = Finding.objects.filter(version__deliverable=self.place.deliverable).select_related("reference")
        for row in rows:
            assert self.who[str(row.reference)] == int(row.statement.split()[1])
        assert len({(row.version_id, row.reference_id) for row in rows}) == len(rows)


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=5, max_size=20))
def test_references_never_change_hands(steps):
    story = Story()
    frozen: dict[int, list] = {}
    for name, which in steps:
        story.step(name, which)
        for version in story.place.fresh().versions.filter(delivered_at__lte=timezone.now()):
            now = list(Finding.objects.filter(version=version).order_by("pk").values())
            assert frozen.setdefault(version.pk, now) == now, "a delivered version changed"
    assert story.who == dict(sorted(story.who.items(), key=lambda each: int(each[0][1:])))
