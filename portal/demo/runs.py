"""What changes in mid-course: a session moved, a team that joins late, one that leaves, a co-organiser."""

from datetime import date, timedelta

from accounts.operations import account_at
from cycles.models import Cycle, Participation, Team
from cycles.people.invitations import INVITATION, INVITATION_DAYS, accept_invitation
from cycles.people.leaving import leave
from cycles.people.operations import add_member
from cycles.people.roles import add_co_organiser
from cycles.planning.quiet import Days, write_periods
from cycles.planning.telling import SESSION_MOVED
from deliverables.joining import EXEMPT, UNTIL, Answer, join
from deliverables.layout import due_date
from deliverables.operations_sessions import shift_session
from lib.text import typography_fr as fr
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.shapes import DOMAIN
from portal.demo_accounts import DEMO_ACCOUNTS
from records import links
from records.models import Mail

CYCLE = "2"
LATE = "Le Puy-en-Velay"
# first name, last name, organisation, its actor type, function, role
LATE_MEMBERS = (
    ("Marguerite", "Chabanel", "Agglomération du Velay", "epci", "Cheffe de projet contrat de ville", "referent"),
    ("Idir", "Benchaa", "Ville du Puy-en-Velay", "commune", "Responsable de la vie des quartiers", "contributor"),
    ("Josette", "Rocher", "Centre social de Guitard", "neighbourhood", "Directrice", "contributor"),
    ("Alban", "Savinel", "Préfecture de la Haute-Loire", "state", "Délégué du préfet", "reader"),
)
LATE_REASON = "L’équipe a rejoint le cycle après la deuxième séance."
LEFT = "Valence Romans"
LEFT_REASON = "La cheffe de projet a quitté son poste et n’est pas encore remplacée."


def change_course(stage: Stage, cycle: Cycle, teams: dict[str, Team]) -> None:
    """Of the cycle in course only."""
    if stage.text.key != CYCLE:
        return
    with happened(stage.before_first(60)):
        add_co_organiser(actor=stage.staff["coordinator"], cycle=cycle, name="Métropole de Lyon", actor_type="epci")
    with happened(stage.before_first(30)):
        cycle.refresh_from_db()
        period = quiet_period(stage.today)
        write_periods(actor=stage.staff["coordinator"], cycle=cycle, revision=cycle.revision, periods=[period])
    join_late(stage, cycle)
    team = teams[LEFT]
    team.refresh_from_db()
    with happened(at(stage.today - timedelta(days=5), "17:10")):
        leave(
            actor=stage.staff["coordinator"],
            team=team,
            revision=team.revision,
            status=Team.Status.LEFT,
            on=stage.today - timedelta(days=6),
            reason=fr(LEFT_REASON),
        )
    move_session(stage, cycle)


def quiet_period(today: date) -> Days:
    """The next end of the year; within it the August after: the demonstration's own mails leave on any day."""
    year = today.year - (today.month == 1 and today.day <= 3)
    first, last = date(year, 12, 21), date(year + 1, 1, 3)
    if today < first:
        return Days(fr("Fin d’année"), first, last)
    return Days(fr("Août"), date(year + 1, 8, 1), date(year + 1, 8, 31))


def join_late(stage: Stage, cycle: Cycle) -> None:
    """Between the second and the third session: exempted from the photograph, given time for the diagnostic."""
    photo, diagnostic = cycle.assignments.order_by("position")[:2]
    until = at(stage.today + timedelta(days=10), "18:00")
    coordinator = stage.staff["coordinator"]
    with happened(at(stage.today - timedelta(days=8), "10:20")):
        team = join(
            actor=coordinator,
            cycle=cycle,
            answers=[Answer(photo, EXEMPT), Answer(diagnostic, UNTIL, until)],
            reason=fr(LATE_REASON),
            territory_name=LATE,
            departments="Haute-Loire",
            neighbourhoods=[("Guitard", ""), ("Quartiers Est", "")],
        )
        members = [
            add_member(
                actor=coordinator,
                team=team,
                first_name=first,
                last_name=last,
                email=f"{first}.{last}@{DOMAIN}".lower(),
                organisation_name=organisation,
                actor_type=actor_type,
                function=function,
                role=role,
            )
            for first, last, organisation, actor_type, function, role in LATE_MEMBERS
        ]
    with happened(at(stage.today - timedelta(days=7), "08:40")):
        for member in members:
            take_up(member, coordinator)


def take_up(member: Participation, coordinator) -> None:
    token = links.issue(INVITATION, member, email=member.person.email, days=INVITATION_DAYS, actor=coordinator)
    accept_invitation(token=token, user=account_at(member.person.email))


def move_session(stage: Stage, cycle: Cycle) -> None:
    """The fourth session is a week later than it was: its deliverable follows, people are told."""
    session = cycle.sessions.get(position=4)
    week = timedelta(days=7)
    starts_at, ends_at = session.starts_at + week, session.ends_at + week
    follow = {row.pk: due_date(starts_at) for row in session.expects.all()}
    with happened(at(stage.today - timedelta(days=3), "11:30")):
        shift_session(
            actor=stage.staff["coordinator"],
            session=session,
            revision=session.revision,
            follow=follow,
            tell=True,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    # The mailbox shows the mails of those whom the visitor may become; the others would fill it.
    roles = [account.email for account in DEMO_ACCOUNTS]
    Mail.objects.filter(template=SESSION_MOVED, cycle_id=cycle.pk).exclude(to_email__in=roles).delete()
