"""The cycle in course: invented from end to end, dated from the day of loading."""

from portal.demo.shapes import AssignmentText, CycleText, Item, SessionText

WELCOME = Item("09:00", "09:30", "break", "Accueil et café")
LUNCH = Item("12:30", "13:45", "break", "Déjeuner")

SESSION_1 = SessionText(
    title="Où apprend-on dans un quartier ?",
    host="Grand Chambéry",
    venue="Maison des associations, salle des Combes",
    address="67 rue des Écoles, 73000 Chambéry\nBus ligne A, arrêt Les Combes. Entrée par le jardin.",
    contact="Samuel Okafor, 04 00 00 00 02",
    questions=(
        "Qui apprend quoi, de qui, et à quelles heures ?",
        "Que savons-nous des apprentissages hors de l’école ?",
    ),
    items=(
        WELCOME,
        Item("09:30", "10:00", "plenary", "Ouverture : huit territoires, cinq livrables"),
        Item(
            "10:00",
            "10:50",
            "expertise",
            "Apprendre hors les murs",
            "Ce que l’on mesure, ce que l’on ne voit pas.",
            ("Agathe Riffard, sociologue, Laboratoire des villes alpines",),
        ),
        Item("10:50", "11:05", "break", "Pause"),
        Item(
            "11:05",
            "11:45",
            "framing",
            "Cités éducatives et contrats de ville",
            "Deux cadres, un même quartier : qui fait quoi.",
            ("Joëlle Convert, déléguée territoriale, services de l’État",),
        ),
        Item(
            "11:45",
            "12:30",
            "experience",
            "Une université populaire au pied des tours",
            "",
            ("Lucie Nguyen, coordinatrice, Université populaire du Velin",),
        ),
        LUNCH,
        Item(
            "13:45",
            "15:45",
            "workshop",
            "Atelier : repérer les lieux où l’on apprend",
            "Carte, photographies, heures d’ouverture.",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("15:45", "16:30", "plenary", "Mise en commun"),
    ),
    notes="""Huit équipes, trente-six personnes, et une surprise : invitées à placer sur une carte les lieux où l’on apprend, elles ont toutes oublié l’école au premier tour. Sont venus d’abord la médiathèque, le jardin partagé, l’atelier vélo, la cuisine du centre social, le banc.

La sociologue a proposé de compter autrement : non les inscrits, mais les heures où quelqu’un apprend quelque chose à quelqu’un. Les équipes du Roannais et d’Échirolles vont l’essayer pendant une semaine, avec un carnet.

Le cadrage a rassuré. Les cités éducatives et les contrats de ville ont leurs calendriers, mais rien n’empêche un diagnostic commun. Trois territoires vont le proposer à leurs comités.

À retenir : photographier avant de classer ; demander à ceux qui apprennent, et pas seulement à ceux qui enseignent.""",
    documents=("Carnet d’une semaine d’apprentissages",),
)
SESSION_2 = SessionText(
    title="Apprendre un métier, apprendre en travaillant",
    host="Ville de Vaulx-en-Velin",
    venue="Maison de l’emploi du Velin",
    address="11 avenue de la Soie, 69120 Vaulx-en-Velin\nTramway, arrêt Vaulx-en-Velin – La Soie, puis cinq minutes à pied.",
    contact="Hélène Vasseur, 04 00 00 00 01",
    questions=(
        "Comment un quartier forme-t-il aux métiers qu’il abrite ?",
        "Que valent les savoirs appris sans diplôme ?",
    ),
    items=(
        WELCOME,
        Item(
            "09:30",
            "10:15",
            "plenary",
            "Lecture croisée des diagnostics",
            "",
            ("Hélène Vasseur, chargée de mission, centre de ressources",),
        ),
        Item(
            "10:15",
            "11:00",
            "expertise",
            "Reconnaître les acquis de l’expérience, sans décourager",
            "",
            ("Lionel Tissot, économiste, École d’ingénieurs du Puy",),
        ),
        Item("11:00", "11:15", "break", "Pause"),
        Item(
            "11:15",
            "12:30",
            "visit",
            "Visite : une école de production et son atelier",
            "Des jeunes sans diplôme y fabriquent pour de vrais clients.",
            ("Fatoumata Sylla, conseillère en insertion, Maison de l’emploi du Velin",),
        ),
        LUNCH,
        Item(
            "13:45",
            "15:45",
            "workshop",
            "Atelier : trois actions et leurs pilotes",
            "",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("15:45", "16:30", "plenary", "Ce qui est attendu pour la séance 3"),
    ),
    notes="""La visite de l’école de production a occupé toutes les conversations. Les jeunes y travaillent sur commande, avec des délais et des clients mécontents, et c’est précisément ce qui leur plaît. Le directeur a été clair sur la contrepartie : il faut une commande publique régulière.

L’exposé sur la reconnaissance des acquis a rappelé que la moitié des dossiers sont abandonnés en route, le plus souvent au moment d’écrire. Deux équipes veulent ouvrir une aide à l’écriture au sein des médiathèques.

À l’atelier, chacun est parti d’un savoir-faire présent dans le quartier et non d’un besoin. Les actions qui en sortent sont plus petites et mieux portées. Il reste à leur trouver des pilotes : c’est l’objet des retours en cours sur les plans d’action.""",
    documents=("Fiche de visite : l’école de production",),
)
SESSION_3 = SessionText(
    title="Parents, enfants, voisins : apprendre ensemble",
    host="Grand Bourg Agglomération",
    venue="Maison de la vie associative, salle Reyssouze",
    address="2 boulevard des Tilleuls, 01000 Bourg-en-Bresse\nÀ dix minutes à pied de la gare. Garde d’enfants possible sur inscription.",
    contact="Samuel Okafor, 04 00 00 00 02",
    questions=("Comment associer les parents sans les convoquer ?", "Quels lieux mélangent les âges ?"),
    items=(
        WELCOME,
        Item(
            "09:30",
            "10:20",
            "expertise",
            "Ce que les enfants apprennent à leurs parents",
            "",
            ("Mariam Traoré, référente familles, Maison des habitants Anatole",),
        ),
        Item(
            "10:20",
            "11:00",
            "experience",
            "Des livres qui parlent : bénévoles et lecteurs",
            "",
            ("Martine Pélisson, bénévole, Bibliothèque sonore de l’Ain",),
        ),
        Item("11:00", "11:15", "break", "Pause"),
        Item(
            "11:15",
            "12:30",
            "framing",
            "Programmes de réussite éducative : mode d’emploi",
            "",
            ("Claire Burtin, cheffe de service, Grand Bourg Agglomération",),
        ),
        LUNCH,
        Item("13:45", "14:45", "visit", "Visite du jardin d’apprentissage de la Reyssouze"),
        Item(
            "14:45",
            "16:15",
            "workshop",
            "Atelier : la table du partenariat",
            "Venez avec la liste de vos partenaires.",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("16:15", "16:30", "plenary", "Ce qui est attendu pour la séance 4"),
    ),
    documents=("Plan d’accès et informations pratiques",),
)
SESSION_4 = SessionText(
    title="Faire durer : lieux, moyens, reconnaissance",
    host="Ville d’Échirolles",
    venue="Maison des habitants Anatole",
    address="5 allée des Acacias, 38130 Échirolles",
    contact="Hélène Vasseur, 04 00 00 00 01",
    questions=("Qui paie la troisième année ?", "Comment dire ce qui a été appris ?"),
    items=(
        WELCOME,
        Item("09:30", "10:30", "expertise", "Des badges et des preuves : reconnaître ce que l’on sait faire"),
        Item(
            "10:30",
            "12:30",
            "visit",
            "Visite de l’atelier vélo de la Villeneuve",
            "",
            ("Younès Kaddouri, mécanicien et formateur, Atelier vélo de la Villeneuve",),
        ),
        LUNCH,
        Item(
            "13:45",
            "16:30",
            "workshop",
            "Atelier : préparer sa restitution",
            "",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
    ),
)
CLOSING = SessionText(
    title="Restitution : huit territoires apprenants",
    host="Métropole de Lyon",
    venue="Maison des projets, grande salle",
    address="20 place des Passerelles, 69003 Lyon",
    contact="Samuel Okafor, 04 00 00 00 02",
    questions=("Que peut-on reprendre ailleurs ?",),
    starts="14:00",
    ends="17:00",
    closing=True,
    items=(
        Item("14:00", "15:20", "plenary", "Présentations des équipes, première partie"),
        Item("15:20", "15:40", "break", "Pause"),
        Item("15:40", "17:00", "plenary", "Présentations, deuxième partie, et échanges avec les élus"),
    ),
)

CYCLE = CycleText(
    key="2",
    slug="quartiers-apprenants",
    title="Quartiers apprenants",
    subtitle="Apprendre à tout âge, près de chez soi",
    theme="""On apprend dans un quartier bien au-delà de l’école : dans un atelier, une cuisine, un jardin, au travail, entre voisins. Ces apprentissages sont rarement vus et presque jamais soutenus.

Le cycle aide huit territoires à les repérer, à les relier et à les faire durer.""",
    objectives="""Repérer les lieux et les heures où l’on apprend.
Bâtir un plan d’action porté par des pilotes nommés.
Nouer un partenariat entre l’école, les structures de quartier et les employeurs.""",
    line_colour="plum",
    wanted_actor_types=("epci", "commune", "state", "neighbourhood"),
    sessions=(SESSION_1, SESSION_2, SESSION_3, SESSION_4, CLOSING),
    assignments=(
        AssignmentText(
            "other",
            "Photographie d’un lieu où l’on apprend",
            "Une photographie prise au téléphone et trois lignes : quel lieu, qui y vient, à quelle heure.",
            1,
            2,
            return_mode="none",
        ),
        AssignmentText(
            "diagnostic",
            "Diagnostic",
            "Cinq à dix pages sur les lieux, les heures et les personnes ; vos sources ; ce que vous ne savez pas.",
            1,
            2,
            template=True,
        ),
        AssignmentText(
            "action_plan",
            "Plan d’action",
            "Trois à six actions avec un pilote, une date, et un signe que cela marche.",
            2,
            3,
            return_mode="decision",
            template=True,
        ),
        AssignmentText("partnership", "Partenariat", "Qui s’engage à quoi : dit, écrit ou signé.", 3, 4),
        AssignmentText("presentation", "Présentation finale", "Dix diapositives pour huit minutes.", 4, 5),
    ),
    territories=(
        "Vallée du Gier",
        "Vaulx-en-Velin",
        "Grand Chambéry",
        "Valence Romans",
        "Roannais",
        "Échirolles",
        "Bourg-en-Bresse",
        "Montluçon",
    ),
    chapters={},
)
