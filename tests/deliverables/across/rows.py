"""Chains of several teams, whose rows all differ."""

from cycles.models import Cycle, Team
from deliverables.chain.models import Row
from deliverables.models import Assignment, Deliverable, Version
from tests import builders as b

KINDS = ("finding", "action", "contribution")


class Chains:
    """A cycle that asks its teams for findings, actions and contributions."""

    def __init__(self, **fields) -> None:
        self.cycle: Cycle = b.cycle(**fields)
        self.assignments: dict[str, Assignment] = {
            kind: b.assignment(self.cycle, title=title, holds=kind, content="rows")
            for kind, title in zip(KINDS, ("Diagnostic", "Plan d’action", "Partenariat"), strict=True)
        }

    def team(self, name: str = "", **fields) -> Team:
        return b.team(self.cycle, territory=name, **fields)

    def draft(self, team: Team, kind: str) -> Version:
        deliverable = Deliverable.objects.filter(assignment=self.assignments[kind], team=team).first()
        deliverable = deliverable or b.deliverable(self.assignments[kind], team)
        draft = deliverable.versions.filter(delivered_at=None).first()
        return draft or b.version(deliverable, delivered=False, files=())

    def row(self, team: Team, kind: str, **values) -> Row:
        """A row of the team's open draft."""
        return b.row(self.draft(team, kind), **values)

    def deliver(self, *, state: str = "delivered") -> None:
        """What stands in open drafts, with rows or without."""
        for version in Version.objects.filter(delivered_at=None):
            version.delivered_at = version.received_at = version.created_at
            version.delivered_by = version.author
            version.save()
            kept = {"retained_version": version} if state == "retained" else {}
            rows = Deliverable.objects.filter(pk=version.deliverable_id)
            rows.update(current_version=version, received_at=version.received_at, state=state, **kept)


def many(teams: int, each: int = 2, **fields) -> Chains:
    """Every team with so many rows of each kind: no two rows say the same."""
    chains = Chains(**fields)
    themes = [chains.cycle.themes.create(position=n, name=f"Thème {n}") for n in range(1, 4)]
    for number in range(1, teams + 1):
        team = chains.team(f"Territoire {number:03}")
        for at in range(1, each + 1):
            mark = f"{number}.{at}"
            place = [f"Quartier {mark}"] if at % 2 else []
            theme = themes[(number + at) % 3]
            chains.row(team, "finding", statement=f"Constat {mark}", theme=theme, neighbourhoods=place)
            plans = {"pilote": f"Pilote {mark}", "budget": 100 * number + at}
            chains.row(team, "action", title=f"Action {mark}", theme=theme, **plans)
            chains.row(team, "contribution", organisation=f"Structure {mark}", actions=[f"A{at}"])
    chains.deliver()
    return chains
