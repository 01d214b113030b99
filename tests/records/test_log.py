"""The log is only added to: the database itself refuses anything else."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from records import log
from records.models import LogEntry
from tests import builders

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_when_what_before_and_after():
    team = builders.team()
    actor = builders.user("a@demo.test")
    log.record(
        actor,
        "team_edited",
        team,
        cycle=team.cycle,
        team=team,
        before={"status": "active"},
        after={"status": "left"},
    )
    entry = log.entries_of(team).get()
    assert (entry.actor, entry.action, entry.object_type, entry.object_id, entry.cycle_id, entry.team_id) == (
        actor,
        "team_edited",
        "cycles.team",
        str(team.pk),
        team.cycle_id,
        team.pk,
    )
    assert (entry.before, entry.after, entry.public) == ({"status": "active"}, {"status": "left"}, False)


@pytest.mark.parametrize(
    "change", [lambda: LogEntry.objects.update(action="x"), lambda: LogEntry.objects.all().delete()]
)
def test_the_database_refuses_to_change_or_delete_it(change):
    log.record(None, "cycle_created", builders.cycle())
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        change()
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["cycle_created"]


def test_a_migration_lays_the_triggers_again():
    assert log.GUARD.is_present()
    log.GUARD.lift()
    assert not log.GUARD.is_present()
    call_command("migrate", verbosity=0)
    assert log.GUARD.is_present()
