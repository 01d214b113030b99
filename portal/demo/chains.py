"""The chain of each team: the rows that stand beside its files, from the same matter, with what only rows say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from cycles.models import Cycle
from deliverables.chain import operations
from deliverables.chain.models import Row
from deliverables.models import Deliverable
from lib.text import typography_fr as fr
from portal.demo.dates import at
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.shapes import Work
from portal.demo.works import SIGNED, WRITTEN

FUND = "Fondation Horizon commun"  # the one that stands in four territories
FORMAL = {SIGNED: "convention", WRITTEN: "letter"}


@dataclass(frozen=True)
class Found:
    """Beside a finding of the work: category, theme, priority; a figure; the number of the neighbourhood, from 1."""

    category: str
    theme: str
    priority: str = ""
    value: str = ""
    unit: str = ""
    year: str = ""
    place: int = 0


@dataclass(frozen=True)
class Planned:
    """Beside an action of the work. ``starts`` and ``lasts`` are months, from the January after the cycle's first
    session; no start is a loose end, and so is no pilote."""

    findings: str
    theme: str
    public: str = ""
    pilote: str = ""
    partners: tuple[str, ...] = ()
    starts: int | None = None
    lasts: int = 0
    budget: str = ""
    sources: tuple[str, ...] = ()
    target: str = ""
    place: int = 0


@dataclass(frozen=True)
class Backed:
    """Beside a partner of the work, or one of its own when it has a name."""

    actions: str
    role: str
    brings: tuple[str, ...]
    actor_type: str = ""
    name: str = ""
    formal: str = "spoken"


@dataclass(frozen=True)
class Chain:
    findings: tuple[Found, ...]
    actions: tuple[Planned, ...]
    contributions: tuple[Backed, ...] = ()


DIGITAL, THIRD, WORK, JOBS = "Compétences numériques", "Tiers-lieux", "Développement économique", "Emploi"
TIES, TAKING_PART, SCHOOL, CARE = "Lien social", "Participation", "Éducation", "Garde d’enfants"
PLACE = "Cadre de vie"

CHAINS: dict[str, dict[str, Chain]] = {
    "1": {
        "Vallée du Gier": Chain(
            (Found("need", DIGITAL, "high", "33", "% des habitants entendus", "2025", 1), Found("weakness", THIRD, "high", "4", "lieux d’accueil", "2025"), Found("strength", PLACE, "low", place=1), Found("opportunity", JOBS, "middle", "12", "jeunes formés", "2025")),
            (Planned("D1 D2", DIGITAL, "Habitants sans ordinateur", "Centre social des Trois Ponts", ("Ville de Rive-de-Gier", FUND), 1, 6, "18000", ("Ville de Rive-de-Gier : 6 000", f"{FUND} : 8 000", "État : 4 000"), "40", 1), Planned("D4", JOBS, "Jeunes de 16 à 25 ans", "Les Ateliers du Dorlay", ("École des métiers du Gier",), 2, 10, "24500", ("État : 12 000", "Région : 9 500"), "2"), Planned("D2", THIRD, "Agents d’accueil", "Saint-Étienne Métropole", (), 3, 0, "0", (), "4")),
            (Backed("A1", "associate", ("premises", "network"), "commune"), Backed("A1 A3", "operator", ("staff",), "neighbourhood"), Backed("", "funder", ("money",), "state"), Backed("A1", "funder", ("money",), "company", FUND, "convention")),
        ),
        "Vaulx-en-Velin": Chain(
            (Found("weakness", THIRD, "high", "7", "lieux ouverts aux mêmes heures", "2025"), Found("need", DIGITAL, "high", "50", "% des demandes", "2025"), Found("weakness", DIGITAL, "middle", "23", "agents interrogés", "2025"), Found("opportunity", THIRD, "high", "210", "m²", "2025", 1), Found("strength", TAKING_PART, "low")),
            (Planned("D4", THIRD, "Tous les habitants", "La Planche à outils", ("Rhône Habitat Solidaire", "Métropole de Lyon", FUND), 4, 24, "146000", ("Métropole de Lyon : 60 000", "État : 40 000", f"{FUND} : 25 000"), "5 jours ouverts", 1), Planned("D1", DIGITAL, "Habitants et agents", "Ville de Vaulx-en-Velin", ("Association Passerelles numériques",), 1, 2, "1500", ("Ville de Vaulx-en-Velin : 1 500",), "1 affichage"), Planned("D2 D5", TAKING_PART, "Habitants", "", ("Conseil citoyen de Vaulx-en-Velin",), 2, 3, "2400", (), "600 vues"), Planned("D3", DIGITAL, "Agents d’accueil", "Association Passerelles numériques", (), 3, 2, "7200", ("État : 7 200",), "20 agents")),
            (Backed("A1", "associate", ("premises",), "landlord"), Backed("A1", "associate", ("expertise",), "epci"), Backed("A2 A4", "operator", ("staff", "network"), "public_service"), Backed("A1", "funder", ("money", "expertise"), "company", FUND, "letter")),
        ),
        "Clermont Métropole": Chain(
            (Found("threat", DIGITAL, "high", "4", "animateurs pour neuf lieux", "2025"), Found("need", DIGITAL, "middle", "77", "personnes de 60 ans et plus", "2025", 1), Found("opportunity", SCHOOL, "middle")),
            (Planned("D1 D3", SCHOOL, "Étudiants", "École d’ingénieurs du Puy", ("Clermont Auvergne Métropole",), 9, 6, "9000", ("Région : 9 000",), "6 stages"), Planned("D2", DIGITAL, "Locataires âgés", "Auvergne Logis", (), 5, 2, "3600", ("Auvergne Logis : 3 600",), "12 gardiens"), Planned("D1 D2", PLACE, "Habitants éloignés des lieux", "Clermont Auvergne Métropole", ("Département du Puy-de-Dôme",), None, 0, "58000", ("Département du Puy-de-Dôme : 29 000", "État : 20 000"), "8 arrêts")),
        ),
        "Grand Chambéry": Chain(
            (Found("weakness", THIRD, "high", "70", "% des visiteurs", "2025", 1), Found("strength", WORK, "middle", "300", "appareils par an", "2024"), Found("need", DIGITAL, "low")),
            (Planned("D1 D2", TIES, "Habitants du quartier", "Régie de quartier des Hauts-de-Chambéry", ("Ville de Chambéry", FUND), 1, 12, "8200", ("Ville de Chambéry : 3 200", f"{FUND} : 5 000"), "1 habitant sur 2", 1), Planned("D1", THIRD, "Habitants du quartier", "Fabrique des Combes", (), 3, 0, "", (), "10 clés", 1)),
            (Backed("A1", "funder", ("money",), "commune"), Backed("A1 A2", "operator", ("staff", "premises"), "neighbourhood"), Backed("A1", "funder", ("money",), "company", FUND, "spoken")),
        ),
        "Valence Romans": Chain(
            (Found("weakness", PLACE, "high", "6", "heures par semaine", "2025"), Found("opportunity", DIGITAL, "low"), Found("need", DIGITAL, "high", "50", "% des appels", "2025")),
            (Planned("D1", TIES, "Salariés aux horaires décalés", "Maison de quartier", ("Ville de Valence", FUND), 11, 12, "21000", ("Ville de Valence : 11 000", f"{FUND} : 10 000"), "12 heures", 1), Planned("D3", TAKING_PART, "Locataires", "Conseil citoyen", ("Drôme Habitat Avenir",), 2, 8, "15000", ("Drôme Habitat Avenir : 15 000",), "90 appels sur 100"), Planned("", WORK, "Artisans du réemploi", "Coopérative Les Volets verts", ("Valence Romans Agglo",), 4, 9, "12000", ("Région : 6 000",), "1 emploi")),
            (Backed("A2", "funder", ("money", "staff"), "landlord"), Backed("", "associate", ("network",), "state"), Backed("A1", "funder", ("money",), "company", FUND, "letter")),
        ),
        "Annemasse": Chain(
            (Found("weakness", TIES, "high", "6", "langues à l’accueil", "2025", 1), Found("need", JOBS, "high", "100", "minutes en moyenne", "2025"), Found("strength", WORK, "middle", "80", "km", "2024")),
            (Planned("D1 D2", TIES, "Habitants qui lisent peu le français", "Ville d’Annemasse", ("Passerelle Emploi Salève",), 3, 4, "4800", ("Ville d’Annemasse : 2 800", "État : 2 000"), "6 fiches", 1), Planned("D3", WORK, "Artisanes", "Les Couturières du Salève", (), 5, 12, "6500", ("Région : 6 500",), "4 artisanes")),
            (Backed("A1", "operator", ("money", "network"), "commune"), Backed("A1", "associate", ("staff", "expertise"), "public_service")),
        ),
    },
    "2": {
        "Vallée du Gier": Chain(
            (Found("strength", TIES, "high", "40", "anciens volontaires"), Found("opportunity", SCHOOL, "high", "12", "places libres"), Found("weakness", SCHOOL, "middle")),
            (Planned("D1 D2", SCHOOL, "Jeunes de 12 à 18 ans", "Centre social des Trois Ponts", ("École des métiers du Gier",), 3, 4, "6000", ("Ville de Rive-de-Gier : 3 000", "État : 3 000"), "20 jeunes", 1), Planned("D1", TIES, "Toute la vallée", "", ("Ville de Rive-de-Gier",), None, 0, "9500", (), "40 portraits")),
        ),
        "Vaulx-en-Velin": Chain(
            (Found("need", SCHOOL, "high", "120", "personnes en attente"), Found("weakness", CARE, "high"), Found("need", SCHOOL, "middle")),
            (Planned("D1 D2", CARE, "Adultes qui apprennent le français", "Université populaire du Velin", ("Métropole de Lyon",), 1, 6, "32000", ("Métropole de Lyon : 20 000",), "60 places", 1), Planned("D3", TIES, "Parents", "Association Passerelles numériques", (), 2, 10, "4000", (), "1 par semaine")),
        ),
        "Échirolles": Chain(
            (Found("strength", WORK, "high", "340", "vélos réparés", "2025"), Found("opportunity", JOBS, "high", "6", "personnes", "2025"), Found("weakness", TIES, "high", "18", "filles", "2025")),
            (Planned("D3", TIES, "Filles de 10 à 17 ans", "Maison des habitants Anatole", ("Alpes Habitat Commun",), 1, 6, "5200", ("Ville d’Échirolles : 3 200", "État : 2 000"), "15 inscrites", 1), Planned("D1 D2", JOBS, "Bénévoles de l’atelier", "Atelier vélo de la Villeneuve", ("Grenoble-Alpes Métropole",), 6, 6, "11000", ("Région : 7 000",), "6 candidats", 1)),
            (Backed("A1", "associate", ("premises",), "landlord"), Backed("A2", "funder", ("money",), "epci")),
        ),
    },
}  # fmt: skip
WORKSHOP = (
    {"title": "Un guide des cours de français, quartier par quartier", "objective": "Que chacun trouve le cours le plus proche et son horaire.", "findings": ("D1",)},
    {"title": "Accueillir les enfants pendant les cours", "pilote": "Maison de l’emploi du Velin", "findings": ("D2",)},
)  # fmt: skip
DEFAULT = Chain((Found("need", SCHOOL),), (Planned("", SCHOOL),), (Backed("", "associate", ("network",)),))


def month_after(start: date, number: int) -> date:
    """The month so many months into the year after."""
    return date(start.year + 1 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def references(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def beside(given: tuple, number: int, default: object):
    return given[number] if number < len(given) else default


def rows_of(stage: Stage, territory: str, kind: str, neighbourhoods: list[str]) -> list[dict]:
    """What the team's rows of the kind say."""
    chain = CHAINS.get(stage.text.key, {}).get(territory, DEFAULT)
    work: Work = stage.works[territory]

    def where(place: int) -> tuple[str, ...]:
        return tuple(neighbourhoods[place - 1 : place]) if place else ()

    if kind == "finding":
        pairs = [(each, beside(chain.findings, n, DEFAULT.findings[0])) for n, each in enumerate(work.findings)]
        return [
            {
                "statement": fr(said),
                "evidence_source": fr(source),
                "category": more.category,
                "theme": more.theme,
                "priority": more.priority,
                "evidence_value": Decimal(more.value) if more.value else None,
                "evidence_unit": fr(more.unit),
                "evidence_year": more.year,
                "neighbourhoods": where(more.place),
            }
            for (said, source), more in pairs
        ]
    if kind == "action":
        pairs = [(each, beside(chain.actions, n, DEFAULT.actions[0])) for n, each in enumerate(work.actions)]
        return [planned(stage, each, more) | {"neighbourhoods": where(more.place)} for each, more in pairs]
    pairs = [(each, beside(chain.contributions, n, DEFAULT.contributions[0])) for n, each in enumerate(work.partners)]
    own = [((more.name, "", ""), more) for more in chain.contributions if more.name]
    return [contribution(each, more) for each, more in [*pairs, *own]]


def planned(stage: Stage, action: tuple[str, str, str, str], more: Planned) -> dict:
    title, _who, _when, sign = action
    start = None if more.starts is None else month_after(stage.days[0], more.starts)
    return {
        "title": fr(title),
        "findings": references(more.findings),
        "theme": more.theme,
        "public": fr(more.public),
        "pilote": more.pilote,
        "partners": more.partners,
        "starts": start,
        "ends": month_after(stage.days[0], more.starts + more.lasts) if start and more.lasts else None,
        "budget": Decimal(more.budget) if more.budget else None,
        "sources": tuple(fr(source) for source in more.sources),
        "indicator": fr(sign),
        "target": fr(more.target),
        "progress": "to_start",
    }


def contribution(partner: tuple[str, str, str], more: Backed) -> dict:
    name, _what, formality = partner
    return {
        "organisation": name,
        "actor_type": more.actor_type,
        "role": more.role,
        "brings": more.brings,
        "actions": references(more.actions),
        "formality": FORMAL.get(formality, "spoken") if formality else more.formal,
    }


def write_rows(stage: Stage, deliverable: Deliverable, actor: User, *, missing: int) -> None:
    """What the draft says by rows: all but ``missing`` of them, those that the next versions bring."""
    kind = deliverable.assignment.holds
    if not kind:
        return
    neighbourhoods = [each.name for each in deliverable.team.territory.neighbourhoods.all()]
    themes = {theme.name: str(theme.pk) for theme in deliverable.assignment.cycle.themes.all()}
    wanted = rows_of(stage, str(deliverable.team), kind, neighbourhoods)
    there: list[Row] = [row for row in operations.draft_rows(deliverable) if row.removed_at is None]
    for values in wanted[len(there) : max(1, len(wanted) - missing)]:
        if "theme" in values:
            values["theme"] = themes[values["theme"]]
        deliverable.refresh_from_db()
        operations.add_row(actor=actor, deliverable=deliverable, values=values)
    deliverable.refresh_from_db()


def from_workshop(stage: Stage, cycle: Cycle) -> None:
    """What coordination typed for a team, which is still to confirm it."""
    if stage.text.key != "2":
        return
    rows = Deliverable.objects.select_related("assignment__cycle", "team__territory")
    deliverable = rows.get(assignment=cycle.assignments.all()[2], team__territory__name="Vaulx-en-Velin")
    with happened(at(stage.today, "07:40")):
        for values in WORKSHOP:
            values = {name: fr(value) if isinstance(value, str) else value for name, value in values.items()}
            deliverable.refresh_from_db()
            operations.add_row(actor=stage.staff["coordinator"], deliverable=deliverable, values=values)
