"""Rows go on from version to version under their references."""

from deliverables.chain.models import ROW_MODELS
from deliverables.models import Assignment, Version


def carry_rows(version: Version) -> None:
    """Give a version that begins the rows of the last one delivered, whether it was taken back or not: who corrects a
    delivery types nothing again. Removed rows stay behind."""
    kind = version.deliverable.assignment.holds
    last = version.deliverable.versions.filter(delivered_at__isnull=False).exclude(pk=version.pk).first()
    if not kind or last is None:
        return
    model = ROW_MODELS[kind]
    rows = list(model.objects.filter(version=last, removed_at__isnull=True).order_by("position", "pk"))
    for position, row in enumerate(rows, start=1):
        row.pk, row.version, row.position, row.revision = None, version, position, 0
    model.objects.bulk_create(rows)


def standing_references(version: Version) -> list[str]:
    """The references of the version's rows, in their order; none asked for where it holds none."""
    if not (kind := version.deliverable.assignment.holds):
        return []
    rows = ROW_MODELS[kind].objects.filter(version=version, removed_at__isnull=True).select_related("reference")
    return [str(row.reference) for row in rows.order_by("position", "pk")]


def rows_held(assignment: Assignment) -> bool:
    """Whether any version of any team holds a row for it."""
    return bool(assignment.holds) and (
        ROW_MODELS[assignment.holds].objects.filter(version__deliverable__assignment=assignment).exists()
    )
