"""What the database itself refuses: rows of a table that are never changed, or never changed and never deleted."""

from dataclasses import dataclass
from typing import Literal

from django.db import connection

Verb = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True)
class Guard:
    """Triggers that refuse ``verbs`` on ``table`` with ``sentence``; ``name`` begins their names.

    ``when`` is a condition in SQL on the rows OLD and NEW (those that the verbs have); without one, it is always so.

    To be connected to ``post_migrate`` by the table's app: on SQLite an ALTER rebuilds the table and silently drops
    its triggers. A migration that has to change such rows drops the trigger itself; it is laid again after.
    """

    name: str
    table: str
    verbs: tuple[Verb, ...]
    sentence: str
    when: str = ""

    @property
    def triggers(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_no_{verb.lower()}" for verb in self.verbs)

    def install(self, **kwargs) -> None:
        """Lay the triggers, when the table is there."""
        if self.table not in connection.introspection.table_names():
            return
        with connection.cursor() as cursor:
            for statement in self._sqlite() if connection.vendor == "sqlite" else self._postgres():
                cursor.execute(statement)

    def is_present(self) -> bool:
        """Whether the database holds all the triggers."""
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger"
        )
        with connection.cursor() as cursor:
            cursor.execute(query)
            return {row[0] for row in cursor.fetchall()}.issuperset(self.triggers)

    def lift(self) -> None:
        """Take the triggers away: for tests that empty every table."""
        on = f" ON {self.table}" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            for trigger in self.triggers:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{on}")

    def _sqlite(self) -> list[str]:
        return [
            f"CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE {verb} ON {self.table} "
            f"{f'WHEN {self.when} ' if self.when else ''}BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"
            for trigger, verb in zip(self.triggers, self.verbs, strict=True)
        ]

    def _postgres(self) -> list[str]:
        refuse = f"{self.name}_refuse()"
        raising = f"RAISE EXCEPTION '{self.sentence}';"
        if self.when:
            row = "OLD" if self.verbs == ("DELETE",) else "NEW"
            raising = f"IF {self.when} THEN {raising} END IF; RETURN {row};"
        return [
            f"CREATE OR REPLACE FUNCTION {refuse} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising} END $$",
            *(
                f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {verb} ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {refuse}"
                for trigger, verb in zip(self.triggers, self.verbs, strict=True)
            ),
        ]
