"""The finished cycle. Titles and questions are those of the real one; people, places' details and notes are invented."""

from portal.demo.report_one import CHAPTERS
from portal.demo.shapes import AssignmentText, CycleText, Item, SessionText

WELCOME = Item("09:00", "09:30", "break", "Accueil et café")

SESSION_1 = SessionText(
    title="Numérique et innovation sociale dans les quartiers : enjeux et réalités",
    host="Métropole de Lyon",
    venue="Maison des projets, salle Rhône",
    address="20 place des Passerelles, 69003 Lyon\nÀ dix minutes à pied de la gare de la Part-Dieu. Salle accessible de plain-pied.",
    contact="Hélène Vasseur, 04 00 00 00 01",
    questions=(
        "Quels sont les enjeux du numérique dans les territoires ?",
        "Le numérique peut-il porter l’innovation sociale dans les quartiers ?",
    ),
    items=(
        WELCOME,
        Item(
            "09:30",
            "10:00",
            "plenary",
            "Ouverture du cycle",
            "Ce que le cycle attend de chaque territoire : un diagnostic, un plan d’action, un partenariat.",
            ("Hélène Vasseur, chargée de mission, centre de ressources",),
        ),
        Item(
            "10:00",
            "10:50",
            "expertise",
            "Fracture, non-recours, pouvoir d’agir : de quoi parle-t-on ?",
            "Trois façons de regarder les écarts d’accès et d’usage, et ce que chacune fait faire à ceux qui l’adoptent.",
            ("Agathe Riffard, sociologue, Laboratoire des villes alpines",),
        ),
        Item("10:50", "11:05", "break", "Pause"),
        Item(
            "11:05",
            "11:45",
            "framing",
            "Contrats de ville et inclusion numérique : cadres et financements",
            "Qui décide de quoi, de l’État à la commune ; calendrier des appels à projets de l’année.",
            (
                "Émilie Fontvieille, déléguée territoriale, services de l’État",
                "Marie-Ange Roussel, responsable de l’inclusion numérique, Département du Puy-de-Dôme",
            ),
        ),
        Item(
            "11:45",
            "12:30",
            "experience",
            "Ouvrir un guichet où l’on apprend aussi",
            "Deux ans d’un accueil qui refuse de faire à la place : ce qui marche, ce qui épuise.",
            ("Chloé Desmarest, médiatrice numérique, association Passerelles numériques",),
        ),
        Item("12:30", "13:45", "break", "Déjeuner sur place"),
        Item(
            "13:45",
            "15:30",
            "workshop",
            "Atelier : dessiner la carte des usages de son quartier",
            "Par territoire : où va-t-on quand une démarche en ligne bloque ? Lieux, horaires, personnes, impasses.",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("15:30", "16:15", "plenary", "Mise en commun et premières pistes de diagnostic"),
        Item(
            "16:15",
            "16:30",
            "plenary",
            "Ce qui est attendu pour la séance 2",
            "Le diagnostic : consignes, modèle et calendrier des retours.",
        ),
    ),
    notes="""Les six équipes sont venues au complet, ce qui n’arrive guère qu’au premier rendez-vous. Trente et une personnes ont passé la journée ensemble ; la moitié ne s’étaient jamais rencontrées, y compris au sein d’un même territoire. Ce constat, fait en riant au tour de table, est devenu le premier résultat de la journée : le numérique n’a pas de service, il est partout et n’est la mission de personne.

L’intervention du matin a déplacé la question. On parle volontiers des habitants « éloignés du numérique », comme s’ils s’étaient éloignés d’eux-mêmes ; or ce sont les services qui ont déménagé. La distinction entre l’accès, l’usage et le recours a été reprise par toutes les équipes l’après-midi. Elle a une conséquence pratique : un cours d’initiation ne répond pas à quelqu’un qui sait se servir de son téléphone mais renonce à une démarche parce qu’elle exige un ordinateur, une imprimante et deux heures.

Les échanges sur le cadre réglementaire ont été plus tendus. Plusieurs associations ont dit leur fatigue des appels à projets annuels, qui financent l’ouverture d’un lieu et jamais sa troisième année. Les représentants de l’État ont rappelé les marges qui existent déjà, notamment les conventions sur plusieurs années, et noté que peu de territoires les demandent. Un rendez-vous commun est prévu avant la séance 2.

L’atelier de l’après-midi a produit six cartes. Leur comparaison est frappante : les lieux d’aide existent presque partout, mais aucun n’ouvre après 18 heures ni le samedi, et les agents des guichets s’envoient les habitants les uns aux autres sans le savoir. À Vaulx-en-Velin comme dans la vallée du Gier, la médiathèque fait déjà le travail d’un espace public numérique sans en avoir le nom ni les moyens.

À retenir : commencer le diagnostic par les parcours de cinq habitants plutôt que par la liste des équipements ; y compter les heures d’ouverture, pas seulement les lieux ; dire ce qu’on ne sait pas.""",
    documents=("Support de l’intervention sur le non-recours", "Cartes des usages : photographies des six paperboards"),
)

SESSION_2 = SessionText(
    title="Le numérique : un levier de développement économique du quartier ?",
    host="Ville de Vaulx-en-Velin",
    venue="Pôle des entreprises, plateau du premier étage",
    address="3 avenue des Canuts, 69120 Vaulx-en-Velin\nMétro puis bus jusqu’à l’arrêt Pôle des entreprises. Stationnement libre derrière le bâtiment.",
    contact="Samuel Okafor, 04 00 00 00 02",
    questions=(
        "Économie collaborative, initiative, création d’entreprise : à quelles conditions le numérique profite-t-il au quartier ?",
        "Qui crée, qui capte la valeur, et où va-t-elle ?",
        "Que peut une collectivité quand le projet naît hors de ses appels à projets ?",
    ),
    items=(
        WELCOME,
        Item(
            "09:30",
            "09:50",
            "plenary",
            "Retour sur les diagnostics",
            "Ce que les premières versions ont en commun et ce qui manque.",
            ("Hélène Vasseur, chargée de mission, centre de ressources",),
        ),
        Item(
            "09:50",
            "10:40",
            "expertise",
            "Économie collaborative : promesses et angles morts",
            "Trois modèles comparés sur ce qu’ils laissent dans le quartier.",
            ("Lionel Tissot, économiste, École d’ingénieurs du Puy",),
        ),
        Item(
            "10:40",
            "11:20",
            "framing",
            "Créer son activité en quartier prioritaire",
            "Aides, exonérations, commande publique : ce qui change pour une très petite entreprise.",
            ("Jean-Luc Perrachon, chef de projet, Métropole de Lyon",),
        ),
        Item("11:20", "11:35", "break", "Pause"),
        Item(
            "11:35",
            "12:30",
            "experience",
            "Trois projets, trois modèles",
            "Une ressourcerie numérique, une coopérative de volets réemployés, un atelier de couture qui vend en ligne.",
            (
                "Kévin Pham, fondateur, Les Ateliers du Dorlay",
                "Adeline Guironnet, gérante, Coopérative Les Volets verts",
                "Ngoc Tran, présidente, Les Couturières du Salève",
            ),
        ),
        Item("12:30", "13:45", "break", "Déjeuner préparé par une association du quartier"),
        Item(
            "13:45",
            "15:00",
            "visit",
            "Visite du chantier du tiers-lieu de la Grande Île",
            "Du local vacant au lieu partagé : le bail, les travaux, les habitants.",
            ("Mehdi Hamdani, porteur du projet, La Planche à outils",),
        ),
        Item(
            "15:00",
            "16:15",
            "workshop",
            "Atelier : du constat à l’action",
            "Passer de trois constats à trois actions : un pilote, une date, un signe que cela marche.",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("16:15", "16:30", "plenary", "Ce qui est attendu pour la séance 3"),
    ),
    notes="""La séance partait d’un doute, inscrit dans le titre par un point d’interrogation, et elle ne l’a pas levé : elle l’a précisé. Le numérique crée de l’activité dans les quartiers lorsque quelqu’un y reste pour la faire vivre. Les trois porteurs de projet invités ont des modèles très différents, mais tous trois racontent la même année d’équilibre, et la même dépendance à une personne.

L’économiste a proposé un test simple : pour un service en ligne utilisé dans le quartier, où se trouvent le compte bancaire, la décision et le savoir-faire ? Appliqué aux exemples de la salle, il a fait débat. La coopérative des volets garde les trois sur place ; la vente en ligne des couturières passe par une place de marché qui prélève un cinquième du prix, mais leur a apporté des clientes hors du département.

La visite du chantier a été le moment le plus commenté. Le local était vide depuis sept ans. Le bail précaire, accordé en trois mois, tient à un engagement personnel du bailleur plus qu’à une procédure ; les équipes ont demandé ce qu’il en resterait si la personne changeait de poste. La réponse honnête, « on ne sait pas », a conduit deux territoires à prévoir une convention écrite dans leur plan d’action.

Durant l’atelier, passer du constat à l’action s’est révélé plus difficile que prévu. Les équipes nomment volontiers un comité, rarement une personne. La consigne « un pilote est quelqu’un à qui l’on peut téléphoner » a débloqué plusieurs tables. Nous la reprendrons dans les retours sur les plans d’action.

À retenir : un projet économique de quartier se finance aussi par la commande publique, que peu d’équipes avaient envisagée ; les appels à projets viennent trop tôt ou trop tard ; l’accompagnement compte plus que la subvention dans les récits de réussite.""",
    documents=("Tableau des aides à la création d’activité", "Fiche de visite : le tiers-lieu de la Grande Île"),
)

SESSION_3 = SessionText(
    title="Participation des habitants : comment le numérique et l’innovation sociale peuvent être leviers de transformation sociale ?",
    host="Saint-Étienne Métropole",
    venue="Centre social des Trois Ponts, grande salle",
    address="7 quai des Forges, 42800 Rive-de-Gier\nÀ sept minutes à pied de la gare de Rive-de-Gier. Ascenseur par la cour.",
    contact="Hélène Vasseur, 04 00 00 00 01",
    questions=(
        "Quelle place les habitants prennent-ils dans les projets numériques, et à quel moment ?",
        "Le numérique peut-il renforcer leur pouvoir d’agir ?",
        "Que fait-on de la parole recueillie ?",
    ),
    items=(
        WELCOME,
        Item(
            "09:30",
            "10:20",
            "expertise",
            "Participer, contribuer, décider : l’échelle et ses pièges",
            "Pourquoi une consultation en ligne réussie peut laisser tout le monde mécontent.",
            ("Agathe Riffard, sociologue, Laboratoire des villes alpines",),
        ),
        Item(
            "10:20",
            "11:00",
            "experience",
            "Un conseil citoyen qui publie ses comptes rendus en vidéo",
            "Tourner, monter, diffuser : ce que les membres ont appris, ce que la mairie a changé.",
            (
                "Rosa Monteiro, coprésidente, Conseil citoyen de la Grande Île",
                "Gérard Chavanne, membre du Conseil citoyen du Gier",
            ),
        ),
        Item("11:00", "11:15", "break", "Pause"),
        Item(
            "11:15",
            "11:50",
            "framing",
            "Données personnelles et droit à l’image",
            "Ce qu’une petite structure doit savoir avant de filmer, de photographier ou de tenir une liste.",
            ("Denis Chassagne, directeur d’agence, Auvergne Logis",),
        ),
        Item("11:50", "12:30", "plenary", "Débat : que fait-on de la parole recueillie ?"),
        Item("12:30", "13:45", "break", "Déjeuner au centre social"),
        Item(
            "13:45",
            "14:45",
            "visit",
            "Marche dans le quartier du Grand-Pont",
            "Quatre arrêts tenus par des habitants : le wifi de la place, la laverie, la médiathèque, le local à vélos.",
            ("Awa Diarra, directrice, Centre social des Trois Ponts",),
        ),
        Item(
            "14:45",
            "16:15",
            "workshop",
            "Atelier : la table du partenariat",
            "Qui apporte quoi à quelle action, et sous quelle forme : parole, courrier, convention ?",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("16:15", "16:30", "plenary", "Ce qui est attendu pour la séance 4"),
    ),
    notes="""Pour la première fois, des habitants étaient à la tribune et non dans la salle. Cela a changé le ton : les questions ont porté sur le temps passé, la garde des enfants, le prix du téléphone, et très peu sur les outils. Le conseil citoyen qui filme ses réunions a raconté comment une vidéo de quatre minutes, vue six cents fois, a obtenu en deux semaines l’éclairage demandé depuis deux ans.

L’exposé du matin a rappelé une évidence souvent oubliée : consulter crée une dette. Trois équipes ont reconnu avoir recueilli des avis en ligne sans jamais dire ce qui en avait été fait. Elles ont choisi d’écrire, avant la séance suivante, à ceux qui avaient répondu. Deux l’ont fait, et en rendent compte dans leur partenariat.

Le point sur les données personnelles, redouté, a été l’un des mieux notés de la journée, parce qu’il partait de cas : la photographie de la fête de quartier, la liste des numéros de téléphone affichée dans l’entrée, le groupe de discussion des parents. Une fiche de deux pages en a été tirée ; elle figure parmi les documents de la séance.

La marche de l’après-midi, conduite par quatre habitants, a montré ce qu’aucune carte ne disait. On se connecte sur le banc de la place parce que le réseau de la médiathèque porte jusque-là ; la laverie est le vrai lieu d’entraide ; le local à vélos est devenu un atelier sans que personne ne l’ait décidé. L’équipe de la vallée du Gier a repris ces observations dans la troisième version de son diagnostic.

L’atelier du partenariat a mis au jour des écarts de langage. Pour une collectivité, un partenaire signe ; pour une association, un partenaire vient. Les équipes ont séparé ce qui est dit, ce qui est écrit et ce qui est financé, et plusieurs accords supposés acquis se sont révélés n’avoir jamais été demandés.

À retenir : inscrire dans chaque action le moment où l’on rend compte aux habitants ; rémunérer ou dédommager le temps donné ; commencer petit, mais finir.""",
    documents=("Fiche pratique : images et données personnelles", "Compte rendu de la marche du Grand-Pont"),
)

SESSION_4 = SessionText(
    title="Renforcer les usages du numérique, soutenir l’innovation sociale : deux rôles dans un même lieu ?",
    host="Valence Romans Agglo",
    venue="Maison de quartier du Plan",
    address="Place du 8-Mai, 26000 Valence\nBus depuis la gare de Valence-Ville, arrêt Place du Plan. Parking à vélos devant l’entrée.",
    contact="Samuel Okafor, 04 00 00 00 02",
    questions=(
        "Des espaces publics numériques aux tiers-lieux : qu’est-ce qui change, qu’est-ce qui reste ?",
        "Quels moyens pour accompagner à la fois les habitants et leurs initiatives ?",
    ),
    items=(
        WELCOME,
        Item(
            "09:30",
            "10:15",
            "expertise",
            "De l’espace public numérique au tiers-lieu : vingt ans d’histoires",
            "Trois générations de lieux, leurs métiers, leurs finances, leurs malentendus.",
            ("Ilona Kowalczyk, enseignante-chercheuse, École d’ingénieurs du Puy",),
        ),
        Item(
            "10:15",
            "11:00",
            "experience",
            "Un même lieu, deux métiers",
            "La médiatrice et l’animateur de l’atelier de fabrication racontent une semaine ordinaire.",
            (
                "Tiago Ferreira, animateur, Fabrique des Combes",
                "Leïla Mansouri, directrice, Maison de quartier du Plan",
            ),
        ),
        Item("11:00", "11:15", "break", "Pause"),
        Item(
            "11:15",
            "11:55",
            "framing",
            "Financer un lieu dans la durée",
            "Conventions sur plusieurs années, postes, mécénat, ventes : quatre budgets lus ligne à ligne.",
            ("Christophe Eynard, délégué du préfet, Préfecture de la Drôme",),
        ),
        Item("11:55", "12:30", "plenary", "Questions aux financeurs"),
        Item("12:30", "13:45", "break", "Déjeuner"),
        Item(
            "13:45",
            "14:40",
            "visit",
            "Visite de l’atelier partagé et du café associatif",
            "",
            ("Adeline Guironnet, gérante, Coopérative Les Volets verts",),
        ),
        Item(
            "14:40",
            "15:50",
            "workshop",
            "Atelier : préparer sa restitution",
            "Dix diapositives, huit minutes, une question à poser aux élus.",
            ("Inês Carvalho, animatrice, coopérative La Marelle",),
        ),
        Item("15:50", "16:30", "plenary", "Bilan du cycle : ce que nous gardons, ce que nous changerions"),
    ),
    notes="""La dernière séance posait une question de métier : peut-on, dans le même lieu et parfois dans la même heure, aider quelqu’un à remplir une déclaration et soutenir celui qui veut monter un atelier ? Les deux professionnels invités répondent oui, à condition que ce ne soit pas la même personne qui tienne les deux rôles tout le temps.

L’histoire des lieux, racontée sur vingt ans, a permis de relire les projets des équipes. Les espaces publics numériques ont souvent disparu avec leurs contrats aidés, non avec les besoins. Les tiers-lieux risquent la même fin s’ils reposent sur l’énergie d’une fondatrice ou d’un fondateur. Quatre équipes ont ajouté une ligne « qui prend la suite ? » à leur plan d’action.

La lecture de quatre budgets réels a été un exercice rare. Les montants importent moins que leur structure : aucun lieu solide n’a plus de la moitié de ses ressources chez un seul financeur. Le représentant de l’État a proposé que les conventions à venir prévoient un point commun des financeurs chaque année, pour n’avoir qu’un seul bilan à écrire. L’idée est reprise dans les recommandations.

Le bilan collectif dit surtout le prix du temps donné. Les participants ont apprécié l’alternance des formes et les visites. Ils auraient voulu travailler plus tôt le partenariat, et que les élus soient présents avant la restitution. Deux équipes regrettent le départ d’un de leurs membres en cours de route, que personne n’a pu remplacer.

À retenir : écrire les deux rôles dans les fiches de poste ; compter les heures d’ouverture comme un indicateur ; réunir les financeurs autour d’un seul bilan.""",
    documents=("Quatre budgets de lieux, anonymisés",),
)

CLOSING = SessionText(
    title="Restitution : les territoires présentent leurs travaux",
    host="Métropole de Lyon",
    venue="Grande salle de la Maison des projets",
    address="20 place des Passerelles, 69003 Lyon",
    contact="Hélène Vasseur, 04 00 00 00 01",
    questions=("Qu’avons-nous appris, et qu’est-ce qui peut servir à d’autres territoires ?",),
    starts="14:00",
    ends="17:00",
    closing=True,
    items=(
        Item(
            "14:00",
            "14:20",
            "plenary",
            "Ouverture : ce que le cycle a produit",
            "",
            ("Hélène Vasseur, chargée de mission, centre de ressources",),
        ),
        Item(
            "14:20",
            "15:20",
            "plenary",
            "Présentations : Vallée du Gier, Vaulx-en-Velin, Clermont Métropole",
            "Huit minutes par équipe, puis les questions de la salle.",
        ),
        Item("15:20", "15:40", "break", "Pause"),
        Item("15:40", "16:30", "plenary", "Présentations : Grand Chambéry, Valence Romans, Annemasse"),
        Item(
            "16:30",
            "17:00",
            "plenary",
            "Table ronde des financeurs et mot de la fin",
            "Ce qui sera suivi dans six mois, et par qui.",
            (
                "Pauline Aubertin, déléguée du préfet, Préfecture du Rhône",
                "Florence Bargoin, chargée de mission, Clermont Métropole",
            ),
        ),
    ),
    notes="""Cinq équipes sur six ont présenté leurs travaux devant une soixantaine de personnes, élus et financeurs compris. La contrainte des huit minutes a bien servi : chacune a dû choisir une action, et la raconter jusqu’au bout.

Les questions de la salle ont porté sur la suite. Qui téléphone dans six mois ? Les équipes ont proposé de se revoir sans attendre qu’on les y invite, sur le territoire de l’une d’elles, et la vallée du Gier a offert d’accueillir la première rencontre au printemps.

La table ronde a confirmé deux engagements : un point commun des financeurs par territoire, et la mise en circulation des documents retenus auprès des autres contrats de ville de la région.""",
)

ASSIGNMENTS = (
    AssignmentText(
        "diagnostic",
        "Diagnostic",
        "Une dizaine de pages : ce que le territoire a, ce qui lui manque, et ce que vous en tirez. Partez des parcours de quelques habitants, citez vos sources, dites ce que vous ne savez pas. Un plan ou une photographie de vos cartes est bienvenu.",
        1,
        2,
        template=True,
    ),
    AssignmentText(
        "action_plan",
        "Plan d’action",
        "Trois à six actions qui répondent à vos constats. Pour chacune : un pilote à qui l’on peut téléphoner, des partenaires, un calendrier, et ce à quoi vous verrez que cela marche.",
        2,
        3,
        template=True,
    ),
    AssignmentText(
        "partnership",
        "Partenariat",
        "Qui s’engage à quoi autour de vos actions. Distinguez ce qui est dit, ce qui est écrit, ce qui est signé.",
        3,
        4,
    ),
    AssignmentText(
        "presentation",
        "Présentation finale",
        "Dix diapositives au plus, pour huit minutes devant les élus et les financeurs. Terminez par une question.",
        4,
        5,
    ),
)

CYCLE = CycleText(
    key="1",
    slug="numerique-innovation-sociale",
    title="Numérique et innovation sociale",
    subtitle="Enjeux, pratiques et perspectives pour le développement des quartiers",
    theme="""Les services numériques laissent de côté les habitants qui ne les maîtrisent pas. Ils sont aussi un levier de développement local : nouveaux services, débouchés économiques, participation citoyenne.

Le cycle aide les territoires de projet à bâtir des stratégies qui concilient innovation sociale et innovation numérique, la réalité des quartiers prioritaires et une place pour l’expérimentation.""",
    objectives="""Doter chaque territoire de trois productions : un diagnostic, un plan d’action, un partenariat local autour du numérique et de l’innovation sociale.
Faire travailler ensemble des acteurs de plusieurs types : agglomérations, communes, État, Région et services publics, structures de quartier, porteurs de projets.
Alterner apports d’experts, cadrage réglementaire, retours d’expérience ou visites, et ateliers de méthode.""",
    line_colour="teal",
    wanted_actor_types=("epci", "commune", "state", "neighbourhood", "project_holder"),
    sessions=(SESSION_1, SESSION_2, SESSION_3, SESSION_4, CLOSING),
    assignments=ASSIGNMENTS,
    territories=(
        "Vallée du Gier",
        "Vaulx-en-Velin",
        "Clermont Métropole",
        "Grand Chambéry",
        "Valence Romans",
        "Annemasse",
    ),
    chapters=CHAPTERS,
)
