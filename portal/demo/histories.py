"""What happened to each deliverable, by territory and in the order of the cycle's assignments. All invented."""

from portal.demo.shapes import Step

PDF, WORD, ODT, EXCEL = ("pdf",), ("docx",), ("odt",), ("xlsx",)
SLIDES = ("slides",)


def deliver(days: int, *files: str, hour: str = "16:40", text: str = "", today: bool = False) -> Step:
    return Step("deliver", days, hour, files, text, today)


def complete(
    days: int, text: str, *, today: bool = False, hour: str = "11:15", by_facilitator: bool = False, **more
) -> Step:
    return Step("complete", days, hour, text=text, from_today=today, by_facilitator=by_facilitator, **more)


def retain(days: int, text: str = "", *, today: bool = False, hour: str = "09:50", **more) -> Step:
    return Step("retain", days, hour, text=text, from_today=today, **more)


def record(days: int, channel: str, before: int, given_by: str, *files: str, text: str, today: bool = False) -> Step:
    return Step("record", days, "09:20", files, text, today, channel=channel, before=before, given_by=given_by)


def draft(days: int, *files: str, text: str = "", hour: str = "17:05") -> Step:
    return Step("draft", days, hour, files, text, True)


THANKS = "Merci : c’est clair, sourcé, et prêt pour le document de capitalisation."

CYCLE_ONE: dict[str, tuple[tuple[Step, ...], ...]] = {
    "Vallée du Gier": (
        (
            deliver(-2, "pdf", "photo", text="Première version, avec la photographie de notre carte de la séance 1."),
            complete(2, "Le constat sur les horaires est précieux. Il manque la source de vos chiffres et la parole d’au moins deux habitants : pouvez-vous les ajouter ?", remark="Ici : la source, et deux paroles d’habitants.", comment="Le graphique est parlant ; sa source manque.", marks=(1, 1, 2, 0)),
            deliver(9, "pdf", "map", text="Sources ajoutées et carte remise au propre."),
            complete(12, "Encore un effort : la marche de la séance 3 apportera le regard des habitants, gardez-lui une place.", by_facilitator=True, marks=(3, 1, 2, 2)),
            deliver(84, "pdf", "map", "docx", text="Version complétée après la marche du Grand-Pont."),
            retain(87, THANKS, marks=(3, 3, 2, 3)),
        ),
        (deliver(-1, *WORD, text="Trois actions, deux pilotes trouvés."), complete(3, "La troisième action n’a pas de pilote : à qui téléphone-t-on ?"), deliver(8, *EXCEL, text="Un pilote par action."), retain(11, "Chaque action a son pilote et sa date. Version retenue.")),
        (deliver(-3, *ODT), retain(2, "La distinction entre ce qui est dit et ce qui est signé est exemplaire.")),
        (deliver(-1, *SLIDES), retain(4, THANKS)),
    ),
    "Vaulx-en-Velin": (
        (deliver(-1, "pdf", "map"), complete(3, "Onze lieux recensés, bravo. Dites lesquels ouvrent après 17 heures : c’est la question que tout le monde vous posera."), deliver(10, *PDF, text="Horaires ajoutés en annexe."), retain(13, THANKS)),
        (deliver(3, *EXCEL, text="Avec nos excuses pour le retard."), complete(6, "Le tiers-lieu occupe tout le plan : que deviennent les trois autres constats ?"), deliver(13, "xlsx", "docx"), retain(16, "Plan équilibré. Version retenue.")),
        (deliver(-2, *WORD), retain(3)),
        (deliver(-4, *SLIDES), retain(0, "Parfait pour huit minutes."), deliver(3, *SLIDES, text="Une diapositive de moins, une question de plus."), retain(5, "Encore mieux : cette version remplace la précédente.")),
    ),
    "Clermont Métropole": (
        (deliver(-5, *WORD, text="La version que nous vous avions annoncée par courriel."), retain(2, THANKS)),
        (deliver(2, *PDF), complete(5, "Précisez le financement du bus : qu’est-ce qui est acquis, qu’est-ce qui est demandé ?"), deliver(12, "pdf", "xlsx"), retain(15)),
        (Step("exempt", -12, "15:00", text="Convention déjà signée dans le contrat de ville : elle tient lieu de partenariat."),),
        (deliver(-1, *SLIDES), retain(4)),
    ),
    "Grand Chambéry": (
        (deliver(6, *PDF, text="Deux semaines de congés croisés, désolés."), retain(9, "Le registre de l’atelier est une mine. Version retenue.")),
        (deliver(-1, *ODT), complete(4, "Deux actions suffisent, mais il faut un signe que cela marche pour chacune."), deliver(11, *ODT), retain(14)),
        (deliver(-2, *PDF), retain(3)),
        (),
    ),
    "Valence Romans": (
        (deliver(-3, "photo", "docx", text="Complété après notre rendez-vous de suivi."), retain(1, THANKS)),
        (Step("extend", -3, "12:00", text="Comité local reporté d’une semaine."), deliver(4, *EXCEL), retain(8, "Le délai a été bien employé.")),
        (deliver(2, *ODT), complete(5, "Il manque la forme de l’accord avec le bailleur.", by_facilitator=True), deliver(9, *ODT), retain(12)),
        (deliver(-2, *SLIDES), retain(4)),
    ),
    "Annemasse": (
        (deliver(-4, "pdf", "photo"), retain(1, "Les six langues de l’accueil : un constat que personne n’avait chiffré.")),
        (deliver(-1, *EXCEL), complete(3, "Qui relit les fiches, et quand ?"), deliver(9, *EXCEL), retain(13)),
        (deliver(-1, "photo", text="Tableau rempli à la main pendant la séance 3, photographié."), retain(4)),
        (deliver(1, *SLIDES), retain(5)),
    ),
}  # fmt: skip

CYCLE_TWO: dict[str, tuple[tuple[Step, ...], ...]] = {
    "Vallée du Gier": (
        (deliver(-6, "photo", text="L’atelier, un samedi matin."),),
        (deliver(-1, "pdf", "map"), complete(4, "Qui sont ces quarante anciens, et comment les avez-vous rencontrés ?"), deliver(11, "pdf", "docx"), retain(14, THANKS)),
        (deliver(-5, *EXCEL, today=True, text="Deux actions pour commencer."), complete(-2, "Les deux actions sont bien choisies. Il manque une date pour le carnet et le nom d’une personne à l’école des métiers.", today=True)),
        (),
        (),
    ),
    "Vaulx-en-Velin": (
        (deliver(-2, "photo"),),
        (deliver(-3, *PDF), retain(3, "Le chiffre de l’attente est frappant. Version retenue."), deliver(-4, "pdf", "map", today=True, text="Chiffres de la rentrée mis à jour.")),
        (draft(-1, "xlsx", text="À relire ensemble avant de remettre."),),
        (),
        (),
    ),
    "Grand Chambéry": (
        (record(10, "in_session", 3, "Représentants de l’équipe", "photo", text="Photographie de la feuille remise en main propre à la séance 2."),),
        (deliver(6, *ODT, text="Avec retard, la régie déménageait."),),
        (),
        (),
        (),
    ),
    "Valence Romans": (
        (deliver(-1, "photo", text="Une photographie où l’on ne reconnaît personne."),),
        (),
        (draft(-2, "docx"),),
        (),
        (),
    ),
    "Roannais": (
        (deliver(-1, "photo"),),
        (deliver(-2, *WORD), complete(5, "Les carnets sont une belle trouvaille. Pouvez-vous dire combien de personnes les ont remplis ?", by_facilitator=True)),
        (deliver(-1, *PDF, today=True),),
        (),
        (),
    ),
    "Échirolles": (
        (deliver(-8, "photo"),),
        (deliver(-4, *PDF), complete(1, "Les filles viennent peu : savez-vous pourquoi ?", marks=(2, 1, 2, 0), remark="D’où vient ce chiffre ?"), deliver(8, "pdf", "photo"), complete(11, "Merci pour les entretiens. Il reste à dater le registre.", marks=(1, 3, 2, 2), comment="Page 1 : dites sur quels mois porte le registre."), deliver(-3, "pdf", "xlsx", today=True)),
        (deliver(-4, *EXCEL, today=True), retain(-1, "Petit, porté, daté. Version retenue.", today=True)),
        (draft(-2, "odt"),),
        (),
    ),
    "Bourg-en-Bresse": (
        (deliver(-2, "photo", "map"),),
        (deliver(-3, *PDF), Step("take_back", -3, "18:20"), deliver(-1, "pdf", "map", text="La carte manquait : nous avions repris notre remise."), retain(6, THANKS)),
        (record(-2, "mail", 4, "", *WORD, text="Pièce jointe d’un message ; l’équipe n’arrivait plus à se connecter.", today=True),),
        (),
        (),
    ),
    "Montluçon": (
        (),
        (Step("extend", -2, "10:30", text="Référent absent trois semaines."), draft(-3, "docx")),
        (Step("exempt", -6, "14:00", text="Le plan d’action du contrat local, signé au printemps, en tient lieu.", from_today=True),),
        (),
        (),
    ),
}  # fmt: skip
EXTENSION_DAYS = {"1": 6, "2": None}  # after the due date; None: four days after the day of loading
