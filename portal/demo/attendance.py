"""Who came to the sessions that are past: nearly everybody, as sessions go, and a few who were not expected."""

import random
from dataclasses import dataclass
from datetime import timedelta

from cycles.attendance.half_days import half_days_of
from cycles.attendance.operations import add_walk_in, tick
from cycles.attendance.register import register_of
from cycles.models import Cycle, Presence, Session, Team
from portal.demo.layout import Stage
from portal.demo.past import happened

PRESENT, ABSENT, EXCUSED = Presence.Status.PRESENT, Presence.Status.ABSENT, Presence.Status.EXCUSED

# Of those expected, by session: excused, absent, gone after the morning. Sums agree with what the notes tell.
MISSING = {
    "1": ((3, 0, 0), (4, 1, 2), (5, 2, 3), (3, 3, 1), (4, 1, 0)),
    "2": ((3, 0, 2), (5, 2, 3)),
}


@dataclass(frozen=True)
class WalkIn:
    """``session`` is its number, from 1; ``territory`` whose team she came with, if any."""

    cycle: str
    session: int
    first_name: str
    last_name: str
    organisation: str
    territory: str = ""


WALK_INS = (
    WalkIn("1", 3, "Yasmina", "Belkhir", "Conseil citoyen de la Grande Île", "Vaulx-en-Velin"),
    WalkIn("1", 5, "Rémi", "Castaing", "Département du Puy-de-Dôme"),
    WalkIn("2", 2, "Océane", "Thévenet", "Ville de Roanne", "Roannais"),
)


def take_attendance(stage: Stage, cycle: Cycle, teams: dict[str, Team]) -> None:
    """The register of each session that is past, half-day by half-day."""
    sessions = [session for session, day in zip(cycle.sessions.all(), stage.days, strict=True) if day < stage.today]
    for number, (session, missing) in enumerate(zip(sessions, MISSING[stage.text.key], strict=False), start=1):
        session.cycle = cycle
        fill(stage, session, missing)
        for each in WALK_INS:
            if (each.cycle, each.session) == (stage.text.key, number):
                welcome(stage, session, each, teams.get(each.territory))


def fill(stage: Stage, session: Session, missing: tuple[int, int, int]) -> None:
    people = [entry.participation for entry in register_of(session).entries]
    chance = random.Random(f"{stage.text.key}/{session.position}")  # noqa: S311  A story, not secrets.
    drawn = chance.sample(people, min(sum(missing), len(people)))
    excused, absent = {row.pk for row in drawn[: missing[0]]}, {row.pk for row in drawn[missing[0] : sum(missing[:2])]}
    tired = {row.pk for row in drawn[sum(missing[:2]) :]}
    for place, half_day in enumerate(half_days_of(session)):
        gone = tired if place else set()
        marks = {
            row.pk: EXCUSED if row.pk in excused | gone else ABSENT if row.pk in absent else PRESENT for row in people
        }
        actor = stage.staff["facilitator" if place else "coordinator"]
        with happened(half_day.starts + timedelta(minutes=12)) as at:
            tick(actor=actor, session=session, half_day=half_day.number, marks=marks, at=at)


def welcome(stage: Stage, session: Session, who: WalkIn, team: Team | None) -> None:
    """Expected by nobody, present at every half-day."""
    for half_day in half_days_of(session):
        with happened(half_day.starts + timedelta(minutes=25)) as at:
            add_walk_in(
                actor=stage.staff["coordinator"],
                session=session,
                half_day=half_day.number,
                at=at,
                first_name=who.first_name,
                last_name=who.last_name,
                organisation_name=who.organisation,
                team=team,
            )
