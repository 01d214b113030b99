"""What the teams of the cycle in course read of each other: five readings, one of them hidden."""

from dataclasses import dataclass
from datetime import timedelta

from cycles.models import Cycle
from cycles.planning.operations import edit_cycle
from deliverables.models import Deliverable
from deliverables.peers.operations import hide_reading, write_reading
from lib.text import typography_fr as fr
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.shapes import DOMAIN

KEY = "2"
OPENED = 8  # days before the day of loading


@dataclass(frozen=True)
class Read:
    """``by`` is the first name of a member of the reading team. ``assignment`` counts from 0, ``days`` before today."""

    team: str
    by: str
    territory: str
    assignment: int
    days: int
    hour: str
    takes_home: str
    question: str = ""
    contact: str = ""
    hidden: str = ""


READ = (
    Read("Vaulx-en-Velin", "Chloé", "Vallée du Gier", 1, 6, "11:10", "L’appel dans le journal pour trouver quarante anciens : c’est simple, presque gratuit, et ce sont eux qui viennent. Nous reprenons l’idée dans le bulletin de la ville pour nos parrainages en entreprise.", "Qui a relu l’appel avant sa parution ?", f"Chloé Desmarest, contributrice.vaulx@{DOMAIN}"),
    Read("Échirolles", "Younès", "Vallée du Gier", 1, 5, "18:25", "Compter les savoir-faire que les gens peuvent montrer, et non les formations qui manquent. Nous referons notre registre dans ce sens.", "Avez-vous gardé des places pour les jeunes filles le samedi ?", f"Younès Kaddouri, younes.kaddouri@{DOMAIN}"),
    Read("Roannais", "Amadou", "Bourg-en-Bresse", 1, 4, "09:30", "La famille du 12 rue des Jardins n’a manqué aucun rendez-vous : un témoignage à recueillir.", hidden="Une famille y est reconnaissable. Gardez l’idée, sans l’adresse."),
    Read("Vallée du Gier", "Thomas", "Vaulx-en-Velin", 1, 2, "10:40", "Mettre côte à côte l’heure des cours et celle de la sortie de l’école : la cause saute aux yeux. Nous ferons le même tableau pour nos samedis des métiers.", "Combien coûte la garde d’enfants, par séance ?", f"Nadia Belkhir, referente.gier@{DOMAIN}"),
    Read("Bourg-en-Bresse", "Martine", "Échirolles", 2, 1, "17:15", "Un soir réservé aux filles, plutôt que d’inviter les filles au soir de tous. À essayer au jardin.", "", f"Martine Pélisson, martine.pelisson@{DOMAIN}"),
)  # fmt: skip


def tell(stage: Stage, cycle: Cycle) -> None:
    if stage.text.key != KEY:
        return
    coordinator = stage.staff["coordinator"]
    cycle.refresh_from_db()
    with happened(at(stage.today - timedelta(days=OPENED), "09:05")):
        edit_cycle(actor=coordinator, cycle=cycle, revision=cycle.revision, opens_retained=True)
    for read in READ:
        reading = write(stage, cycle, read)
        if read.hidden:
            with happened(at(stage.today - timedelta(days=read.days), "14:50")):
                hide_reading(actor=coordinator, reading=reading, revision=reading.revision, reason=fr(read.hidden))


def write(stage: Stage, cycle: Cycle, read: Read):
    rows = Deliverable.objects.select_related("retained_version")
    found = rows.get(assignment=cycle.assignments.all()[read.assignment], team__territory__name=read.territory)
    team = cycle.teams.select_related("cycle", "territory").get(territory__name=read.team)
    member = team.members.active().select_related("person__user").get(person__first_name=read.by)
    with happened(at(stage.today - timedelta(days=read.days), read.hour)):
        return write_reading(
            actor=member.person.user,
            team=team,
            version=found.retained_version,
            revision=0,
            takes_home=fr(read.takes_home),
            question=fr(read.question),
            contact=read.contact,
        )
