"""Whole reports in memory: a lived-in one of six teams, an empty one, and hostile texts."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from capitalisation.content import (
    Attendance,
    Count,
    CycleCard,
    DeliverablePart,
    Figures,
    FilePart,
    Item,
    Member,
    Note,
    Report,
    SessionPart,
    SessionPresence,
    Share,
    TeamPart,
    Text,
    VersionPart,
)
from deliverables.across.plain import Detail, PlainRow, Source

PARIS = ZoneInfo("Europe/Paris")
CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
RELEASE = "0.1.0"

SESSIONS = (
    (
        "Séance 1",
        "Numérique et innovation sociale dans les quartiers : enjeux et réalités",
        date(2026, 6, 11),
    ),
    ("Séance 2", "Le numérique : un levier de développement économique du quartier ?", date(2026, 7, 9)),
    (
        "Séance 3",
        "Participation des habitants : comment le numérique et l’innovation sociale peuvent être leviers de "
        "transformation sociale ?",
        date(2026, 9, 17),
    ),
    (
        "Séance 4",
        "Renforcer les usages du numérique, soutenir l’innovation sociale : deux rôles dans un même lieu ?",
        date(2026, 10, 8),
    ),
    ("Restitution", "Les équipes présentent leur travail", date(2026, 11, 19)),
)
TEAMS = (
    "Agglomération du Bassin",
    "Grand Plateau",
    "Pays des Deux Rives",
    "Val d’Ouche",
    "Vallée du Gier",
    "Vaulx-en-Velin",
)
KINDS = (
    "Intercommunalité (EPCI)",
    "Commune",
    "État",
    "Structure de quartier",
    "Bailleur social",
    "Conseil citoyen",
)
NOTE = """Les échanges ont d’abord porté sur ce que les habitants font déjà, sans attendre de dispositif : entraide
entre voisins, relais dans les associations, démarches faites au téléphone d’un proche.

**À retenir**

- L’accueil compte plus que l’équipement : un lieu sans personne pour écouter reste vide.
- Les horaires décident : *le soir et le samedi* sont les moments demandés.
- Trois communes sur quatre n’ont pas de liste à jour de leurs lieux d’accès.

La visite a montré qu’un même lieu peut aider à faire une démarche et à monter un projet, à condition que l’équipe le
sache et que le bailleur en soit partie prenante dès le départ. Les participants ont demandé que cette question
revienne à la séance suivante, avec des exemples chiffrés."""


def session(label: str, title: str, day: date) -> SessionPart:
    return SessionPart(
        label=label,
        title=title,
        starts_at=datetime.combine(day, time(9, 30), PARIS),
        ends_at=datetime.combine(day, time(16, 30), PARIS),
        half_days=2,
        host="Maison des projets",
        venue="Maison des projets, salle des fêtes",
        address="12 rue des Ateliers\nTramway ligne 3, arrêt « Les Docks »",
        teams=(),
        questions=(
            "Quels sont les enjeux du numérique dans les territoires ?",
            "Peut-il porter l’innovation sociale ?",
        ),
        programme=(
            Item(time(9, 30), time(10), "temps en plénière", "Accueil et tour de table", "", ()),
            Item(
                time(10),
                time(11, 15),
                "expertise",
                "Ce que l’on sait des usages dans les quartiers",
                "Chiffres, idées reçues, angles morts : ce que disent les enquêtes et ce qu’elles taisent.",
                ("Une sociologue, laboratoire de démonstration",),
            ),
            Item(
                time(11, 30),
                time(12, 30),
                "retour d’expérience",
                "Un tiers-lieu au pied des immeubles",
                "",
                ("L’équipe du lieu",),
            ),
            Item(time(12, 30), time(14), "pause", "Déjeuner sur place", "", ()),
            Item(
                time(14),
                time(16, 30),
                "atelier de méthode",
                "Construire son diagnostic",
                "Par équipe, avec une grille commune ; mise en commun à 16 h.",
                (),
            ),
        ),
        documents=("Diaporama de l’expertise", "Grille de diagnostic"),
        notes=(
            Note("", NOTE),
            Note("Vallée du Gier", "L’équipe a choisi de partir des **lieux** et non des outils."),
        ),
    )


def version(team: str, title: str, number: int) -> VersionPart:
    def file(name: str) -> FilePart:
        digest = hashlib.sha256(f"{team} {title} {name}".encode()).hexdigest()
        return FilePart(name, 1_240_000, digest, 12 if name.endswith("pdf") else None)

    names = (f"{title} {team}.pdf", "tableau de bord.xlsx")
    return VersionPart(
        number,
        datetime(2026, 9, 10, 17, 42, tzinfo=PARIS),
        tuple(file(name) for name in names[: number % 2 + 1]),
    )


def deliverable(team: str, title: str, place: int) -> DeliverablePart:
    due = datetime(2026, 9, 10, 23, 59, tzinfo=PARIS)
    given = version(team, title, place % 3 + 1)
    state = ("retained", "retained", "delivered", "not_delivered", "exempted", "to_complete")[place % 6]
    return DeliverablePart(
        title=title,
        state=state,
        due_at=due,
        late_seconds=0,
        reason="équipe arrivée en septembre" if state == "exempted" else "",
        retained=given if state == "retained" else None,
        delivered=given if state in {"retained", "delivered", "to_complete"} else None,
    )


def team(name: str, place: int) -> TeamPart:
    size = 4 + place % 5
    people = tuple(
        Member(
            f"Prénom{i} Nom{place}{i}",
            (
                "cheffe de projet politique de la ville",
                "directeur",
                "déléguée du préfet",
                "médiateur numérique",
            )[i % 4],
            (
                "Métropole de démonstration",
                "Centre social des Tilleuls",
                "Préfecture",
                "Association Passerelles",
            )[i % 4],
            KINDS[(i + place) % len(KINDS)],
            "referent" if i == 0 else "contributor",
        )
        for i in range(size)
    )
    composition = tuple(Count(kind, sum(p.actor_type == kind for p in people)) for kind in KINDS)
    return TeamPart(
        name=name,
        departments="Loire" if place % 2 else "Rhône",
        neighbourhoods=("Les Ateliers", "Le Grand Pré", "La Plaine")[: 1 + place % 3],
        status="left" if place == 3 else "active",
        status_on=date(2026, 9, 20) if place == 3 else None,
        status_reason="Départ de la cheffe de projet." if place == 3 else "",
        members=people,
        composition=tuple(count for count in composition if count.count),
        deliverables=tuple(
            deliverable(name, title, place + i)
            for i, title in enumerate(("Diagnostic", "Plan d’action", "Partenariat", "Présentation finale"))
        ),
    )


def attendance(teams: list[TeamPart]) -> Attendance:
    """Everybody came to every half-day, but for one in the afternoons."""
    size = sum(len(part.members) for part in teams)
    halves = (size, max(size - 1, 0))
    sessions = tuple(
        SessionPresence(label, datetime.combine(day, time(9, 30), PARIS), True, 2, halves, size, size + 2)
        for label, _title, day in SESSIONS
    )
    kinds = [member.actor_type for part in teams for member in part.members]
    return Attendance(
        half_days_held=2 * len(SESSIONS),
        participations=sum(halves) * len(SESSIONS),
        persons=size,
        minutes=sum(halves) * len(SESSIONS) * 200,
        sessions=sessions,
        by_actor_type=tuple(Share(kind, kinds.count(kind), kinds.count(kind) * 10) for kind in KINDS if kind in kinds),
        by_territory=tuple(Share(part.name, len(part.members), len(part.members) * 10) for part in teams),
    )


def report(teams: int = 6) -> Report:
    names = [TEAMS[i] if i < len(TEAMS) else f"Territoire {i + 1}" for i in range(teams)]
    parts = tuple(team(name, place) for place, name in enumerate(names))
    people = [member for part in parts for member in part.members]
    counted = tuple(Count(kind, sum(p.actor_type == kind for p in people)) for kind in KINDS)
    given = [d for part in parts for d in part.deliverables]
    return Report(
        cycle=CycleCard(
            slug="numerique-innovation-sociale",
            title="Numérique et innovation sociale",
            subtitle="Enjeux, pratiques et perspectives pour le développement des quartiers",
            theme="Les services en ligne laissent de côté les habitants qui ne les maîtrisent pas ; ils sont aussi "
            "un levier : services, activité, participation.\n\nLe cycle aide les territoires à tenir les deux bouts.",
            objectives="- Comprendre les enjeux\n- Élaborer un plan d’action\n- Nouer un partenariat local",
            organiser="Centre de ressources politique de la ville (démonstration)",
            co_organisers=("Région de démonstration",),
            coordinators=("Claire Démo",),
            language="fr",
            line_colour="teal",
            is_demonstration=True,
        ),
        figures=Figures(
            len(parts),
            len(people),
            14,
            len(SESSIONS) - 1,
            10,
            len(given),
            sum(d.delivered is not None for d in given),
            sum(d.retained is not None for d in given),
        ),
        foreword=Text(
            "Ce document rend compte de quatre séances et du travail des équipes.\n\n" + NOTE.split("\n\n")[0],
            "La directrice",
        ),
        lessons=Text(
            "1. **Partir des lieux**, puis des outils.\n2. Dire qui pilote, et quand.\n3. Faire venir le bailleur tôt."
            "\n\n> Nous n’avions jamais réuni l’office, le centre social et la mission locale autour de la même table."
        ),
        sessions=tuple(session(*values) for values in SESSIONS),
        composition=tuple(count for count in counted if count.count),
        teams=parts,
        context=Text("Le guichet a déménagé : qui ne suit pas perd.\n\n## Les mots\n\nUn **tiers-lieu** est un lieu."),
        method=Text("Une expertise, un cadre, une visite, un atelier."),
        recommendations=Text("## Aux élus\n\n- Ouvrir le soir.\n\n## À l’État\n\n- Un seul bilan."),
        next=Text("Un appel à chaque équipe à six mois."),
        attendance=attendance(list(parts)),
        organisations=tuple(Count(kind, place + 1) for place, kind in enumerate(KINDS)),
        individuals=(Member("Ana Passage", "chargée d’études", "Université", "École ou recherche", "participant"),),
    )


def finding(statement: str, theme: str = "Emploi") -> PlainRow:
    details = (Detail("Catégorie", "besoin", "category"), Detail("Thème", theme, "theme"))
    return PlainRow("D1", statement, details, "finding", theme=theme)


def action(title: str, starts: date, theme: str = "Emploi") -> PlainRow:
    details = (Detail("Pilote", "Ville", "pilote"), Detail("Budget", "1 000 €, prévisionnel, non engagé", "budget"))
    return PlainRow(
        "A1", title, details, "action", theme=theme, starts=starts, cents=100_000, sources=(Source("État", 50_000),)
    )


def empty() -> Report:
    full = report()
    return replace(
        full,
        cycle=replace(full.cycle, theme="", objectives="", subtitle="", co_organisers=(), coordinators=()),
        figures=Figures(0, 0, 0, 0, 0, 0, 0, 0),
        foreword=Text(),
        lessons=Text(),
        sessions=(),
        composition=(),
        teams=(),
        individuals=(),
        context=Text(),
        method=Text(),
        recommendations=Text(),
        next=Text(),
        attendance=Attendance(),
        organisations=(),
    )
