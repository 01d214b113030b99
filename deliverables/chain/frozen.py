"""What the database itself refuses of rows: to change what was delivered, or to give a reference twice."""

from deliverables.chain.models import ROW_MODELS
from records.guards import Guard, Verb

# A version that coordination records is delivered from its first moment: its rows come to it then.
DELIVERED = "EXISTS (SELECT 1 FROM deliverables_version WHERE id = {row}.version_id AND delivered_at IS NOT NULL{more})"
ANOTHER_ROW = "NEW.reference_id <> OLD.reference_id OR NEW.version_id <> OLD.version_id"
CONDITIONS: dict[Verb, str] = {
    "INSERT": DELIVERED.format(row="NEW", more=" AND channel = 'page'"),
    "UPDATE": f"({DELIVERED.format(row='OLD', more='')} OR {ANOTHER_ROW})",
    "DELETE": DELIVERED.format(row="OLD", more=""),
}

GUARDS = (
    Guard(
        "deliverables_reference", "deliverables_reference", ("UPDATE", "DELETE"), "A reference is given once and stays."
    ),
    *(
        Guard(f"{table}_{verb.lower()}", table, (verb,), "Rows of a delivered version never change.", when)
        for table in (model._meta.db_table for model in ROW_MODELS.values())
        for verb, when in CONDITIONS.items()
    ),
)


def install(**kwargs) -> None:
    for guard in GUARDS:
        guard.install()
