"""Which rows a version holds, and which of a team stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from cycles.models import Team
from deliverables.chain.models import ROW_MODELS, Row, RowKind
from deliverables.models import Version


def rows_of(version: Version, kind: str) -> QuerySet[Row]:
    """The version's rows of the kind its deliverable holds, in their order, the removed ones too."""
    return ROW_MODELS[kind].objects.filter(version=version).select_related(*joined(kind)).order_by("position", "pk")


def joined(kind: str) -> tuple[str, ...]:
    """What a row is shown with."""
    return ("reference",) if kind == RowKind.CONTRIBUTION else ("reference", "theme")


def live_rows(versions: Iterable[Version], kind: str) -> dict[int, list[Row]]:
    """The rows that stand in each version, by its key; one query."""
    found: dict[int, list[Row]] = {version.pk: [] for version in versions}
    if not kind or not found:
        return found
    rows = ROW_MODELS[kind].objects.filter(version__in=list(found), removed_at__isnull=True)
    for row in rows.select_related(*joined(kind)).order_by("position", "pk"):
        found[row.version_id].append(row)
    return found


@dataclass
class Chain:
    """The rows of one team that stand, by kind."""

    team: Team
    rows: dict[str, list[Row]] = field(default_factory=lambda: {kind.value: [] for kind in RowKind})

    def references(self, kind: str) -> set[str]:
        return {str(row.reference) for row in self.rows[kind]}


def standing_versions(teams: Iterable[Team], *, with_drafts: bool) -> QuerySet[Version]:
    """Of each deliverable of the teams that holds rows, the current version; ``with_drafts``: the open draft instead,
    where there is one."""
    versions = Version.objects.filter(deliverable__team__in=list(teams)).exclude(deliverable__assignment__holds="")
    current = Q(pk=F("deliverable__current_version"))
    if not with_drafts:
        return versions.filter(current)
    drafted = Version.objects.filter(delivered_at__isnull=True).values("deliverable")
    return versions.filter(Q(delivered_at__isnull=True) | current & ~Q(deliverable__in=drafted))


def chains_of(teams: Iterable[Team], *, with_drafts: bool = False) -> list[Chain]:
    """The chain of each team, three queries for any number of them. A team's own drafts are for its own pages."""
    chains = {team.pk: Chain(team) for team in teams}
    versions = standing_versions([chain.team for chain in chains.values()], with_drafts=with_drafts).values("pk")
    for kind, model in ROW_MODELS.items():
        rows = model.objects.filter(version__in=versions, removed_at__isnull=True)
        about = (*joined(kind), "version__deliverable__assignment")
        for row in rows.select_related(*about).order_by("version__deliverable__assignment__position", "position", "pk"):
            chains[row.version.deliverable.team_id].rows[kind].append(row)
    return list(chains.values())
