"""Load the demonstration: accounts, the two cycles, their teams, and what happened, through the parts' own operations."""

from collections import Counter
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations import account_for
from cycles.models import Cycle, CycleRole
from partners.models import Coordinator, Organisation
from partners.operations import organisation_named, person_for
from portal.demo import (
    beside,
    chains,
    cycle_one,
    cycle_two,
    dates,
    histories,
    in_course,
    lectures,
    named,
    people,
    works,
)
from portal.demo.attendance import take_attendance
from portal.demo.layout import Stage, lay_out
from portal.demo.notes import write_notes
from portal.demo.runs import change_course
from portal.demo.shapes import DOMAIN
from portal.demo.story import Story
from portal.demo.teams import accept, add_teams, invite_again
from portal.demo.threads import talk


def load(today: date | None = None) -> Counter:
    """Load what is not there yet; returns how many of each kind were made. A second call makes nothing."""
    today = today or timezone.localdate()
    made: Counter = Counter()
    with transaction.atomic():
        organiser, staff = load_staff()
        for text, days, tales, matter in (
            (cycle_one.CYCLE, dates.finished_cycle(today), histories.CYCLE_ONE, works.CYCLE_ONE),
            (cycle_two.CYCLE, dates.running_cycle(today), histories.CYCLE_TWO, works.CYCLE_TWO),
        ):
            if not Cycle.objects.filter(slug=text.slug).exists():
                stage = Stage(text, organiser, staff, days, today, matter)
                cycle = load_cycle(stage, tales)
                made += Counter(cycles=1, teams=cycle.teams.count(), sessions=len(text.sessions))
    return made


def load_staff() -> tuple[Organisation, dict[str, User]]:
    """The resource centre, and the accounts of those who run it."""
    organiser = Organisation.objects.filter(is_organiser=True, name=people.ORGANISER).first()
    if organiser is None:
        organiser = Organisation(is_organiser=True, actor_type="resource_centre", address=people.ORGANISER_ADDRESS)
        organiser.name_it(people.ORGANISER)
        organiser.save()
    staff = {}
    for role, (account, first_name, last_name, function) in {
        "coordinator": people.COORDINATION,
        "second": people.SECOND_COORDINATION,
        "facilitator": people.FACILITATION,
        "administrator": people.ADMINISTRATION,
    }.items():
        user = staff[role] = account_for(f"{account}@{DOMAIN}")
        person = person_for(
            organiser=organiser,
            email=user.email,
            first_name=first_name,
            last_name=last_name,
            organisation=organiser,
            function=function,
        )
        if person.user_id is None:
            person.user = user
            person.save(update_fields=["user"])
    User.objects.filter(pk=staff["administrator"].pk, is_administrator=False).update(is_administrator=True)
    for role in ("coordinator", "second"):
        Coordinator.objects.get_or_create(organiser=organiser, user=staff[role])
    for actor_type, names in people.STRUCTURES.items():
        for name in names:
            organisation_named(organiser=organiser, name=name, actor_type=actor_type)
    return organiser, staff


def load_cycle(stage: Stage, tales: dict) -> Cycle:
    """One cycle from its creation to where it stands today."""
    cycle = lay_out(stage)
    for role, who in ((CycleRole.Role.COORDINATOR, "second"), (CycleRole.Role.FACILITATOR, "facilitator")):
        CycleRole.objects.create(cycle=cycle, user=stage.staff[who], role=role)
    teams = add_teams(stage, cycle)
    stage.open(cycle)
    accept(stage, cycle)
    Story(stage, cycle, teams).tell(tales)
    take_attendance(stage, cycle, teams)
    stage.close(cycle)
    change_course(stage, cycle, teams)
    write_notes(stage, cycle, teams)
    invite_again(stage, cycle)
    in_course.tell(stage, cycle)
    talk(stage, cycle)
    beside.tell(stage, cycle)
    chains.from_workshop(stage, cycle)
    named.tell(stage, cycle)
    lectures.tell(stage, cycle)
    return cycle
