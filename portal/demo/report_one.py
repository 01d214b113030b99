"""The chapters that coordination wrote for the report of the finished cycle. Invented for the demonstration."""

FOREWORD = """Quand un service public ferme son guichet pour ouvrir un site, il ne disparaît pas : il se déplace. Pour beaucoup d’habitants des quartiers, il se déplace hors de portée. C’est de là que ce cycle est parti, avec une conviction complémentaire, et qui n’allait pas de soi : ces mêmes outils, entre d’autres mains, servent à apprendre, à entreprendre, à se faire entendre.

Six territoires d’Auvergne-Rhône-Alpes ont accepté d’y travailler de juin à octobre. Ils ont envoyé des équipes composées d’agents des agglomérations et des communes, de représentants de l’État, de bailleurs, de responsables de structures de quartier, de porteurs de projets et de membres de conseils citoyens. Chacune repart avec un diagnostic, un plan d’action et un partenariat, inégalement aboutis, et c’est bien ainsi : ils disent où chacun en est.

Ce document rassemble ce qu’elles ont produit et ce que nous en avons compris. Il n’est pas un palmarès. On y lira des constats qui se ressemblent d’une vallée à l’autre, des actions modestes et tenues, quelques renoncements expliqués. Nous l’avons voulu utile à ceux qui n’étaient pas là.

Merci à celles et ceux qui ont ouvert leurs lieux, leurs budgets et parfois leurs doutes."""

LESSONS = """- **Compter les heures, pas les lieux.** Dans les six territoires, les lieux d’aide existent ; presque aucun n’ouvre le soir ou le samedi. L’heure d’ouverture est l’indicateur le plus simple et le plus parlant.
- **Un pilote est quelqu’un à qui l’on peut téléphoner.** Les actions portées par une personne nommée ont avancé entre deux séances ; celles confiées à un comité ont attendu la séance suivante.
- **Consulter crée une dette.** Recueillir la parole des habitants oblige à dire ce qui en a été fait. Les équipes qui ont rendu compte ont vu revenir les mêmes personnes, et d’autres.
- **Séparer ce qui est dit, écrit et signé.** Un partenariat se fragilise de ce que l’on croit acquis. Demander fait gagner du temps.
- **Financer la troisième année.** Les lieux qui durent ont plusieurs ressources et un seul bilan. Les financeurs peuvent s’entendre sur ce bilan : c’est le changement le moins coûteux de tous."""

CONTEXT = """Une déclaration de ressources, une inscription à la cantine, une candidature : ces gestes passent désormais par un écran, un compte, un mot de passe, souvent une imprimante. Qui ne maîtrise pas cet enchaînement ne perd pas seulement du temps. Il renonce à un droit, ou s’en remet à un proche, à un voisin, à l’agent d’un guichet dont ce n’est pas la mission.

Les mêmes outils ouvrent pourtant des possibilités aux quartiers : un service qui manquait, une activité qui trouve ses clients, une parole qui porte au-delà de la salle de réunion. Les équipes ont refusé de choisir entre les deux récits. Elles ont travaillé sur ce qui les relie : des lieux, des personnes disponibles, du temps.

## Trois tensions, d’un territoire à l’autre

- **Aider à faire ou faire à la place.** L’urgence d’une démarche laisse peu de place à l’apprentissage. Les lieux qui tiennent les deux l’ont décidé et l’ont écrit.
- **Expérimenter ou durer.** Les appels à projets financent l’ouverture d’un lieu ; la troisième année reste à inventer.
- **Consulter ou partager la décision.** Un questionnaire en ligne recueille des avis ; il ne dit pas ce qui en sera fait.

## Les mots que nous employons

**Accès, usage, recours.** Disposer d’un équipement et d’un réseau ; savoir s’en servir ; obtenir ce à quoi l’on a droit. Les trois ne vont pas ensemble, et n’appellent pas les mêmes réponses.

**Innovation sociale.** Une réponse nouvelle, ici et pour ces personnes, à un besoin mal couvert, construite avec celles et ceux qu’il concerne. Elle peut se passer de tout outil numérique.

**Tiers-lieu.** Un endroit où plusieurs activités partagent des murs, du matériel et des règles. Le mot ne garantit ni l’accueil ni l’équilibre des comptes."""

METHOD = """Le cycle s’adressait à des équipes, non à des inscrits isolés. Chaque territoire a réuni des agents de l’intercommunalité et de la commune, des services de l’État, des bailleurs, des structures de quartier et des porteurs de projets. La moitié des participants ne se connaissaient pas avant la première séance, y compris au sein d’un même territoire.

## Une séance, quatre façons d’apprendre

1. **Une expertise**, pour déplacer la question avant de chercher des réponses.
2. **Un cadrage réglementaire ou financier**, donné par ceux qui instruisent les dossiers.
3. **Un retour d’expérience ou une visite**, avec ce qui a échoué.
4. **Un atelier de méthode**, où chaque équipe avance sur sa propre production.

## Entre deux séances

Trois productions ont jalonné le parcours : un diagnostic, un plan d’action, un partenariat. Chacune a fait l’objet d’un retour de la coordination, et plusieurs ont connu deux ou trois versions. Ce rapport s’appuie sur les versions retenues ; à défaut, sur la dernière remise, et il le dit.

## Ce que la méthode ne permet pas

Six territoires volontaires ne forment pas un échantillon. Les constats rapportés ici sont ceux des équipes, à un moment donné. Ils éclairent des choix ; ils ne mesurent pas des effets."""

RECOMMENDATIONS = """Elles reprennent ce que les équipes ont dit vouloir changer, rangé selon qui peut le faire.

## Aux élus

- Désigner, dans chaque commune, une personne qui répond de l’accueil numérique des habitants, et faire connaître son numéro.
- Ouvrir un lieu au moins un soir par semaine et le samedi, avant d’en créer un nouveau.
- Venir à une séance de travail avant la restitution : les arbitrages y gagnent des mois.

## À l’État

- Proposer d’emblée des conventions sur plusieurs années, que peu de territoires pensent à demander.
- Réunir une fois par an les financeurs d’un même lieu autour d’un seul bilan.

## Aux chefs de projet

- Commencer le diagnostic par les parcours de quelques habitants, puis seulement dresser la liste des équipements.
- Nommer pour chaque action un pilote que l’on peut joindre, et écrire qui prend la suite.
- Inscrire dans le calendrier le jour où l’on rend compte à ceux que l’on a consultés.

## Aux associations

- Distinguer dans les fiches de poste l’aide aux démarches et le soutien aux projets.
- Compter les heures d’ouverture et les faire figurer au bilan : c’est un indicateur que tout le monde comprend.

## Au centre de ressources

- Travailler le partenariat dès la deuxième séance.
- Faire circuler les documents retenus auprès des autres contrats de ville de la région."""

NEXT = """La restitution n’a pas clos le travail. Trois rendez-vous sont convenus.

- **À six mois**, un appel à chaque équipe : quelles actions ont commencé, qui les porte, ce qui les freine.
- **Au printemps**, une première rencontre entre territoires, accueillie par la vallée du Gier.
- **À douze mois**, un point avec les financeurs présents à la table ronde, sur l’engagement d’un bilan commun.

Les documents retenus restent à la disposition des équipes et pourront servir à d’autres territoires, avec l’accord de leurs auteurs. Le prochain cycle repartira de deux demandes entendues lors du bilan : aborder le partenariat plus tôt, et associer les élus avant la fin."""

CHAPTERS = {
    "foreword": (FOREWORD, "Hélène Vasseur, pour l’équipe de coordination"),
    "lessons": (LESSONS, ""),
    "context": (CONTEXT, ""),
    "method": (METHOD, ""),
    "recommendations": (RECOMMENDATIONS, ""),
    "next": (NEXT, ""),
}
