"""Coordination's notes on some teams, and the photos of what was drawn on the wall that day."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile

from cycles.models import Cycle, Session, Team
from cycles.planning.notes import add_photo, receive_photo, write_note
from lib.text import typography_fr as fr
from portal.demo import pictures
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.paper import Paper
from portal.demo.past import happened

SKETCH, BOARD = pictures.map_sketch, pictures.paperboard


@dataclass(frozen=True)
class TeamNote:
    """``session`` is its number, from 1; ``photos``: (what draws it, caption)."""

    cycle: str
    session: int
    territory: str
    text: str
    photos: tuple = ()


NOTES = (
    TeamNote(
        "1",
        1,
        "Vallée du Gier",
        "L’équipe est venue avec ses soixante-deux entretiens, et c’est ce qui a lancé l’atelier. Sa carte montre quatre lieux d’aide alignés le long de la rivière, et aucun lien entre eux : les agents ne se connaissent que par les habitants qu’ils s’adressent.\n\nÀ reprendre dans le diagnostic : les horaires, que la carte ne dit pas.",
        (
            (SKETCH, "Carte des lieux d’aide le long du Gier, dessinée pendant l’atelier"),
            (BOARD, "Paperboard de l’équipe : ses premiers constats, numérotés"),
        ),
    ),
    TeamNote(
        "1",
        1,
        "Vaulx-en-Velin",
        "Onze lieux recensés sur place, dont trois que la moitié de l’équipe ne connaissait pas. La discussion a glissé vers la file d’attente du matin : qui ouvre à 7 heures 30, et pour qui ?",
        ((BOARD, "Paperboard de l’équipe : onze lieux d’aide et leurs heures d’ouverture"),),
    ),
    TeamNote(
        "1",
        3,
        "Vaulx-en-Velin",
        "Une habitante du conseil citoyen a remplacé un membre absent. Elle a recadré le débat en une phrase : « On nous demande notre avis sur l’application, jamais sur les horaires. » L’équipe en a fait sa deuxième action.",
    ),
    TeamNote(
        "2",
        1,
        "Roannais",
        "Équipe nouvelle, attentive, qui découvre la démarche. Elle a placé la cuisine du centre social au centre de sa carte : on y apprend le français, le calcul et la patience.",
        ((SKETCH, "Carte des lieux où l’on apprend au Parc, avec la cuisine au centre"),),
    ),
    TeamNote(
        "2",
        2,
        "Vallée du Gier",
        "La visite a donné à l’équipe l’exemple qui lui manquait. Elle veut proposer deux commandes à l’école de production avant l’été, et cherche qui, à la Ville, signe une commande de cette taille.",
    ),
)


# (cycle, number of the session, territory whose wall it was, what draws it, caption): photos of the whole session.
SESSION_PHOTOS = (
    ("1", 1, "Annemasse", SKETCH, "La carte d’Annemasse, affichée au mur à côté des autres pendant la mise en commun"),
    ("1", 1, "Clermont Métropole", BOARD, "Le paperboard de Clermont Métropole, relu à voix haute en plénière"),
    (
        "1",
        1,
        "Valence Romans",
        BOARD,
        "Le paperboard de Valence Romans : les constats dans l’ordre où ils ont été dits",
    ),
    ("1", 3, "Grand Chambéry", SKETCH, "Après la visite : les lieux vus ensemble, replacés sur un plan"),
)


def write_notes(stage: Stage, cycle: Cycle, teams: dict[str, Team]) -> None:
    """The notes on teams in sessions that are past."""
    sessions = list(cycle.sessions.all())
    for note in NOTES:
        day = stage.days[note.session - 1]
        if note.cycle != stage.text.key or day >= stage.today:
            continue
        session = sessions[note.session - 1]
        session.cycle = cycle
        with happened(at(day + timedelta(days=5), "11:20")):
            actor = stage.staff["facilitator" if note.photos else "coordinator"]
            write_note(actor=actor, session=session, team=teams[note.territory], text=fr(note.text))
            for draw, caption in note.photos:
                photograph(stage, session, note.territory, draw, fr(caption), teams[note.territory])
    for key, number, territory, draw, caption in SESSION_PHOTOS:
        day = stage.days[number - 1]
        if key == stage.text.key and day < stage.today:
            with happened(at(day + timedelta(days=5), "11:40")):
                photograph(stage, sessions[number - 1], territory, draw, fr(caption))


def photograph(stage: Stage, session: Session, territory: str, draw, caption: str, team: Team | None = None) -> None:
    paper = Paper(
        stage.text.title, territory, f"Séance {session.position}", "diagnostic", stage.works[territory], version=7
    )
    extension = "png" if draw is SKETCH else "jpg"
    name = f"seance-{session.position}-{stage.works[territory].place[:20]}.{extension}"
    actor = stage.staff["facilitator"]
    stored = receive_photo(ContentFile(draw(paper)), name=name, actor=actor)
    add_photo(actor=actor, session=session, team=team, file=stored, caption=caption)
