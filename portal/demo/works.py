"""What each team found, plans and agreed, by cycle and territory: the matter of the files that it delivers. All invented."""

from portal.demo.shapes import Work

SAID, WRITTEN, SIGNED = "accord oral", "courrier", "convention signée"

CYCLE_ONE = {
    "Vallée du Gier": Work(
        "Le long du Gier, les lieux d’aide se suivent sans se connaître. Nous avons suivi cinq habitants pendant un mois.",
        (("Un habitant sur trois renonce à une démarche en ligne quand elle demande un compte.", "62 entretiens à la médiathèque"), ("Quatre lieux d’accueil, aucun ouvert le soir ni le samedi.", "Relevé des horaires"), ("On se connecte sur le banc de la place : le réseau de la médiathèque porte jusque-là.", "Marche de la séance 3"), ("Des jeunes formés au numérique, mais aucun débouché dans le quartier.", "Mission locale")),
        (("Permanences mobiles, le soir, au pied des immeubles", "Awa Diarra, centre social", "janvier à juin", "40 personnes différentes par mois"), ("Atelier de réparation et de code", "Kévin Pham, Les Ateliers du Dorlay", "février", "deux contrats aidés signés"), ("Charte d’accueil commune aux quatre lieux", "Nadia Belkhir, métropole", "mars", "quatre signatures")),
        (("Ville de Rive-de-Gier", "prête une salle et le réseau le soir", SIGNED), ("Centre social des Trois Ponts", "deux médiateurs, six heures par semaine", SIGNED), ("Services de l’État", "cofinancement demandé (prévisionnel)", WRITTEN)),
        (("Médiathèque", 62), ("Centre social", 41), ("Mairie", 27), ("Chez un voisin", 35)), "Où vont les habitants quand une démarche bloque", "les quatre lieux d’accueil de la vallée",
    ),
    "Vaulx-en-Velin": Work(
        "Trois quartiers, onze lieux d’aide et une file d’attente qui commence à 7 heures 30 : l’offre existe, elle est mal répartie.",
        (("Onze lieux d’aide, dont sept ouverts aux mêmes heures.", "Recensement de l’équipe"), ("La moitié des demandes concernent trois démarches.", "Carnet d’accueil de Passerelles numériques"), ("Les agents ignorent ce que font leurs voisins de palier.", "Questionnaire à 23 agents"), ("Un local vide de 210 mètres carrés au centre de la Grande Île.", "Bailleur"), ("Le conseil citoyen filme ses réunions ; personne ne lui répond en vidéo.", "Conseil citoyen")),
        (("Ouvrir le tiers-lieu de la Grande Île", "Mehdi Hamdani, La Planche à outils", "avril", "210 mètres carrés ouverts cinq jours"), ("Planning commun des onze lieux", "Karim Zerouali, ville", "décembre", "un seul affichage"), ("Trois démarches expliquées en vidéo", "Rosa Monteiro, conseil citoyen", "février", "600 vues chacune"), ("Former vingt agents à l’orientation", "Chloé Desmarest, Passerelles numériques", "mars", "20 attestations")),
        (("Rhône Habitat Solidaire", "met le local à disposition trois ans", SIGNED), ("Métropole de Lyon", "étude du modèle économique", WRITTEN), ("Maison de l’emploi du Velin", "une permanence par semaine", SAID)),
        (("Logement", 88), ("Santé", 64), ("Emploi", 71), ("Titres de séjour", 93), ("École", 22)), "Objet des demandes d’aide en un mois", "le futur tiers-lieu de la Grande Île",
    ),
    "Clermont Métropole": Work(
        "Aux Quartiers Nord, l’aide au numérique repose sur quatre animateurs : que se passe-t-il quand l’un d’eux s’absente ?",
        (("Quatre animateurs portent neuf lieux.", "Plannings"), ("Les 60 ans et plus demandent de l’aide pour les photographies de leurs petits-enfants, puis pour la retraite.", "Cahier de la Gauthière"), ("L’école d’ingénieurs cherche des terrains de stage.", "Entretien")),
        (("Stages d’ingénieurs dans les espaces numériques", "Ilona Kowalczyk, école", "septembre", "six stages"), ("Relais de bailleur formés", "Denis Chassagne, Auvergne Logis", "mai", "12 gardiens formés"), ("Bus numérique partagé", "Florence Bargoin, métropole", "juin", "8 arrêts par quinzaine")),
        (("Département du Puy-de-Dôme", "finance le bus une demi-année (prévisionnel)", WRITTEN), ("Auvergne Logis", "libère douze gardiens deux jours", SIGNED)),
        (("Avant 25 ans", 14), ("25 à 59 ans", 52), ("60 ans et plus", 77)), "Âge des personnes accueillies", "les arrêts du bus numérique",
    ),
    "Grand Chambéry": Work(
        "Sur les Hauts-de-Chambéry, on fabrique : l’atelier des Combes attire, mais surtout d’ailleurs.",
        (("Sept visiteurs de l’atelier sur dix n’habitent pas le quartier.", "Registre de l’atelier"), ("La régie de quartier répare 300 appareils par an à la main.", "Rapport d’activité"), ("Les associations ne savent pas utiliser leurs propres données.", "Atelier de la séance 2")),
        (("Réparer ensemble, un mercredi sur deux", "Idriss Bouhaddi, régie", "janvier", "un habitant sur deux"), ("Clés de l’atelier à dix habitants", "Tiago Ferreira, Fabrique des Combes", "mars", "dix clés remises")),
        (("Ville de Chambéry", "achète les pièces détachées", SAID), ("Régie de quartier", "encadre les ateliers", SIGNED)),
        (("Quartier", 31), ("Reste de la ville", 48), ("Autres communes", 22)), "D’où viennent les visiteurs de l’atelier", "l’atelier de fabrication des Combes",
    ),
    "Valence Romans": Work(
        "De Valence-le-Haut à la Monnaie, deux villes et un même besoin : des lieux qui ouvrent quand les gens sont là.",
        (("Six heures d’ouverture après 17 heures, sur toute l’agglomération.", "Relevé"), ("Les deux maisons de quartier ont le même logiciel et ne le savent pas.", "Visite croisée"), ("Les locataires préfèrent le téléphone : un appel sur deux est sans réponse.", "Bailleur")),
        (("Soirées ouvertes dans deux maisons de quartier", "Leïla Mansouri, maison de quartier", "novembre", "12 heures de plus par semaine"), ("Ligne d’appel tenue par des habitants", "Boubacar Keita, conseil citoyen", "février", "90 appels sur 100 pris"), ("Vente en ligne des menuiseries réemployées", "Adeline Guironnet, Volets verts", "avril", "un emploi")),
        (("Drôme Habitat Avenir", "finance la ligne d’appel (prévisionnel)", WRITTEN), ("Préfecture de la Drôme", "point annuel des financeurs", SIGNED)),
        (("Matin", 46), ("Après-midi", 58), ("Après 17 h", 6), ("Samedi", 0)), "Heures d’ouverture hebdomadaires cumulées", "les deux maisons de quartier",
    ),
    "Annemasse": Work(
        "Au Perrier, on travaille de l’autre côté de la frontière et l’on s’informe en six langues.",
        (("Six langues à l’accueil, des écrans en une seule.", "Maison des habitants"), ("Les démarches transfrontalières sont les plus longues : 1 heure 40 en moyenne.", "Chronométrage de 30 dossiers"), ("Les couturières vendent en ligne à 80 km.", "Comptes de l’association")),
        (("Fiches en six langues, relues par des habitants", "Samira Ouali, médiatrice", "mars", "six fiches"), ("Boutique commune en ligne", "Ngoc Tran, Couturières du Salève", "mai", "quatre artisanes de plus")),
        (("Ville d’Annemasse", "impression et diffusion", SAID), ("Passerelle Emploi Salève", "deux demi-journées par mois", WRITTEN)),
        (("Français", 54), ("Portugais", 18), ("Albanais", 12), ("Turc", 15), ("Arabe", 21), ("Anglais", 9)), "Langues entendues à l’accueil en une semaine", "la maison des habitants du Perrier",
    ),
}  # fmt: skip

CYCLE_TWO = {
    "Vallée du Gier": Work(
        "Dans la vallée, les savoirs de l’industrie sont encore là, chez les anciens. Qui les transmet ?",
        (("Quarante anciens prêts à montrer leur métier.", "Appel dans le journal"), ("L’école des métiers a douze places libres.", "École des métiers"), ("Rien n’est ouvert pendant les vacances.", "Relevé")),
        (("Samedis des métiers", "Awa Diarra, centre social", "mars", "20 jeunes"), ("Carnet des savoir-faire", "Thomas Rivoire, médiathèque", "juin", "40 portraits")),
        (("École des métiers du Gier", "ouvre ses ateliers le samedi", SAID), ("Ville de Rive-de-Gier", "édite le carnet", WRITTEN)),
        (("Métal", 17), ("Verre", 9), ("Textile", 8), ("Cuisine", 6)), "Savoir-faire proposés par les anciens", "un atelier de l’ancienne verrerie",
    ),
    "Vaulx-en-Velin": Work(
        "Trois cents adultes apprennent le français dans six lieux ; cent vingt attendent une place.",
        (("120 personnes en attente d’un cours.", "Université populaire"), ("Les cours ont lieu quand les enfants sortent de l’école.", "Horaires"), ("Les parents apprennent avec leurs enfants, sans lieu pour cela.", "Entretiens")),
        (("Cours du soir avec garde d’enfants", "Lucie Nguyen, université populaire", "janvier", "60 places"), ("Café des parents", "Chloé Desmarest, Passerelles numériques", "février", "un par semaine"), ("Parrainages en entreprise", "Fatoumata Sylla, maison de l’emploi", "avril", "15 parrainages")),
        (("Métropole de Lyon", "finance la garde (prévisionnel)", WRITTEN),),
        (("Inscrits", 300), ("En attente", 120), ("Abandons", 45)), "Cours de français : les chiffres d’une rentrée", "la salle de l’université populaire",
    ),
    "Grand Chambéry": Work(
        "Aux Hauts-de-Chambéry, la régie forme sans le dire : trente salariés y ont appris un métier.",
        (("Trente salariés formés sur le tas en cinq ans.", "Régie"), ("Aucun n’a fait reconnaître son expérience.", "Mission locale")),
        (("Aide à l’écriture des dossiers", "Noémie Charvin, mission locale", "mars", "huit dossiers"), ("Visites croisées des chantiers", "Idriss Bouhaddi, régie", "mai", "quatre visites")),
        (("Mission locale", "une conseillère une journée par mois", SIGNED),),
        (("Espaces verts", 12), ("Bâtiment", 11), ("Propreté", 7)), "Métiers appris à la régie", "le chantier de la régie de quartier",
    ),
    "Valence Romans": Work(
        "Dans nos maisons de quartier, on apprend surtout en cuisinant.",
        (("Cinq ateliers de cuisine, 140 participants.", "Maisons de quartier"), ("Les cantines cherchent huit personnes.", "Agglomération")),
        (("Passerelle vers les cantines", "Leïla Mansouri, maison de quartier", "avril", "huit embauches"), ("Menuiserie le samedi", "Adeline Guironnet, Volets verts", "mai", "12 participants")),
        (("Valence Romans Agglo", "réserve huit entretiens", SAID),),
        (("Cuisine", 140), ("Couture", 62), ("Menuiserie", 24)), "Participants aux ateliers", "la cuisine de la maison de quartier",
    ),
    "Roannais": Work(
        "Une semaine de carnet : 212 heures d’apprentissage repérées au Parc et à Bourgogne.",
        (("212 heures en une semaine, dont 31 à l’école.", "Carnets"), ("Les adolescents apprennent surtout la nuit, en ligne.", "Centre social")),
        (("Nuits du savoir au centre social", "Amadou Cissé, centre social", "février", "trois nuits"), ("Cuisines partagées", "Zohra Amrani, Les Cuisines partagées", "mars", "40 familles")),
        (("Ville de Roanne", "ouvre deux écoles le samedi", SAID),),
        (("Maison", 88), ("Dehors", 54), ("École", 31), ("Centre social", 39)), "Heures d’apprentissage, par lieu", "la cuisine partagée du Parc",
    ),
    "Échirolles": Work(
        "À la Villeneuve, l’atelier vélo est devenu une école : on y vient pour un pneu, on y reste pour un métier.",
        (("340 vélos réparés par leurs propriétaires.", "Registre"), ("Six personnes en ont fait leur métier.", "Entretiens"), ("Les filles viennent peu.", "Comptage")),
        (("Un soir réservé aux filles", "Mariam Traoré, maison des habitants", "janvier", "15 inscrites"), ("Certificat de mécanicien", "Younès Kaddouri, atelier vélo", "juin", "six candidats")),
        (("Alpes Habitat Commun", "prête deux garages", SIGNED), ("Grenoble-Alpes Métropole", "achète les pièces", WRITTEN)),
        (("Garçons", 61), ("Hommes", 170), ("Filles", 18), ("Femmes", 91)), "Qui vient réparer son vélo", "l’atelier vélo de la Villeneuve",
    ),
    "Bourg-en-Bresse": Work(
        "Lire à voix haute, écouter, jardiner : à la Reyssouze, on apprend sans s’inscrire.",
        (("Onze rendez-vous sans inscription.", "Recensement"), ("Les familles viennent par le bouche-à-oreille.", "Questionnaire")),
        (("Jardin d’apprentissage", "Sofiane Lounis, médiateur", "avril", "30 parcelles"), ("Livres enregistrés par les enfants", "Martine Pélisson, bibliothèque sonore", "mai", "50 livres")),
        (("Grand Bourg Agglomération", "aménage le terrain", SIGNED),),
        (("Jardin", 44), ("Lecture", 37), ("Jeux", 52)), "Participants sans inscription, par activité", "le jardin de la Reyssouze",
    ),
    "Montluçon": Work(
        "À Fontbouillant, le club de lecture a mené trois personnes à l’emploi : par quel chemin ?",
        (("Trois retours à l’emploi en un an.", "Association"), ("Un seul formateur pour deux quartiers.", "Communauté")),
        (("Doubler le club de lecture", "Dounia Haddad, Le Fil d’Ariane", "mars", "24 places"), ("Déplacements partagés", "Bernard Lamoureux, conseil citoyen", "avril", "deux voitures")),
        (("Département de l’Allier", "un second poste (prévisionnel)", SAID),),
        (("Lecture", 12), ("Écriture", 9), ("Calcul", 7)), "Présences au club, en moyenne", "la salle du club de lecture",
    ),
}  # fmt: skip
