"""What a team's file says at one version: the work as far as it had come then."""

from dataclasses import dataclass

from portal.demo.shapes import Work

STEMS = {
    "diagnostic": "diagnostic",
    "action_plan": "plan-action",
    "partnership": "partenariat",
    "presentation": "presentation",
    "other": "lieu",
}
FINDINGS = ("Constats", "Ce que nous avons vu et entendu, et d’où nous le tenons.", ("Constat", "Source"))
ACTIONS = (
    "Actions",
    "Chaque action a un pilote à qui l’on peut téléphoner.",
    ("Action", "Pilote", "Quand", "On verra que cela marche à"),
)
PARTNERS = (
    "Partenaires",
    "Ce qui est dit, ce qui est écrit, ce qui est signé.",
    ("Partenaire", "Contribution", "Forme"),
)


@dataclass(frozen=True)
class Part:
    title: str
    introduction: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Paper:
    """``missing``: how many rows this version still lacks."""

    cycle: str
    territory: str
    title: str
    kind: str
    work: Work
    version: int = 1
    missing: int = 0

    @property
    def stem(self) -> str:
        return STEMS[self.kind]

    @property
    def heading(self) -> str:
        return f"{self.title} : {self.territory}"

    @property
    def summary(self) -> str:
        words = self.work.summary
        if self.version > 1:
            words += f" Cette version {self.version} tient compte des retours reçus."
        return words

    @property
    def unknown(self) -> str:
        return (
            f"Les chiffres de « {self.work.figures_title.lower()} » portent sur une courte période ; "
            f"nous n’avons pas pu interroger celles et ceux qui ne viennent pas. Lieu observé : {self.work.place}."
        )

    def rows(self, rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return rows[: max(1, len(rows) - self.missing)]

    def parts(self) -> list[Part]:
        """The parts that this kind of deliverable holds, the main one first."""
        findings = Part(*FINDINGS, self.rows(self.work.findings))
        actions = Part(*ACTIONS, self.rows(self.work.actions))
        partners = Part(*PARTNERS, self.rows(self.work.partners))
        return {
            "diagnostic": [findings],
            "action_plan": [actions, findings],
            "partnership": [partners, actions],
            "presentation": [findings, actions, partners],
            "other": [findings],
        }[self.kind]
