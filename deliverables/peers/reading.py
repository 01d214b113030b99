"""What a team may read of the others, and what was written of it.

While the cycle opens retained deliverables, the members of a team that takes part read the retained version of every
other team that does: its files alone. What is no longer retained is closed at once.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from cycles.models import Cycle, Participation, Team
from deliverables.access import count
from deliverables.models import Deliverable, PeerReading, VersionFile
from deliverables.names import names_of


def open_deliverables(**of) -> QuerySet[Deliverable]:
    """What any cycle opens to its teams. ``of`` are further conditions."""
    return Deliverable.objects.filter(
        assignment__cycle__opens_retained=True,
        retained_version__isnull=False,
        team__status=Team.Status.ACTIVE,
        **of,
    )


def open_to(team: Team) -> QuerySet[Deliverable]:
    """What the members of the team may read of the others, in the order of the assignments."""
    if not team.reads_others:
        return Deliverable.objects.none()
    rows = open_deliverables(assignment__cycle=team.cycle_id).exclude(team=team)
    return rows.select_related("assignment", "team__territory", "retained_version")


def still_to_read(team: str, cycle: str) -> Coalesce:
    """How many open versions of the others a team has written nothing of; the paths to both from the rows annotated.

    A subquery, so that home and the cycle's page ask nothing more.
    """
    written = PeerReading.objects.filter(version=OuterRef("retained_version"), team=OuterRef(OuterRef(team)))
    rows = open_deliverables(assignment__cycle=OuterRef(cycle)).exclude(team=OuterRef(team))
    return count(rows.exclude(Exists(written)).order_by())


def file_count() -> Coalesce:
    """How many files the retained version holds: an annotation of open deliverables."""
    return count(VersionFile.objects.filter(version=OuterRef("retained_version")).order_by())


def written_by(team: Team) -> dict[int, PeerReading]:
    """What the team wrote, by version, hidden or not."""
    return {row.version_id: row for row in PeerReading.objects.filter(team=team)}


def of_team(team: Team, deliverable: Deliverable) -> list[PeerReading]:
    """What the team wrote of the versions of a deliverable, the newest version first."""
    rows = PeerReading.objects.filter(team=team, version__deliverable=deliverable)
    return list(rows.select_related("version").order_by("-version__number"))


def of_deliverable(deliverable: Deliverable, *, with_hidden: bool) -> list[PeerReading]:
    """What the others wrote of its versions that stand, oldest first."""
    rows = PeerReading.objects.filter(version__deliverable=deliverable, version__taken_back_at__isnull=True)
    if not with_hidden:
        rows = rows.filter(hidden_at__isnull=True)
    return list(rows.select_related("version", "team__territory"))


def of_cycle(cycle: Cycle) -> QuerySet[PeerReading]:
    """All that was written in the cycle, newest first."""
    rows = PeerReading.objects.filter(version__deliverable__assignment__cycle=cycle)
    about = ("version__deliverable__assignment", "version__deliverable__team__territory", "team__territory")
    return rows.select_related(*about).order_by("-written_at", "-id")


def with_names(cycle: Cycle, readings: Iterable[PeerReading]) -> list[dict]:
    """Each with the names of who wrote it and of who hid it."""
    readings = list(readings)
    names = names_of(cycle, authors_of(readings))
    return [named(reading, names) for reading in readings]


def authors_of(readings: Iterable[PeerReading]) -> list[int | None]:
    """Who wrote them, and who hid them."""
    return [key for reading in readings for key in (reading.author_id, reading.hidden_by_id)]


def named(reading: PeerReading, names: dict[int, str]) -> dict:
    return {"row": reading, "by": names[reading.author_id], "hidden_by": names.get(reading.hidden_by_id, "")}


def shown_of_cycle(cycle: Cycle) -> QuerySet[PeerReading]:
    """What the report may print: neither hidden nor of a version that was taken back."""
    rows = PeerReading.objects.filter(version__deliverable__assignment__cycle=cycle, hidden_at__isnull=True)
    rows = rows.filter(version__taken_back_at__isnull=True)
    return rows.select_related("version", "team__territory").order_by("team__territory__sort_key", "pk")


def can_write(member: Participation | None) -> bool:
    """A reader of the team reads; who only runs the cycle writes for no team."""
    return member is not None and member.role != Participation.Role.READER
