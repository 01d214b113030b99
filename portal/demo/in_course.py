"""People in the course of the second cycle: participants without a team, a mail that failed, a wrong addressee, and
somebody who changed organisation."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.operations import account_at
from cycles.models import Cycle, Participation
from cycles.people.access_requests import ask
from cycles.people.invitations import INVITATION, INVITATION_DAYS, accept_invitation, invite
from cycles.people.operations import add_participant, change_organisation
from lib.text import typography_fr as fr
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.people import ACTOR_TYPE
from portal.demo.shapes import DOMAIN
from records import links, outbox
from records.models import Mail

KEY = "2"
REFUSAL = "SMTPRecipientsRefused: {'gaston.perrot@demo.test': (550, b'5.1.1 Recipient address rejected: User unknown')}"


@dataclass(frozen=True)
class Participant:
    first_name: str
    last_name: str
    organisation: str
    function: str
    account: str = ""
    actor_type: str = ""


ACCEPTED = Participant("Agathe", "Riffard", "Laboratoire des villes alpines", "Sociologue", "agathe.riffard")
REFUSED = Participant(
    "Gaston", "Perrot", "Ligue des apprentissages", "Délégué régional", "gaston.perrot", "neighbourhood"
)
WITHOUT_ADDRESS = Participant("Yvonne", "Charpin", "Conseil citoyen de Fontbouillant", "Habitante")
CHANGED = f"noemie.charvin@{DOMAIN}"
FORWARDED = f"olivier.bessard@{DOMAIN}"


def tell(stage: Stage, cycle: Cycle) -> None:
    if stage.text.key != KEY:
        return
    rows = {}
    for who in (ACCEPTED, REFUSED, WITHOUT_ADDRESS):
        with happened(at(stage.today - timedelta(days=13), "09:30")):
            rows[who] = add(stage, cycle, who)
    accept(stage, rows[ACCEPTED])
    fail(stage, rows[REFUSED])
    change(stage, cycle)
    ask_for_access(stage, cycle)


def add(stage: Stage, cycle: Cycle, who: Participant) -> Participation:
    return add_participant(
        actor=stage.staff["coordinator"],
        cycle=cycle,
        first_name=who.first_name,
        last_name=who.last_name,
        email=f"{who.account}@{DOMAIN}" if who.account else "",
        organisation_name=who.organisation,
        actor_type=who.actor_type or ACTOR_TYPE[who.organisation],
        function=who.function,
    )


def accept(stage: Stage, row: Participation) -> None:
    with happened(at(stage.today - timedelta(days=11), "17:05")):
        actor, email = stage.staff["coordinator"], row.person.email
        token = links.issue(INVITATION, row, email=email, days=INVITATION_DAYS, actor=actor)
        accept_invitation(token=token, user=account_at(email))


def fail(stage: Stage, row: Participation) -> None:
    """His mail server refused the address: only coordination can help."""
    with happened(at(stage.today - timedelta(days=2), "10:10")):
        invite(actor=stage.staff["coordinator"], participation=row)
    sent = Mail.objects.filter(template=INVITATION, context__participation=row.pk)
    sent.update(state=Mail.State.FAILED, attempts=outbox.ATTEMPTS, error=REFUSAL)


def change(stage: Stage, cycle: Cycle) -> None:
    row = cycle.participations.active().select_related("person", "team", "cycle__organiser").get(person__email=CHANGED)
    with happened(at(stage.today - timedelta(days=9), "14:30")):
        change_organisation(
            actor=stage.staff["coordinator"],
            participation=row,
            revision=row.revision,
            on=stage.today - timedelta(days=12),
            organisation_name="Grand Chambéry",
            function="Chargée de mission insertion",
        )


def ask_for_access(stage: Stage, cycle: Cycle) -> None:
    row = cycle.participations.active().select_related("person", "team", "cycle").get(person__email=FORWARDED)
    with happened(at(stage.today - timedelta(days=1), "11:20")):
        ask(
            actor=None,
            participation=row,
            name="Bérengère Lhomme",
            email=f"berengere.lhomme@{DOMAIN}",
            organisation="Rectorat, service de l’éducation prioritaire",
            message=fr("Olivier Bessard m'a transféré son invitation : je reprends ses dossiers depuis la rentrée."),
        )
