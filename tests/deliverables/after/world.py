"""A cycle whose closing event was on Thursday 12 November 2026; two teams with an action plan, one without."""

from datetime import datetime
from zoneinfo import ZoneInfo

from deliverables.models import Version
from tests import builders as b

PARIS = ZoneInfo("Europe/Paris")


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=PARIS)


SIX, TWELVE = at("2027-05-12", 8), at("2027-11-12", 8)


class World:
    def __init__(self, state: str = "archived") -> None:
        self.cycle = b.cycle("Quartiers apprenants", slug="essai", language="en", state=state)
        self.coordinator = b.coordinator(self.cycle)
        b.session(self.cycle, starts_at=at("2026-06-11"))
        b.session(self.cycle, starts_at=at("2026-11-12"), kind="closing")
        self.plan = b.assignment(
            self.cycle, title="Plan", holds="action", content="rows", min_files=0, due_at=at("2026-10-08", 18)
        )
        self.gier, self.vaulx, self.other = (b.team(self.cycle, territory=name) for name in ("Gier", "Vaulx", "Zed"))
        self.members = [b.member(self.gier, role=role) for role in ("contributor", "referent", "reader")]
        self.contributor, self.referent, self.reader = (member.person.user for member in self.members)
        self.neighbour = b.member(self.vaulx, role="referent").person.user
        b.member(self.other, role="referent")
        self.version = self.deliver(
            self.gier,
            {"title": "Crèche du soir", "progress": "to_start", "indicator": "places", "target": "20"},
            {"title": "Bus du marché", "progress": "under_way", "pilote": "Métropole"},
        )
        self.deliver(self.vaulx, {"title": "Café des parents", "progress": "to_start"})

    def deliver(self, team, *actions: dict, state: str = "retained") -> Version:
        """A version with these actions, of the team's plan or of a newer version of it."""
        row = team.deliverables.filter(assignment=self.plan).first() or b.deliverable(self.plan, team)
        author = team.members.first().person.user
        version = b.version(row, author=author, delivered=False, files=())
        for number, says in enumerate(actions, start=1):
            b.row(version, number, **says)
        moment = at("2026-10-08", 12)
        Version.objects.filter(pk=version.pk).update(delivered_at=moment, received_at=moment, delivered_by=author)
        row.current_version = version
        row.state = state
        if state == "retained":
            row.retained_version = version
        row.save()
        return version
