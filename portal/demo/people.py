"""The cast: every name is invented; places are real, and structures are named after them or invented."""

from portal.demo.shapes import Member, TerritoryText

ORGANISER = "Centre de ressources politique de la ville Auvergne-Rhône-Alpes (démonstration)"
ORGANISER_ADDRESS = "12 rue des Escales\n69003 Lyon"

# account, first name, last name, function
COORDINATION = ("coordination", "Hélène", "Vasseur", "Chargée de mission")
SECOND_COORDINATION = ("samuel.okafor", "Samuel", "Okafor", "Chargé de mission")
FACILITATION = ("ines.carvalho", "Inês", "Carvalho", "Animatrice, coopérative La Marelle")
ADMINISTRATION = ("administration", "Bruno", "Thévenet", "Responsable administratif")

REFERENT, READER = "referent", "reader"

VALLEE_DU_GIER = TerritoryText(
    "Vallée du Gier",
    "Loire",
    ("Grand-Pont et centre-ville, Rive-de-Gier", "Crêt de l’Œillet, Saint-Chamond", "La Grand-Croix"),
    (
        Member(
            "Nadia",
            "Belkhir",
            "Saint-Étienne Métropole",
            "Cheffe de projet contrat de ville",
            REFERENT,
            account="referente.gier",
        ),
        Member(
            "Thomas", "Rivoire", "Ville de Rive-de-Gier", "Responsable de la médiathèque", account="contributeur.gier"
        ),
        Member("Awa", "Diarra", "Centre social des Trois Ponts", "Directrice"),
        Member("Gérard", "Chavanne", "Conseil citoyen du Gier", "Membre du conseil citoyen", READER),
        Member(
            "Émilie",
            "Fontvieille",
            "Direction départementale de l’emploi et des solidarités de la Loire",
            "Déléguée territoriale",
        ),
        Member("Kévin", "Pham", "Les Ateliers du Dorlay", "Fondateur de la ressourcerie numérique", cycles="1"),
        Member("Solange", "Marcoux", "École des métiers du Gier", "Formatrice", cycles="2", accepted=False),
    ),
)
VAULX_EN_VELIN = TerritoryText(
    "Vaulx-en-Velin",
    "Rhône",
    ("Grande Île", "Les Noirettes", "Vaulx-Sud"),
    (
        Member(
            "Karim",
            "Zerouali",
            "Ville de Vaulx-en-Velin",
            "Directeur de la politique de la ville",
            REFERENT,
            account="referent.vaulx",
        ),
        Member(
            "Chloé",
            "Desmarest",
            "Association Passerelles numériques",
            "Médiatrice numérique",
            account="contributrice.vaulx",
        ),
        Member("Jean-Luc", "Perrachon", "Métropole de Lyon", "Chef de projet développement économique"),
        Member("Fatoumata", "Sylla", "Maison de l’emploi du Velin", "Conseillère en insertion"),
        Member("Pauline", "Aubertin", "Préfecture du Rhône", "Déléguée du préfet", READER),
        Member("Mehdi", "Hamdani", "La Planche à outils", "Porteur du projet de tiers-lieu", cycles="1"),
        Member("Rosa", "Monteiro", "Conseil citoyen de la Grande Île", "Coprésidente", cycles="1"),
        Member("Vincent", "Lacombe", "Rhône Habitat Solidaire", "Responsable de la gestion de proximité", cycles="1"),
        Member("Lucie", "Nguyen", "Université populaire du Velin", "Coordinatrice", cycles="2"),
        Member(
            "Olivier",
            "Bessard",
            "Rectorat, service de l’éducation prioritaire",
            "Chargé de mission",
            READER,
            cycles="2",
            accepted=False,
        ),
    ),
)
CLERMONT = TerritoryText(
    "Clermont Métropole",
    "Puy-de-Dôme",
    ("Quartiers Nord", "La Gauthière", "Saint-Jacques"),
    (
        Member(
            "Florence", "Bargoin", "Clermont Métropole", "Chargée de mission cohésion sociale", REFERENT, cycles="1"
        ),
        Member("Yacine", "Touati", "Espace numérique de la Gauthière", "Animateur", cycles="1"),
        Member(
            "Marie-Ange", "Roussel", "Département du Puy-de-Dôme", "Responsable de l’inclusion numérique", cycles="1"
        ),
        Member("Denis", "Chassagne", "Auvergne Logis", "Directeur de l’agence nord", READER, cycles="1"),
        Member("Ilona", "Kowalczyk", "École d’ingénieurs du Puy", "Enseignante-chercheuse", cycles="1"),
    ),
)
CHAMBERY = TerritoryText(
    "Grand Chambéry",
    "Savoie",
    ("Hauts-de-Chambéry", "Biollay – Bellevue"),
    (
        Member("Aurélie", "Montmayeur", "Grand Chambéry", "Cheffe de projet cohésion urbaine", REFERENT),
        Member("Idriss", "Bouhaddi", "Régie de quartier des Hauts", "Directeur"),
        Member("Catherine", "Blanc-Gonnet", "Ville de Chambéry", "Adjointe au directeur de la vie associative"),
        Member("Tiago", "Ferreira", "Fabrique des Combes", "Animateur de l’atelier de fabrication", cycles="1"),
        Member("Noémie", "Charvin", "Mission locale du bassin chambérien", "Conseillère", cycles="2"),
    ),
)
VALENCE = TerritoryText(
    "Valence Romans",
    "Drôme",
    ("Valence-le-Haut", "La Monnaie, Romans-sur-Isère", "Polygone"),
    (
        Member("Stéphane", "Arnoux", "Valence Romans Agglo", "Chef de projet politique de la ville", REFERENT),
        Member("Leïla", "Mansouri", "Maison de quartier du Plan", "Directrice"),
        Member("Christophe", "Eynard", "Préfecture de la Drôme", "Délégué du préfet", READER),
        Member("Adeline", "Guironnet", "Coopérative Les Volets verts", "Gérante"),
        Member("Boubacar", "Keita", "Conseil citoyen de Valence-le-Haut", "Membre du conseil citoyen", cycles="1"),
        Member("Sandrine", "Reboul", "Drôme Habitat Avenir", "Chargée du développement social", cycles="1"),
    ),
)
ANNEMASSE = TerritoryText(
    "Annemasse",
    "Haute-Savoie",
    ("Le Perrier", "Livron – Helvetia Park"),
    (
        Member("Mathilde", "Duret", "Annemasse Agglo", "Responsable de la cohésion sociale", REFERENT, cycles="1"),
        Member("Hugo", "Sallaz", "Ville d’Annemasse", "Coordinateur jeunesse", cycles="1"),
        Member("Samira", "Ouali", "Maison des habitants du Perrier", "Médiatrice", cycles="1"),
        Member("Pierre-Yves", "Mermet", "Passerelle Emploi Salève", "Chargé de projets", cycles="1"),
        Member("Ngoc", "Tran", "Les Couturières du Salève", "Présidente", cycles="1"),
    ),
)
ROANNAIS = TerritoryText(
    "Roannais",
    "Loire",
    ("Le Parc", "Bourgogne", "Saint-Clair"),
    (
        Member(
            "Bénédicte",
            "Chambost",
            "Roannais Agglomération",
            "Chargée de mission contrat de ville",
            REFERENT,
            cycles="2",
        ),
        Member("Amadou", "Cissé", "Centre social du Parc", "Coordinateur jeunesse", cycles="2"),
        Member("Laurent", "Déchelette", "Ville de Roanne", "Responsable des écoles", cycles="2"),
        Member("Zohra", "Amrani", "Les Cuisines partagées", "Présidente", cycles="2"),
    ),
)
ECHIROLLES = TerritoryText(
    "Échirolles",
    "Isère",
    ("Village 2", "Villeneuve", "La Luire – Viscose"),
    (
        Member("Fabien", "Rochas", "Ville d’Échirolles", "Directeur de l’éducation", REFERENT, cycles="2"),
        Member("Mariam", "Traoré", "Maison des habitants Anatole", "Référente familles", cycles="2"),
        Member("Élodie", "Vial", "Grenoble-Alpes Métropole", "Chargée de mission égalité", cycles="2"),
        Member("Younès", "Kaddouri", "Atelier vélo de la Villeneuve", "Mécanicien et formateur", cycles="2"),
        Member("Anne", "Sestier", "Alpes Habitat Commun", "Responsable d’agence", READER, cycles="2"),
        Member("Paul", "Giroud", "Laboratoire des villes alpines", "Doctorant", READER, cycles="2", accepted=False),
    ),
)
BOURG = TerritoryText(
    "Bourg-en-Bresse",
    "Ain",
    ("Reyssouze", "Terre des Fleurs", "Croix-Blanche"),
    (
        Member("Claire", "Burtin", "Grand Bourg Agglomération", "Cheffe de service", REFERENT, cycles="2"),
        Member("Sofiane", "Lounis", "Ville de Bourg-en-Bresse", "Médiateur", cycles="2"),
        Member("Martine", "Pélisson", "Bibliothèque sonore de l’Ain", "Bénévole", cycles="2"),
        Member(
            "Joëlle",
            "Convert",
            "Direction départementale de l’emploi et des solidarités de l’Ain",
            "Déléguée territoriale",
            cycles="2",
        ),
    ),
)
MONTLUCON = TerritoryText(
    "Montluçon",
    "Allier",
    ("Fontbouillant", "Bien-Assis"),
    (
        Member("Xavier", "Desforges", "Montluçon Communauté", "Chef de projet", REFERENT, cycles="2"),
        Member("Dounia", "Haddad", "Association Le Fil d’Ariane", "Formatrice", cycles="2"),
        Member("Bernard", "Lamoureux", "Conseil citoyen de Fontbouillant", "Membre du conseil citoyen", cycles="2"),
        Member("Céline", "Auroy", "Département de l’Allier", "Responsable de l’insertion", cycles="2", accepted=False),
    ),
)

TERRITORIES = {
    territory.name: territory
    for territory in (
        VALLEE_DU_GIER,
        VAULX_EN_VELIN,
        CLERMONT,
        CHAMBERY,
        VALENCE,
        ANNEMASSE,
        ROANNAIS,
        ECHIROLLES,
        BOURG,
        MONTLUCON,
    )
}

# Structures by actor type; the values are those of ``partners.ActorType``.
STRUCTURES = {
    "epci": (
        "Saint-Étienne Métropole", "Métropole de Lyon", "Clermont Métropole", "Grand Chambéry", "Valence Romans Agglo",
        "Annemasse Agglo", "Roannais Agglomération", "Grenoble-Alpes Métropole", "Grand Bourg Agglomération",
        "Montluçon Communauté",
    ),
    "commune": (
        "Ville de Rive-de-Gier", "Ville de Vaulx-en-Velin", "Ville de Chambéry", "Ville d’Annemasse", "Ville de Roanne",
        "Ville d’Échirolles", "Ville de Bourg-en-Bresse",
    ),
    "department": ("Département du Puy-de-Dôme", "Département de l’Allier"),
    "state": (
        "Direction départementale de l’emploi et des solidarités de la Loire", "Préfecture du Rhône",
        "Préfecture de la Drôme", "Direction départementale de l’emploi et des solidarités de l’Ain",
    ),
    "public_service": (
        "Maison de l’emploi du Velin", "Mission locale du bassin chambérien",
        "Rectorat, service de l’éducation prioritaire",
    ),
    "landlord": ("Rhône Habitat Solidaire", "Auvergne Logis", "Drôme Habitat Avenir", "Alpes Habitat Commun"),
    "neighbourhood": (
        "Centre social des Trois Ponts", "Espace numérique de la Gauthière", "Régie de quartier des Hauts",
        "Maison de quartier du Plan", "Maison des habitants du Perrier", "Centre social du Parc",
        "Maison des habitants Anatole",
    ),
    "residents": (
        "Conseil citoyen du Gier", "Conseil citoyen de la Grande Île", "Conseil citoyen de Valence-le-Haut",
        "Conseil citoyen de Fontbouillant",
    ),
    "project_holder": (
        "Les Ateliers du Dorlay", "Association Passerelles numériques", "La Planche à outils", "Fabrique des Combes",
        "Les Couturières du Salève", "Passerelle Emploi Salève", "Les Cuisines partagées",
        "Atelier vélo de la Villeneuve", "Bibliothèque sonore de l’Ain", "Association Le Fil d’Ariane",
    ),
    "research": (
        "École des métiers du Gier", "Université populaire du Velin", "École d’ingénieurs du Puy",
        "Laboratoire des villes alpines",
    ),
    "company": ("Coopérative Les Volets verts",),
}  # fmt: skip
ACTOR_TYPE = {name: actor_type for actor_type, names in STRUCTURES.items() for name in names}
