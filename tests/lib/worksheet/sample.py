"""A declaration with every kind of column, and rows of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from lib.worksheet.columns import (
    CHOICE,
    MANY,
    MONEY,
    MONTH,
    NUMBER,
    REFERENCE,
    REFERENCES,
    TEXT,
    Column,
    Declaration,
    Identity,
)

MOMENT = datetime(2026, 6, 18, 10, 0, tzinfo=UTC)
THEMES = (("employment", "Emploi, insertion"), ("childcare", "Garde d’enfants"), ("digital", "Numérique"))
ACTIONS = Declaration(
    "actions",
    "Actions",
    (
        Column("reference", "Référence", REFERENCE, prefix="A", width=11),
        Column("title", "Intitulé", TEXT, required=True, max_length=200, width=40, help="En une phrase."),
        Column("findings", "Constats", REFERENCES, prefix="D"),
        Column("theme", "Thème", CHOICE, choices=THEMES),
        Column("publics", "Publics", MANY, choices=(("young", "Jeunes"), ("women", "Femmes"), ("all", "Tous publics"))),
        Column("partners", "Partenaires", MANY, width=30),
        Column("starts", "Début", MONTH),
        Column("budget", "Budget prévisionnel", MONEY, also=("Montant",)),
        Column("target", "Cible", NUMBER),
    ),
    key="reference",
)
IDENTITY = Identity("actions", cycle="numerique", team="3", deliverable="12", version="40")
ROWS = (
    {
        "reference": "A1",
        "title": "Un bus du numérique",
        "findings": ("D1", "D3"),
        "theme": "digital",
        "publics": ("young", "women"),
        "partners": ("Ville de Vaulx-en-Velin", "Association A, B et C"),
        "starts": date(2026, 9, 1),
        "budget": Decimal("12500.50"),
        "target": Decimal(40),
    },
    {"reference": "A2", "title": "=1+1 : un titre qui n’est pas une formule", "partners": ("Seule, avec une virgule",)},
)
