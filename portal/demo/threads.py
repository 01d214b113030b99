"""What was said about some deliverables of the cycle in course, and what coordination said among itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile

from cycles.models import Cycle
from deliverables.models import Deliverable
from deliverables.thread.operations import mark_read, post
from lib.text import typography_fr as fr
from portal.demo import files
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.paper import Paper
from portal.demo.past import happened

KEY = "2"


@dataclass(frozen=True)
class Said:
    """``who``: a role of the staff, or ``team`` for its referent. ``days`` before today."""

    territory: str
    assignment: int
    who: str
    days: int
    hour: str
    text: str
    internal: bool = False
    attached: str = ""


SAID = (
    Said("Vallée du Gier", 2, "team", 4, "08:50", "Bonjour, pour l’action du carnet d’apprentissage, l’école des métiers demande un document d’une page à montrer à son directeur. Auriez-vous un exemple ?"),
    Said("Vallée du Gier", 2, "facilitator", 4, "11:20", "Bonjour, voici la page d’une autre équipe, qui est d’accord pour que je vous la transmette. Gardez surtout le premier paragraphe : à qui cela sert, et ce que l’école n’aura pas à faire.", attached="pdf"),
    Said("Vallée du Gier", 2, "team", 1, "17:35", "Merci, c’est exactement ce qu’il fallait. Nous voyons le directeur jeudi ; la date du carnet suivra dans la nouvelle version."),
    Said("Échirolles", 1, "coordinator", 2, "10:05", "Le registre est maintenant daté, mais les entretiens restent anonymes : nous vérifions ensemble à la prochaine séance que personne ne peut y être reconnu ?"),
    Said("Échirolles", 1, "coordinator", 2, "10:12", "À relire à deux avant de retenir : la page 2 cite un âge et une rue, c’est trop.", internal=True),
    Said("Échirolles", 1, "facilitator", 1, "09:40", "D’accord. Je propose de garder l’âge et d’enlever la rue, et je leur téléphone demain.", internal=True),
)  # fmt: skip


def talk(stage: Stage, cycle: Cycle) -> None:
    """The coordinator has read up to the last messages of the teams; what is newest waits for its readers."""
    if stage.text.key != KEY:
        return
    for said in SAID:
        deliverable = Deliverable.objects.select_related("assignment__cycle", "team__territory").get(
            assignment=cycle.assignments.all()[said.assignment], team__territory__name=said.territory
        )
        with happened(at(stage.today - timedelta(days=said.days), said.hour)):
            message = post(
                actor=writer(stage, deliverable, said.who),
                deliverable=deliverable,
                text=fr(said.text),
                internal=said.internal,
                files=attached(stage, cycle, said),
            )
        if said.days > 1:
            mark_read(user=stage.staff["coordinator"], message=message)


def writer(stage: Stage, deliverable: Deliverable, who: str):
    if who != "team":
        return stage.staff[who]
    return deliverable.team.members.filter(role="referent").order_by("pk").first().person.user


def attached(stage: Stage, cycle: Cycle, said: Said) -> list[ContentFile]:
    if not said.attached:
        return []
    assignment = cycle.assignments.all()[said.assignment]
    work = stage.works["Roannais"]
    made = files.make(said.attached, Paper(cycle.title, "Roannais", assignment.title, assignment.kind, work, 1, 2))
    return [ContentFile(made.content, name="exemple-d-une-page.pdf")]
